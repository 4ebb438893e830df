/** `…/writeback`: how each person's writeback stands, and what HR fetches of it (spec/hands.md 2, N8). */
import type { Fields } from '../../engine/schema/parse/fields';
import { markTaken, type Taken } from '../../pipeline/outlets/writeback/markTaken';
import { retryWriteback } from '../../pipeline/outlets/writeback/retryWriteback';
import {
  listWritebacks,
  type PersonWriteback,
  type WritebackPlace,
} from '../../pipeline/outlets/writeback/viewWriteback';
import type { Needs } from '../../pipeline/ports';
import type { Outlet } from '../../store/outlets/outlets';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { page, pageOf } from '../http/page';
import { readFields, readOptionalFields } from '../http/readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob, storedJobs } from '../jobs/findJob';
import { compileFilter } from '../odata/compileFilter';
import type { FieldTable } from '../odata/fields';
import { parseFilter } from '../odata/parseFilter';
import { collectEquals } from '../odata/pushDown';

type Ports = Needs<
  'clock' | 'jobs' | 'audit' | 'sealer' | 'outlets' | 'outletEvents' | 'writebacks' | 'maxRequestBytes'
>;

export const WRITEBACK_OPTIONS = ['$filter', '$top', '$skiptoken'] as const;

const FIELDS: FieldTable<PersonWriteback> = {
  outlet: { type: 'string', read: ({ outlet }) => outlet.name },
  way: { type: 'string', read: ({ outlet }) => outlet.definition.writeback?.way ?? null },
  externalId: { type: 'string', read: ({ state }) => state.anchor },
  targetId: { type: 'string', read: ({ state }) => state.targetId },
  state: { type: 'string', read: ({ standing }) => standing, caseInsensitive: true },
  changedDateTime: { type: 'dateTime', read: ({ state }) => state.changedAt },
};

/** Outlet by outlet, in an order that stays. */
export async function listWriteback(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...READ_ANY_JOB);
  const { top, after } = pageOf(call);
  const text = call.query.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  const matches = filter === undefined ? () => true : compileFilter(filter, FIELDS);
  const one = (name: string) => {
    const values = filter && collectEquals(filter, name);
    return values?.length === 1 ? values[0] : undefined;
  };
  const asked = { outlet: one('outlet'), anchor: one('externalId') };
  const found: PersonWriteback[] = [];
  for await (const person of listWritebacks(job.id, asked, after === undefined ? undefined : placeIn(after), ports)) {
    if (matches(person)) found.push(person);
    if (found.length > top) break;
  }
  const shown = found.slice(0, top);
  const last = found.length > top ? shown.at(-1) : undefined;
  return page(call, shown.map(personBody), last && tokenOf(last));
}

function personBody({ outlet, state, standing, changed, values, event }: PersonWriteback): object {
  const last = event?.event.tries.at(-1);
  const isFetched = outlet.definition.writeback?.way === 'pull';
  return {
    outlet: outlet.name,
    way: outlet.definition.writeback?.way,
    externalId: state.anchor,
    targetId: state.targetId,
    state: standing,
    changedDateTime: timeOf(state.changedAt),
    revision: state.revision,
    changed,
    ...(isFetched && { values }),
    missing: state.missing,
    faults: Object.entries(state.faults).map(([attribute, message]) => ({ attribute, message })),
    attempts: event?.event.attempts ?? 0,
    lastError: event === undefined || event.event.state === 'delivered' ? null : (last?.answer ?? null),
    unreadBecause: state.unread,
    nextReadDateTime: timeOf(state.again.at),
    parked: state.parked && {
      dateTime: timeOf(state.parked.at),
      attribute: state.parked.name,
      seen: state.parked.seen,
    },
  };
}

const timeOf = (ms: number) => (ms === 0 ? null : new Date(ms).toISOString());

const tokenOf = ({ outlet, state }: PersonWriteback) =>
  Buffer.from(JSON.stringify([outlet.name, state.anchor])).toString('base64url');

/** @throws {GraphError} 400 for what is no token of ours */
function placeIn(token: string): WritebackPlace {
  try {
    const [outlet, anchor] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof outlet === 'string' && typeof anchor === 'string') return { outlet, anchor };
  } catch {}
  throw badRequest('$skiptoken must be taken from an @odata.nextLink.');
}

const MOST_PEOPLE = 1_000;

export async function postMark(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const { name, people } = await readFields(call.request, ports.maxRequestBytes, readMark);
  const outlet = await findWriteback(job.id, name, ports);
  if (outlet.definition.writeback?.way !== 'pull') {
    throw badRequest(`Outlet ${name} writes by itself: only what is fetched is said to be taken ("way": "pull").`);
  }
  return { status: 200, body: await markTaken(outlet, people, initiator(call), ports) };
}

function readMark(fields: Fields): { readonly name: string; readonly people: readonly Taken[] } {
  fields.refuseOthers(['outlet', 'people']);
  const people = fields.children('people').map((one) => {
    one.refuseOthers(['externalId', 'revision']);
    if (!one.has('revision')) one.report(one.at('revision'), 'MissingProperty', `${one.at('revision')} must be there.`);
    return { externalId: one.text('externalId'), revision: one.integer('revision', 0) };
  });
  if (people.length === 0 || people.length > MOST_PEOPLE) {
    const message = `people must name from 1 to ${MOST_PEOPLE} people as they were fetched, got ${people.length}.`;
    fields.report('people', 'InvalidValue', message);
  }
  return { name: fields.text('outlet'), people };
}

export async function postRetry(call: Call, ports: Ports): Promise<Reply> {
  const { job } = await findJob(call, storedJobs(ports.jobs), ...WRITE_ANY_JOB);
  const { name, people } = await readOptionalFields(call.request, ports.maxRequestBytes, (fields) => {
    fields.refuseOthers(['outlet', 'people']);
    const named = fields.texts('people');
    if (named.length > MOST_PEOPLE) {
      fields.report('people', 'InvalidValue', `people must name at most ${MOST_PEOPLE}, got ${named.length}.`);
    }
    return { name: fields.text('outlet'), people: named };
  });
  const outlet = await findWriteback(job.id, name, ports);
  return { status: 202, body: await retryWriteback(outlet, people, initiator(call), ports) };
}

async function findWriteback(jobId: string, name: string, { outlets }: Ports): Promise<Outlet> {
  const stored = await outlets.get(jobId, name);
  if (stored?.outlet.definition.writeback === undefined) throw resourceNotFound(name);
  return stored.outlet;
}
