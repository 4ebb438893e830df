/**
 * What tripped the deletion guard during a quarantine, cycle by cycle, and how much of it the administrator was told. A mass
 * deletion comes in over many rounds of the timer: the number that was told first must not stay the last word, and a mail a
 * round would not be read.
 */

export interface Trip {
  readonly cycleId: string;
  /** Deletes and disables that the cycle would come to; it only grows. */
  readonly count: number;
  /** What was told by mail. */
  readonly told: number;
  /** When it was, milliseconds since the epoch. */
  readonly toldAt: number;
}

/** Cycles that may be open at once are fewer; of those before, nothing comes any more. */
const MOST_TRIPS = 8;
/** Between two mails about one cycle, milliseconds. */
const QUIET_MS = 5 * 60_000;

export interface Tripped {
  readonly trips: readonly Trip[];
  /** A cycle that nobody was told of: it is told at once, like the first. */
  readonly isNews: boolean;
}

/** @returns `undefined` when this is known already */
export function withTrip(
  trips: readonly Trip[],
  { cycleId, count }: Pick<Trip, 'cycleId' | 'count'>,
  now: number,
): Tripped | undefined {
  const known = trips.find((trip) => trip.cycleId === cycleId);
  if (known === undefined) {
    const trip: Trip = { cycleId, count, told: count, toldAt: now };
    return { trips: [...trips, trip].slice(-MOST_TRIPS), isNews: true };
  }
  if (count <= known.count) return undefined;
  return { trips: trips.map((trip) => (trip === known ? { ...known, count } : trip)), isNews: false };
}

/** @returns the trips as told now, for whom it is time to tell that more has come; `undefined`: nothing is to be told */
export function toldAnew(trips: readonly Trip[], now: number): readonly Trip[] | undefined {
  if (!trips.some(({ count, told, toldAt }) => count > told && now - toldAt >= QUIET_MS)) return undefined;
  return trips.map((trip) => (trip.count > trip.told ? { ...trip, told: trip.count, toldAt: now } : trip));
}
