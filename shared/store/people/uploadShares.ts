/**
 * What a pack of log entries holds of each upload, as a column beside the packed entries: who looks for one upload, or for
 * its failures, is told which packs to fetch without unpacking any.
 */
import type { LogEntry } from '../../engine/person/logEntry';

export interface UploadShare {
  /** Operations of the upload that have their entry here. */
  readonly answered: number;
  /** Entries that are failures. */
  readonly failures: number;
  /** Deletions that were held back: if they are allowed, another entry follows. */
  readonly staged: number;
}

export interface PackShare extends UploadShare {
  /** Of those answered, which travelled in the first lane; none in columns of older code. */
  readonly ahead: number;
}

const NO_SHARE: PackShare = { answered: 0, failures: 0, staged: 0, ahead: 0 };

/** By the upload's first sequence number. */
export type UploadShares = ReadonlyMap<number, PackShare>;

export function sharesOf(entries: readonly LogEntry[]): UploadShares {
  const shares = new Map<number, PackShare>();
  for (const { operation, attempt, status, action } of entries) {
    if (operation === null) continue;
    const before = shares.get(operation.uploadFirst) ?? NO_SHARE;
    const answers = Number(attempt === 1);
    shares.set(operation.uploadFirst, {
      answered: before.answered + answers,
      failures: before.failures + Number(status === 'failure'),
      staged: before.staged + Number(action === 'stagedDelete'),
      ahead: before.ahead + (operation.ahead ? answers : 0),
    });
  }
  return shares;
}

/** `57.12.1.0,107.3.0.0.3`: the last only where it is not 0. */
export function writeShares(shares: UploadShares): string {
  return [...shares]
    .map(([first, { answered, failures, staged, ahead }]) => {
      return [first, answered, failures, staged, ...(ahead > 0 ? [ahead] : [])].join('.');
    })
    .join();
}

export function readShares(text: string): UploadShares {
  const shares = new Map<number, PackShare>();
  for (const share of text === '' ? [] : text.split(',')) {
    const [first = 0, answered = 0, failures = 0, staged = 0, ahead = 0] = share.split('.').map(Number);
    shares.set(first, { answered, failures, staged, ahead });
  }
  return shares;
}
