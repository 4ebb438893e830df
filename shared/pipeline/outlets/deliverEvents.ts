/**
 * Sends an outlet what it is to be told. The caller holds the job's round, so nobody else does.
 *
 * Person by person, each person's events in their order: one that is not taken keeps those behind it waiting, and nobody else's.
 * People are told of side by side. After five failures in a row only the oldest event is tried (`health.ts`).
 */

import { isSent } from '../../outlets/definition';
import { afterFailure, afterRefusal, afterSuccess, disabled, type OutletHealth, stateOf } from '../../outlets/health';
import { isGivenUp, judgeAnswer, type Verdict, waitMs } from '../../outlets/schedule';
import type { KeptEvent, OpenEvent } from '../../store/outlets/events';
import type { Outlet, StoredOutlet } from '../../store/outlets/outlets';
import { SHARDS } from '../../store/people/personRow';
import type { Needs } from '../ports';
import { sideBySide } from '../queue/sideBySide';
import { type Sent, sendEvent } from './sendEvent';
import { noteGivenUp } from './writeback/changeState';
import { writeToHr } from './writeback/writeToHr';

export type DeliveryPorts = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'sealer'
  | 'outside'
  | 'openHr'
  | 'vendorIds'
  | 'outlets'
  | 'outletEvents'
  | 'writebacks'
>;

/** Requests to one receiver under way at once. */
const PEOPLE_AT_ONCE = 4;
const LANES: readonly number[] = Array.from({ length: SHARDS }, (_, lane) => lane);

export function isDue({ outlet, health }: StoredOutlet, now: number): boolean {
  if (!isSent(outlet.definition)) return false;
  const state = stateOf(health, outlet.definition);
  if (state === 'paused' || state === 'disabled') return false;
  return health.dueAt !== null && now >= Math.max(health.dueAt, health.backOff?.nextAt ?? 0);
}

/** @param until when no more is begun, milliseconds */
export async function deliverEvents(stored: StoredOutlet, until: number, ports: DeliveryPorts): Promise<void> {
  const { outlet } = stored;
  const course = new Course(stored.health);
  const isOver = () => course.health.disabled !== null || ports.clock.now() >= until;
  if (course.health.backOff !== null) {
    const oldest = await oldestHead(stored, ports);
    if (oldest === undefined) course.step((health) => ({ ...health, failures: 0, failingSince: null, backOff: null }));
    else await tellOne(stored, oldest, course, ports);
  }
  let nextAt = Number.POSITIVE_INFINITY;
  if (course.health.backOff === null) {
    await sideBySide(PEOPLE_AT_ONCE, peopleOf(stored, ports), async (events) => {
      const next = await tellPerson(stored, events, course, () => isOver() || course.health.backOff !== null, ports);
      nextAt = Math.min(nextAt, next);
    });
  }
  const dueAt = course.health.backOff?.nextAt ?? (Number.isFinite(nextAt) ? nextAt : null);
  await ports.outlets.changeHealth(outlet.jobId, outlet.name, (found) => {
    const after = course.over(found);
    // Somebody has asked for something meanwhile: then it is due when they said.
    return found.dueAt === stored.health.dueAt ? { ...after, dueAt } : after;
  });
}

/** What a round makes of an outlet's health, so that it can be made of the health as it is at the end. */
class Course {
  #steps: ((health: OutletHealth) => OutletHealth)[] = [];
  constructor(public health: OutletHealth) {}

  step(change: (health: OutletHealth) => OutletHealth): void {
    this.#steps.push(change);
    this.health = change(this.health);
  }

  over(found: OutletHealth): OutletHealth {
    return this.#steps.reduce((health, change) => change(health), found);
  }
}

/** Everybody with undelivered events, each with those, in order. */
async function* peopleOf({ outlet }: StoredOutlet, ports: DeliveryPorts): AsyncIterable<readonly OpenEvent[]> {
  for (const lane of LANES) {
    let events: OpenEvent[] = [];
    for await (const event of ports.outletEvents.open(outlet, lane)) {
      if (events[0] !== undefined && events[0].person !== event.person) {
        yield events;
        events = [];
      }
      events.push(event);
    }
    if (events.length > 0) yield events;
  }
}

