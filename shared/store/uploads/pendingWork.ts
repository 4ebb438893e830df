/**
 * Work in a cycle that is not an operation: retries, references, people evaluated anew. The cycle counts it by kind, and a
 * row of its own names each piece, so that saying twice that it is done counts once. However much there is, the intake row,
 * which every accepted upload rewrites, stays small.
 *
 * A piece is called by its kind, a dash, and something of its own: `retry-5f0c…`.
 */

import type { RangeQuery } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { joinKey, keyPart, keysUnder } from '../rows/keys';

/** How many pieces of each kind are left. */
export type PendingWork = Readonly<Record<string, number>>;

export const NO_WORK: PendingWork = {};

const WORK = 'work';
export const workKey = (cycleId: string, name: string) => joinKey(WORK, keyPart(cycleId), keyPart(name));

export function workOfCycle(jobId: string, cycleId: string): RangeQuery {
  return { partitionKey: jobPartition(jobId), ...keysUnder(WORK, keyPart(cycleId)), select: [] };
}

/** Of one kind, or of all. */
export function countWork(pending: PendingWork, kind?: string): number {
  if (kind !== undefined) return pending[kind] ?? 0;
  return Object.values(pending).reduce((sum, count) => sum + count, 0);
}

export function withWork(pending: PendingWork, names: readonly string[]): PendingWork {
  const counts = new Map(Object.entries(pending));
  for (const name of names) counts.set(kindOf(name), (counts.get(kindOf(name)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

export function withoutWork(pending: PendingWork, name: string): PendingWork {
  const { [kindOf(name)]: count = 0, ...others } = pending;
  return count > 1 ? { ...others, [kindOf(name)]: count - 1 } : others;
}

/** @param stored older code kept the names themselves */
export function readPending(stored: PendingWork | readonly string[]): PendingWork {
  return Array.isArray(stored) ? withWork(NO_WORK, stored as readonly string[]) : (stored as PendingWork);
}

function kindOf(name: string): string {
  return name.split('-', 1)[0] ?? name;
}
