/** `$orderby` over users: a page is the smallest of all that come behind the last page, so one page is held at a time. */
import type { ListOptions, UserPage } from '../../directory/userStore';
import { type DirectoryUser, valueAt } from '../../graph/graphUser';
import { compareValues } from '../odata/collection';
import type { FieldValue } from '../odata/fields';
import type { OrderBy } from '../odata/queryOptions';
import { invalidRequest } from './request';

type List = (options: ListOptions) => Promise<UserPage>;

/** Where a page begins: the value sorted by and the id of its first user. */
type Place = readonly [value: FieldValue, id: string];

const SCAN_PAGE = 999;

/** Every page reads all users once: who sorts a directory of 100,000 waits for a scan of it. */
export function sortedBy({ property, descending }: OrderBy, list: List): List {
  const sign = descending ? -1 : 1;
  const placeOf = (user: DirectoryUser): Place => [scalar(valueAt(user, property)), user.id];
  const compare = (a: Place, b: Place) => sign * compareValues(a[0], b[0]) || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);

  return async ({ limit, startAt, matches }) => {
    const from = startAt === undefined ? undefined : readPlace(startAt);
    let best: DirectoryUser[] = [];
    let next: string | undefined;
    do {
      const page = await list({
        limit: SCAN_PAGE,
        ...(next !== undefined && { startAt: next }),
        ...(matches && { matches }),
      });
      const behind = page.users.filter((user) => from === undefined || compare(placeOf(user), from) >= 0);
      best = [...best, ...behind].sort((a, b) => compare(placeOf(a), placeOf(b))).slice(0, limit + 1);
      next = page.next;
    } while (next !== undefined);
    const follower = best[limit];
    return { users: best.slice(0, limit), ...(follower && { next: JSON.stringify(placeOf(follower)) }) };
  };
}

function readPlace(text: string): Place {
  try {
    const place: unknown = JSON.parse(text);
    if (Array.isArray(place) && place.length === 2 && typeof place[1] === 'string') return place as unknown as Place;
  } catch {
    // told below
  }
  throw invalidRequest('The $skiptoken is not one this service gave out for this $orderby.');
}

const scalar = (value: unknown): FieldValue => (typeof value === 'string' ? value : null);
