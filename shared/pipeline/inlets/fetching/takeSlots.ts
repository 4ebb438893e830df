/**
 * Turns to call an HR system, shared by all workers (spec/hands.md 3.6, step 4). As many as begin soon are taken at once;
 * whoever gets none comes back later, so that no worker is kept waiting.
 */
import type { InletPlace } from '../../../store/inlets/inletRows';
import type { Needs } from '../../ports';
import { breakMs } from './fetchLadder';

/** Turns that begin within this time are waited for; a batch ends soon, and its messages are not given out twice. */
const HORIZON_MS = 10_000;

export interface Slots {
  /** When each turn begins, milliseconds since the epoch. */
  readonly turns: readonly number[];
  /** When the others may come back, in their order. */
  readonly later: readonly number[];
}

/** @param wanted how many; @param perMinute how many there are a minute */
export async function takeSlots(
  place: InletPlace,
  wanted: number,
  perMinute: number,
  { inletPace, clock }: Needs<'inletPace' | 'clock'>,
): Promise<Slots> {
  const intervalMs = 60_000 / perMinute;
  const now = clock.now();
  const countFrom = (start: number) =>
    Math.max(0, Math.min(wanted, Math.floor((now + HORIZON_MS - start) / intervalMs) + 1));
  const startOf = (next: number) => Math.max(now, next);
  const before = await inletPace.change(place, ({ next, throttled }) => {
    const start = startOf(next);
    const count = countFrom(start);
    return count === 0 ? undefined : { next: Math.ceil(start + count * intervalMs), throttled };
  });
  const start = startOf(before.next);
  const count = countFrom(start);
  const at = (index: number) => Math.ceil(start + index * intervalMs);
  return {
    turns: Array.from({ length: count }, (_, index) => at(index)),
    later: Array.from({ length: wanted - count }, (_, index) => at(count + index)),
  };
}

/** The HR system asks for a break. @param untilMs as it says; `null`: it does not say @returns until when */
export async function takeBreak(
  place: InletPlace,
  untilMs: number | null,
  { inletPace, clock }: Needs<'inletPace' | 'clock'>,
): Promise<number> {
  const now = clock.now();
  let until = now;
  await inletPace.change(place, ({ next, throttled }) => {
    until = Math.max(next, untilMs ?? now + breakMs(throttled));
    return { next: until, throttled: throttled + 1 };
  });
  return until;
}

/** It answers again. */
export async function endBreak(place: InletPlace, { inletPace }: Needs<'inletPace'>): Promise<void> {
  await inletPace.change(place, (state) => (state.throttled === 0 ? undefined : { ...state, throttled: 0 }));
}
