import type { Clock } from '../../shared/ports';

/** @returns whether `work` settled within `limitMs`; the work itself goes on either way @throws what the work threw */
export async function finishWithin(limitMs: number, work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const settled = new AbortController();
  const limit = clock.sleep(limitMs, settled.signal).then(() => false);
  limit.catch(() => undefined); // aborted: the work was done first
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    settled.abort();
  }
}
