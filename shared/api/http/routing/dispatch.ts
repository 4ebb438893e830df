/** Requests whose path leads to a route in another form than the host has it in, or to the number of a collection. */
import { type Arrival, perform, type Reply } from '../endpoint';
import { GraphError, unknownRoute } from '../graphError';
import type { RouteTable } from './routeTable';
import { hasNamespace } from './urlForms';

/** Ends the path of a collection: its number alone (OData 4.01 part 2, 4.8). */
const COUNT = '$count';

/** Segments that the host took for an id, and that are none. */
export function isMistaken(params: Readonly<Record<string, string>>): boolean {
  return Object.values(params).some((value) => value.toLowerCase() === COUNT || hasNamespace(value));
}

/**
 * @param path percent-encoded, without a query
 * @throws {GraphError} 404 when no form of the path is known
 */
export async function dispatch(table: RouteTable, path: string, arrival: Omit<Arrival, 'params'>): Promise<Reply> {
  const collection = /^(.*)\/(?:\$|%24)count\/?$/i.exec(path)?.[1];
  const found = table.find(collection ?? path);
  if (found === undefined) throw unknownRoute();
  const { operations, params } = found;
  if (collection === undefined) return perform(operations, { ...arrival, params });

  const list = operations.GET;
  if (list === undefined || list.options === 'any' || !list.options?.includes(COUNT)) throw unknownRoute();
  const query = new URLSearchParams(arrival.query);
  query.set(COUNT, 'true');
  query.set('$top', '1');
  const { body } = await perform({ GET: list }, { ...arrival, params, query });
  const count = (body as { readonly '@odata.count'?: number } | undefined)?.['@odata.count'];
  if (count === undefined) throw new GraphError(400, 'Request_BadRequest', '$count is not currently supported.');
  return { status: 200, bytes: Buffer.from(String(count)), headers: { 'Content-Type': 'text/plain' } };
}
