/** A small collection, all of it in memory, as `$filter`, `$orderby`, `$top`, `$skiptoken` and `$count` ask for it. */
import { QueryError } from '../queryError';
import { compileFilter } from './compileFilter';
import { type Field, type FieldTable, type FieldType, type FieldValue, fieldLookup } from './fields';
import { parseFilter } from './parseFilter';
import { parseOrderBy, parseTop } from './queryOptions';

export interface Queried<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly next: string | undefined;
  /** How many there are on all pages together; `undefined` where nobody asked. */
  readonly count: number | undefined;
}

/** Graph's own (spec/wire-contract.md 7.1). */
const LARGEST_PAGE = 999;

/**
 * @param items in the order in which they are listed when nothing else is asked for
 * @throws {QueryError} for an option that cannot be read
 */
export function queryCollection<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  fields: FieldTable<Item>,
): Queried<Item> {
  const filter = query.get('$filter');
  const found = filter === null ? items : items.filter(compileFilter(parseFilter(filter), fields));
  const sorted = sort(found, query.get('$orderby'), fields);
  const start = startOf(query.get('$skiptoken'));
  const top = query.get('$top');
  const end = start + (top === null ? LARGEST_PAGE : Math.min(LARGEST_PAGE, parseTop(top)));
  return {
    items: sorted.slice(start, end),
    next: end < sorted.length ? String(end) : undefined,
    count: asksForCount(query) ? found.length : undefined,
  };
}

/** @throws {QueryError} for anything but true or false */
export function asksForCount(query: URLSearchParams): boolean {
  const text = query.get('$count')?.trim().toLowerCase() ?? 'false';
  if (text !== 'true' && text !== 'false') throw new QueryError('$count', `expected true or false, got '${text}'`, 1);
  return text === 'true';
}

/** A member of a resource by its path: `status/code`. */
export function memberField(path: string, type: FieldType = 'string'): [string, Field<object>] {
  const names = path.split('/');
  const read = (item: object) => {
    const value = names.reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], item);
    return typeof value === type ? (value as FieldValue) : null;
  };
  return [path, { type, caseInsensitive: true, read }];
}

function sort<Item>(items: readonly Item[], text: string | null, fields: FieldTable<Item>): readonly Item[] {
  if (text === null) return items;
  const find = fieldLookup(fields);
  const keys = parseOrderBy(text).map(({ property, descending }) => {
    const field = find(property);
    if (field === undefined) {
      throw new QueryError('$orderby', `unknown property '${property}' (known: ${Object.keys(fields).join(', ')})`, 1);
    }
    return { read: field.read, sign: descending ? -1 : 1 };
  });
  const compare = (a: Item, b: Item) =>
    keys.reduce((verdict, { read, sign }) => verdict || sign * compareValues(read(a), read(b)), 0);
  return [...items].sort(compare); // stable: what is equal keeps the order of the list
}

/** No value comes first, as null does in OData; text compares without case. */
export function compareValues(a: FieldValue, b: FieldValue): number {
  const [left, right] = [a, b].map((value) => (typeof value === 'string' ? value.toLowerCase() : (value ?? null)));
  if (left === right) return 0;
  if (left === null || left === undefined) return -1;
  if (right === null || right === undefined) return 1;
  return left < right ? -1 : 1;
}

function startOf(token: string | null): number {
  if (token === null) return 0;
  if (!/^\d{1,9}$/.test(token)) throw new QueryError('$skiptoken', 'expected one of an @odata.nextLink', 1);
  return Number(token);
}
