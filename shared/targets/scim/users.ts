/**
 * The Users endpoint of a SCIM service (RFC 7644, 3; spec/engine.md 13.1): one function for each request, each giving what
 * was asked for or throwing what went wrong. Knows nothing of mappings and dialects.
 */
import { ProvisioningError } from '../../errors';
import type { JsonObject } from '../../scim/json';
import { passwordsIn } from '../kit/redact';
import { asUser, incompatible, readList, readUser, type ScimUser, shownUser } from './answers';
import type { ScimClient } from './client';
import type { ScimAnswer } from './exchange';
import { type RefusalContext, refusal } from './failures';
import { member } from './resource';

/** A change to a user that exists. */
export interface UserWrite {
  readonly method: 'PATCH' | 'PUT';
  readonly body: JsonObject;
  /** The attributes it is about, for the error that names one. */
  readonly attributes: readonly string[];
}

export interface CreateOutcome {
  /** `undefined`: the service does not say which user it made. */
  readonly id: string | undefined;
  /** The user as the answer shows it; `undefined` where it does not. */
  readonly shown: ScimUser | undefined;
}

export type WriteOutcome =
  /** The user is no longer the version that was read, and nothing was written. */
  | { readonly kind: 'changedMeanwhile' }
  | { readonly kind: 'refused'; readonly status: number; readonly error: ProvisioningError }
  | { readonly kind: 'written'; readonly shown: ScimUser | undefined };

export interface UsersEndpoint {
  /** Users the service finds by the filter: at least two where there are two, not necessarily all. */
  search(filter: string, attribute: string): Promise<readonly ScimUser[]>;
  /** Anybody, where there is somebody. */
  anyone(): Promise<ScimUser | undefined>;
  /** `undefined` when there is no such user. */
  get(id: string): Promise<ScimUser | undefined>;
  /** @param askedAt since when the create waits to be sent, milliseconds since the epoch */
  create(body: JsonObject, attributes: readonly string[], askedAt: number): Promise<CreateOutcome>;
  /** Refused with InvalidAnchor: the user, or the method, is not there. */
  write(user: ScimUser, write: UserWrite): Promise<WriteOutcome>;
  remove(id: string): Promise<void>;
}

const USERS = '/Users';
/** Said outright where a service that was not asked to has listed nobody of those it counted. */
const A_FEW = 10;

