/** Where the entries of an upload lie, as its receipt spells it: `3.e!8231…!000a.12.1.0,…`; no key holds a full stop or a comma. */
import type { FiledAnswer } from './intakeState';

export function writeAnswers(answers: readonly FiledAnswer[]): string {
  return answers.map((one) => [one.shard, one.rowKey, one.answered, one.failures, one.staged].join('.')).join();
}

export function readAnswers(text: string): readonly FiledAnswer[] {
  return text.split(',').map((answer) => {
    const [shard, rowKey = '', answered, failures, staged] = answer.split('.');
    return {
      shard: Number(shard),
      rowKey,
      answered: Number(answered),
      failures: Number(failures),
      staged: Number(staged),
    };
  });
}
