/** The real world behind the ports: the machine's clock and its random source. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, RandomSource } from '../ports';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) => wait(delayMs, undefined, signal === undefined ? {} : { signal }),
};

const beginning = Date.now() - performance.now();

/**
 * The machine's time when it was first asked, and what has passed since: where somebody sets the clock, nothing that was
 * to last seconds lasts minutes. To be put right by those who know better (`storageClock.ts`).
 */
export const steadyClock: Clock = {
  now: () => Math.floor(beginning + performance.now()),
  sleep: systemClock.sleep,
};

export const systemRandom: RandomSource = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
  uuid: () => randomUUID(),
};
