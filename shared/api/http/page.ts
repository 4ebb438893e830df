/** Muster's own lists come page by page, each naming the next (spec/wire-contract.md 1.5). */
import type { Call, Reply } from './endpoint';
import { badRequest } from './graphError';

const DEFAULT_TOP = 100;
const MOST_TOP = 1_000;

/** What `$top` and `$skiptoken` ask for. @throws {GraphError} 400 for a `$top` that is none */
export function pageOf({ query }: Call): { readonly top: number; readonly after: string | undefined } {
  const text = query.get('$top');
  const top = text === null ? DEFAULT_TOP : Number(text);
  if (!Number.isInteger(top) || top < 1 || top > MOST_TOP) {
    throw badRequest(`$top must be a whole number from 1 to ${MOST_TOP}, got '${text}'.`);
  }
  return { top, after: query.get('$skiptoken') ?? undefined };
}

/** Whether the caller wants to know how many there are altogether. */
export function wantsCount({ query }: Call): boolean {
  return query.get('$count')?.toLowerCase() === 'true';
}

/**
 * @param next the token of the next page; `undefined` on the last one
 * @param count how many there are altogether, where that was asked for
 */
export function page(call: Call, value: readonly object[], next: string | undefined, count?: number): Reply {
  const counted = count === undefined ? {} : { '@odata.count': count };
  if (next === undefined) return { status: 200, body: { ...counted, value } };
  const url = new URL(call.request.url);
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', next);
  return { status: 200, body: { ...counted, '@odata.nextLink': `${call.origin}${url.pathname}?${query}`, value } };
}