/** Of everybody's first undelivered event the oldest. */
async function oldestHead(stored: StoredOutlet, ports: DeliveryPorts): Promise<OpenEvent | undefined> {
  let oldest: OpenEvent | undefined;
  for await (const [head] of peopleOf(stored, ports)) {
    if (head !== undefined && (oldest === undefined || head.addedAt < oldest.addedAt)) oldest = head;
  }
  return oldest;
}

/** @returns when the person's next event is due, milliseconds; infinity where none is left */
async function tellPerson(
  stored: StoredOutlet,
  events: readonly OpenEvent[],
  course: Course,
  isOver: () => boolean,
  ports: DeliveryPorts,
): Promise<number> {
  for (const event of events) {
    const wasReleased = event.triedAt > 0 && event.triedAt < course.health.releasedAt;
    if (event.nextAt > ports.clock.now() && !wasReleased) return event.nextAt;
    if (isOver()) return ports.clock.now();
    const nextAt = await tellOne(stored, event, course, ports);
    if (nextAt !== undefined) return nextAt;
  }
  return Number.POSITIVE_INFINITY;
}

/** @returns when it is tried again, milliseconds; `undefined`: it is delivered, given up, or gone */
async function tellOne(
  { outlet }: StoredOutlet,
  place: OpenEvent,
  course: Course,
  ports: DeliveryPorts,
): Promise<number | undefined> {
  const found = await ports.outletEvents.get(outlet, place);
  if (found === undefined || found.event.state !== 'open') return undefined;
  const { askedMs, verdict, ...attempt } = await tryOnce(outlet, found.event, ports);
  const { clock, random, logger } = ports;
  const now = clock.now();
  if (verdict === 'delivered') {
    course.step((health) => afterSuccess(health, now));
    await ports.outletEvents.settle(outlet, found, { state: 'delivered' }, attempt);
    return undefined;
  }
  const { jobId, name } = outlet;
  logger.warn('An outlet did not take an event', { jobId, outlet: name, status: attempt.status ?? 'none' });
  const chance = (random.bytes(1)[0] ?? 0) / 255;
  const trouble = { status: attempt.status, message: attempt.answer };
  const wasBackingOff = course.health.backOff !== null;
  if (verdict === 'gone') course.step((health) => disabled(afterRefusal(health, trouble, now), 'gone', now));
  else if (verdict === 'refused' || verdict === 'notYet') course.step((health) => afterRefusal(health, trouble, now));
  else course.step((health) => afterFailure(health, trouble, now, chance, askedMs));
  const tries = found.event.attempts + 1;
  // While the outlet backs off, or is gone, it is the receiver that fails and not the event.
  const isReceivers = verdict === 'gone' || (verdict === 'later' && (wasBackingOff || course.health.backOff !== null));
  if (!isReceivers && isGivenUp(verdict, tries)) {
    // First: what is noted and not given up after all is only said once more.
    if (outlet.definition.writeback !== undefined) await noteGivenUp(outlet, found.event, ports);
    await ports.outletEvents.settle(outlet, found, { state: 'failed' }, attempt);
    return undefined;
  }
  const nextAt = now + waitMs(tries, chance, askedMs);
  await ports.outletEvents.settle(outlet, found, { state: 'open', nextAt }, attempt);
  return nextAt;
}

async function tryOnce(
  outlet: Outlet,
  event: KeptEvent,
  ports: DeliveryPorts,
): Promise<Sent & { readonly verdict: Verdict }> {
  if (outlet.definition.writeback?.way === 'scim') return writeToHr(outlet, event, ports);
  const sent = await sendEvent(outlet, { id: event.id, body: event.body }, ports);
  return { ...sent, verdict: judgeAnswer(sent.status) };
}
