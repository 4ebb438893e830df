/** One try: the event signed, sent, and what came of it. */

import { ProvisioningError } from '../../errors';
import { CONTENT_TYPE } from '../../outlets/cloudEvent';
import { type Message, signatureHeaders } from '../../outlets/signing';
import type { Try } from '../../store/outlets/events';
import type { Outlet } from '../../store/outlets/outlets';
import { parseRetryAfter } from '../../targets/kit/retryAfter';
import type { Needs } from '../ports';
import { headerPlace, keyPlace } from './sealedPlaces';

type Ports = Needs<'clock' | 'sealer' | 'outside'>;

export interface Sent extends Try {
  /** What `Retry-After` asked for. */
  readonly askedMs: number | undefined;
}

const TIMEOUT_MS = 20_000;
/** Of an answer, which nobody is going to read to the end. */
const ANSWER_BYTES = 64 * 1024;
const KEPT_ANSWER = 512;

/** Never throws for the receiver's sake: what it did is in what is given back. */
export async function sendEvent(outlet: Outlet, message: Message, ports: Ports): Promise<Sent> {
  const { clock } = ports;
  const at = clock.now();
  const ended = (status: number | null, answer: string, askedMs?: number): Sent => ({
    at,
    status,
    ms: clock.now() - at,
    answer: answer.slice(0, KEPT_ANSWER),
    askedMs,
  });
  try {
    const { status, headers, text } = await ports.outside({
      method: 'POST',
      url: outlet.definition.url ?? '',
      headers: headersOf(outlet, message, at, ports),
      body: message.body,
      timeoutMs: TIMEOUT_MS,
      whenStrange: 'WebExceptionProtocolError',
      enoughBytes: ANSWER_BYTES,
    });
    return ended(status, text, parseRetryAfter(headers.get('retry-after') ?? undefined, clock.now()));
  } catch (error) {
    return ended(
      null,
      error instanceof ProvisioningError ? error.message : `Muster could not send it: ${String(error)}`,
    );
  }
}

function headersOf(outlet: Outlet, message: Message, now: number, { sealer }: Ports): Record<string, string> {
  const { jobId, id, name: outletName, keys } = outlet;
  const secrets = keysInForce(outlet, now).map((key) =>
    sealer.open(key.sealed, keyPlace({ jobId, id }, key.id), `The secret of the outlet ${outletName}`),
  );
  const own = Object.entries(outlet.headers).map(([name, sealed]) => [
    name,
    sealer.open(sealed, headerPlace({ jobId, id }, name), `The header ${name} of the outlet ${outletName}`),
  ]);
  return {
    'content-type': CONTENT_TYPE,
    'user-agent': 'Muster',
    ...(keys.length > 0 && signatureHeaders(message, secrets, now)),
    ...Object.fromEntries(own),
  };
}

/** What is signed with at this moment, newest first: for a time, two. */
export function keysInForce({ keys }: Outlet, now: number): Outlet['keys'] {
  return keys.filter(({ endsAt }) => endsAt === null || endsAt > now);
}
