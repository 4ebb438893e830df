/** What stops a send before its first byte: an empty file, one that shrank, too many bad rows (spec/hands.md 1.5, step 3). Pure. */
import { EXIT, Failure, usage } from '../exit';
import { count, counted } from '../output/numbers';
import type { Run } from './journal';
import type { Survey } from './survey';

/** `50` rows, or `5%`. */
export type Most = { readonly rows: number } | { readonly percent: number };

/** @throws {Failure} 2 */
export function parseMost(text: string, option: string): Most {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text.trim()) ?? [];
  if (number === undefined) throw usage(`"${text}" is neither a number nor a percentage.`, { place: option });
  return percent === undefined ? { rows: Number(number) } : { percent: Number(number) };
}

export function exceeds(rows: number, of: number, most: Most): boolean {
  return 'rows' in most ? rows > most.rows : rows > (of * most.percent) / 100;
}

const SHRINKS_BELOW = 0.5;

export interface GuardOptions {
  readonly file: string;
  readonly allowShrink: boolean;
  /** Where the file is what changed of another, which holds somebody. */
  readonly mayBeEmpty: boolean;
  readonly maxFailures: Most | undefined;
}

const NOTHING_SENT = 'Nothing was sent.';

/** @param last the last whole file that this computer sent to the job @throws {Failure} 5 */
export function requireSound(
  survey: Survey,
  last: Run | undefined,
  { file, allowShrink, mayBeEmpty, maxFailures }: GuardOptions,
): void {
  if (survey.rows === 0 && !mayBeEmpty) {
    throw new Failure(EXIT.guarded, `${file} holds nobody. ${NOTHING_SENT}`, {
      code: 'EmptyFile',
      advice: 'An empty file is never sent: see why it is empty.',
    });
  }
  const { bad, rows } = survey;
  if (maxFailures !== undefined && exceeds(bad.size, rows, maxFailures)) {
    throw new Failure(
      EXIT.guarded,
      `${counted(bad.size, 'row')} of ${count(rows)} cannot be sent, which is more than --max-failures allows. ${NOTHING_SENT}`,
      {
        code: 'TooManyFailures',
        advice: 'Correct the file, or raise --max-failures.',
      },
    );
  }
  if (allowShrink || last === undefined || rows >= last.header.rows * SHRINKS_BELOW) return;
  throw new Failure(
    EXIT.guarded,
    `${file} has ${counted(rows, 'row')}; the last file for this job had ${count(last.header.rows)}. ${NOTHING_SENT}`,
    {
      code: 'FileShrank',
      details: [`that was ${last.header.fileName} on ${last.header.at.slice(0, 10)}, run ${last.header.run}`],
      advice: 'Where the file is meant to be a part, or so small: add --allow-shrink.',
    },
  );
}

/** Of the same job; parts are no measure. */
export function lastWhole(runs: readonly Run[], jobId: string): Run | undefined {
  return runs.find(({ header, done }) => header.jobId === jobId && done !== undefined && !header.isPart);
}
