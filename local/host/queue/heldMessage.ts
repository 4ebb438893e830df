/**
 * A message that stays hidden from others while it is worked on, by being prolonged until it is let go. If this process
 * dies the message comes back by itself when the last prolongation has run out.
 */
import type { Clock } from '../../../shared/ports';
import type { Queue, QueueMessage } from '../../../shared/store/contract/queue';

export interface HeldMessage {
  /** Ends the prolonging. @returns the message with the pop receipt that counts now */
  letGo(): Promise<QueueMessage>;
}

/** A hold is renewed well before it runs out, so that a stalled process or a slow emulator does not lose it. */
const RENEWALS_PER_HOLD = 4;

/** @param onLost told when the message could not be prolonged; somebody else may get it while it is still worked on */
export function hold(
  queue: Queue,
  message: QueueMessage,
  holdSeconds: number,
  clock: Clock,
  onLost: (error: unknown) => void,
): HeldMessage {
  const stopping = new AbortController();
  let current = message;

  async function keep(): Promise<void> {
    for (;;) {
      try {
        await clock.sleep((holdSeconds * 1000) / RENEWALS_PER_HOLD, stopping.signal);
      } catch {
        return; // let go
      }
      try {
        current = await queue.extend(current, holdSeconds);
      } catch (error) {
        onLost(error);
        return;
      }
    }
  }

  const keeping = keep();
  return {
    async letGo() {
      stopping.abort();
      await keeping; // a renewal under way changes the receipt
      return current;
    },
  };
}
