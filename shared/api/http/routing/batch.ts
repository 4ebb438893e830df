/**
 * `$batch`: up to 20 requests in one (spec/wire-contract.md 7.3). Each part goes to the same operation as a request of its
 * own, with its own authorization and its own throttling; parts run side by side unless they depend on one another.
 */
import { HttpRequest } from '@azure/functions';
import type { Logger } from '../../../ports';
import { readJson } from '../body';
import type { Call, Handlers, Reply } from '../endpoint';
import { badRequest, errorBody, GraphError } from '../graphError';
import { toGraphError } from '../knownError';
import { type BatchPart, parseBatch } from './batchRequest';
import { dispatch } from './dispatch';
import type { RouteTable } from './routeTable';

export interface BatchPorts {
  /** Where parts are looked up. */
  readonly routes: RouteTable;
  readonly logger: Logger;
  now(): Date;
}

/** What a part inherits from the request that carries it. */
export type BatchCall = Pick<Call, 'version' | 'origin' | 'caller' | 'requestId' | 'clientRequestId'>;

interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Twenty uploads of a size that Graph takes. */
const MAX_BODY_BYTES = 20 * 4 * 1024 * 1024;
const JSON_HEADERS = { 'Content-Type': 'application/json' };
const OWN_PATH = /^\/*(?:\$|%24)batch\/*$/i;

/** @param ports asked for with each request, because functions are registered before there are services */
export function batchOperations(ports: () => BatchPorts): Handlers {
  const handle = async (call: Call) => answerBatch(ports(), call, await readJson(call.request, MAX_BODY_BYTES));
  return { POST: { roles: 'anyone', handle } };
}

/** @throws {GraphError} 400 when the batch itself is malformed */
export async function answerBatch(ports: BatchPorts, call: BatchCall, body: unknown): Promise<Reply> {
  const parts = parseBatch(body);
  const byId = new Map(parts.map((part) => [part.id.toLowerCase(), part]));
  const started = new Map<BatchPart, Promise<BatchResponse>>();

  function start(part: BatchPart): Promise<BatchResponse> {
    const running = started.get(part) ?? run(part);
    started.set(part, running);
    return running;
  }

  async function run(part: BatchPart): Promise<BatchResponse> {
    const dependencies = part.dependsOn.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
    const responses = await Promise.all(dependencies.map(start));
    const failed = responses.find(({ status }) => status >= 400);
    if (failed) return failure(part, new GraphError(424, 'FailedDependency', `Request '${failed.id}' failed.`));
    try {
      return toResponse(part, await ask(part, call, ports.routes));
    } catch (error) {
      return failure(part, toGraphError(error, report));
    }
  }

  function failure(part: BatchPart, error: GraphError): BatchResponse {
    const told = errorBody(error, call.requestId, clientRequestIdOf(part) ?? call.clientRequestId, ports.now());
    return { id: part.id, status: error.status, headers: { ...JSON_HEADERS, ...error.headers }, body: told };
  }

  /** One part that breaks down leaves its neighbours alone. */
  function report(error: unknown): void {
    ports.logger.error('A part of a batch failed unexpectedly.', { requestId: call.requestId, error: String(error) });
  }

  return { status: 200, body: { responses: await Promise.all(parts.map(start)) } };
}

/** The part as a request of its own, of the same caller. */
async function ask(part: BatchPart, call: BatchCall, routes: RouteTable): Promise<Reply> {
  if (OWN_PATH.test(part.path)) throw badRequest('A batch cannot be a part of a batch.');
  const path = `/${call.version}/${part.path}`;
  const given = clientRequestIdOf(part);
  const request = new HttpRequest({
    method: part.method.toUpperCase(),
    url: `${call.origin}${path}?${part.query}`,
    headers: Object.fromEntries(part.headers),
    ...(part.body !== undefined && { body: { bytes: part.body } }),
  });
  return dispatch(routes, path, {
    ...call,
    request,
    query: part.query,
    caller: async () => call.caller,
    ready: async () => undefined, // it was for the batch
    clientRequestId: given ?? call.clientRequestId,
    // The batch's own would make its second upload a resend of the first.
    givenClientRequestId: given,
  });
}

const clientRequestIdOf = ({ headers }: BatchPart) => headers.get('client-request-id')?.trim() || undefined;

/** What is no JSON is told in base64, as Graph does. */
function toResponse({ id }: BatchPart, { status, headers, body, bytes }: Reply): BatchResponse {
  const told = bytes === undefined ? (body ?? null) : Buffer.from(bytes).toString('base64');
  return { id, status, headers: { ...(body === undefined ? {} : JSON_HEADERS), ...headers }, body: told };
}
