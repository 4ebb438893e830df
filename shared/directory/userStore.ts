/**
 * Users in one table.
 *
 * PartitionKey = tenant, so that a user, its index rows and its place in the recycle bin change in one transaction and a
 * crash leaves all of it or nothing. The price is the service's limit of about 2,000 rows a second for a partition: some
 * 330 creates.
 *
 * | RowKey                     | holds                                                                       |
 * |----------------------------|-----------------------------------------------------------------------------|
 * | `user!`id                  | a live user                                                                 |
 * | `deleted!`id               | a user in the recycle bin, under the name it had                            |
 * | `index!`property`!`value   | ids of those who hold the value, and who of them is live (`userIndex.ts`)   |
 * | `creation!`hash of a key   | id of the user that was created with the key                                |
 *
 * A read is one point read (two by an indexed property), a create one transaction, a change a read and a write. Index rows
 * list the deleted too, so that deleting and restoring touch only the unique ones. The row of a creation stays behind when
 * its user is purged, and the next creation with the key takes it over.
 */
import { createHash } from 'node:crypto';
import { type DirectoryUser, holdsText } from '../graph/graphUser';
import { DirectoryBusy, UserCreatedBefore, UserNotFound } from '../graph/userFaults';
import { INDEXED_PROPERTIES } from '../graph/userProperties';
import { type Entity, StoreConflict, type Table, type TableAction } from '../store/contract/table';
import { joinKey, keysUnder } from '../store/rows/keys';
import { createUserIndex, editsBetween, holdsOf, isUnique } from './userIndex';
import { fromRow, toRow, userKey, type Whereabouts } from './userRow';

export interface ListOptions {
  /** At most so many users, 1 to 999. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly startAt?: string;
  readonly matches?: (user: DirectoryUser) => boolean;
}

export interface UserPage {
  /** In the order of their ids. */
  readonly users: readonly DirectoryUser[];
  /** Where the next page starts; absent: this was the last. */
  readonly next?: string;
}

export interface UserStore {
  read(where: Whereabouts, id: string): Promise<DirectoryUser | undefined>;
  list(where: Whereabouts, options: ListOptions): Promise<UserPage>;
  /** Live users whose property equals `value` without regard to case: a point read where it is indexed, else a scan. */
  find(property: string, value: string, limit: number): Promise<readonly DirectoryUser[]>;
  /** Whether anybody, live or deleted, holds this value of an indexed property. */
  isHeld(property: string, value: string): Promise<boolean>;
  /** @throws {UserConflict} @throws {UserCreatedBefore} when a user inserted with the same key is there, live or deleted */
  insert(user: DirectoryUser, key?: string): Promise<void>;
  /** `changed` is called anew for each attempt, with what is there then. @throws {UserNotFound} @throws {UserConflict} */
  change(id: string, changed: (user: DirectoryUser) => DirectoryUser): Promise<DirectoryUser>;
  /** To the other side: from the live into the recycle bin, or back. @throws {UserNotFound} @throws {UserConflict} */
  move(from: Whereabouts, id: string, changed: (user: DirectoryUser) => DirectoryUser): Promise<DirectoryUser>;
  /** Removes a deleted user for good. @throws {UserNotFound} */
  erase(id: string): Promise<void>;
}

/** A failed attempt means that another request succeeded. */
const MAX_ATTEMPTS = 10;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SCAN_PAGE = 1000;

/** What one attempt comes to; no actions: there is nothing to do. */
interface Decision {
  readonly actions: readonly TableAction[];
}