export function usersEndpoint(client: ScimClient): UsersEndpoint {
  const refused = (answer: ScimAnswer, context: Partial<RefusalContext> & Pick<RefusalContext, 'attempt'>) =>
    refusal(answer, { attributes: [], ...context, secrets: [...client.secrets(), ...(context.secrets ?? [])] });

  async function page(query: string, attribute: string) {
    const answer = await client.send({ method: 'GET', path: `${USERS}?${query}` });
    if (answer.status === 404) {
      throw incompatible(
        'the service answered 404 to a search; a search that finds nobody is 200 with an empty list, so either it breaks this rule or the address is wrong',
        answer,
      );
    }
    if (!isSuccess(answer)) throw refused(answer, { attempt: `search by ${attribute}`, attributes: [attribute] });
    const list = readList(answer);
    return { users: list.resources.map(asUser), totalResults: list.totalResults };
  }

  async function get(id: string): Promise<ScimUser | undefined> {
    if (!canBeAddressed(id)) return undefined;
    const answer = await client.send({ method: 'GET', path: pathOf(id) });
    if (isGone(answer)) return undefined;
    if (!isSuccess(answer)) throw refused(answer, { attempt: 'read the user' });
    const user = readUser(answer);
    if (user.id.toLowerCase() !== id.toLowerCase()) {
      throw incompatible('the service answered with another user than the one asked for', answer);
    }
    return user;
  }

  return {
    get,

    async search(filter, attribute) {
      const query = `filter=${encodeURIComponent(filter)}`;
      const { users, totalResults } = await page(query, attribute);
      if (users.length === 0 && totalResults > 0) {
        const asked = await page(`${query}&startIndex=1&count=${A_FEW}`, attribute);
        if (asked.users.length > 0) return asked.users;
        throw countedNotListed(totalResults, attribute);
      }
      if (users.length !== 1 || totalResults < 2) return users;
      // Pages of one: without the second, two accounts would pass for one.
      const second = await page(`${query}&startIndex=2`, attribute);
      return [...users, ...second.users];
    },

    async anyone() {
      return (await page('startIndex=1&count=1', 'userName')).users[0];
    },

    async create(body, attributes, askedAt) {
      const answer = await client.send({ method: 'POST', path: USERS, body, askedAt });
      if (answer.status === 404) throw incompatible(`there is no ${USERS} below the address`, answer);
      if (!isSuccess(answer)) {
        throw refused(answer, { attempt: 'create the user', attributes, secrets: passwordsIn(body) });
      }
      if (answer.text.trim() !== '') return { id: readUser(answer).id, shown: shownUser(answer) };
      // The body of a 201 is optional, the address of what was created is not (RFC 7644, 3.3); in a bulk it is the rule.
      return { id: idFromLocation(answer.location), shown: undefined };
    },

    async write(user, { method, body, attributes }) {
      const version = versionOf(user.resource);
      const answer = await client.send({
        method,
        path: pathOf(user.id),
        body,
        ...(version === undefined ? {} : { ifMatch: version }),
      });
      if (answer.status === 412 && version !== undefined) return { kind: 'changedMeanwhile' };
      if (isGone(answer)) return { kind: 'refused', status: answer.status, error: goneForGood(user.id) };
      if (isSuccess(answer)) return { kind: 'written', shown: shownUser(answer) };
      const context = { attempt: `update the user with ${method}`, attributes, secrets: passwordsIn(body) };
      const error = refused(answer, { ...context, ...cureOf(method, answer) });
      return { kind: 'refused', status: answer.status, error };
    },

    async remove(id) {
      if (!canBeAddressed(id)) return;
      const answer = await client.send({ method: 'DELETE', path: pathOf(id) });
      if (!isSuccess(answer) && !isGone(answer)) throw refused(answer, { attempt: 'delete the user' });
    },
  };
}

function pathOf(id: string): string {
  return `${USERS}/${encodeURIComponent(id)}`;
}

export function goneForGood(id: string): ProvisioningError {
  return new ProvisioningError('InvalidAnchor', `The service has no user with the id "${id}".`);
}

/** Never "nobody": the person would be created once more. It concerns this person, so that the others go on. */
function countedNotListed(totalResults: number, attribute: string): ProvisioningError {
  return new ProvisioningError(
    'SystemForCrossDomainIdentityManagementBadResponse',
    `SCIM compliance issue: the service found ${totalResults} users by ${attribute} and listed none of them, so nobody knows which they are.`,
    { attribute },
  );
}

/** Not supporting PATCH is the one refusal that a setting of ours cures. */
function cureOf(method: UserWrite['method'], { status }: ScimAnswer): Pick<RefusalContext, 'advice'> {
  return method === 'PATCH' && (status === 405 || status === 501) ? { advice: 'Choose the profile noPatch.' } : {};
}

/** Dots would climb to another path; no text at all would ask for every user. */
function canBeAddressed(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..';
}

/**
 * The version to hold a write to. Only `meta.version` is trusted: a service that knows versions must state it there
 * (RFC 7644, 3.14), while an `ETag` header alone is often a web framework's checksum that no write is ever checked against.
 */
export function versionOf(resource: JsonObject): string | undefined {
  const version = member(member(resource, 'meta'), 'version');
  return typeof version === 'string' && /^[\x21-\x7e]+$/.test(version) ? version : undefined;
}

function idFromLocation(location: string | undefined): string | undefined {
  const last = /\/Users\/([^/?#]+)(?:[?#].*)?$/i.exec(location ?? '')?.[1];
  if (last === undefined) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function isSuccess({ status }: ScimAnswer): boolean {
  return status >= 200 && status < 300;
}

function isGone({ status }: ScimAnswer): boolean {
  return status === 404 || status === 410;
}
