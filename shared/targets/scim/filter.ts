/**
 * Search filters: only `eq` and `and`, as Microsoft's client sends them (spec/engine.md 13.1), so that the simplest
 * service can answer.
 */
import type { Dialect } from './dialect';
import { elementPathOf, printCondition, type ScimPath } from './path';

/** The filter that finds users whose attribute equals the value. Quotes and backslashes in the value are escaped. */
export function equalsFilter(path: ScimPath, value: string, dialect: Dialect): string {
  if (path.element !== undefined && dialect.elementFilter === 'allInside') {
    return elementPathOf(path, [...path.element, { subAttribute: path.subAttribute ?? 'value', equals: value }]);
  }
  return printCondition({ subAttribute: path.name, equals: value });
}
