/** A clock on which time runs faster than in the world, so that pauses are real but short, and that can be moved ahead. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../shared/ports';

export interface QuickClock extends Clock {
  /** Lets time pass at once. */
  pass(ms: number): void;
}

/** @param factor seconds on this clock for each second in the world */
export function quickClock(factor = 100, start = Date.parse('2026-01-15T09:30:00Z')): QuickClock {
  const begun = performance.now();
  let passed = 0;
  return {
    now: () => Math.floor(start + passed + (performance.now() - begun) * factor),
    sleep: (ms, signal) => wait(ms / factor, undefined, signal === undefined ? {} : { signal }),
    pass: (ms) => {
      passed += ms;
    },
  };
}
