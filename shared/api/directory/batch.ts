/**
 * `$batch`: up to 20 requests in one (spec/wire-contract.md 7.3). Each part goes to the same handlers as a request of its
 * own, with its own authorization and its own throttling; parts run side by side unless they depend on one another.
 */

import type { Logger } from '../../ports';
import type { Json } from '../../scim/json';
import { StoreUnavailable } from '../../store/contract/table';
import { requireRole } from '../http/authorize';
import type { Call, Reply } from '../http/endpoint';
import { errorBody, GraphError, serviceUnavailable } from '../http/graphError';
import { answer, type DirectoryContext } from './answer';
import { type BatchPart, parseBatch } from './batchRequest';
import { DIRECTORY_ROUTES, matchRoute } from './routes';

/** Who may do any one of the things a batch can ask for; each part is checked again for what it does. */
export const BATCH_ROLES: readonly string[] = [
  ...new Set(DIRECTORY_ROUTES.flatMap(({ operations }) => Object.values(operations).flatMap(({ roles }) => roles))),
];

/** What a part inherits from the request that carries it. */
export type BatchCall = Pick<Call, 'version' | 'origin' | 'caller' | 'requestId' | 'clientRequestId'>;

export interface BatchContext extends DirectoryContext {
  readonly now: () => Date;
  readonly logger: Logger;
}

interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const RETRY_STORAGE_SECONDS = 10;
const JSON_HEADERS = { 'Content-Type': 'application/json' };

/** @throws {GraphError} 400 when the batch itself is malformed */
export async function answerBatch(context: BatchContext, call: BatchCall, body: unknown): Promise<Reply> {
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
      const { operation, method, params } = matchRoute(part.method, part.path);
      requireRole(call.caller, operation.roles);
      const header = (name: string) => part.headers.get(name.toLowerCase()) ?? null;
      const request = { ...call, method, params, query: part.query, header, body: part.body };
      return toResponse(part, await answer(operation, context, request));
    } catch (error) {
      return failure(part, toGraphError(error));
    }
  }

  function failure(part: BatchPart, error: GraphError): BatchResponse {
    const body = errorBody(error, call.requestId, call.clientRequestId, context.now());
    return { id: part.id, status: error.status, headers: { ...JSON_HEADERS, ...error.headers }, body };
  }

  /** One part that breaks down leaves its neighbours alone. */
  function toGraphError(error: unknown): GraphError {
    if (error instanceof GraphError) return error;
    if (error instanceof StoreUnavailable) return serviceUnavailable(RETRY_STORAGE_SECONDS, { cause: error });
    context.logger.error('A part of a batch failed unexpectedly.', { requestId: call.requestId, error: String(error) });
    return new GraphError(500, 'InternalServerError', 'An unexpected error occurred; the log names it by request-id.');
  }

  return { status: 200, body: { responses: await Promise.all(parts.map(start)) } };
}

function toResponse({ id }: BatchPart, { status, headers, body = null }: Reply): BatchResponse {
  return { id, status, headers: { ...(body === null ? {} : JSON_HEADERS), ...headers }, body: body as Json };
}
