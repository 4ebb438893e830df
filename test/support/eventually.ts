import { STEP_MS } from './patience';

/** Repeats `attempt` until it succeeds. @throws what the last attempt threw when `patienceMs` is over */
export async function eventually<T>(attempt: () => Promise<T>, patienceMs = STEP_MS): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
