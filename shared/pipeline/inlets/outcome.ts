/** What comes of an event, and writing it down: its row, its place among the open ones, and word of when to come back. */
import type { EventChange, EventReason, EventState, StoredEvent } from '../../store/inlets/inletEvents';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Needs } from '../ports';
import { announceEvent } from './eventMessages';

export type Outcome =
  /** That is the end of it. */
  | {
      readonly kind: 'done';
      readonly state: Exclude<EventState, 'open'>;
      readonly reason?: EventReason;
      /** The person's source anchor, where it is known. */
      readonly anchor?: string | null;
      readonly uploadFirst?: number;
    }
  /** It is worked on again at that time, milliseconds since the epoch. */
  | { readonly kind: 'later'; readonly due: number; readonly reason?: EventReason; readonly isTry?: boolean }
  /** It stays as it is; the timer gives it out again. */
  | { readonly kind: 'kept' };

/** An event and what comes of it. */
export interface Settled {
  readonly stored: StoredEvent;
  readonly outcome: Outcome;
  /** What was read of it meanwhile. */
  readonly type?: string | null;
  readonly person?: string | null;
}

export const parked = (code: ParkedCode, message: string): Outcome => ({
  kind: 'done',
  state: 'parked',
  reason: { code, message },
});

/** Why nobody can do anything about an event until somebody has looked (spec/hands.md 3.8). */
export type ParkedCode =
  | 'Unreadable'
  | 'WrongCompany'
  | 'NoPerson'
  | 'NotFound'
  | 'TooLarge'
  | 'MappingFailed'
  | 'FetchFailed'
  | 'Refused'
  | 'UnknownInletVersion';

export const ignored = (code: string, message: string): Outcome => ({
  kind: 'done',
  state: 'ignored',
  reason: { code, message },
});

/** Each unless somebody came between: then that is what comes of it. */
export async function settle(
  place: InletPlace,
  settled: readonly Settled[],
  ports: Needs<'inletEvents' | 'events' | 'clock' | 'logger'>,
): Promise<void> {
  const changes = settled.flatMap((one) => changeOf(one) ?? []);
  const done = await ports.inletEvents.change(place, changes);
  for (const { after } of done) {
    if (after.state === 'open') await announceEvent({ ...place, key: after.key }, after.due, ports);
  }
}

function changeOf({ stored, outcome, type, person }: Settled): EventChange | undefined {
  const { event } = stored;
  const read = { ...(type !== undefined && { type }), ...(person !== undefined && { person }) };
  if (outcome.kind === 'kept') return undefined;
  if (outcome.kind === 'later') {
    const { due, reason = event.reason, isTry = false } = outcome;
    return { stored, after: { ...event, ...read, due, reason, tries: event.tries + (isTry ? 1 : 0) } };
  }
  const { state, reason = null, anchor = event.anchor, uploadFirst = null } = outcome;
  return { stored, after: { ...event, ...read, state, reason, anchor, uploadFirst } };
}
