/** What a request costs of an application's quota (spec/wire-contract.md 7.5). */

/** What of a request decides its cost. */
export interface CostedRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const SMALL_PAGE = 20;

export function resourceUnits({ method, params, query }: CostedRequest): number {
  if (method !== 'GET') return 1;
  const isList = params.id === undefined;
  const top = query.get('$top');
  const units =
    (isList ? 2 : 1) -
    (query.has('$select') ? 1 : 0) +
    (query.has('$expand') ? 1 : 0) -
    (top !== null && Number(top) < SMALL_PAGE ? 1 : 0);
  return Math.max(1, units);
}
