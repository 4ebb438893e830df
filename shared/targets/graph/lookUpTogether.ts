/**
 * Accounts asked for together: fifteen people by one filter, at the price of one. Lists lag, so whoever was written lately, or
 * may have been given the value, is left to `lookUp.ts`, which knows the way past the lag; and so is everybody where the
 * answer may not be all there is.
 */
import type { JsonObject } from '../../scim/json';
import type { Together } from '../target';
import { isGuid } from './lookUp';
import { fitsInList, holds, inFilter, isHeldByNobody, propertyOf, selection } from './properties';
import type { RecentWrites } from './recentWrites';
import type { GraphUsers } from './users';

/**
 * Graph takes fifteen values of `in` ("Too many child clauses specified in search filter expression … Max allowed: 15"). A miss
 * is as good as one of `find`, which is a list as well; where that is not so, it is not told.
 */
export const TOGETHER: Together = { finds: 15, reads: 15, missesCount: true };

export interface LookUpTogether {
  /** Live accounts by the values asked for. A value that is absent is to be asked for alone. */
  find(
    attribute: string,
    values: readonly string[],
    wanted: readonly string[],
  ): Promise<ReadonlyMap<string, readonly JsonObject[]>>;
  /** Live accounts by the ids asked for. */
  read(ids: readonly string[], wanted: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
}

/** Alone, these are read directly and not in a list: a miss in a list is no proof. */
const READ_DIRECTLY: ReadonlySet<string> = new Set(['id', 'userPrincipalName']);

export function createLookUpTogether(users: GraphUsers, recent: RecentWrites): LookUpTogether {
  /** Properties that Graph was seen to take no list of; remembered until the target is opened again. */
  const unsupported = new Set<string>();

  /** @returns `undefined` where nothing can be told of anybody */
  async function list(attribute: string, property: string, values: readonly string[], wanted: readonly string[]) {
    if (values.length < 2 || unsupported.has(property)) return undefined;
    const found = await users.list(inFilter(property, values), selection(wanted, property), attribute);
    if (found === 'unsupported') unsupported.add(property);
    return found === 'unsupported' || found === 'more' ? undefined : found;
  }

  return {
    async find(attribute, values, wanted) {
      const property = propertyOf(attribute);
      const answers = new Map<string, readonly JsonObject[]>();
      for (const value of values) if (isHeldByNobody(value)) answers.set(value, []);
      const asked = values.filter(
        (value) =>
          !answers.has(value) &&
          fitsInList(property, value) &&
          recent.givenValue(property, value).length === 0 &&
          (property !== 'id' || isGuid(value)),
      );
      const found = await list(attribute, property, asked, wanted);
      for (const value of found === undefined ? [] : asked) {
        const holders = found?.filter((user) => holds(user, property, value)) ?? [];
        const isProof = holders.length > 0 || !READ_DIRECTLY.has(property);
        if (isProof && !holders.some(({ id }) => recent.wasWritten(String(id)))) answers.set(value, holders);
      }
      return answers;
    },

    async read(ids, wanted) {
      const asked = ids.filter((id) => isGuid(id) && !recent.wasWritten(id));
      const found = (await list('objectId', 'id', asked, wanted)) ?? [];
      return new Map(
        asked.flatMap((id) => found.filter((user) => holds(user, 'id', id)).map((user) => [id, user] as const)),
      );
    },
  };
}
