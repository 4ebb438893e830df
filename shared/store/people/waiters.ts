/** Whether a row was written only to put somebody on the list of those who wait for its person. */
import { isDeepStrictEqual } from 'node:util';
import type { Person } from './people';
import { personEntity } from './personRow';

/** @param one as the row was @param other as it is, nothing in it newer than the list */
export function differInWaitersAlone(one: Person, other: Person): boolean {
  return isDeepStrictEqual(withoutWaiters(one), withoutWaiters(other));
}

/** As the row spells it: what is absent and what is undefined are the same there. */
const withoutWaiters = (person: Person) => personEntity({ ...person, waitedForBy: [] });
