/** How a send ended, for people and for programs. Pure. */
import { EXIT, type ExitCode } from '../exit';
import { count, counted, elapsed } from '../output/numbers';
import { printable } from '../output/table';
import type { FollowEnd } from './follow';
import { adviceFor, type FailedRow, KINDS, type Kind } from './outcomes';

export interface SendReport {
  readonly run: string;
  readonly file: string;
  readonly rows: number;
  readonly accepted: number;
  readonly outcomes: Readonly<Record<Kind, number>>;
  readonly failures: readonly FailedRow[];
  readonly failedFile: string | null;
  readonly uploads: readonly string[];
  readonly elapsedMs: number;
  readonly settled: FollowEnd;
  /** Whether what became of the rows was waited for. */
  readonly waited: boolean;
}

const TOP_CODES = 5;
const NAMES: Partial<Readonly<Record<Kind, string>>> = { held: 'held by the deletion guard' };

export function reportText(report: SendReport): string {
  const { accepted, rows, outcomes, failures, failedFile, elapsedMs, waited } = report;
  const told = KINDS.filter((kind) => outcomes[kind] > 0);
  const lines = [
    ...(waited
      ? [told.map((kind) => `${NAMES[kind] ?? kind} ${count(outcomes[kind])}`).join('   ') || 'Nothing is settled yet.']
      : [`${count(accepted)} of ${count(rows)} rows accepted.`]),
    ...topFailures(failures),
    ...(failedFile === null ? [] : [`${failedFile} holds the ${counted(failures.length, 'row')} with reasons.`]),
    ...(outcomes.held > 0
      ? ['What is held runs in about a minute, unless it is too much at once: muster deletions list']
      : []),
    ...endLines(report),
    `${counted(report.uploads.length, 'upload')}, ${elapsed(elapsedMs)}. Run ${report.run}.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The commonest reasons, one example of each, with what to do. */
function topFailures(failures: readonly FailedRow[]): readonly string[] {
  const byCode = new Map<string, FailedRow[]>();
  for (const failure of failures) byCode.set(failure.code, [...(byCode.get(failure.code) ?? []), failure]);
  const codes = [...byCode].sort(([, one], [, other]) => other.length - one.length);
  return codes.slice(0, TOP_CODES).map(([code, [example, ...others]]) => {
    const where = example === undefined ? '' : `line ${example.line}: ${shortened(printable(example.reason))}`;
    return `  ${count(others.length + 1)} × ${code}   ${where} ${adviceFor(code) ?? ''}`.trimEnd();
  });
}

const LONGEST_REASON = 160;

function shortened(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}

function endLines({ settled, run }: SendReport): readonly string[] {
  switch (settled.kind) {
    case 'settled':
      return [];
    case 'timeout':
      return [`Not everything is settled yet. Look again with: muster send --resume ${run}`];
    case 'stopped':
      return [
        printable(settled.reason),
        `What is accepted waits and is not lost. Look again with: muster send --resume ${run}`,
      ];
  }
}

export function exitOf({ settled, failures }: Pick<SendReport, 'settled' | 'failures'>): ExitCode {
  if (failures.length > 0) return EXIT.failed;
  return settled.kind === 'settled' ? EXIT.done : EXIT.unsettled;
}
