/**
 * The story of events: from what was received to an upload (spec/hands.md 3.6). Each is read with today's definition and held
 * against the fence of its person; who is to be fetched is fetched, and everybody is accepted together with the fence that
 * was seen before. Whose fence has moved meanwhile is judged anew. Only what is durable is said of an event, so that one whose
 * worker dies is begun again by the next.
 */
import type { InletEvent, StoredEvent } from '../../store/inlets/inletEvents';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { InletContext } from '../inletPorts';
import type { Needs } from '../ports';
import type { AcceptPorts } from '../uploads/acceptBulkUpload';
import { announceEvent } from './eventMessages';
import { acceptPeople } from './judging/acceptPeople';
import { judgePeople } from './judging/judgePeople';
import { codeOfUnknownType, type Reading, readStored, type Task } from './judging/readStored';
import { noteWork } from './noteWork';
import { type Settled, settle } from './outcome';

export type WorkPorts = AcceptPorts &
  Needs<
    | 'inletContexts'
    | 'inletEvents'
    | 'inletHealth'
    | 'inletPace'
    | 'fences'
    | 'refetches'
    | 'events'
    | 'askVendor'
    | 'vendorTokens'
  >;

/** Each finds what was accepted meanwhile; whoever still loses comes back later. */
const MOST_ROUNDS = 5;
const COME_BACK_MS = 5_000;

export async function workOnEvents(place: InletPlace, keys: readonly string[], ports: WorkPorts): Promise<void> {
  const lookup = await ports.inletContexts.load(place);
  if (lookup.kind === 'unreadable') throw new Error(`The inlet cannot be read: ${lookup.message}`);
  // Of a paused one events stay open until it goes on; of one that is gone they go with it.
  if (lookup.kind !== 'found' || lookup.context.inlet.state !== 'active') return;
  const { context } = lookup;
  const open = (await ports.inletEvents.load(place, keys)).filter(({ event }) => event.state === 'open');
  const { settled, tasks } = await readAll(context, open, ports);
  await settle(place, settled, ports);
  const accepted = await carryOut(context, tasks, ports);
  const unknown = settled.filter(
    ({ outcome }) => outcome.kind === 'done' && outcome.reason?.code === codeOfUnknownType,
  );
  await noteWork(place, { accepted, unknownTypes: unknown.length }, ports);
}

/** @returns how many were accepted */
async function carryOut(context: InletContext, tasks: readonly Task[], ports: WorkPorts): Promise<number> {
  let left = tasks;
  let accepted = 0;
  for (let round = 0; left.length > 0 && round < MOST_ROUNDS; round += 1) {
    const judged = await judgePeople(context, left, ports);
    const acceptance = await acceptPeople(context, judged.candidates, ports);
    await settle(context.inlet, [...judged.settled, ...acceptance.settled], ports);
    accepted += acceptance.settled.filter(({ outcome }) => outcome.kind === 'done').length;
    left = [...judged.left, ...acceptance.back];
  }
  const due = ports.clock.now() + COME_BACK_MS;
  const back = left.map(({ stored }): Settled => ({ stored, outcome: { kind: 'later', due } }));
  await settle(context.inlet, back, ports);
  return accepted;
}

interface Read {
  readonly settled: readonly Settled[];
  readonly tasks: readonly Task[];
}

async function readAll(context: InletContext, open: readonly StoredEvent[], ports: WorkPorts): Promise<Read> {
  const settled: Settled[] = [];
  const tasks: Task[] = [];
  const wholes = new Map<string, StoredEvent | undefined>();
  for (const stored of open) {
    const { part } = stored.event;
    if (part !== null && !wholes.has(part.of)) wholes.set(part.of, await ports.inletEvents.get(context.inlet, part.of));
    const whole = part === null ? undefined : wholes.get(part.of);
    const reading = readStored(context.definition, stored, whole);
    if (reading.kind === 'task') tasks.push(reading.task);
    else if (reading.kind === 'outcome') settled.push({ stored, ...reading });
    else settled.push(await split(context, stored, reading, ports));
  }
  return { settled, tasks };
}

/** Each part is an event of its own from then on; those that were made before this worker died are there already. */
async function split(
  { inlet }: InletContext,
  stored: StoredEvent,
  { parts }: Extract<Reading, { readonly kind: 'parts' }>,
  ports: WorkPorts,
): Promise<Settled> {
  const now = ports.clock.now();
  const { event } = stored;
  const events = parts.map(
    ({ type, person }, index): InletEvent => ({
      ...event,
      key: `${event.key}*${index}`,
      type,
      person,
      headers: {},
      body: new Uint8Array(),
      part: { of: event.key, index },
      due: now,
      tries: 0,
    }),
  );
  const added = await ports.inletEvents.add(inlet, events);
  for (const key of added) await announceEvent({ ...inlet, key }, now, ports);
  const message = parts.length === 0 ? 'It tells of nobody.' : `It tells of ${parts.length} people, one event each.`;
  const state = parts.length === 0 ? 'ignored' : 'split';
  return { stored, outcome: { kind: 'done', state, reason: { code: 'Split', message } } };
}
