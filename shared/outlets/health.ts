/**
 * How an outlet is doing, and what it may be sent.
 *
 * - **healthy**: everything that is due goes out.
 * - **failing**: after five failures in a row, whoever they were about, only the oldest event is tried, on the schedule, until
 *   one is taken; then all go.
 * - **disabled**: its receiver is gone (410), or took nothing for five days. Events go on being kept; `resume` goes on in order.
 */
import { isSent, type OutletDefinition } from './definition';
import { waitMs } from './schedule';

const DAY_MS = 24 * 60 * 60_000;
const FAILURES_IN_A_ROW = 5;
export const SILENT_MS = 5 * DAY_MS;

export interface OutletHealth {
  /** Whether its receiver has ever taken anything since the address was saved. */
  readonly verified: boolean;
  /** Tries in a row that ended with the receiver in trouble. */
  readonly failures: number;
  /** When the first of them was, milliseconds. */
  readonly failingSince: number | null;
  /** Only the oldest is tried, then. */
  readonly backOff: { readonly tries: number; readonly nextAt: number } | null;
  /** What failed before this moment is due at once, whatever its own wait: the receiver is back. */
  readonly releasedAt: number;
  readonly lastSuccessAt: number | null;
  readonly lastFailure: { readonly at: number; readonly status: number | null; readonly message: string } | null;
  readonly disabled: { readonly at: number; readonly why: DisabledWhy } | null;
  /** Others have not been told yet that it was disabled. */
  readonly isUntold: boolean;
  /** Events that were dropped because there were too many. */
  readonly dropped: number;
  /** When there may be something to send, milliseconds; `null`: there is nothing. */
  readonly dueAt: number | null;
  /** Whose it is to send, for the moment. */
  readonly lease: { readonly by: string; readonly until: number } | null;
  /** When an account may have to be read for what is written back, milliseconds; `null`: there is none. */
  readonly lookAt: number | null;
  /** When its events were last asked for, where they are fetched. */
  readonly askedAt: number | null;
}

export type DisabledWhy = 'gone' | 'silent';
export type OutletState = 'paused' | 'disabled' | 'failing' | 'unverified' | 'healthy';

export const NEW_HEALTH: OutletHealth = {
  verified: false,
  failures: 0,
  failingSince: null,
  backOff: null,
  releasedAt: 0,
  lastSuccessAt: null,
  lastFailure: null,
  disabled: null,
  isUntold: false,
  dropped: 0,
  dueAt: null,
  lease: null,
  lookAt: null,
  askedAt: null,
};

/** Of what is fetched there is no receiver who could be verified. */
export function stateOf(health: OutletHealth, definition: OutletDefinition): OutletState {
  if (health.disabled !== null) return 'disabled';
  if (!definition.enabled) return 'paused';
  if (health.backOff !== null) return 'failing';
  return health.verified || !isSent(definition) ? 'healthy' : 'unverified';
}

export function afterSuccess(health: OutletHealth, now: number): OutletHealth {
  const isBack = health.backOff !== null;
  return {
    ...health,
    verified: true,
    failures: 0,
    failingSince: null,
    backOff: null,
    lastSuccessAt: now,
    ...(isBack && { releasedAt: now }),
  };
}

export interface Trouble {
  /** Of the answer; `null`: there was none. */
  readonly status: number | null;
  readonly message: string;
}

/**
 * @param chance from 0 to 1
 * @param askedMs what `Retry-After` asked for
 */
export function afterFailure(
  health: OutletHealth,
  trouble: Trouble,
  now: number,
  chance: number,
  askedMs?: number,
): OutletHealth {
  const failures = health.failures + 1;
  const failingSince = health.failingSince ?? now;
  const tries = (health.backOff?.tries ?? 0) + 1;
  const isBackingOff = failures >= FAILURES_IN_A_ROW;
  const failed = {
    ...health,
    failures,
    failingSince,
    lastFailure: { at: now, ...trouble },
    backOff: isBackingOff ? { tries, nextAt: now + waitMs(tries, chance, askedMs) } : null,
  };
  return isBackingOff && now - failingSince >= SILENT_MS ? disabled(failed, 'silent', now) : failed;
}

/** The receiver refuses this event alone: nothing is said about the others. */
export function afterRefusal(health: OutletHealth, trouble: Trouble, now: number): OutletHealth {
  return { ...health, lastFailure: { at: now, ...trouble } };
}

export function disabled(health: OutletHealth, why: DisabledWhy, now: number): OutletHealth {
  return { ...health, disabled: { at: now, why }, isUntold: true };
}

/** An administrator says that it is to go on: from the beginning, as if nothing had failed. */
export function resumed(health: OutletHealth, now: number): OutletHealth {
  const { verified, lastSuccessAt, lastFailure, dropped, askedAt, lookAt } = health;
  const known = { verified, lastSuccessAt, lastFailure, dropped, askedAt, lookAt };
  return { ...NEW_HEALTH, ...known, releasedAt: now, dueAt: now };
}
