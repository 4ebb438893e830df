/**
 * What a verified token lets its bearer do (spec/console.md 2, *On the server*). Told once:
 *
 * - A token without `scp` is an application's: its `roles` count, but for those that are meant for people.
 * - A token with `scp` is a person's. The scope grants nothing, it only limits: rights are those that the roles given to
 *   the person stand for, all of them under the console's own scope, and under another those that it names.
 * - `…OwnedBy` never counts for a person: ownership is of applications, and everybody would share the console's.
 * - `wids` is not read: any consented client would inherit the power of a directory role.
 */
import type { JWTPayload } from 'jose';
import { forbidden, GraphError, unauthorized } from './graphError';
import { OPERATE } from './roles';

export interface Caller {
  readonly kind: 'application' | 'person';
  /** The calling application's client id. */
  readonly appId: string;
  /** Object id of the calling service principal or user. */
  readonly objectId: string;
  readonly roles: ReadonlySet<string>;
  /** When the token ends, milliseconds since the epoch. */
  readonly expiresAt?: number;
  /** Of a person, where the token tells them. */
  readonly displayName?: string;
  readonly userPrincipalName?: string;
}

/** How people sign in. */
export interface PeopleTrust {
  /** The scope of the console as tokens name it: without the resource in front. */
  readonly consoleScope: string;
}

const READER = ['Synchronization.Read.All', 'ProvisioningLog.Read.All', 'Application.Read.All'];
const OPERATOR = [...READER, 'SynchronizationData-User.Upload', OPERATE];
const ADMIN = [...OPERATOR, 'Synchronization.ReadWrite.All', 'Application.ReadWrite.All'];

/** App roles for people, and the permissions each stands for. */
export const PEOPLES_ROLES: Readonly<Record<string, readonly string[]>> = {
  'Muster.Reader': READER,
  'Muster.Operator': OPERATOR,
  'Muster.Admin': ADMIN,
};

const isForPeople = (role: string) => role.startsWith('Muster.');
const isOfOwners = (role: string) => role.endsWith('.OwnedBy');

/**
 * @param people `undefined`: nobody can sign in here, so no token with `scp` is one of ours
 * @throws {GraphError} 401 for a token that is none of ours, 403 for a person without any role
 */
export function callerOf(payload: JWTPayload, people: PeopleTrust | undefined): Caller {
  const roles = Array.isArray(payload.roles) ? payload.roles.filter((role) => typeof role === 'string') : [];
  const ids = {
    appId: text(payload.appid) ?? text(payload.azp) ?? '',
    objectId: text(payload.oid) ?? payload.sub ?? '',
    ...(payload.exp !== undefined && { expiresAt: payload.exp * 1_000 }),
  };
  if (payload.scp === undefined) {
    return { kind: 'application', ...ids, roles: new Set(roles.filter((role) => !isForPeople(role))) };
  }
  if (payload.idtyp === 'app') throw unauthorized('Access token validation failure. An application has no scopes.');
  if (people === undefined) {
    throw unauthorized('Access token validation failure. Nobody signs in here: CONSOLE_CLIENT_ID is not set.');
  }
  return { kind: 'person', ...ids, ...names(payload), roles: rightsOf(roles, payload.scp, people) };
}

function rightsOf(roles: readonly string[], scp: unknown, { consoleScope }: PeopleTrust): ReadonlySet<string> {
  if (roles.length === 0) throw withoutRole();
  const rights = roles.flatMap((role) => PEOPLES_ROLES[role] ?? [role]).filter((role) => !isOfOwners(role));
  const scopes = new Set(typeof scp === 'string' ? scp.split(' ') : []);
  return new Set(scopes.has(consoleScope) ? rights : rights.filter((right) => scopes.has(right)));
}

/**
 * Why this caller may not. People are told whom to ask to be made; applications what Graph tells them.
 *
 * @param permissions any one of which would have let them in
 */
export function lacking({ kind }: Caller, permissions: readonly string[]): GraphError {
  if (kind === 'application') return forbidden();
  const role = leastRole(permissions);
  return forbidden(role === undefined ? 'No role that people have in Muster allows this.' : `This needs ${role}.`);
}

/** The first of the roles, each of which includes those before it, that stands for one of the permissions. */
const leastRole = (permissions: readonly string[]) =>
  Object.keys(PEOPLES_ROLES).find((role) => PEOPLES_ROLES[role]?.some((right) => permissions.includes(right)));

function withoutRole(): GraphError {
  const names = Object.keys(PEOPLES_ROLES).join(', ');
  const message = `You are signed in, and nobody gave you a role in Muster. Ask for one of ${names}.`;
  return new GraphError(403, 'Authorization_RequestDenied', message);
}

function names(payload: JWTPayload): Pick<Caller, 'displayName' | 'userPrincipalName'> {
  const displayName = text(payload.name);
  const userPrincipalName = text(payload.preferred_username) ?? text(payload.upn);
  return {
    ...(displayName !== undefined && { displayName }),
    ...(userPrincipalName !== undefined && { userPrincipalName }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whom a rate limit counts: people all come with the console's client id. */
export function callerKey({ kind, appId, objectId }: Caller): string {
  return kind === 'person' ? `${appId} ${objectId}` : appId;
}
