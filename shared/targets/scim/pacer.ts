/**
 * Patience with a service that throttles, shared by everything that is asked of it: while it wants a break nobody asks, and
 * afterwards fewer requests are under way at once than were when it refused; with each that is answered they may become more.
 *
 * Nothing leaves later than `patienceMs` after it was asked for. A create is protected by a claim that runs out; sent after
 * that, it could double an account that somebody else has created meanwhile (I3).
 */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';
import type { ScimAnswer, ScimRequest } from './exchange';

export interface Pacer {
  /**
   * The first answer that asks for no break, or for one that is too long.
   * @throws {ProvisioningError} TooManyRequests when the turn did not come in time; and what `sendOnce` throws
   */
  send(request: ScimRequest, sendOnce: (request: ScimRequest) => Promise<ScimAnswer>): Promise<ScimAnswer>;
}

/** After the 1st, 2nd, … refusal that does not say how long it lasts; the last one repeats. */
const UNSTATED_BREAKS_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000];
/** Of what is under way when the service refuses, so many may be afterwards. */
const NARROWED = 0.5;
/** What each answer adds, divided by the window: about so much while everything under way is answered once. */
const WIDENED = 0.25;

export function createPacer({ clock, patienceMs }: { readonly clock: Clock; readonly patienceMs: number }): Pacer {
  let resumeAt = 0;
  /** Requests that may be under way at once; nothing is known against many until the service throttles. */
  let window = Number.POSITIVE_INFINITY;
  let underWay = 0;
  let waiting: (() => void)[] = [];

  function letGo(): void {
    underWay -= 1;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  async function turn(since: number): Promise<void> {
    for (;;) {
      const now = clock.now();
      const waitMs = Math.max(0, resumeAt - now);
      if (now + waitMs - since > patienceMs) throw noTurn(patienceMs, waitMs);
      if (waitMs > 0) await clock.sleep(waitMs);
      else if (underWay + 1 <= window) break;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
    underWay += 1;
  }

  return {
    async send(request, sendOnce) {
      const since = request.askedAt ?? clock.now();
      for (let refusals = 0; ; refusals += 1) {
        await turn(since);
        const wasUnderWay = underWay;
        const answer = await sendOnce({ ...request, askedAt: since }).finally(letGo);
        const breakMs = breakAskedFor(answer, refusals);
        if (breakMs === undefined) {
          window += WIDENED / window;
          return answer;
        }
        if (clock.now() >= resumeAt) window = Math.max(1, Math.min(window, wasUnderWay) * NARROWED); // once a break
        resumeAt = Math.max(resumeAt, clock.now() + breakMs);
        if (!isUndone(request, answer) || resumeAt - since > patienceMs) return answer;
      }
    },
  };
}

function breakAskedFor({ status, retryAfterMs }: ScimAnswer, refusals: number): number | undefined {
  if (status === 429) return retryAfterMs ?? UNSTATED_BREAKS_MS[Math.min(refusals, UNSTATED_BREAKS_MS.length - 1)];
  return status === 503 ? retryAfterMs : undefined;
}

/** A gateway may answer 503 for a create that went through behind it; only 429 promises that nothing happened. */
function isUndone({ method }: ScimRequest, { status }: ScimAnswer): boolean {
  return status === 429 || method !== 'POST';
}

/** @param waitMs how long the service wants its break to last */
export function noTurn(patienceMs: number, waitMs: number): ProvisioningError {
  return new ProvisioningError(
    'TooManyRequests',
    `The service is throttling: within ${Math.round(patienceMs / 1000)} s the request's turn did not come. Nothing was changed.`,
    { retryAfterMs: Math.max(waitMs, 1_000) },
  );
}
