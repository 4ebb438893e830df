/**
 * The timer's round over the inlets of a job (spec/hands.md 3.6, 3.8): people whose date has come are fetched, word of events
 * that was lost is sent again, and what the administrator should know of is found and told. Everything starts from what is
 * stored, so a round that dies half-way or runs twice changes nothing.
 */
import type { InletHealth } from '../../store/inlets/inletHealth';
import type { Inlet, InletStore } from '../../store/inlets/inlets';
import type { Needs } from '../ports';
import { announceEvent } from './eventMessages';
import { compileInlet } from './inletContexts';
import { openRefetch } from './refetchEvents';

export type SuperviseInletsPorts = Needs<
  'clock' | 'logger' | 'inlets' | 'inletEvents' | 'inletHealth' | 'refetches' | 'events' | 'allowLoopback' | 'tellInlet'
>;

/** So long word of an event has to come by itself. */
const LOST_AFTER_MS = 30_000;
/** Word that waits so long is sent again although there is something in the queue. */
const STUCK_AFTER_MS = 10 * 60_000;
const MOST_SENT = 500;
const MOST_REFETCHED = 100;
/** How much is counted; more is told as so much. */
const MOST_COUNTED = 100_000;
const COUNT_EVERY_MS = 60_000;
const RETRY_MAIL_MS = 5 * 60_000;
/** A job without inlets is asked again after so long: one that another instance saved works until then as it is. */
const NONE_FOR_MS = 60_000;

/** Jobs that had none, until when nobody asks; per store, so that what is remembered is of one storage. */
const withoutAny = new WeakMap<object, Map<string, number>>();
const countedAt = new WeakMap<object, Map<string, number>>();

const memoryOf = (memory: typeof withoutAny, { inlets }: SuperviseInletsPorts) => {
  const known = memory.get(inlets) ?? new Map<string, number>();
  memory.set(inlets, known);
  return known;
};

/** One was saved here: nobody has to wait until it is noticed. */
export function expectInlets(jobId: string, inlets: InletStore): void {
  withoutAny.get(inlets)?.delete(jobId);
}

export async function superviseInlets(jobId: string, ports: SuperviseInletsPorts): Promise<void> {
  const now = ports.clock.now();
  const none = memoryOf(withoutAny, ports);
  if ((none.get(jobId) ?? 0) > now) return;
  const all = (await ports.inlets.list(jobId)).filter(({ value }) => value.state !== 'removed');
  if (all.length === 0) none.set(jobId, now + NONE_FOR_MS);
  for (const { value } of all) {
    try {
      await superviseInlet(value, ports);
    } catch (error) {
      ports.logger.error('Supervising an inlet failed', { jobId, inlet: value.inlet, error: String(error) });
    }
  }
}

async function superviseInlet(inlet: Inlet, ports: SuperviseInletsPorts): Promise<void> {
  const health = await ports.inletHealth.get(inlet);
  if (inlet.state === 'active') {
    await openDueRefetches(inlet, ports);
    await sendLostWord(inlet, health, ports);
  }
  const current = await review(inlet, health, ports);
  await sendMail(inlet, current, ports);
}

async function openDueRefetches(inlet: Inlet, ports: SuperviseInletsPorts): Promise<void> {
  for (const due of await ports.refetches.due(inlet, ports.clock.now(), MOST_REFETCHED)) {
    await openRefetch(inlet, due, ports);
  }
}

/** While credentials are refused, one event a quarter of an hour finds out whether they are taken again. */
async function sendLostWord(inlet: Inlet, { failing }: InletHealth, ports: SuperviseInletsPorts): Promise<void> {
  const now = ports.clock.now();
  if (failing !== null && now < failing.nextTry) return;
  const most = failing === null ? MOST_SENT : 1;
  const lost = await ports.inletEvents.due(inlet, now - LOST_AFTER_MS, most);
  const [oldest] = lost;
  if (oldest === undefined) return;
  // What could be received now is word that is not lost.
  if (oldest.due > now - STUCK_AFTER_MS && (await ports.events.hasVisible())) return;
  for (const { key } of lost) await announceEvent({ ...inlet, key }, now, ports);
}

/** How much is open and parked, and whether anything has come for as long as something should have. */
async function review(inlet: Inlet, health: InletHealth, ports: SuperviseInletsPorts): Promise<InletHealth> {
  const now = ports.clock.now();
  const id = `${inlet.jobId} ${inlet.inlet}`;
  const counted = memoryOf(countedAt, ports);
  if (now - (counted.get(id) ?? Number.NEGATIVE_INFINITY) < COUNT_EVERY_MS) return health;
  counted.set(id, now);
  const count = await ports.inletEvents.count(inlet, MOST_COUNTED);
  const silentSince = await silenceOf(inlet, health, now, ports);
  const isSame = health.open === count.open && health.parked === count.parked && health.oldestDue === count.oldestDue;
  if (isSame && silentSince === health.silentSince) return health;
  return ports.inletHealth.change(inlet, (current) => {
    const turned = (current.silentSince === null) !== (silentSince === null);
    const trouble = silentSince === null ? 'recovered' : 'silent';
    return { ...current, ...count, silentSince, unsent: turned ? { trouble, dueAt: now } : current.unsent };
  });
}

/** @returns since when it is known that nothing comes; `null`: something came, or nothing is expected */
async function silenceOf(
  inlet: Inlet,
  { silentSince }: InletHealth,
  now: number,
  { inletEvents, allowLoopback }: SuperviseInletsPorts,
): Promise<number | null> {
  const compiled = compileInlet(inlet.definition, allowLoopback);
  const expectEveryMs = 'message' in compiled ? null : compiled.definition.expectEveryMs;
  if (inlet.state !== 'active' || expectEveryMs === null) return null;
  let newest = inlet.savedAt;
  for await (const { summary } of inletEvents.list(inlet, {})) {
    newest = Math.max(newest, summary.receivedAt);
    break;
  }
  return now - newest > expectEveryMs ? (silentSince ?? now) : null;
}

async function sendMail(inlet: Inlet, { unsent }: InletHealth, ports: SuperviseInletsPorts): Promise<void> {
  const now = ports.clock.now();
  if (unsent === null || now < unsent.dueAt) return;
  const isTold = await ports.tellInlet(inlet, unsent.trouble);
  await ports.inletHealth.change(inlet, (current) => {
    if (current.unsent?.trouble !== unsent.trouble) return undefined; // there is other news meanwhile
    return { ...current, unsent: isTold ? null : { ...unsent, dueAt: now + RETRY_MAIL_MS } };
  });
}
