/** Requests as the Functions host hands them over, and the calls an endpoint makes of them. */
import { HttpRequest, type HttpRequestInit } from '@azure/functions';
import type { Call } from '../../shared/api/http/endpoint';
import { GraphError } from '../../shared/api/http/graphError';
import { toGraphError } from '../../shared/api/http/knownError';
import type { Caller } from '../../shared/api/http/rights';
import { QueryError } from '../../shared/api/queryError';

export const ORIGIN = 'https://muster.example';

export interface Asked {
  readonly method?: string;
  /** With its query: `/v1.0/servicePrincipals?$select=id`. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly params?: Readonly<Record<string, string>>;
}

export function httpRequest(asked: Asked = {}): HttpRequest {
  const { method = 'GET', url = '/', headers = {}, params = {}, body } = asked;
  const whole = new URL(url, ORIGIN);
  const init: HttpRequestInit = {
    method,
    url: whole.href,
    query: Object.fromEntries(whole.searchParams),
    headers: { ...headers },
    params: { ...params },
  };
  if (body === undefined) return new HttpRequest(init);
  return new HttpRequest({ ...init, body: typeof body === 'string' ? { string: body } : { bytes: body } });
}

export interface Called extends Asked {
  readonly roles?: readonly string[];
  readonly appId?: string;
  readonly version?: Call['version'];
  readonly givenClientRequestId?: string;
}

/** A call as it arrives at an operation: authorized, with the caller's roles. */
export function callOf(called: Called = {}): Call {
  const { roles = [], appId = 'app-1', version = 'v1.0', givenClientRequestId } = called;
  const request = httpRequest(called);
  const caller: Caller = { kind: 'application', appId, objectId: 'object-1', roles: new Set(roles) };
  return {
    version,
    params: request.params,
    query: request.query,
    request,
    caller,
    identify: async () => caller,
    origin: ORIGIN,
    requestId: '6c9b2b1e-2f0d-4c2e-9a51-9f0e4a1f7c10',
    clientRequestId: givenClientRequestId ?? '92cd10f6-fcc3-4d61-898e-a6dd35e460ef',
    givenClientRequestId,
  };
}

/** What a call was refused with. */
export async function refusal(work: () => unknown): Promise<GraphError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GraphError) return error;
    if (error instanceof QueryError) return toGraphError(error, () => undefined);
    throw error;
  }
  throw new Error('The call was not refused.');
}
