/**
 * An inlet tried without its sender (spec/hands.md 3.9): a sample is signed with the inlet's own secret, read, fetched and
 * mapped as an event would be, and everything is shown. Nothing is written.
 */
import { consequenceOf } from '../../inlets/events/effects';
import { type InletEvent as ReadEvent, readEvents } from '../../inlets/events/events';
import type { Documents } from '../../inlets/mapping/rules';
import type { Delivery } from '../../inlets/signatures/request';
import { signSample } from '../../inlets/signatures/sign';
import { verifyDelivery } from '../../inlets/signatures/verify';
import type { JsonObject } from '../../scim/json';
import type { InletContext } from '../inletPorts';
import type { Needs } from '../ports';
import { fetchPerson } from './fetching/fetchPerson';

type Ports = Needs<'clock' | 'random' | 'fences' | 'askVendor' | 'vendorTokens'>;

export interface Sample {
  /** The body of an event as the sender would send it; `undefined`: only the person is fetched. */
  readonly body: Uint8Array | undefined;
  readonly contentType: string;
  /** As the HR system names somebody; asked for where no body is given. */
  readonly person: string | undefined;
}

export interface Trial {
  /** Whether the sample, signed with the inlet's secret, is believed; `null` where nothing was or can be signed here. */
  readonly verified: boolean | null;
  /** Why nothing could be read of the sample. */
  readonly unread: { readonly code: string; readonly message: string } | null;
  readonly events: readonly TriedEvent[];
  /** The delivery as it was signed, to be received like any other; `null` where there is none. */
  readonly delivery: Delivery | null;
}

export interface TriedEvent {
  readonly type: string | null;
  readonly person: string | null;
  readonly at: number | null;
  /** `fetch`, `full`, `disable`, or what is written down of it. */
  readonly consequence: string;
  readonly documents: Documents | null;
  readonly operation: JsonObject | null;
  readonly failures: readonly { readonly attribute: string | null; readonly code: string; readonly message: string }[];
}

/** Of one sample: each may be fetched. */
const MOST_TRIED = 10;

export async function tryInlet(context: InletContext, sample: Sample, ports: Ports): Promise<Trial> {
  if (sample.body === undefined) {
    const event: ReadEvent = { type: '', person: sample.person ?? null, at: null, document: {} };
    const tried = await tryEvent(context, event, 'fetch', ports);
    return { verified: null, unread: null, delivery: null, events: [{ ...tried, type: null }] };
  }
  const { delivery, verified } = await signed(context, sample.body, sample.contentType, ports);
  const verdict = readEvents(context.definition, delivery);
  if (!verdict.ok) return { verified, delivery, unread: { code: verdict.code, message: verdict.message }, events: [] };
  const events: TriedEvent[] = [];
  for (const event of verdict.events.slice(0, MOST_TRIED)) {
    const consequence = consequenceOf(context.definition, event.type);
    const told = consequence.kind === 'recorded' ? consequence.as : consequence.kind;
    events.push(await tryEvent(context, event, told, ports));
  }
  return { verified, delivery, unread: null, events };
}

async function signed(context: InletContext, body: Uint8Array, contentType: string, ports: Ports) {
  const { verify } = context.definition;
  const now = ports.clock.now();
  const plain = { 'content-type': contentType };
  if (verify.scheme === 'bearer') return { delivery: { headers: new Headers(plain), body }, verified: null };
  const secrets = await context.secrets();
  const newest = secrets.at(-1);
  const sample = newest && signSample(verify, newest.value, body, `sample-${ports.random.uuid()}`, now);
  const delivery: Delivery = { headers: new Headers({ ...plain, ...sample?.headers }), body };
  const verified = sample === undefined ? null : verifyDelivery(verify, secrets, delivery, now) !== undefined;
  return { delivery, verified };
}

async function tryEvent(
  context: InletContext,
  event: ReadEvent,
  consequence: string,
  ports: Ports,
): Promise<TriedEvent> {
  const { type, person, at } = event;
  const nothing: TriedEvent = { type, person, at, consequence, documents: null, operation: null, failures: [] };
  const failed = (code: string, message: string) => ({ ...nothing, failures: [{ attribute: null, code, message }] });
  if (consequence === 'full') return mapped(context, nothing, { event: event.document }, ports);
  if (consequence !== 'fetch') return nothing;
  if (person === null) return failed('NoPerson', 'The event names nobody.');
  const found = await fetchPerson(context, person, event.document, ports);
  if (found.kind === 'documents') return mapped(context, nothing, found.documents, ports);
  return found.kind === 'notFound'
    ? failed('NotFound', 'Nobody is known there by this id, or nobody we may see.')
    : failed('FetchFailed', found.message);
}

async function mapped(
  { mapping, inlet }: InletContext,
  tried: TriedEvent,
  documents: Documents,
  { fences, clock }: Ports,
): Promise<TriedEvent> {
  const verdict = mapping.map(documents, clock.now());
  if (!verdict.ok) return { ...tried, documents, failures: verdict.failures };
  const known = await fences.load(inlet, verdict.person.people);
  const operation = verdict.person.toOperation((one) => known.get(one)?.fence.anchor ?? undefined);
  return { ...tried, documents, operation };
}
