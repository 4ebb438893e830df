/** Reading a request body member by member: every fault is found, and told with its place, before anything is done. */
import type { HttpRequest } from '@azure/functions';
import { Fields } from '../../engine/schema/parse/fields';
import { isJsonObject } from '../../scim/json';
import { parseJson, readBody } from './body';
import { badRequest, type ErrorDetail } from './graphError';

/** @throws {GraphError} 400 with every fault */
export async function readFields<T>(request: HttpRequest, limitBytes: number, read: (fields: Fields) => T): Promise<T> {
  return fieldsIn(await readBody(request, limitBytes), request, read);
}

/** The same of a body that is read already. */
export function fieldsIn<T>(bytes: Uint8Array, request: HttpRequest, read: (fields: Fields) => T): T {
  return fieldsOf(parsed(bytes, request), read);
}

/** The same for an action whose body may be left out. */
export async function readOptionalFields<T>(
  request: HttpRequest,
  limitBytes: number,
  read: (fields: Fields) => T,
): Promise<T> {
  const bytes = await readBody(request, limitBytes);
  const isBlank = bytes.toString('latin1').trim() === '';
  return fieldsOf(isBlank ? {} : parsed(bytes, request), read);
}

function parsed(bytes: Uint8Array, request: HttpRequest): unknown {
  try {
    return parseJson(bytes, request.headers.get('content-type'));
  } catch (error) {
    throw badRequest(`The body must be JSON: ${(error as Error).message}.`);
  }
}

function fieldsOf<T>(body: unknown, read: (fields: Fields) => T): T {
  if (!isJsonObject(body)) throw badRequest('The body must be a JSON object.');
  const details: ErrorDetail[] = [];
  const value = read(new Fields(body, '', (target, code, message) => void details.push({ code, target, message })));
  const [first] = details;
  if (first !== undefined) throw badRequest(first.message, details);
  return value;
}
