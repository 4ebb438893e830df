/**
 * Users as they were read or answered a moment ago. Whoever changes a user has just looked at it, and need not look again:
 * an update is one read and one write. Where the user has a version, the write is held to it; where it has none, what is
 * remembered only decides between add and replace. A PUT sends everything back, so it takes nothing from memory without one.
 */
import type { Clock } from '../../../ports';
import type { ScimUser } from '../answers';
import type { ManagerReference } from '../manager';
import { versionOf } from '../users';

export interface RememberedUsers {
  /** The user as it stands. */
  keep(user: ScimUser): void;
  /** Once: whoever takes it is going to change it. @param whole it is going to be sent back */
  take(id: string, whole: boolean): ScimUser | undefined;
  forget(id: string): void;
  /** Many people of a batch have the same manager, who is looked up once. */
  manager(id: string, look: () => Promise<ManagerReference | undefined>): Promise<ManagerReference | undefined>;
}

/** About as long as an attempt at one person takes. */
const FRESH_MS = 20_000;
const MOST_KEPT = 1_000;

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

export function createRememberedUsers(clock: Clock): RememberedUsers {
  const users = new Map<string, Kept<ScimUser>>();
  const managers = new Map<string, Kept<Promise<ManagerReference | undefined>>>();

  function put<T>(into: Map<string, Kept<T>>, id: string, value: T): void {
    into.delete(id); // to the end: the youngest
    into.set(id, { value, until: clock.now() + FRESH_MS });
    const [oldest] = into.keys();
    if (into.size > MOST_KEPT && oldest !== undefined) into.delete(oldest);
  }

  function fresh<T>(from: Map<string, Kept<T>>, id: string): T | undefined {
    const kept = from.get(id);
    return kept !== undefined && clock.now() < kept.until ? kept.value : undefined;
  }

  return {
    keep: (user) => put(users, user.id, user),
    take(id, whole) {
      const user = fresh(users, id);
      users.delete(id);
      return user !== undefined && whole && versionOf(user.resource) === undefined ? undefined : user;
    },
    forget(id) {
      users.delete(id);
      managers.delete(id);
    },
    manager(id, look) {
      const known = fresh(managers, id);
      if (known !== undefined) return known;
      const asked = look();
      put(managers, id, asked);
      const drop = () => {
        if (managers.get(id)?.value === asked) managers.delete(id);
      };
      asked.then((found) => found === undefined && drop(), drop); // whoever is not there may come
      return asked;
    },
  };
}
