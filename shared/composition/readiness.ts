/**
 * Whether this instance could do its work now. It is asked every few seconds by whoever watches, so each answer is remembered a
 * moment; it names what fails, and never a value.
 */
import type { Clock } from '../ports';
import type { Storage } from '../store/azure/connection';
import type { SupervisionStore } from '../store/jobs/supervision';

export interface Readiness {
  /** What fails, by name; empty: ready. */
  failing(): Promise<readonly string[]>;
}

export interface ReadinessPorts {
  readonly storage: Storage;
  readonly queueName: string;
  readonly supervision: SupervisionStore;
  /** Rejects when the issuer's keys are not there and cannot be fetched. */
  fetchKeys(): Promise<void>;
  readonly clock: Clock;
  /** Between rounds of the timer at most, milliseconds. */
  readonly superviseEveryMs: number;
}

const REMEMBERED_MS = 5_000;
const ROUNDS_MISSED = 4;

export function createReadiness(ports: ReadinessPorts): Readiness {
  const { storage, queueName, supervision, clock, superviseEveryMs } = ports;
  const checks: Readonly<Record<string, () => Promise<unknown>>> = {
    'storage tables': () => supervision.last(),
    'storage queues': () => storage.queue(queueName).approximateCount(),
    'issuer keys': () => ports.fetchKeys(),
    supervision: async () => {
      const age = clock.now() - ((await supervision.last()) ?? 0);
      if (age > ROUNDS_MISSED * superviseEveryMs) throw new Error('The timer does not go round.');
    },
  };
  const known = new Map<string, { readonly at: number; readonly isFine: boolean }>();

  async function isFine(name: string, check: () => Promise<unknown>): Promise<boolean> {
    const before = known.get(name);
    if (before !== undefined && clock.now() - before.at < REMEMBERED_MS) return before.isFine;
    const found = await check().then(
      () => true,
      () => false,
    );
    known.set(name, { at: clock.now(), isFine: found });
    return found;
  }

  return {
    async failing() {
      const found = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => ((await isFine(name, check)) ? [] : [name])),
      );
      return found.flat();
    },
  };
}
