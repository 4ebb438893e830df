/** The small query options: `$orderby`, `$select`, `$top`. */
import { QueryError } from '../queryError';

export interface OrderBy {
  readonly property: string;
  readonly descending: boolean;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*(?:\/[A-Za-z_][A-Za-z0-9_.]*)*$/;

/** `activityDateTime desc, id`; the direction is `asc` when it is left out. @throws {QueryError} */
export function parseOrderBy(text: string): readonly OrderBy[] {
  return items(text).map(({ value, position }) => {
    const [property = '', direction = 'asc', ...rest] = value.split(/\s+/);
    const lower = direction.toLowerCase();
    if (!NAME.test(property) || (lower !== 'asc' && lower !== 'desc') || rest.length > 0) {
      throw new QueryError(
        '$orderby',
        `expected 'property', 'property asc' or 'property desc', got '${value}'`,
        position,
      );
    }
    return { property, descending: lower === 'desc' };
  });
}

/** `id,employeeId`; names as written, repeated ones once. @throws {QueryError} */
export function parseSelect(text: string, option: '$select' | '$expand' = '$select'): readonly string[] {
  const names = items(text).map(({ value, position }) => {
    if (!NAME.test(value)) throw new QueryError(option, `expected a property name, got '${value}'`, position);
    return value;
  });
  return [...new Set(names)];
}

/** A whole number from 1; the upper limit is the endpoint's. @throws {QueryError} */
export function parseTop(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw new QueryError('$top', `expected a whole number from 1, got '${text}'`, 1);
  }
  return Number(text);
}

/** Comma-separated items without the blanks around them, each with its 1-based place. */
function items(text: string): readonly { readonly value: string; readonly position: number }[] {
  let start = 0;
  return text.split(',').map((part) => {
    const position = start + part.length - part.trimStart().length + 1;
    start += part.length + 1;
    return { value: part.trim(), position };
  });
}
