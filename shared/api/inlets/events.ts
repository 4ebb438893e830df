/** `…/inlets/{name}/events`: what an inlet received, and what became of it (spec/hands.md 2, N6). */
import type { Needs } from '../../pipeline/ports';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { EventSummary, InletEvent } from '../../store/inlets/inletEvents';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { page, pageOf } from '../http/page';
import { READ_ANY_JOB } from '../http/roles';
import { compileFilter } from '../odata/compileFilter';
import type { FieldTable } from '../odata/fields';
import { parseFilter } from '../odata/parseFilter';
import { collectEquals } from '../odata/pushDown';
import { timeOf } from './inletBody';
import { findInlet } from './manage';

type Ports = Needs<'contexts' | 'inlets' | 'inletEvents'>;

export const EVENT_OPTIONS = ['$filter', '$top', '$skiptoken'] as const;

const FIELDS: FieldTable<EventSummary> = {
  id: { type: 'string', read: ({ key }) => key },
  state: { type: 'string', caseInsensitive: true, read: ({ state }) => state },
  type: { type: 'string', read: ({ type }) => type },
  person: { type: 'string', read: ({ person }) => person },
  externalId: { type: 'string', read: ({ anchor }) => anchor },
  code: { type: 'string', caseInsensitive: true, read: ({ reason }) => reason?.code },
  receivedDateTime: { type: 'dateTime', read: ({ receivedAt }) => receivedAt },
};

/** Looked through for one page; a page may hold fewer than asked for and not be the last. */
const MOST_LOOKED_AT = 20_000;

export async function listEvents(call: Call, ports: Ports): Promise<Reply> {
  const { value: inlet } = await findInlet(call, ports, READ_ANY_JOB);
  const { top, after } = pageOf(call);
  const text = call.query.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  const isWanted = filter === undefined ? () => true : compileFilter(filter, FIELDS);
  // The dead letters have a list of their own, which is short.
  const states = filter && collectEquals(filter, 'state');
  const parkedOnly = states?.length === 1 && states[0]?.toLowerCase() === 'parked';
  const range = { parkedOnly, ...(after !== undefined && { after }) };
  const found: EventSummary[] = [];
  let looked = 0;
  let next: string | undefined;
  let last: string | undefined;
  for await (const { summary, place } of ports.inletEvents.list(inlet, range)) {
    if (found.length === top || looked === MOST_LOOKED_AT) {
      next = last;
      break;
    }
    looked += 1;
    last = place;
    if (isWanted(summary)) found.push(summary);
  }
  return page(
    call,
    found.map((event) => toSummaryBody(inlet.jobId, event)),
    next,
  );
}

export async function readEvent(call: Call, ports: Ports): Promise<Reply> {
  const { value: inlet } = await findInlet(call, ports, READ_ANY_JOB);
  const { id = '' } = call.params;
  const stored = await ports.inletEvents.get(inlet, id);
  if (stored === undefined) throw resourceNotFound(id);
  return { status: 200, body: toEventBody(inlet.jobId, stored.event) };
}

function toSummaryBody(jobId: string, event: EventSummary) {
  const { key, type, person, anchor, receivedAt, state, reason, uploadFirst } = event;
  return {
    id: key,
    type,
    person,
    externalId: anchor,
    receivedDateTime: timeOf(receivedAt),
    state,
    code: reason?.code ?? null,
    reason: reason?.message ?? null,
    uploadId: uploadFirst === null ? null : uploadId({ jobId, first: uploadFirst }),
  };
}

function toEventBody(jobId: string, event: InletEvent): object {
  const { headers, body, part, tries, due, state } = event;
  return {
    ...toSummaryBody(jobId, event),
    headers,
    body: body.byteLength === 0 ? null : Buffer.from(body).toString('utf8'),
    part: part && { of: part.of, index: part.index },
    steps: {
      tries,
      nextTryDateTime: state === 'open' ? timeOf(due) : null,
    },
  };
}
