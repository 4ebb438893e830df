/**
 * The story of a webhook: from bytes to an answer (spec/hands.md 3.2, 3.6). Who sent it is the first question; what it says is
 * asked later, by whoever works on it. One transaction keeps it, and only then is it answered; word of it is a hint. A
 * delivery that comes again is known by its replay key, and answered as before.
 */
import { ProvisioningError } from '../../errors';
import { isReadable } from '../../inlets/events/body';
import { isPing } from '../../inlets/events/pings';
import { replayKey } from '../../inlets/events/replayKey';
import type { Delivery } from '../../inlets/signatures/request';
import { type Proof, verifyDelivery } from '../../inlets/signatures/verify';
import { StoreUnavailable } from '../../store/contract/table';
import { fitsEvent, type InletEvent } from '../../store/inlets/inletEvents';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { InletContext } from '../inletPorts';
import type { Needs } from '../ports';
import { announceEvent, EVENT_VERSION } from './eventMessages';
import { keptHeaders } from './keptHeaders';

type Ports = Needs<'inletContexts' | 'inletEvents' | 'inletWatch' | 'events' | 'clock' | 'logger'>;

export interface Incoming {
  /** The body unpacked. */
  readonly delivery: Delivery;
  /** The body as it was sent, where it was packed: senders sign the one or the other. */
  readonly sent?: Uint8Array | undefined;
  /** Whether the request bears a token of ours that may upload to this job; asked where the inlet goes by that. */
  bearsToken(): Promise<boolean>;
}

export type Reception =
  /** It is durable, or was before. */
  | { readonly kind: 'taken'; readonly status: number }
  | { readonly kind: 'unknown' | 'gone' | 'unproved' | 'unreadable' }
  /** Nothing was kept: the sender is to come again. */
  | { readonly kind: 'busy'; readonly status: number; readonly retryAfterSeconds: number };

/** More that is open is not taken: somebody has to look first. */
const MOST_OPEN = 100_000;
const TROUBLE_RETRY_SECONDS = 10;
const BACKLOG_RETRY_SECONDS = 300;
/** What is said where not even the definition says what to answer. */
const BUSY = 503;

export async function receiveEvents(place: InletPlace, incoming: Incoming, ports: Ports): Promise<Reception> {
  const lookup = await ports.inletContexts.recall(place);
  if (lookup.kind === 'unreadable') {
    ports.logger.error('An inlet cannot be read', { ...place, reason: lookup.message });
    return { kind: 'busy', status: BUSY, retryAfterSeconds: BACKLOG_RETRY_SECONDS };
  }
  if (lookup.kind !== 'found') return lookup;
  const { context } = lookup;
  const { delivery } = incoming;
  const { accepted, busy } = context.definition.answers;
  try {
    if (isPing(context.definition.event, delivery.body)) {
      await keepPing(context, delivery, ports);
      return { kind: 'taken', status: accepted };
    }
    const proof = await prove(context, incoming, ports);
    if (proof === undefined) {
      await ports.inletWatch.rejected(place);
      return { kind: 'unproved' };
    }
    if (!isReadable(delivery.headers.get('content-type'))) return { kind: 'unreadable' };
    const waitMs = ports.inletWatch.takeTurn(place, context.definition.perMinute);
    if (waitMs > 0) return { kind: 'busy', status: busy, retryAfterSeconds: Math.ceil(waitMs / 1_000) };
    if (context.health.open >= MOST_OPEN) {
      return { kind: 'busy', status: busy, retryAfterSeconds: BACKLOG_RETRY_SECONDS };
    }
    await keep(context, delivery, replayKey(context.definition, proof, delivery), ports);
    await ports.inletWatch.used(place, proof?.secretIds ?? []);
    return { kind: 'taken', status: accepted };
  } catch (error) {
    // A vault that does not give a secret is the administrator's to mend, and the sender's to wait for.
    if (!(error instanceof StoreUnavailable || error instanceof ProvisioningError)) throw error;
    ports.logger.warn('A delivery could not be kept', { ...place, error: String(error) });
    return { kind: 'busy', status: busy, retryAfterSeconds: TROUBLE_RETRY_SECONDS };
  }
}

/** @returns `null` where a token of ours is the proof; `undefined` where there is none */
async function prove(
  { definition, secrets }: InletContext,
  { delivery, sent, bearsToken }: Incoming,
  { clock }: Ports,
): Promise<Proof | null | undefined> {
  const { verify } = definition;
  if (verify.scheme === 'bearer') return (await bearsToken()) ? null : undefined;
  const known = await secrets();
  const proof = verifyDelivery(verify, known, delivery, clock.now());
  if (proof !== undefined || sent === undefined) return proof;
  return verifyDelivery(verify, known, { ...delivery, body: sent }, clock.now());
}

async function keep(context: InletContext, delivery: Delivery, key: string, ports: Ports): Promise<void> {
  const { inlet, definition } = context;
  const now = ports.clock.now();
  const due = now + (definition.fetch?.delaySeconds ?? 0) * 1_000;
  const event = newEvent(context, delivery, key, now);
  const whole: InletEvent = fitsEvent(delivery.body)
    ? { ...event, due }
    : { ...event, state: 'parked', reason: TOO_LARGE, body: new Uint8Array() };
  const isNew = await ports.inletEvents.add(inlet, [whole]);
  if (isNew.length > 0 && whole.state === 'open' && inlet.state === 'active') {
    await announceEvent({ ...inlet, key }, due, ports);
  }
}

const TOO_LARGE = { code: 'TooLarge', message: 'The body is larger than what can be kept of one event.' };
const PING = { code: 'Ping', message: 'The sender asked whether somebody is there.' };

/** Anybody can send one, so that it is kept once for all. */
async function keepPing(context: InletContext, delivery: Delivery, ports: Ports): Promise<void> {
  const event = newEvent(context, delivery, replayKey(context.definition, null, delivery), ports.clock.now());
  await ports.inletEvents.add(context.inlet, [{ ...event, type: 'ping', state: 'ignored', reason: PING }]);
}

function newEvent({ definition }: InletContext, delivery: Delivery, key: string, now: number): InletEvent {
  return {
    key,
    type: null,
    person: null,
    receivedAt: now,
    state: 'open',
    reason: null,
    anchor: null,
    uploadFirst: null,
    headers: keptHeaders(definition.verify, delivery.headers),
    body: delivery.body,
    part: null,
    askedAt: now,
    tries: 0,
    due: now,
    version: EVENT_VERSION,
  };
}
