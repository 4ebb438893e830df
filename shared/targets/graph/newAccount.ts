/**
 * Creating an account exactly once, although the answer may be lost (design, I3).
 *
 * - An answer that leaves it open (none in time, 5xx): the account is looked for by its userPrincipalName, which Graph
 *   keeps unique. There with our values: it was created. Not there: the failure stands, and is remembered, so that the
 *   next look-up reads the name directly before a list is believed.
 * - A refusal because a value is taken: the holder may be our own account from an attempt whose answer never reached us,
 *   also one of another process. New and equal in every value we send, it is taken for ours.
 */
import { isDeepStrictEqual } from 'node:util';
import { ProvisioningError } from '../../errors';
import { userProperty } from '../../graph/userProperties';
import type { Clock } from '../../ports';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { PAUSES_MS } from './patience';
import type { RecentWrites } from './recentWrites';
import type { GraphUsers } from './users';

export interface AccountCreator {
  /** @returns the account as Graph shows it, at least its id @throws {ProvisioningError} */
  create(body: JsonObject, attributes: readonly string[]): Promise<JsonObject>;
}

export interface CreatorPorts {
  readonly users: GraphUsers;
  readonly recent: RecentWrites;
  readonly clock: Clock;
}

/** An account older than this is nobody's lost create. Longer than the first retries, and clocks may differ. */
const NEW_MS = 20 * 60_000;

export function createAccountCreator({ users, recent, clock }: CreatorPorts): AccountCreator {
  /** Whoever has the name of the body; `undefined` when nobody has, or it cannot be seen. */
  async function holderOf(body: JsonObject): Promise<JsonObject | undefined> {
    const select = ['id', 'createdDateTime', ...namesToCompare(body)].join(',');
    return users.get(String(body.userPrincipalName), `$select=${select}`);
  }

  function isOurs(holder: JsonObject, body: JsonObject): boolean {
    const age = clock.now() - Date.parse(String(holder.createdDateTime));
    return age < NEW_MS && namesToCompare(body).every((name) => agrees(holder[name], body[name]));
  }

  function ours(user: JsonObject, body: JsonObject): JsonObject {
    recent.moved(String(user.id), 'live', body);
    return user;
  }

  async function afterSilence(body: JsonObject, error: ProvisioningError): Promise<JsonObject> {
    recent.moved(String(body.userPrincipalName), 'live', body);
    for (const pauseMs of [0, ...PAUSES_MS]) {
      await clock.sleep(pauseMs); // the create may still be under way
      const holder = await unlessItFails(holderOf(body), error);
      if (holder === undefined) continue;
      if (isOurs(holder, body)) return ours(holder, body);
      throw error;
    }
    throw error;
  }

  async function afterConflict(body: JsonObject, error: ProvisioningError): Promise<JsonObject> {
    const holder = await unlessItFails(holderOf(body), error);
    if (holder !== undefined && isOurs(holder, body)) return ours(holder, body);
    const mayBeOurs = holder === undefined && recent.isFresh(String(body.userPrincipalName), 'live');
    throw mayBeOurs ? notVisibleYet(error) : error;
  }

  return {
    async create(body, attributes) {
      const outcome = await users.create(body, attributes);
      if (outcome.kind === 'created') return ours(outcome.user, body);
      if (outcome.kind === 'unsure') return afterSilence(body, outcome.error);
      if (outcome.error.code === 'EntryConflict') return afterConflict(body, outcome.error);
      throw outcome.error;
    },
  };
}

/** When looking fails as well, what is wrong with the create is what there is to tell. */
async function unlessItFails<T>(looking: Promise<T>, error: ProvisioningError): Promise<T> {
  return looking.catch((failure: unknown) => {
    throw failure instanceof ProvisioningError ? error : failure;
  });
}

function namesToCompare(body: JsonObject): readonly string[] {
  return Object.keys(body).filter((name) => userProperty(name)?.writeOnly !== true);
}

/** Equal as far as Graph keeps values: texts without regard to case and blanks around them, points in time as such. */
function agrees(theirs: Json | undefined, ours: Json | undefined): boolean {
  if (isJsonObject(ours)) {
    return Object.entries(ours).every(([name, value]) => agrees(isJsonObject(theirs) ? theirs[name] : null, value));
  }
  return isDeepStrictEqual(comparable(theirs), comparable(ours));
}

function comparable(value: Json | undefined): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'string') return value ?? null;
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : value.trim().toLowerCase();
}

function notVisibleYet(cause: ProvisioningError): ProvisioningError {
  return new ProvisioningError(
    'EndpointUnavailable',
    'An earlier attempt may have created the account, and Microsoft Graph does not show it yet.',
    { cause, ...(cause.details === undefined ? {} : { details: cause.details }) },
  );
}
