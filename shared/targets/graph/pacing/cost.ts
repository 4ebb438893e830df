/** What a request takes from the quotas (spec/wire-contract.md 7.5): by the same table the embedded directory throttles by. */
import { resourceUnits } from '../../../graph/resourceUnits';
import type { GraphCall } from '../call';

export interface Cost {
  readonly units: number;
  readonly writes: number;
}

const LISTS = new Set(['/users', '/directory/deletedItems/microsoft.graph.user', '/organization']);

export function costOf({ method, url }: GraphCall): Cost {
  const [path = '', query = ''] = url.split('?');
  const params: Record<string, string> = LISTS.has(path) ? {} : { id: path };
  return {
    units: resourceUnits({ method, params, query: new URLSearchParams(query) }),
    writes: method === 'GET' ? 0 : 1,
  };
}
