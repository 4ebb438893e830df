/**
 * The embedded directory: what may be done with users, and by which rules. How they are kept is `userStore.ts`; how
 * Graph speaks of them is `graph/`.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DirectoryUser } from '../graph/graphUser';
import { ReferencedUserNotFound, UserNotFound } from '../graph/userFaults';
import { validateChanges, validateNewUser } from '../graph/validateUser';
import type { Clock, RandomSource } from '../ports';
import type { JsonObject } from '../scim/json';
import type { Table } from '../store/contract/table';
import { keyPart } from '../store/rows/keys';
import { asDeleted, asRestored, isExpired, withReleasedName } from './recycleBin';
import { applyChanges, newUserValues } from './userChanges';
import { createUserStore, type ListOptions, type UserPage } from './userStore';

export interface UserDirectory {
  readonly tenantId: string;
  /** The first one is the default. */
  readonly verifiedDomains: readonly string[];

  /**
   * @param key of several creates with the same key only the first makes a user, until that one is purged
   * @throws {InvalidUser} @throws {UserConflict} @throws {UserCreatedBefore}
   */
  create(body: JsonObject, key?: string): Promise<DirectoryUser>;
  read(id: string): Promise<DirectoryUser | undefined>;
  /** By id, or by userPrincipalName in any case. */
  resolve(idOrName: string): Promise<DirectoryUser | undefined>;
  /** Live users whose property equals `value` without regard to case; a point read for the indexed ones, else a scan. */
  find(property: string, value: string, limit: number): Promise<readonly DirectoryUser[]>;
  list(options: ListOptions): Promise<UserPage>;
  /**
   * `null` clears; members of complex properties change one by one; what is equal already is not written.
   * @throws {UserNotFound} @throws {InvalidUser} @throws {UserConflict}
   */
  update(id: string, changes: JsonObject): Promise<DirectoryUser>;

  /** Moves the user to the recycle bin, from where it can be restored for 30 days. @throws {UserNotFound} */
  delete(id: string): Promise<void>;
  /** A deleted user, its userPrincipalName prefixed because the name itself is free again. */
  readDeleted(id: string): Promise<DirectoryUser | undefined>;
  listDeleted(options: ListOptions): Promise<UserPage>;
  /** @throws {UserNotFound} @throws {UserConflict} when a live user has taken the userPrincipalName meanwhile */
  restore(id: string): Promise<DirectoryUser>;
  /** Removes a user from the recycle bin for good. @throws {UserNotFound} */
  purge(id: string): Promise<void>;
  /** Removes users whose 30 days are over, up to 100 a call. */
  purgeExpired(): Promise<{ readonly purged: number; readonly more: boolean }>;

  /** The user's manager, unless there is none or it was deleted. @throws {UserNotFound} when the user is not there */
  manager(id: string): Promise<DirectoryUser | undefined>;
  /** @throws {UserNotFound} @throws {ReferencedUserNotFound} */
  setManager(id: string, managerId: string | null): Promise<void>;

  /** Whether anybody, live or in the recycle bin, holds this value of an indexed property. */
  isTaken(property: string, value: string): Promise<boolean>;
}

export interface UserDirectoryPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly tenantId: string;
  readonly verifiedDomains: readonly string[];
}

const PURGE_BATCH = 100;

export function createUserDirectory(ports: UserDirectoryPorts): UserDirectory {
  const { table, clock, random, tenantId, verifiedDomains } = ports;
  const users = createUserStore(table, keyPart(tenantId));
  const rules = { verifiedDomains };
  const timestamp = () => new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const read = (id: string) => users.read('user', id);

  const isGone = (user: DirectoryUser) => isExpired(user, clock.now());

  return {
    tenantId,
    verifiedDomains,

    async create(body, key) {
      const properties = newUserValues(validateNewUser(body, rules), timestamp());
      const user: DirectoryUser = { id: random.uuid(), properties, managerId: undefined };
      await users.insert(user, key);
      return user;
    },
    read,
    resolve: async (idOrName) =>
      idOrName.includes('@') ? (await users.find('userPrincipalName', idOrName, 1))[0] : read(idOrName),
    find: async (property, value, limit) => {
      if (property !== 'id') return users.find(property, value, limit);
      const user = await read(value);
      return user ? [user] : [];
    },
    list: (options) => users.list('user', options),
    update: (id, changes) =>
      users.change(id, (user) => {
        const properties = applyChanges(user.properties, validateChanges(changes, user.properties, rules));
        return isDeepStrictEqual(properties, user.properties) ? user : { ...user, properties };
      }),

    async delete(id) {
      await users.move('user', id, (user) => asDeleted(user, timestamp()));
    },
    async readDeleted(id) {
      const user = await users.read('deleted', id);
      return user === undefined || isGone(user) ? undefined : withReleasedName(user);
    },
    async listDeleted({ matches, ...options }) {
      const isShown = (user: DirectoryUser) => !isGone(user) && (matches?.(withReleasedName(user)) ?? true);
      const { users: deleted, ...page } = await users.list('deleted', { ...options, matches: isShown });
      return { ...page, users: deleted.map(withReleasedName) };
    },
    restore: (id) =>
      users.move('deleted', id, (user) => {
        if (isGone(user)) throw new UserNotFound(id);
        return asRestored(user);
      }),
    purge: (id) => users.erase(id),
    async purgeExpired() {
      const { users: expired, next } = await users.list('deleted', { limit: PURGE_BATCH, matches: isGone });
      for (const { id } of expired) await users.erase(id).catch(ignoreNotFound);
      return { purged: expired.length, more: next !== undefined };
    },

    async manager(id) {
      const user = await read(id);
      if (user === undefined) throw new UserNotFound(id);
      return user.managerId === undefined ? undefined : read(user.managerId);
    },
    async setManager(id, managerId) {
      const manager = managerId === null ? undefined : await read(managerId);
      if (managerId !== null && manager === undefined) throw new ReferencedUserNotFound(managerId);
      await users.change(id, (user) => (user.managerId === manager?.id ? user : { ...user, managerId: manager?.id }));
    },

    isTaken: (property, value) => users.isHeld(property, value),
  };
}

/** Somebody restored or purged the user first, which is as good. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof UserNotFound)) throw error;
}
