/**
 * One HTTP exchange, with everything a strange or hostile service could do bounded: time, size, redirects. What the
 * answer means is judged elsewhere; here only what keeps an answer from arriving is a failure.
 */
import { isNativeError } from 'node:util/types';
import { type FailureCode, ProvisioningError } from '../../errors';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** What it is called when the service answers as none of its kind does: with a redirect, or without end. */
  readonly whenStrange: FailureCode;
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
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const { method, headers, body, whenStrange } = request;
    const response = await fetch(request.url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual', // a redirect would carry the credentials to an address nobody entered
      signal,
    });
    if (response.status >= 300 && response.status < 400) throw await redirected(response, whenStrange);
    return { status: response.status, headers: response.headers, text: await boundedText(response, whenStrange) };
  } catch (error) {
    if (error instanceof ProvisioningError) throw error;
    throw signal.aborted ? timedOut(request, error) : disconnected(request, error);
  }
}

async function boundedText(response: Response, whenStrange: FailureCode): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > LONGEST_ANSWER_BYTES) {
      throw new ProvisioningError(
        whenStrange,
        `The service sent more than ${LONGEST_ANSWER_BYTES / 1024 / 1024} MiB in one answer. Most likely it ignores the filter of a search.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function redirected(response: Response, whenStrange: FailureCode): Promise<ProvisioningError> {
  await response.body?.cancel();
  const location = response.headers.get('location') ?? '';
  const place = URL.canParse(location) ? new URL(location).origin : 'another address';
  return new ProvisioningError(
    whenStrange,
    `The service redirects to ${place} (HTTP ${response.status}). Redirects are not followed; enter the final address.`,
  );
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

/** `fetch` hides the system's code in its error's cause. Errors may come from another realm, so `instanceof` is no help. */
function reasonOf(error: unknown): string {
  const cause = isNativeError(error) ? (error.cause ?? error) : error;
  if (!isNativeError(cause)) return 'unknown reason';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
