/**
 * What the fence of a person says of an event: whether what it tells is held already, or older than what is (spec/hands.md
 * 3.6). A fence exists only together with the upload that it was written with, so there is nothing more to ask.
 */
import type { Fence } from '../../../store/inlets/fences';
import type { Outcome } from '../outcome';

/** Clocks of two instances, one of which takes the event and the other fetches, are believed to so much. */
const CLOCK_MARGIN_MS = 5_000;

export interface FencedEvent {
  readonly key: string;
  /** When it came, or was last asked to be worked on anew; milliseconds since the epoch. */
  readonly askedAt: number;
}

/**
 * Of an event that names the person: a fetch that began later than it holds what it tells, as soon as the HR system reads
 * what it has written.
 *
 * @param lagMs how long the HR system may still answer with what was before
 * @returns `undefined`: the person is to be fetched
 */
export function coalesced(fence: Fence | undefined, event: FencedEvent, lagMs: number): Outcome | undefined {
  if (fence === undefined) return undefined;
  const { uploadFirst, anchor } = fence;
  if (isAcceptedFor(fence, event)) return { kind: 'done', state: 'accepted', anchor, uploadFirst };
  if (fence.fetchedFrom < event.askedAt + lagMs + CLOCK_MARGIN_MS) return undefined;
  return { kind: 'done', state: 'coalesced', anchor, uploadFirst };
}

/** A worker died between the transaction and the event's row; one that is replayed was asked for after that. */
const isAcceptedFor = (fence: Fence, { key, askedAt }: FencedEvent) => fence.by === key && fence.fetchedFrom >= askedAt;

const OVERTAKEN = { code: 'Overtaken', message: 'Newer data of the person was accepted before.' };

/**
 * Of an event that holds the person: older than what was accepted, it is left; as old, the later arrival stands.
 *
 * @param happenedAt milliseconds since the epoch
 * @returns `undefined`: it is to be accepted
 */
export function overtaken(fence: Fence | undefined, event: FencedEvent, happenedAt: number): Outcome | undefined {
  if (fence === undefined) return undefined;
  const { uploadFirst, anchor } = fence;
  if (isAcceptedFor(fence, event)) return { kind: 'done', state: 'accepted', anchor, uploadFirst };
  if (fence.eventAt === null || happenedAt >= fence.eventAt) return undefined;
  return { kind: 'done', state: 'overtaken', anchor, uploadFirst, reason: OVERTAKEN };
}
