/** The directory's routes as operations of HTTP endpoints. */
import { readJson } from '../http/body';
import type { Call, Handler, Handlers } from '../http/endpoint';
import { answer, type DirectoryContext } from './answer';
import type { DirectoryOperation, DirectoryRoute, Method } from './request';

/** Graph's own limit. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** @param context asked for with each request, because functions are registered before there are services */
export function operationsOf({ operations }: DirectoryRoute, context: () => DirectoryContext): Handlers {
  const entries = Object.entries(operations).map(([method, operation]): [string, Handler] => [
    method,
    {
      roles: operation.roles,
      options: operation.options,
      handle: (call) => run(method as Method, operation, call, context()),
    },
  ]);
  return Object.fromEntries(entries);
}

async function run(method: Method, operation: DirectoryOperation, call: Call, context: DirectoryContext) {
  const { version, params, query, request, origin, caller } = call;
  const body = operation.readsBody ? await readJson(request, MAX_BODY_BYTES) : undefined;
  const header = (name: string) => request.headers.get(name);
  return answer(operation, context, { method, version, params, query, header, body, origin, caller });
}
