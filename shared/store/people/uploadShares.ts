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

/** By the upload's first sequence number. */
export type UploadShares = ReadonlyMap<number, UploadShare>;

export function sharesOf(entries: readonly LogEntry[]): UploadShares {
  const shares = new Map<number, UploadShare>();
  for (const { operation, attempt, status, action } of entries) {
    if (operation === null) continue;
    const { answered, failures, staged } = shares.get(operation.uploadFirst) ?? { answered: 0, failures: 0, staged: 0 };
    shares.set(operation.uploadFirst, {
      answered: answered + (attempt === 1 ? 1 : 0),
      failures: failures + (status === 'failure' ? 1 : 0),
      staged: staged + (action === 'stagedDelete' ? 1 : 0),
    });
  }
  return shares;
}

/** `57.12.1.0,107.3.0.0` */
export function writeShares(shares: UploadShares): string {
  return [...shares]
    .map(([first, { answered, failures, staged }]) => [first, answered, failures, staged].join('.'))
    .join();
}

export function readShares(text: string): UploadShares {
  const shares = new Map<number, UploadShare>();
  for (const share of text === '' ? [] : text.split(',')) {
    const [first = 0, answered = 0, failures = 0, staged = 0] = share.split('.').map(Number);
    shares.set(first, { answered, failures, staged });
  }
  return shares;
}
