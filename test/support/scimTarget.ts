/** A SCIM target with a clock that never really waits and remembers for how long it was asked to. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Exchange } from '../../shared/targets/kit/http';
import type { ScimTargetSettings } from '../../shared/targets/scim/settings';
import { createScimTarget } from '../../shared/targets/scim/target';
import type { Target } from '../../shared/targets/target';
import { exchangeAnywhere } from './egress';
import { BASE_URL, type QuirkyScim } from './quirkyScim';

/** Pauses as short as this gather requests, and really pass. */
const GATHERING_MS = 5;

export interface OpenedTarget {
  readonly target: Target;
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[];
  /** Lets time pass on the target's clock. */
  advance(ms: number): void;
}

export function openScimTarget(
  server: { readonly baseUrl: string; readonly token: string },
  settings: Partial<ScimTargetSettings> = {},
  exchange: Exchange = exchangeAnywhere,
): OpenedTarget {
  const waits: number[] = [];
  let now = Date.parse('2025-03-01T12:00:00Z');
  const target = createScimTarget(
    {
      baseUrl: server.baseUrl,
      credentials: { kind: 'bearer', token: server.token },
      profile: 'rfc',
      timeoutMs: 10_000,
      patienceMs: 15_000,
      allowHttpLoopback: true,
      ...settings,
    },
    {
      clock: {
        now: () => now,
        sleep: async (ms) => {
          waits.push(ms);
          now += ms;
          if (ms <= GATHERING_MS) await setTimeout(ms); // so that what is sent side by side really meets
        },
      },
      exchange,
      random: { bytes: (length) => randomBytes(length), uuid: () => randomUUID() },
    },
  );
  return {
    target,
    waits,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** The target of a service that stands in for the network, spoken to as it turns out to want. */
export function openQuirky(
  service: Pick<QuirkyScim, 'exchange'>,
  settings: Partial<ScimTargetSettings> = {},
): OpenedTarget {
  return openScimTarget({ baseUrl: BASE_URL, token: 'token' }, { profile: 'probe', ...settings }, service.exchange);
}
