/**
 * Requests to one SCIM service: address, authorization, media types, and patience with a service that asks for a break
 * (`pacer.ts`). Every other failure is the caller's to judge and the queue's to retry.
 */
import type { Clock } from '../../ports';
import type { Exchange } from '../kit/http';
import { parseRetryAfter } from '../kit/retryAfter';
import type { Authorization, AuthorizationHeader } from './credentials/contract';
import type { ScimAnswer, ScimRequest } from './exchange';
import { createPacer, noTurn } from './pacer';

export interface ScimClient {
  /** Any answer, whatever its status. @throws {ProvisioningError} when there is none, or no authorization */
  send(request: ScimRequest): Promise<ScimAnswer>;
  /** What must never be logged. */
  secrets(): readonly string[];
}

export interface ScimClientOptions {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** How long a request may wait until the service wants to hear it. */
  readonly patienceMs: number;
  readonly authorization: Authorization;
  readonly clock: Clock;
  readonly exchange: Exchange;
}

/** A token may be forgotten between its renewal and its use; one that is refused again and again is no matter of renewal. */
const MOST_RENEWALS = 2;

export function createScimClient(options: ScimClientOptions): ScimClient {
  const { baseUrl, timeoutMs, authorization, clock, exchange } = options;
  const pacer = createPacer(options);

  async function sendOnce(request: ScimRequest, header: AuthorizationHeader): Promise<ScimAnswer> {
    const { status, headers, text } = await exchange({
      method: request.method,
      url: `${baseUrl}${request.path}`,
      headers: {
        accept: 'application/scim+json, application/json',
        [header.name]: header.value,
        'user-agent': 'Muster',
        ...(request.body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      timeoutMs,
      whenStrange: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
    });
    return {
      status,
      contentType: headers.get('content-type') ?? '',
      location: headers.get('location') ?? undefined,
      retryAfterMs: parseRetryAfter(headers.get('retry-after') ?? undefined, clock.now()),
      text,
    };
  }

  /** A token may take its time to come, at first and again: what must not leave late is looked at when it leaves. */
  function leaving({ method, askedAt = clock.now() }: ScimRequest): void {
    if (method === 'POST' && clock.now() - askedAt > options.patienceMs) throw noTurn(options.patienceMs, 0);
  }

  async function sendAuthorized(request: ScimRequest): Promise<ScimAnswer> {
    for (let renewals = 0; ; renewals += 1) {
      const header = await authorization.header();
      leaving(request);
      const answer = await sendOnce(request, header);
      if (answer.status !== 401 || renewals === MOST_RENEWALS || !authorization.refused(header)) return answer;
    }
  }

  return {
    send: (request) => pacer.send(request, sendAuthorized),
    secrets: () => authorization.secrets(),
  };
}
