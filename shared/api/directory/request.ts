/**
 * Graph requests to the directory as plain values. Handlers throw: errors of the directory become Graph's in one place
 * (`answer.ts`).
 */

import type { UserDirectory } from '../../directory/userDirectory';
import { isJsonObject, type JsonObject } from '../../scim/json';
import type { ApiVersion, Reply } from '../http/endpoint';
import { GraphError } from '../http/graphError';
import { type OfferedOptions, SELECTED } from '../http/queryArguments';
import type { Caller } from '../http/rights';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface GraphRequest {
  readonly method: Method;
  readonly version: ApiVersion;
  /** Values of the route's `{…}` segments, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | null;
  /** Parsed JSON; `undefined` where the operation reads none. */
  readonly body: unknown;
  /** Scheme and host as the client sees them, no trailing slash. */
  readonly origin: string;
  readonly caller: Caller;
}

export interface DirectoryOperation {
  /** Any one of these lets the caller in. */
  readonly roles: readonly string[];
  readonly readsBody: boolean;
  /** Query options it takes. */
  readonly options: OfferedOptions;
  handle(directory: UserDirectory, request: GraphRequest): Promise<Reply>;
}

export interface DirectoryRoute {
  /** Of the function that serves it. */
  readonly name: string;
  /** Below the version segment: `users/{id}/manager`. */
  readonly template: string;
  readonly operations: Partial<Record<Method, DirectoryOperation>>;
}

const READ_ROLES = ['User.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'];
const WRITE_ROLES = ['User.ReadWrite.All', 'Directory.ReadWrite.All'];

type Handle = DirectoryOperation['handle'];

export function reading(handle: Handle, options: OfferedOptions = SELECTED): DirectoryOperation {
  return { roles: READ_ROLES, readsBody: false, options, handle };
}

export function writing(handle: Handle): DirectoryOperation {
  return { roles: WRITE_ROLES, readsBody: true, options: [], handle };
}

/** A write whose request has no body. */
export function acting(handle: Handle): DirectoryOperation {
  return { roles: WRITE_ROLES, readsBody: false, options: [], handle };
}

/** @throws {GraphError} 400 unless the body is a JSON object */
export function objectBody({ body }: GraphRequest): JsonObject {
  if (!isJsonObject(body)) throw invalidRequest('The request body must be a JSON object.');
  return body as JsonObject;
}

export const invalidRequest = (message: string) => new GraphError(400, 'Request_BadRequest', message);

/** What the service cannot do, or does only when the headers for advanced queries are sent. */
export const unsupportedQuery = (message: string) => new GraphError(400, 'Request_UnsupportedQuery', message);

export const NO_CONTENT: Reply = { status: 204 };
