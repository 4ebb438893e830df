/**
 * Which accounts there are, told past the lag of Graph's lists: what this process wrote lately is read directly, by id or
 * UPN, instead of being believed or missed in a list.
 */
import { filterSupport } from '../../graph/userQueries';
import type { JsonObject } from '../../scim/json';
import { MANAGER_ATTRIBUTE } from '../graphWords/graphProperties';
import type { Patience } from './patience';
import { equalsFilter, holds, propertyOf, quoted, selection } from './properties';
import type { RecentWrites } from './recentWrites';
import type { GraphUsers } from './users';

export interface LookUp {
  /** Live accounts whose attribute equals the value. */
  find(attribute: string, value: string, wanted: readonly string[]): Promise<readonly JsonObject[]>;
  /** The account with this id, wherever it lies. */
  read(id: string, wanted: readonly string[]): Promise<FoundAccount | undefined>;
  /** Whether any account, live or in the recycle bin, holds the value. */
  isTaken(attribute: string, value: string): Promise<boolean>;
}

export interface FoundAccount {
  readonly user: JsonObject;
  readonly softDeleted: boolean;
}

/** Whether this can be the id of an account at all. */
export const isGuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export function createLookUp(users: GraphUsers, recent: RecentWrites, patience: Patience): LookUp {
  /** A direct read: it lags for seconds at most, and that is waited out. */
  const getLive = (reference: string, options: string) =>
    patience.find([reference], ['live'], () => users.get(reference, options));

  async function listed(attribute: string, property: string, value: string, options: string) {
    const filter = equalsFilter(property, value);
    return filter === undefined ? [] : users.search(filter, options, attribute);
  }

  /** Graph expands nothing in an advanced query, whose answers are late besides: it tells who, and reads tell the rest. */
  async function listedIds(attribute: string, property: string, value: string): Promise<readonly string[]> {
    const filter = equalsFilter(property, value);
    const found = filter === undefined ? [] : await users.searchAdvanced(filter, selection([], property), attribute);
    return found.map(({ id }) => String(id));
  }

  /** Who may have the value: as the list shows them, and by reference those that must be read. */
  async function candidates(attribute: string, property: string, value: string, options: string) {
    if (filterSupport(property).equals === 'advanced') {
      return { settled: [], unsettled: await listedIds(attribute, property, value) };
    }
    const inList = await listed(attribute, property, value, options);
    const settled = inList.filter(({ id }) => !recent.wasWritten(String(id)));
    return { settled, unsettled: inList.filter((user) => !settled.includes(user)).map(({ id }) => String(id)) };
  }

  async function find(attribute: string, value: string, wanted: readonly string[]): Promise<readonly JsonObject[]> {
    const property = propertyOf(attribute);
    const options = selection(wanted, property);
    if (property === 'id' || property === 'userPrincipalName') {
      const user = property !== 'id' || isGuid(value) ? await getLive(value, options) : undefined;
      return user !== undefined && holds(user, property, value) ? [user] : [];
    }
    const { settled, unsettled } = await candidates(attribute, property, value, options);
    const references = new Set([...unsettled, ...recent.givenValue(property, value)]);
    const current = await Promise.all([...references].map((reference) => getLive(reference, options)));
    const found = [...settled, ...current.filter((user) => user !== undefined)];
    const byId = new Map(found.map((user) => [user.id, user])); // one account may be known by its id and by its UPN
    return [...byId.values()].filter((user) => holds(user, property, value));
  }

  /** A deleted account keeps its values, except that its UPN is released by a prefix (spec/wire-contract.md 7.1). */
  async function isInRecycleBin(attribute: string, value: string): Promise<boolean> {
    const property = propertyOf(attribute);
    const equals = equalsFilter(property, value);
    if (equals === undefined) return false;
    const isUpn = property === 'userPrincipalName';
    const filter = isUpn ? `endsWith(${property},${quoted(value)})` : equals;
    const found = await users.searchDeleted(filter, selection([], property), attribute);
    return found.some((user) =>
      holds(user, property, isUpn ? `${String(user.id).replaceAll('-', '')}${value}` : value),
    );
  }

  return {
    find,

    async read(id, wanted) {
      if (!isGuid(id)) return undefined;
      const options = selection(wanted);
      return patience.find([id], ['live', 'deleted'], async (): Promise<FoundAccount | undefined> => {
        const live = await users.get(id, options);
        if (live !== undefined) return { user: live, softDeleted: false };
        const ownValues = wanted.filter((attribute) => attribute !== MANAGER_ATTRIBUTE); // references end with deletion
        const deleted = await users.getDeleted(id, selection(ownValues, 'deletedDateTime'));
        return deleted && { user: deleted, softDeleted: true };
      });
    },

    async isTaken(attribute, value) {
      const live = await find(attribute, value, []);
      return live.length > 0 || isInRecycleBin(attribute, value);
    },
  };
}
