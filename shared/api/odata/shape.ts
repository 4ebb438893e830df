/** `$select` and `$expand` over a resource: which of its members are shown. */
import { QueryError } from '../queryError';
import { parseSelect } from './queryOptions';

export interface Shape {
  /** Members as the resource spells them; `undefined`: all of them. */
  readonly select: readonly string[] | undefined;
  readonly expand: readonly string[];
}

/** What may be named of a type. */
export interface ShapedType {
  /** As errors name it: `synchronizationJob`. */
  readonly name: string;
  readonly properties: readonly string[];
  /** What `$expand` may name. */
  readonly navigations: readonly string[];
}

/** @throws {QueryError} for what the type does not have */
export function readShape(query: URLSearchParams, type: ShapedType): Shape {
  const select = query.get('$select');
  const expand = query.get('$expand');
  return {
    select: select === null || select.trim() === '' ? undefined : named('$select', select, type.properties, type),
    expand: expand === null || expand.trim() === '' ? [] : named('$expand', expand, type.navigations, type),
  };
}

/** The resource with nothing but what is asked for; annotations and what is expanded stay. */
export function shaped(resource: object, { select, expand }: Shape): object {
  if (select === undefined) return resource;
  const isWanted = (name: string) => name.startsWith('@') || select.includes(name) || expand.includes(name);
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isWanted(name)));
}

/** Behind the entity set in a context URL: `(id,status)`. */
export const selectionOf = ({ select }: Shape): string => (select === undefined ? '' : `(${select.join(',')})`);

function named(option: '$select' | '$expand', text: string, known: readonly string[], type: ShapedType) {
  return parseSelect(text, option).map((name) => {
    const property = known.find((one) => one.toLowerCase() === name.toLowerCase());
    if (property !== undefined) return property;
    const position = text.indexOf(name) + 1;
    throw new QueryError(
      option,
      `Could not find a property named '${name}' on type 'microsoft.graph.${type.name}'`,
      position,
    );
  });
}
