/** An outlet, and one of its events, on the wire. */

import { MASK } from '../../engine/job/secretKeys';
import { shownDefinition } from '../../outlets/definition';
import { stateOf } from '../../outlets/health';
import type { Sent } from '../../pipeline/outlets/sendEvent';
import type { FoundEvent, Try } from '../../store/outlets/events';
import type { Outlet, StoredOutlet } from '../../store/outlets/outlets';

/** @param secret where it is new: it is shown this once */
export function outletBody(stored: StoredOutlet, secret?: string): object {
  const { outlet, health } = stored;
  const { name, definition, keys, headers, createdAt } = outlet;
  const { enabled } = definition;
  const { disabled, lastFailure, backOff } = health;
  return {
    name,
    ...definitionBody(stored.outlet),
    headers: Object.fromEntries(Object.keys(headers).map((header) => [header, MASK])),
    enabled,
    createdDateTime: timeOf(createdAt),
    secrets: keys.map(({ id, addedAt, endsAt }) => ({
      id,
      addedDateTime: timeOf(addedAt),
      endsDateTime: timeOf(endsAt),
    })),
    ...(secret !== undefined && { secret }),
    health: {
      state: stateOf(health, definition),
      failuresInARow: health.failures,
      failingSinceDateTime: timeOf(health.failingSince),
      nextTryDateTime: timeOf(backOff?.nextAt ?? null),
      lastSuccessDateTime: timeOf(health.lastSuccessAt),
      lastFailure: lastFailure && {
        dateTime: timeOf(lastFailure.at),
        status: lastFailure.status,
        message: lastFailure.message,
      },
      disabled: disabled && { dateTime: timeOf(disabled.at), reason: disabled.why },
      dropped: health.dropped,
    },
  };
}

function definitionBody({ definition, auth = {} }: Outlet): object {
  const shown = shownDefinition(definition);
  const { hr } = definition.writeback ?? {};
  const masked = Object.fromEntries(Object.keys(auth).map((key) => [key, MASK]));
  return { kind: 'events', ...shown, ...(hr && { scim: { ...hr, auth: { ...hr.auth, ...masked } } }) };
}

export function eventBody({ event }: FoundEvent): object {
  const { id, type, anchor, at, addedAt, state, attempts, tries, body } = event;
  return {
    id,
    type,
    person: anchor === '' ? null : anchor,
    activityDateTime: timeOf(at),
    addedDateTime: timeOf(addedAt),
    state,
    attempts,
    tries: tries.map(tryBody),
    event: JSON.parse(body) as object,
  };
}

export function tryBody({ at, status, ms, answer }: Try | Sent): object {
  return { dateTime: timeOf(at), status, durationInMilliseconds: ms, answer };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
