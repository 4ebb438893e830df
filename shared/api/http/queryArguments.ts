/**
 * Query options as they arrive, against what an endpoint implements. OData 4.01 lets clients leave out the `$` and write names
 * in any case; what an endpoint does not implement is refused, because whoever filters and gets everything acts on it.
 */
import { badRequest } from './graphError';

/** Names of options, system options with their `$`; `any`: nothing is looked at. */
export type OfferedOptions = readonly string[] | 'any';

export const SELECTED = ['$select'] as const;
/** Of one resource. */
export const EXPANDED = [...SELECTED, '$expand'] as const;
export const PAGED = ['$top', '$skiptoken'] as const;
export const COUNTED = [...PAGED, '$count'] as const;
/** What Graph's lists commonly take. */
export const QUERIED = [...COUNTED, '$filter', '$orderby', '$select'] as const;

/** The system query options of OData 4.01, without their `$`. */
const SYSTEM_OPTIONS: ReadonlySet<string> = new Set(
  ['apply', 'compute', 'count', 'deltatoken', 'expand', 'filter', 'format', 'index'].concat([
    'levels',
    'orderby',
    'schemaversion',
    'search',
    'select',
    'skip',
    'skiptoken',
    'top',
  ]),
);

/**
 * @returns the options under the names they are offered by
 * @throws {GraphError} 400 for one that is not offered, and for one that is given twice
 */
export function readArguments(given: URLSearchParams, offered: OfferedOptions): URLSearchParams {
  if (offered === 'any') return given;
  const options = new URLSearchParams();
  for (const [name, value] of given) {
    const spelling = withDollar(name.toLowerCase());
    const option = offered.find((one) => one.toLowerCase() === spelling);
    if (option === undefined) throw unrecognized(name, offered);
    if (options.has(option)) {
      throw badRequest(`Query option '${option}' was specified more than once, but it must be specified at most once.`);
    }
    options.append(option, value);
  }
  return options;
}

const withDollar = (name: string) => (SYSTEM_OPTIONS.has(name) ? `$${name}` : name);

/** The first sentence is Graph's own. */
function unrecognized(name: string, offered: readonly string[]) {
  const message = offered.length === 0 ? 'No query options are offered here.' : `Offered here: ${offered.join(', ')}.`;
  return badRequest(`Unrecognized query argument specified: '${name}'.`, [
    { code: 'UnrecognizedQueryArgument', target: name, message },
  ]);
}

/** @throws {GraphError} 400 for another word than true and false */
export function readFlag(query: URLSearchParams, name: string, fallback: boolean): boolean {
  const text = query.get(name) ?? String(fallback);
  if (text !== 'true' && text !== 'false') throw badRequest(`${name} must be true or false, got '${text}'.`);
  return text === 'true';
}
