/**
 * The way out to one tenant under one application, shared by all its jobs: requests made at the same time travel in one
 * batch, none is sent before the quota affords it, and jobs take turns.
 *
 * Nothing leaves later than `patienceMs` after it was asked for. A create is protected by a claim that runs out; sent
 * after that, it could double an account that somebody else has created meanwhile (I3).
 */
import { ProvisioningError } from '../../../errors';
import type { Clock } from '../../../ports';
import { MOST_PARTS } from '../batch';
import type { GraphAnswer, GraphCall } from '../call';
import type { GraphTransport } from '../transport';
import type { Allowance, Waiting } from './allowance';
import { type Cost, costOf } from './cost';
import { createFairQueue } from './fairQueue';

export interface Dispatcher {
  /**
   * Any answer but 429, which is waited out. @param job requests of different jobs take turns
   * @throws {ProvisioningError} TooManyRequests when the turn did not come in time; and why there is no answer
   */
  send(job: string, call: GraphCall): Promise<GraphAnswer>;
}

export interface DispatcherOptions {
  readonly transport: GraphTransport;
  readonly allowance: Allowance;
  readonly clock: Clock;
  readonly patienceMs: number;
}

interface Asked {
  readonly line: string;
  readonly call: GraphCall;
  readonly cost: Cost;
  readonly since: number;
  resolve(answer: GraphAnswer): void;
  reject(error: unknown): void;
}

/** Long enough for people worked on side by side to ask together. */
const GATHER_MS = 5;
/** While the quota is used up, what flows in is gathered for so long. */
const TRICKLE_MS = 250;
/** Batches under way at once: enough to use a burst, reached step by step while all goes well. */
const MOST_UNDER_WAY = 8;
/** The same when the quota is nearly used up: what is under way is what we could overshoot by. */
const MOST_WHEN_TIGHT = 3;

export function createDispatcher({ transport, allowance, clock, patienceMs }: DispatcherOptions): Dispatcher {
  const queue = createFairQueue<Asked>();
  let window = 1;
  let underWay = 0;
  let pumping = false;
  let wake: () => void = () => undefined;

  const mostUnderWay = () => (allowance.isTight() ? Math.min(window, MOST_WHEN_TIGHT) : window);
  const affords = ({ cost }: Asked) => allowance.waitMs(cost) === 0;

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    await clock.sleep(GATHER_MS);
    while (queue.size > 0) {
      dismissTheLate();
      if (underWay >= mostUnderWay()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        await clock.sleep(GATHER_MS); // those who were answered ask again at once
        continue;
      }
      const more = allowance.replenish(waiting());
      const batch = take();
      if (batch.length > 0) void send(batch);
      else if (queue.size > 0) await (more ?? clock.sleep(TRICKLE_MS));
    }
    pumping = false;
  }

  function waiting(): Waiting {
    let [unitsOfReads, writes] = [0, 0];
    for (const { cost } of queue.items()) {
      if (cost.writes === 0) unitsOfReads += cost.units;
      else writes += cost.writes;
    }
    return { unitsOfReads, writes };
  }

  function dismissTheLate(): void {
    const tooOld = clock.now() - patienceMs;
    const late = queue.remove(({ since }) => since < tooOld);
    if (late.length === 0) return;
    let before = sum([...queue.items()]);
    // One after the other: told all the same time, they would leave the quota idle until then, and come back together.
    for (const { cost, reject } of late) {
      before = plus(before, cost);
      reject(noTurn(patienceMs, allowance.waitMs(before)));
    }
  }

  function take(): readonly Asked[] {
    const batch: Asked[] = [];
    while (batch.length < MOST_PARTS) {
      const next = queue.take(affords);
      if (next === undefined) break;
      allowance.spend(next.cost);
      batch.push(next);
    }
    return batch;
  }

  async function send(batch: readonly Asked[]): Promise<void> {
    underWay += 1;
    try {
      const outcomes = await transport.send(batch.map(({ call, since }) => ({ ...call, leaveBy: since + patienceMs })));
      for (const [index, one] of batch.entries()) settle(one, outcomes[index]);
      const refused = outcomes.some((outcome) => !(outcome instanceof Error) && outcome.status === 429);
      window = refused ? 1 : Math.min(MOST_UNDER_WAY, window + 1);
    } catch (error) {
      for (const one of batch) {
        allowance.learn(one.cost, undefined);
        one.reject(error);
      }
    } finally {
      underWay -= 1;
      wake();
      void pump();
    }
  }

  function settle(one: Asked, outcome: GraphAnswer | ProvisioningError | undefined): void {
    const answer = outcome instanceof Error ? undefined : outcome;
    allowance.learn(one.cost, answer);
    if (answer === undefined) one.reject(outcome);
    else if (answer.status === 429)
      queue.putBack(one.line, one); // nothing happened, so nothing can be doubled
    else one.resolve(answer);
  }

  return {
    send(job, call) {
      const cost = costOf(call);
      // Reads and writes have quotas of their own, so a job's writes that have to wait do not hold up its reads.
      const line = `${cost.writes} ${job}`;
      return new Promise((resolve, reject) => {
        queue.add(line, { line, call, cost, since: clock.now(), resolve, reject });
        void pump();
      });
    },
  };
}

const plus = (a: Cost, b: Cost): Cost => ({ units: a.units + b.units, writes: a.writes + b.writes });

const sum = (waiting: readonly Asked[]) =>
  waiting.reduce((total, { cost }) => plus(total, cost), { units: 0, writes: 0 });

function noTurn(patienceMs: number, retryAfterMs: number): ProvisioningError {
  return new ProvisioningError(
    'TooManyRequests',
    `The quota of Microsoft Graph is used up: within ${Math.round(patienceMs / 1000)} s the request's turn did not come. Nothing was changed.`,
    { retryAfterMs },
  );
}
