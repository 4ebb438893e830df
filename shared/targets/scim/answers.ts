/**
 * Reads the answers of a service that says it succeeded, and tells apart the ways in which it is not a SCIM service after
 * all (spec/engine.md 13.5). Each has a message of its own, since each has a cure of its own. What is kept of such an
 * answer is its shape and not its text: a broken search may carry the data of people this failure is not about.
 */
import { ProvisioningError } from '../../errors';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { ScimAnswer } from './exchange';
import { member } from './resource';

export interface ListResponse {
  readonly resources: readonly JsonObject[];
  readonly totalResults: number;
}

/** A user as the service sends it. */
export interface ScimUser {
  /** Never empty. */
  readonly id: string;
  readonly resource: JsonObject;
}

/** @throws {ProvisioningError} …ServiceIncompatible when the answer is not an object in JSON, labelled as such */
export function readObject(answer: ScimAnswer): JsonObject {
  const type = mediaType(answer);
  if (type === 'text/html') {
    throw incompatible('the service answered with a web page, most likely a sign-in page or a proxy', answer);
  }
  if (type !== 'application/scim+json' && type !== 'application/json') {
    const stated = type === '' ? 'no content type' : `the content type ${type}`;
    throw incompatible(`the service answered with ${stated}; expected application/scim+json`, answer);
  }
  const body = readBody(answer);
  if (!isJsonObject(body)) throw incompatible('the answer of the service is not a JSON object', answer);
  return body;
}

/** @throws {ProvisioningError} …ServiceIncompatible */
export function readList(answer: ScimAnswer): ListResponse {
  const body = readObject(answer);
  const stated = member(body, 'totalResults');
  const totalResults = typeof stated === 'string' && /^\d+$/.test(stated) ? Number(stated) : stated;
  const listed = member(body, 'Resources') ?? (typeof totalResults === 'number' ? [] : undefined);
  if (!Array.isArray(listed) || !listed.every(isJsonObject)) {
    throw incompatible('the answer to a search is not a ListResponse', answer);
  }
  return { resources: listed, totalResults: typeof totalResults === 'number' ? totalResults : listed.length };
}

/**
 * The one user that was asked for.
 *
 * @throws {ProvisioningError} …MultipleEntriesInResponse when several came; …ServiceIncompatible when none did
 */
export function readUser(answer: ScimAnswer): ScimUser {
  const body = readObject(answer);
  const listed = member(body, 'Resources');
  if (!Array.isArray(listed)) return asUser(body);
  if (listed.length > 1) throw severalEntries(`${listed.length} users where one was asked for`);
  throw incompatible('the service answered with a list where one user was asked for', answer);
}

/** @throws {ProvisioningError} …ServiceIncompatible without an id, which RFC 7643, 3.1 demands of every resource */
export function asUser(resource: JsonObject): ScimUser {
  const id = member(resource, 'id');
  if (typeof id === 'string' && id !== '') return { id, resource };
  if (typeof id === 'number') return { id: String(id), resource };
  throw incompatible('the service sent a user without an id; every resource must have one');
}

/**
 * The user in the answer to a write, which need not have one. What lacks even a `userName`, which every user has, is an
 * excerpt or something else, and shows nothing.
 */
export function shownUser(answer: ScimAnswer): ScimUser | undefined {
  try {
    const user = readUser(answer);
    return member(user.resource, 'userName') === undefined ? undefined : user;
  } catch (error) {
    if (error instanceof ProvisioningError) return undefined;
    throw error;
  }
}

/** A service that does not answer as the standard has it; quarantines the job. */
export function incompatible(what: string, answer?: ScimAnswer): ProvisioningError {
  return new ProvisioningError(
    'SystemForCrossDomainIdentityManagementServiceIncompatible',
    `SCIM compliance issue: ${what}.`,
    answer === undefined ? {} : { details: shapeOf(answer) },
  );
}

export function severalEntries(what: string): ProvisioningError {
  return new ProvisioningError(
    'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse',
    `SCIM compliance issue: the service answered with ${what}.`,
  );
}

function mediaType({ contentType }: ScimAnswer): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function shapeOf(answer: ScimAnswer): string {
  return `HTTP ${answer.status}, content type ${mediaType(answer) || 'not stated'}, ${answer.text.length} characters`;
}

/** An id that JSON has no exact number for; a text is what it should have been. */
const LONG_ID = /("(?:id|value)"\s*:\s*)(-?\d{16,})(?=\s*[,}\]])/g;

/** @throws {ProvisioningError} …ServiceIncompatible when it is not JSON */
export function readBody(answer: ScimAnswer): Json {
  try {
    return JSON.parse(answer.text.replace(LONG_ID, '$1"$2"'));
  } catch {
    throw incompatible('the answer of the service is not JSON', answer);
  }
}
