/**
 * Search filters: only `eq` and `and`, as Microsoft's client sends them (spec/engine.md 13.1), so that the simplest
 * service can answer.
 */
import type { ElementFilter } from './dialect';
import { attributePathOf, elementPathOf, printCondition, type ScimPath } from './path';

/** The filter that finds users whose attribute equals the value. Quotes and backslashes in the value are escaped. */
export function equalsFilter(path: ScimPath, value: string, form: ElementFilter): string {
  if (path.element === undefined || form === 'valueOutside') {
    return printCondition({ subAttribute: path.name, equals: value });
  }
  const condition = { subAttribute: path.subAttribute ?? 'value', equals: value };
  if (form === 'allInside') return elementPathOf(path, [...path.element, condition]);
  return printCondition({ ...condition, subAttribute: `${attributePathOf(path)}.${condition.subAttribute}` });
}
