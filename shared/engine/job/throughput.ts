/**
 * What came of people by the minute and by the hour, as the timer notes it: each look tells of whole minutes anew, so that
 * looking twice counts nothing twice. Times are milliseconds since the epoch; a bucket is named by its number since then.
 */

/** How many entries ended how. */
export type Tally = readonly [success: number, skipped: number, warning: number, failure: number];

/** By number of the bucket; one in which nothing happened is left out. */
export type Buckets = Readonly<Record<string, Tally>>;

export interface Throughput {
  /** Until when it is known; 0: not at all. */
  readonly until: number;
  readonly minutes: Buckets;
  readonly hours: Buckets;
}

export const NO_THROUGHPUT: Throughput = { until: 0, minutes: {}, hours: {} };

/** Lengths of a bucket, seconds, and how many of them are kept. */
export const KEPT_BUCKETS = { 60: 120, 3600: 336 } as const;
export type Step = keyof typeof KEPT_BUCKETS;

const MINUTE_MS = 60_000;
const MINUTES_AN_HOUR = 60;
const NOTHING: Tally = [0, 0, 0, 0];

export const minuteOf = (ms: number) => Math.floor(ms / MINUTE_MS);

export const addTallies = (a: Tally, b: Tally): Tally => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];

/** What a look found, by minute. */
export type Seen = ReadonlyMap<number, Tally>;

/**
 * @param seen everything since then
 * @param since from when on it was looked; the minute that began before is left as it was
 */
export function noteSeen(known: Throughput, seen: Seen, since: number, now: number): Throughput {
  const from = Math.ceil(since / MINUTE_MS);
  const minutes: Record<string, Tally> = {};
  for (const [minute, tally] of Object.entries(known.minutes)) if (Number(minute) < from) minutes[minute] = tally;
  for (const [minute, tally] of seen) if (minute >= from) minutes[minute] = tally;
  const coveredFrom = known.until === 0 ? from : Math.min(from, firstKept(known.until, 60));
  return {
    until: now,
    minutes: newest(minutes, now, 60),
    hours: newest({ ...known.hours, ...hoursOf(minutes, coveredFrom, known.hours) }, now, 3600),
  };
}

/** Of an hour of which not every minute is known, what was noted before stands. */
function hoursOf(minutes: Buckets, coveredFrom: number, before: Buckets): Buckets {
  const hours: Record<string, Tally> = {};
  for (const [minute, tally] of Object.entries(minutes)) {
    const hour = Math.floor(Number(minute) / MINUTES_AN_HOUR);
    if (hour * MINUTES_AN_HOUR < coveredFrom && before[hour] !== undefined) continue;
    hours[hour] = addTallies(hours[hour] ?? NOTHING, tally);
  }
  return hours;
}

/** Number of the oldest bucket that is kept. */
const firstKept = (now: number, step: Step) => Math.floor(now / (step * 1_000)) - KEPT_BUCKETS[step] + 1;

function newest(buckets: Buckets, now: number, step: Step): Buckets {
  const from = firstKept(now, step);
  return Object.fromEntries(Object.entries(buckets).filter(([bucket]) => Number(bucket) >= from));
}

export interface Series {
  readonly stepSeconds: Step;
  /** When the last bucket ends: it is the one that `now` lies in. */
  readonly to: number;
  /** Oldest first. */
  readonly tallies: readonly Tally[];
}

/** The newest buckets until now, those in which nothing happened included. */
export function seriesOf(throughput: Throughput, step: Step, count: number, now: number): Series {
  const buckets = step === 60 ? throughput.minutes : throughput.hours;
  const last = Math.floor(now / (step * 1_000));
  const tallies = Array.from({ length: count }, (_, index) => buckets[last - count + 1 + index] ?? NOTHING);
  return { stepSeconds: step, to: (last + 1) * step * 1_000, tallies };
}
