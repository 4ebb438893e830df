/**
 * A directory whose lists lag behind its writes, as Graph's may (spec/wire-contract.md 7.1): they show every user as it was
 * `lagMs` ago. Reads of a single user do not lag. For tests of Graph clients; keeps what changed within the lag in memory.
 */

import type { UserDirectory } from '../../directory/userDirectory';
import { type DirectoryUser, holdsText } from '../../graph/graphUser';

/** A user before a write, `undefined` before its creation; shown until the lag is over. */
interface PastState {
  readonly user: DirectoryUser | undefined;
  readonly until: number;
}

export function createLaggingDirectory(directory: UserDirectory, lagMs: number, now: () => number): UserDirectory {
  /** Oldest first. */
  const pastById = new Map<string, readonly PastState[]>();

  function remember(id: string, user: DirectoryUser | undefined): void {
    pastById.set(id, [...(pastById.get(id) ?? []), { user, until: now() + lagMs }]);
  }

  function pastOf(id: string): PastState | undefined {
    const states = pastById.get(id)?.filter(({ until }) => until > now()) ?? [];
    if (states.length === 0) pastById.delete(id);
    else pastById.set(id, states);
    return states[0];
  }

  /** The user as lists show it. */
  function shown(user: DirectoryUser): DirectoryUser | undefined {
    const past = pastOf(user.id);
    return past ? past.user : user;
  }

  /** Users as they were, whatever became of them since. */
  function shownFromPast(admits: (user: DirectoryUser) => boolean): readonly DirectoryUser[] {
    return [...pastById.keys()].flatMap((id) => {
      const user = pastOf(id)?.user;
      return user && admits(user) ? [user] : [];
    });
  }

  function merged(...lists: (readonly DirectoryUser[])[]): readonly DirectoryUser[] {
    const byId = new Map(lists.flat().map((user) => [user.id, user]));
    return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async function write<T>(id: string, run: () => Promise<T>): Promise<T> {
    const before = await directory.read(id);
    const result = await run();
    remember(id, before);
    return result;
  }

  return {
    ...directory,

    /** A page may be longer than asked for by users who are deleted but still shown. */
    async list({ matches = () => true, ...options }) {
      const page = await directory.list({
        ...options,
        matches: (user) => {
          const seen = shown(user);
          return seen !== undefined && matches(seen);
        },
      });
      const isOnPage = ({ id }: DirectoryUser) =>
        id >= (options.startAt ?? '') && (page.next === undefined || id < page.next);
      const past = shownFromPast((user) => isOnPage(user) && matches(user));
      return {
        ...page,
        users: merged(
          page.users.flatMap((user) => shown(user) ?? []),
          past,
        ),
      };
    },

    async find(property, value, limit) {
      const admits = (user: DirectoryUser) => holdsText(user, property, value);
      const found = await directory.find(property, value, limit);
      const current = found.flatMap((user) => shown(user) ?? []).filter(admits);
      return merged(current, shownFromPast(admits)).slice(0, limit);
    },

    async create(body) {
      const user = await directory.create(body);
      remember(user.id, undefined);
      return user;
    },
    update: (id, changes) => write(id, () => directory.update(id, changes)),
    delete: (id) => write(id, () => directory.delete(id)),
    restore: (id) => write(id, () => directory.restore(id)),
    setManager: (id, managerId) => write(id, () => directory.setManager(id, managerId)),
  };
}
