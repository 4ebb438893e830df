/**
 * What the timer found out about a job: one row beside its intake (`job!`job, `status`), see `jobs.ts`. Everything in it
 * can be worked out again from the packs of the log; it is kept so that reading a job costs one call.
 */
import { NO_THROUGHPUT, type Throughput } from '../../engine/job/throughput';
import { addTotals, NO_TOTALS, type PackTotals, totalsSince } from '../people/entryPacks';
import { FIRST_GENERATION, type Generation, newestOf } from '../people/people';

export interface Execution {
  readonly cycleId: string;
  readonly began: number;
  readonly ended: number;
  /** Operations accepted in the cycle. */
  readonly accepted: number;
  readonly totals: PackTotals;
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  /** Set when all failed: what the last of them failed with. */
  readonly error: ExecutionError | null;
}

export interface ExecutionError {
  readonly code: string;
  readonly message: string;
  /** Whether the administrator can do something about it; yes unless it says no. */
  readonly tenantActionable?: boolean;
}

export interface OpenCycleStatus {
  readonly cycleId: string;
  readonly totals: PackTotals;
  readonly accepted: number;
  readonly answered: number;
  /** Since when `answered` has not grown. */
  readonly since: number;
}

/** A wake-up that was sent again, for an upload of which something is still to be answered. */
export interface Wake {
  /** Number of the upload's first operation. */
  readonly first: number;
  /** About what travels in the first lane; absent: in the ordinary one. */
  readonly ahead?: true;
  readonly times: number;
  /** Not before then again, milliseconds since the epoch. */
  readonly next: number;
}

/** Deletions that are held: for a moment, or until an administrator decides. */
export interface HeldCount {
  readonly settling: number;
  readonly staged: number;
}

export interface JobStatus {
  readonly lastExecution: Execution | null;
  readonly lastSuccessful: Execution | null;
  readonly lastSuccessfulWithExports: Execution | null;
  /** Totals of all completed cycles. */
  readonly completed: PackTotals;
  /** Which restart these counts know of: what was linked or escrowed before is not in them. */
  readonly generation: Generation;
  /** The cycles that are open, oldest first, as of `observedAt`. */
  readonly open: readonly OpenCycleStatus[];
  readonly observedAt: number;
  /** Every upload that begins below is answered. */
  readonly answeredBelow: number;
  /** When the upload was accepted that begins there, milliseconds; absent: everything was answered. */
  readonly oldestOpenAt?: number;
  /** Oldest first, and few: this row has 64 KiB for everything. */
  readonly wakes: readonly Wake[];
  /** Deletions that the guard held in the last round; absent in rows of older code. */
  readonly held?: HeldCount;
  /** What came of people lately; kept in a property of its own. */
  readonly throughput: Throughput;
  /** What was kept of operations below is removed. */
  readonly removedBelow: number;
  /** When references that wait were last looked at without a sign of their person. */
  readonly waitingSweptAt: number;
  /** Behind which place of their list the next look goes on; absent: at its beginning. */
  readonly waitingSweptTo?: string;
  /** Since when the target has not been reached, milliseconds; 0: as far as is known it can be. */
  readonly unreachableSince: number;
  /** What it says meanwhile; absent when it can be reached. */
  readonly unreachable?: Pick<ExecutionError, 'code' | 'message'>;
  /** When it was last seen to be back after that, milliseconds; 0: never. */
  readonly targetBackAt: number;
  /** How many of those who wait for the target were tried again in the last stretch; absent: nobody is left to be. */
  readonly freed?: number;
  /** Since when no agent of the job is active, for a job that is run by agents; absent: one is, or none is needed. */
  readonly agentlessSince?: number;
  readonly successiveCompleteFailures: number;
  /** Milliseconds; 0: never. */
  readonly steadyStateFirst: number;
  readonly steadyStateLast: number;
}

export const NEW_STATUS: JobStatus = {
  lastExecution: null,
  lastSuccessful: null,
  lastSuccessfulWithExports: null,
  completed: NO_TOTALS,
  generation: FIRST_GENERATION,
  open: [],
  observedAt: 0,
  answeredBelow: 0,
  wakes: [],
  throughput: NO_THROUGHPUT,
  removedBelow: 0,
  waitingSweptAt: 0,
  unreachableSince: 0,
  targetBackAt: 0,
  successiveCompleteFailures: 0,
  steadyStateFirst: 0,
  steadyStateLast: 0,
};

/** Totals of the job from its first day to `observedAt`. */
export function allTotals(status: JobStatus): PackTotals {
  return addTotals(status.completed, openTotals(status));
}

/** Totals of the open cycles together. */
export function openTotals({ open }: JobStatus): PackTotals {
  return open.map(({ totals }) => totals).reduce(addTotals, NO_TOTALS);
}

/** The counts without what people were made to forget by restarts that they did not know of. */
export function asOf(status: JobStatus, generation: Generation): JobStatus {
  const newest = newestOf(status.generation, generation);
  const since = (totals: PackTotals) => totalsSince(newest, { totals, generation: status.generation });
  const open = status.open.map((one) => ({ ...one, totals: since(one.totals) }));
  return { ...status, generation: newest, completed: since(status.completed), open };
}

type Kept = Omit<JobStatus, 'open'> & { readonly open: readonly OpenCycleStatus[] | OpenCycleStatus | null };

/** What is written of it: the throughput apart, because the rest has little room. */
export function printStatus({ throughput, ...status }: JobStatus): { json: string; throughput: string } {
  return { json: JSON.stringify(status), throughput: JSON.stringify(throughput) };
}

/**
 * As it was written; older code knew one open cycle, and fewer totals.
 *
 * @param throughput absent where older code wrote it
 */
export function parseStatus(json: string, throughput?: string): JobStatus {
  const kept = JSON.parse(json) as Kept;
  const open = kept.open === null ? [] : [kept.open].flat();
  return {
    ...NEW_STATUS,
    ...kept,
    throughput: throughput === undefined ? NO_THROUGHPUT : (JSON.parse(throughput) as Throughput),
    open: open.map(withAllTotals),
    completed: { ...NO_TOTALS, ...kept.completed },
    lastExecution: kept.lastExecution && withAllTotals(kept.lastExecution),
    lastSuccessful: kept.lastSuccessful && withAllTotals(kept.lastSuccessful),
    lastSuccessfulWithExports: kept.lastSuccessfulWithExports && withAllTotals(kept.lastSuccessfulWithExports),
  };
}

function withAllTotals<T extends { readonly totals: PackTotals }>(one: T): T {
  return { ...one, totals: { ...NO_TOTALS, ...one.totals } };
}