export function createUserStore(table: Table, partitionKey: string): UserStore {
  const index = createUserIndex(table, partitionKey);

  async function stored(where: Whereabouts, id: string) {
    const key = id.toLowerCase();
    const row = GUID.test(key) ? await table.get(partitionKey, userKey(where, key)) : undefined;
    return row && { user: fromRow(row, where), etag: row.etag };
  }

  async function existing(where: Whereabouts, id: string) {
    const found = await stored(where, id);
    if (found === undefined) throw new UserNotFound(id);
    return found;
  }

  async function read(where: Whereabouts, id: string): Promise<DirectoryUser | undefined> {
    return (await stored(where, id))?.user;
  }

  /** Reads, decides and writes in one transaction; starts over when another request changed a row in between. */
  async function commit<D extends Decision>(decide: (attempt: number) => Promise<D>): Promise<D> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const decision = await decide(attempt);
      if (decision.actions.length === 0) return decision;
      try {
        await table.transact(decision.actions);
        return decision;
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
      }
    }
    throw new DirectoryBusy(MAX_ATTEMPTS);
  }

  /** @throws {UserCreatedBefore} */
  async function overCreation(creation: Entity): Promise<TableAction> {
    const row = await table.get(partitionKey, creation.rowKey);
    if (row === undefined) return { kind: 'insert', entity: creation };
    const id = String(row.properties.id);
    if ((await read('user', id)) ?? (await read('deleted', id))) throw new UserCreatedBefore(id);
    return { kind: 'replace', entity: creation, etag: row.etag };
  }

  async function list(where: Whereabouts, { limit, startAt, matches }: ListOptions): Promise<UserPage> {
    const range = keysUnder(where);
    const from = startAt === undefined ? range.from : userKey(where, startAt);
    const pageSize = matches ? SCAN_PAGE : limit + 1;
    const users: DirectoryUser[] = [];
    for await (const row of table.query({ partitionKey, from, to: range.to, pageSize })) {
      const user = fromRow(row, where);
      if (matches && !matches(user)) continue;
      if (users.length === limit) return { users, next: user.id };
      users.push(user);
    }
    return { users };
  }

  /** Ids of the live users who hold a value of an indexed property, as the index has them. */
  async function holders(property: string, value: string): Promise<readonly string[]> {
    const { ids, live } = await index.holders(property, value);
    if (!isUnique(property)) return ids;
    return live === undefined ? [] : [live];
  }

  return {
    read,
    list,

    async find(property, value, limit) {
      const matches = (user: DirectoryUser) => holdsText(user, property, value);
      if (!INDEXED_PROPERTIES.includes(property)) return (await list('user', { limit, matches })).users;
      const found: DirectoryUser[] = [];
      for (const id of await holders(property, value)) {
        if (found.length === limit) break;
        const user = await read('user', id);
        if (user !== undefined && matches(user)) found.push(user); // deleted, or changed since the index was read
      }
      return found;
    },

    isHeld: async (property, value) => (await index.holders(property, value)).ids.length > 0,

    async insert(user, key) {
      const creation = key === undefined ? undefined : creationRow(partitionKey, key, user.id);
      await commit(async (attempt) => {
        const insert: TableAction = { kind: 'insert', entity: toRow(partitionKey, 'user', user) };
        const holds = holdsOf(user, 'live');
        if (attempt === 0) {
          const creations: TableAction[] = creation === undefined ? [] : [{ kind: 'insert', entity: creation }];
          return { actions: [insert, ...index.firstHolds(holds), ...creations] };
        }
        // The storage client repeats a request whose answer was lost; then the conflict is with ourselves.
        if (await read('user', user.id)) return { actions: [] };
        const creations = creation === undefined ? [] : [await overCreation(creation)];
        return { actions: [insert, ...(await index.plan(holds)), ...creations] };
      });
    },

    async change(id, changed) {
      const { next } = await commit(async () => {
        const { user, etag } = await existing('user', id);
        const next = changed(user);
        if (next === user) return { next, actions: [] };
        const replace: TableAction = { kind: 'replace', entity: toRow(partitionKey, 'user', next), etag };
        return { next, actions: [replace, ...(await index.plan(editsBetween(user, next)))] };
      });
      return next;
    },

    async move(from, id, changed) {
      const to = from === 'user' ? 'deleted' : 'user';
      const { moved } = await commit(async () => {
        const { user, etag } = await existing(from, id);
        const moved = changed(user);
        const holds = holdsOf(moved, to === 'user' ? 'live' : 'deleted').filter(({ property }) => isUnique(property));
        const actions: TableAction[] = [
          { kind: 'remove', partitionKey, rowKey: userKey(from, user.id), etag },
          { kind: 'insert', entity: toRow(partitionKey, to, moved) },
          ...(await index.plan(holds)),
        ];
        return { moved, actions };
      });
      return moved;
    },

    async erase(id) {
      await commit(async () => {
        const { user, etag } = await existing('deleted', id);
        const remove: TableAction = { kind: 'remove', partitionKey, rowKey: userKey('deleted', user.id), etag };
        return { actions: [remove, ...(await index.plan(holdsOf(user, 'absent')))] };
      });
    },
  };
}

function creationRow(partitionKey: string, key: string, id: string): Entity {
  return { partitionKey, rowKey: joinKey('creation', createHash('sha256').update(key).digest('base64url')), id };
}
