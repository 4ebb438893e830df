/**
 * One HTTP exchange, with everything a strange or hostile service could do bounded: time, size, redirects. What the
 * answer means is judged elsewhere; here only what keeps an answer from arriving is a failure.
 */
import { request as beginHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as beginHttps, Agent as HttpsAgent } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import { type FailureCode, ProvisioningError } from '../../errors';
import { type Egress, EgressRefused, refusal } from './egress';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** What it is called when the service answers as none of its kind does: with a redirect, or without end. */
  readonly whenStrange: FailureCode;
  /** Only the beginning of the answer is wanted, so many bytes: the rest is left unread, and however long it is, no failure. */
  readonly enoughBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A page of a thousand users is well below this; a service that ignores filters over a large directory is above it. */
const LONGEST_ANSWER_BYTES = 4 * 1024 * 1024;

/** The request cannot have reached the service. */
const NEVER_ARRIVED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

/** @throws {ProvisioningError} Timeout, EndpointUnavailable, WebExceptionProtocolError, and what a strange answer is called */
export type Exchange = (request: HttpRequest) => Promise<HttpAnswer>;

export interface ExchangeOptions {
  /** Which addresses may be called. */
  readonly egress: Egress;
  /** Certificates of a private authority, believed beside the usual ones; PEM. */
  readonly caPem?: string;
}

/** Firewalls and load balancers forget idle connections after a few minutes, the shortest after one. */
const IDLE_MS = 30_000;

/** Requests that share connections. Every connection asks the egress rule for the address it is made to. */
export function createExchange({ egress, caPem }: ExchangeOptions): Exchange {
  const reached = { keepAlive: true, timeout: IDLE_MS, lookup: egress.lookup };
  const agents = {
    'http:': new HttpAgent(reached),
    'https:': new HttpsAgent({ ...reached, ...(caPem !== undefined && { ca: [...rootCertificates, caPem] }) }),
  };

  return async (request) => {
    const url = new URL(request.url);
    egress.check(url.hostname);
    const signal = AbortSignal.timeout(request.timeoutMs);
    try {
      const response = await send(request, url, agents[url.protocol === 'http:' ? 'http:' : 'https:'], signal);
      const { statusCode: status = 0 } = response;
      if (status >= 300 && status < 400) throw redirected(response, request);
      const text = await boundedText(response, request);
      return { status, headers: headersOf(response), text };
    } catch (error) {
      if (error instanceof ProvisioningError) throw error;
      if (error instanceof EgressRefused) throw refusal(error);
      throw signal.aborted ? timedOut(request, error) : disconnected(request, error);
    }
  };
}

/** Where a kept connection was closed by the other side just now, a read is asked for once more; a write may have arrived. */
async function send(
  request: HttpRequest,
  url: URL,
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, reused } = sendOnce(request, url, agent, signal);
  try {
    return await promise;
  } catch (error) {
    if (request.method !== 'GET' || !reused() || signal.aborted) throw error;
    return sendOnce(request, url, agent, signal).promise;
  }
}

function sendOnce(
  { method, headers, body }: HttpRequest,
  url: URL,
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
) {
  const begin = url.protocol === 'http:' ? beginHttp : beginHttps;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const outgoing = begin(url, { method, headers: { 'accept-encoding': 'gzip', ...headers, ...length }, agent, signal });
  const promise = new Promise<IncomingMessage>((done, failed) => {
    outgoing.once('response', done);
    outgoing.on('error', failed); // also after the answer has begun: whoever reads it is told then
  });
  outgoing.end(body);
  return { promise, reused: () => outgoing.reusedSocket };
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(response.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}

async function boundedText(response: IncomingMessage, request: HttpRequest): Promise<string> {
  const { whenStrange, enoughBytes = Number.POSITIVE_INFINITY } = request;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const zipped = /^(?:x-)?gzip$/i.test(response.headers['content-encoding'] ?? '');
  const body: Readable = zipped ? pipeline(response, createGunzip(), () => undefined) : response;
  for await (const chunk of body) {
    length += (chunk as Uint8Array).byteLength;
    if (length >= enoughBytes) {
      chunks.push((chunk as Uint8Array).subarray(0, (chunk as Uint8Array).byteLength - (length - enoughBytes)));
      response.destroy();
      break;
    }
    if (length > LONGEST_ANSWER_BYTES) {
      response.destroy();
      throw new ProvisioningError(
        whenStrange,
        `The service sent more than ${LONGEST_ANSWER_BYTES / 1024 / 1024} MiB in one answer. Most likely it ignores the filter of a search.`,
      );
    }
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** Named without its query, which may carry what must not be told. A relative address is told as it is meant. */
function redirected(response: IncomingMessage, { url, whenStrange }: HttpRequest): ProvisioningError {
  response.destroy();
  const location = response.headers.location ?? '';
  const place =
    location !== '' && URL.canParse(location, url) ? withoutQuery(new URL(location, url)) : 'another address';
  return new ProvisioningError(
    whenStrange,
    `The service redirects to ${place} (HTTP ${response.statusCode}). Redirects are not followed; enter the final address.`,
  );
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname === '/' ? '' : pathname}`;
}

function timedOut(request: HttpRequest, cause: unknown): ProvisioningError {
  return new ProvisioningError(
    'Timeout',
    `The service did not answer within ${request.timeoutMs} ms. ${effectOf(request)}`,
    { cause },
  );
}

function disconnected(request: HttpRequest, cause: unknown): ProvisioningError {
  const reason = reasonOf(cause);
  const failure = (code: FailureCode, message: string) => new ProvisioningError(code, message, { cause });
  if (NEVER_ARRIVED.test(reason)) {
    return failure('EndpointUnavailable', `The service cannot be reached (${reason}). Nothing was changed.`);
  }
  if (CERTIFICATE.test(reason)) {
    return failure('EndpointUnavailable', `The service's certificate is not trusted (${reason}). Nothing was changed.`);
  }
  return failure('WebExceptionProtocolError', `The connection broke off (${reason}). ${effectOf(request)}`);
}

/** What the administrator must know when an answer is lost: a write may have been carried out. */
function effectOf({ method }: HttpRequest): string {
  return method === 'GET' ? 'Nothing was changed.' : `Whether the ${method} took effect is unknown.`;
}

/** Errors may come from another realm, so `instanceof` is no help. */
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return 'unknown reason';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
