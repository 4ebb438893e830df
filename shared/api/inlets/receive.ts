/**
 * `POST /muster/inlets/{jobId}/{name}`: where HR systems post (spec/hands.md 3.2). No token is asked for but where the inlet
 * says so; a signature is, or a shared secret. What is answered is the preset's, because senders read it each in its way.
 */
import { type Incoming, type Reception, receiveEvents } from '../../pipeline/inlets/receiveEvents';
import type { Needs } from '../../pipeline/ports';
import type { InletPlace } from '../../store/inlets/inletRows';
import { requireRole } from '../http/authorize';
import { packedBody, unpackedBody } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { GraphError, methodNotAllowed, resourceNotFound } from '../http/graphError';
import { canonicalJobId, requireReach } from '../jobs/findJob';
import { ANY_UPLOAD, UPLOAD_ROLES } from '../uploads/bulkUpload';

export type ReceivePorts = Needs<
  'inletContexts' | 'inletEvents' | 'inletWatch' | 'events' | 'clock' | 'logger' | 'contexts'
> & {
  /** Of one delivery, packed and unpacked. */
  readonly maxInletBytes: number;
};

export async function receiveDelivery(call: Call, ports: ReceivePorts): Promise<Reply> {
  const place = placeIn(call);
  const sent = await packedBody(call.request, ports.maxInletBytes);
  const body = await unpackedBody(call.request, sent, ports.maxInletBytes);
  const incoming: Incoming = {
    delivery: { headers: call.request.headers, body },
    sent: sent === body ? undefined : sent,
    bearsToken: () => mayUpload(call, ports),
  };
  return answer(await receiveEvents(place, incoming, ports), place);
}

/** The handshake of CloudEvents' web hooks, 4: only who is named may ask, and nothing is called back. */
export async function agreeToOrigin(call: Call, ports: ReceivePorts): Promise<Reply> {
  const lookup = await ports.inletContexts.recall(placeIn(call));
  const { headers } = call.request;
  const origin = headers.get('webhook-request-origin')?.trim() ?? '';
  if (lookup.kind !== 'found' || origin === '') throw methodNotAllowed(['POST']);
  const { definition } = lookup.context;
  const isNamed = definition.origins.some((one) => one === '*' || one.toLowerCase() === origin.toLowerCase());
  if (definition.event.format !== 'cloudevents' || !isNamed) throw methodNotAllowed(['POST']);
  const asked = headers.get('webhook-request-rate')?.trim() ?? '';
  const rate = /^\d{1,9}$/.test(asked) && Number(asked) > 0 ? Math.min(Number(asked), definition.perMinute) : undefined;
  return {
    status: 200,
    headers: {
      Allow: 'POST',
      'WebHook-Allowed-Origin': origin,
      'WebHook-Allowed-Rate': String(rate ?? definition.perMinute),
    },
  };
}

function placeIn({ params: { jobId = '', name = '' } }: Call): InletPlace {
  if (!/^[a-z0-9-]{1,40}$/.test(name)) throw resourceNotFound(name);
  return { jobId: canonicalJobId(jobId), inlet: name };
}

/** One message for whatever was wrong, and no hint which. */
const UNPROVED = 'The sender of this delivery could not be verified.';
const UNREADABLE = 'Content-Type must be JSON, a form, or a CloudEvent.';

function answer(reception: Reception, { inlet }: InletPlace): Reply {
  switch (reception.kind) {
    case 'taken':
      return { status: reception.status };
    case 'busy':
      return { status: reception.status, headers: { 'Retry-After': String(reception.retryAfterSeconds) } };
    case 'unknown':
      throw resourceNotFound(inlet);
    case 'gone':
      throw new GraphError(410, 'Gone', 'This inlet is not in use any more: stop sending.');
    case 'unproved':
      throw new GraphError(401, 'InvalidSignature', UNPROVED);
    case 'unreadable':
      throw new GraphError(415, 'UnsupportedMediaType', UNREADABLE);
  }
}

/** A token of ours that may upload to this job. */
async function mayUpload(call: Call, { contexts }: ReceivePorts): Promise<boolean> {
  try {
    const caller = await call.identify();
    requireRole(caller, UPLOAD_ROLES);
    const found = await contexts.find(placeIn(call).jobId);
    if (found === undefined) return false;
    requireReach({ ...call, caller }, found.principal, [ANY_UPLOAD]);
    return true;
  } catch (error) {
    if (error instanceof GraphError && error.status < 500) return false;
    throw error; // the issuer's keys are away: the sender is to come again
  }
}
