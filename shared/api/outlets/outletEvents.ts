/** `…/outlets/{name}/events`: what an outlet was sent and what became of it; fetching, and sending once more. */
import type { Fields } from '../../engine/schema/parse/fields';
import { fetchEvents } from '../../pipeline/outlets/fetchEvents';
import { type ReplayWish, replayEvents } from '../../pipeline/outlets/replayEvents';
import type { Needs } from '../../pipeline/ports';
import type { EventPlace, EventState, FoundEvent } from '../../store/outlets/events';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, forbidden } from '../http/graphError';
import { initiator } from '../http/initiator';
import { page, pageOf } from '../http/page';
import { readFields } from '../http/readFields';
import { READ_ANY_JOB, WRITE_ANY_JOB, WRITE_JOBS } from '../http/roles';
import { compileFilter } from '../odata/compileFilter';
import type { FieldTable } from '../odata/fields';
import { parseFilter } from '../odata/parseFilter';
import { collectEquals } from '../odata/pushDown';
import { findOutlet } from './findOutlet';
import { eventBody } from './outletBody';

type Ports = Needs<'clock' | 'jobs' | 'audit' | 'outlets' | 'outletEvents' | 'writebacks' | 'maxRequestBytes'>;

export const EVENT_OPTIONS = ['$filter', '$top', '$skiptoken', 'after', 'wait'] as const;

const FIELDS: FieldTable<FoundEvent> = {
  id: { type: 'string', read: ({ event }) => event.id },
  state: { type: 'string', read: ({ event }) => event.state, caseInsensitive: true },
  type: { type: 'string', read: ({ event }) => event.type },
  person: { type: 'string', read: ({ event }) => event.anchor },
  activityDateTime: { type: 'dateTime', read: ({ event }) => event.at },
  addedDateTime: { type: 'dateTime', read: ({ event }) => event.addedAt },
};
const STATES: readonly EventState[] = ['open', 'delivered', 'failed'];

/** Person by person, each person's in order. With `after` or `wait` the events are fetched, and count as taken by the next request. */
export async function listEvents(call: Call, ports: Ports): Promise<Reply> {
  if (call.query.has('after') || call.query.has('wait')) return fetched(call, ports);
  const { outlet } = await findOutlet(call, READ_ANY_JOB, ports);
  const { top, after } = pageOf(call);
  const text = call.query.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  const matches = filter === undefined ? () => true : compileFilter(filter, FIELDS);
  const states = filter && collectEquals(filter, 'state')?.map((state) => state.toLowerCase());
  const state = states?.length === 1 ? STATES.find((one) => one === states[0]) : undefined;
  const people = filter && collectEquals(filter, 'person');
  const asked = { ...(state && { state }), ...(people?.length === 1 && { anchor: people[0] ?? '' }) };
  const found: FoundEvent[] = [];
  for await (const one of ports.outletEvents.list(outlet, asked, after === undefined ? undefined : placeIn(after))) {
    if (matches(one)) found.push(one);
    if (found.length > top) break;
  }
  const shown = found.slice(0, top);
  const last = found.length > top ? shown.at(-1) : undefined;
  return page(call, shown.map(eventBody), last && tokenOf([last]));
}

const LONGEST_WAIT_SECONDS = 20;

/** It changes what the outlet is still to be told: whoever only reads may not. */
async function fetched(call: Call, ports: Ports): Promise<Reply> {
  if (!WRITE_JOBS.some((role) => call.caller.roles.has(role))) throw forbidden();
  const { outlet } = await findOutlet(call, WRITE_ANY_JOB, ports);
  if (outlet.definition.url !== null || outlet.definition.writeback !== undefined) {
    throw badRequest(`Outlet ${outlet.name} is sent its events: only one whose url is null is fetched from.`);
  }
  const wait = Number(call.query.get('wait') ?? 0);
  if (!Number.isInteger(wait) || wait < 0 || wait > LONGEST_WAIT_SECONDS) {
    throw badRequest(`wait must be a whole number of seconds from 0 to ${LONGEST_WAIT_SECONDS}.`);
  }
  const after = call.query.get('after') ?? '';
  const events = await fetchEvents(outlet, after === '' ? [] : placesIn(after), wait * 1_000, ports);
  return { status: 200, body: { value: events.map(eventBody), after: events.length === 0 ? '' : tokenOf(events) } };
}

const tokenOf = (places: readonly EventPlace[]) =>
  Buffer.from(JSON.stringify(places.map(({ lane, key }) => [lane, key]))).toString('base64url');

function placeIn(token: string): EventPlace {
  const [place] = placesIn(token);
  if (place === undefined) throw badRequest('$skiptoken must be taken from an @odata.nextLink.');
  return place;
}

/** @throws {GraphError} 400 for what is no token of ours */
function placesIn(token: string): readonly EventPlace[] {
  try {
    const places: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return (places as [unknown, unknown][]).map(([lane, key]) => {
      if (!Number.isInteger(lane) || typeof key !== 'string' || !/^[\w$~.@!-]{1,480}$/.test(key))
        throw new Error('no place');
      return { lane: Number(lane), key };
    });
  } catch {
    throw badRequest('The token must be taken from the answer before, as it was.');
  }
}

export async function postReplay(call: Call, ports: Ports): Promise<Reply> {
  const { outlet } = await findOutlet(call, WRITE_ANY_JOB, ports);
  const wish = await readFields(call.request, ports.maxRequestBytes, readWish);
  const { count, more } = await replayEvents(outlet, wish, initiator(call), ports);
  return { status: 202, body: { replayed: count, more } };
}

const MOST_IDS = 1_000;

function readWish(fields: Fields): ReplayWish {
  fields.refuseOthers(['ids', 'from', 'to', 'types', 'state']);
  if (fields.has('ids')) {
    const ids = fields.texts('ids');
    if (ids.length === 0 || ids.length > MOST_IDS) {
      fields.report('ids', 'InvalidValue', `ids must name from 1 to ${MOST_IDS} events, got ${ids.length}.`);
    }
    return { ids };
  }
  if (!fields.has('from') && !fields.has('state')) {
    fields.report('', 'MissingProperty', 'Send ids, or from and to, or state: "failed" for all that were given up.');
  }
  const isFailed = fields.choice('state', ['failed', 'any'], 'any') === 'failed';
  const from = timeIn(fields, 'from', 0);
  return { from, to: timeIn(fields, 'to', Number.MAX_SAFE_INTEGER), types: fields.texts('types'), isFailed };
}

function timeIn(fields: Fields, name: string, fallback: number): number {
  const text = fields.optionalText(name);
  const time = text === null ? fallback : Date.parse(text);
  if (Number.isNaN(time)) fields.report(name, 'InvalidValue', `${name} must be a time such as 2026-11-29T18:00:00Z.`);
  return time;
}
