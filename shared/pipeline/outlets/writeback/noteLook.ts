/** One look at a person's account, made durable: what is known of the person, and the event that says what is to be written. */
import { afterLook, type HashValue } from '../../../outlets/writeback/afterLook';
import { refreshMs } from '../../../outlets/writeback/definition';
import { writebackBody } from '../../../outlets/writeback/event';
import { lookNow, newState, type WritebackState } from '../../../outlets/writeback/state';
import type { Look, SeenPerson } from '../../../outlets/writeback/values';
import { SecretUnreadable } from '../../../store/jobs/sealing';
import type { NewEvent } from '../../../store/outlets/events';
import { eventKeyOf, type StoredWriteback } from '../../../store/outlets/writebacks';
import type { Value } from '../../../value';
import type { Needs } from '../../ports';
import type { OpenWriteback } from './openWriteback';

type Ports = Needs<'clock' | 'random' | 'writebacks'>;

export interface SeenNow extends SeenPerson {
  /** The person's count of the entry that tells of it; 0: the account was read because its time had come. */
  readonly told: number;
  /** Somebody of whom nothing is known yet was there before the writeback, which begins with what it finds. */
  readonly isBaseline: boolean;
}

/** Begins anew where somebody else is at the same person: each look is judged on what was known before it. */
export async function noteLook(writeback: LookedThrough, seen: SeenNow, ports: Ports): Promise<void> {
  const { outlet } = writeback;
  const look = writeback.lookAt(seen);
  for (;;) {
    const stored = await ports.writebacks.get(outlet, seen.anchor);
    if (stored !== undefined && isKnown(stored, seen)) return;
    const { state, event } = looked(writeback, stored?.state, look, seen, ports);
    if (event === undefined && stored !== undefined && isSame(state, stored.state)) return;
    if (await ports.writebacks.save(outlet, state, stored, event, ports.clock.now())) return;
  }
}

/** Whose key is open: values can be compared with what was written. */
export interface LookedThrough extends OpenWriteback {
  readonly hash: HashValue;
}

export const isReadable = (writeback: OpenWriteback): writeback is LookedThrough =>
  !(writeback.hash instanceof SecretUnreadable);

/** An entry that is dispatched once more is no news. */
const isKnown = ({ state }: StoredWriteback, { told }: SeenNow) => told > 0 && told <= state.told;

/** Nothing but the count of entries: that need not be kept, since an older entry than the last that changed something is known. */
function isSame(after: WritebackState, before: WritebackState): boolean {
  return JSON.stringify({ ...after, told: 0 }) === JSON.stringify({ ...before, told: 0 });
}

function looked(
  { outlet, definition, hash }: LookedThrough,
  known: WritebackState | undefined,
  look: Look,
  seen: SeenNow,
  { clock, random }: Ports,
): { readonly state: WritebackState; readonly event: NewEvent | undefined } {
  const now = clock.now();
  const refresh = refreshMs(definition);
  const { anchor, targetId } = seen;
  const before = known ?? { ...newState(anchor, targetId, now + refresh), isBaseline: seen.isBaseline };
  const terms = {
    map: definition.map,
    isFetched: definition.way === 'pull',
    refreshMs: refresh,
    hash,
    event: random.uuid(),
    now,
    isDue: seen.told === 0,
  };
  const { state, changes } = afterLook({ ...before, targetId }, look, terms);
  const after = { ...state, told: Math.max(seen.told, before.told) };
  if (changes.size === 0 || terms.isFetched) return { state: after, event: undefined };
  const event = eventOf(after, changes, look.values, terms.event, now, outlet);
  return { state: { ...after, lastEvent: eventKeyOf(event) }, event };
}

function eventOf(
  { anchor, targetId, revision }: WritebackState,
  changes: ReadonlyMap<string, Value>,
  values: ReadonlyMap<string, Value>,
  id: string,
  at: number,
  { jobId, name }: OpenWriteback['outlet'],
): NewEvent {
  const body = writebackBody({ jobId, outlet: name, id, at, anchor, targetId, revision, changes, values });
  return { id, type: 'muster.writeback', anchor, sequence: revision, at, body };
}

/** The account is to be read at the next round. */
export async function lookSoon(
  { outlet }: Pick<OpenWriteback, 'outlet'>,
  { anchor, targetId, isBaseline }: Pick<SeenNow, 'anchor' | 'targetId' | 'isBaseline'>,
  { clock, writebacks }: Ports,
): Promise<void> {
  for (;;) {
    const now = clock.now();
    const stored = await writebacks.get(outlet, anchor);
    const before = stored?.state ?? newState(anchor, targetId, now);
    if (await writebacks.save(outlet, { ...lookNow(before, now, isBaseline), targetId }, stored)) return;
  }
}
