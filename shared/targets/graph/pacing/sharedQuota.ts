/**
 * A quota that instances share, as a row in storage that all of them see: who is to spend of it is first promised a part,
 * by a conditional write, and spends no more than that (decision 0062). Nobody holds anything: who dies with a part has lost
 * it to nobody but the quota, which fills again; who comes late waits behind what is promised already.
 *
 * It paces and does nothing else. What protects a create is its claim, and the moment by which it must have left.
 */
import { type Quota, RESERVE } from './quotaMirror';

/** By part of a quota: when it would be full again if nobody were promised more, milliseconds since the epoch. */
export type FullAt = Readonly<Record<string, number>>;

export interface SharedQuotas {
  /** Changes what is promised, again and again until nobody came between. @param change may be called more than once */
  change(quota: string, change: (fullAt: FullAt) => FullAt): Promise<void>;
}

/** What an instance may spend: the n-th of `count`, counted from 1, at `from + n × msEach`. */
export interface Grant {
  /** Milliseconds since the epoch; in the past while the quota is not used up. */
  readonly from: number;
  readonly count: number;
  readonly msEach: number;
}

/** What one turn is of a window, once the quota is used up: the larger, the seldomer storage is asked, and the longer a turn takes to come. */
const TURN = 1 / 40;
/** Of what is left at once: many that begin together all get some. */
const LARGEST_SHARE = 8;
/** Where the next turn is further off, less is promised at a time, so that nobody's turn is too far off. */
const PATIENT_MS = 10_000;
/** What is promised further ahead than this was written by a clock that is wrong, and is not believed. */
const FURTHEST_MS = 10 * 60_000;

/**
 * Promises a part, behind all that is promised already.
 *
 * @param fullAt when the quota would be full again; `undefined`: nobody was promised anything yet
 * @param wanted more than 0
 * @returns the part, at most a turn's worth once the quota is used up; and when the quota would be full after it
 */
export function promise(
  fullAt: number | undefined,
  wanted: number,
  { capacity, windowMs }: Quota,
  now: number,
): { readonly fullAt: number; readonly grant: Grant } {
  const msEach = windowMs / capacity;
  const depthMs = windowMs * (1 - RESERVE);
  const from = Math.max(now, believed(fullAt ?? now, now, depthMs)) - depthMs;
  const left = Math.max(0, now - from) / msEach;
  const turn = capacity * TURN * Math.min(1, PATIENT_MS / Math.max(1, from - now));
  const count = Math.max(1, Math.floor(Math.min(wanted, Math.max(turn, left / LARGEST_SHARE))));
  return { fullAt: from + depthMs + count * msEach, grant: { from, count, msEach } };
}

/** Of a moment that cannot be, that the quota is used up. */
function believed(fullAt: number, now: number, depthMs: number): number {
  return fullAt - now <= depthMs + FURTHEST_MS ? fullAt : now + depthMs;
}
