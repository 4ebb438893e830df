/**
 * Time as storage tells it. What is written is ordered by time, so all who write must go by one clock; the machine of an
 * agent may be many minutes off. Storage says what time it is with every answer (`Date`, in whole seconds), and everybody
 * asks it anyway.
 *
 * Each answer leaves a range in which the difference of the two clocks lies: the time was told between asking and hearing
 * it. The ranges of many answers narrow it down to what the quickest of them leaves; of what is left the least correction
 * is taken, so that clocks which agree are left alone. A range that contradicts all before tells that the machine's clock
 * was set, or has drifted: it counts alone from then on.
 */
import type { Clock } from '../../ports';

export interface StorageClock extends Clock {
  /**
   * To be called as a request leaves.
   *
   * @returns what is to be called as its answer arrives, with the time that it tells, milliseconds since the epoch: a whole
   * second, which may be over but for its last millisecond
   */
  asking(): (told: number) => void;
  /** How far the machine's clock is ahead of storage's, milliseconds; below 0: behind. 0 until storage has answered. */
  aheadMs(): number;
}

const SECOND_MS = 1_000;

export function createStorageClock(machine: Clock): StorageClock {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  /** What is added to the machine's time. */
  let correction = 0;

  function narrow(from: number, to: number): void {
    const isContradiction = from > most || to < least;
    least = isContradiction ? from : Math.max(least, from);
    most = isContradiction ? to : Math.min(most, to);
    correction = Math.min(Math.max(correction, least), most);
  }

  return {
    now: () => machine.now() + correction,
    sleep: (delayMs, signal) => machine.sleep(delayMs, signal),
    asking() {
      const askedAt = machine.now();
      return (told) => {
        const answeredAt = machine.now();
        if (!Number.isFinite(told) || answeredAt < askedAt) return; // the machine's clock was set back in between
        narrow(told - answeredAt, told + SECOND_MS - 1 - askedAt);
      };
    },
    aheadMs: () => 0 - correction,
  };
}
