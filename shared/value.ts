/** Values as expressions see them (spec/engine.md 1.3, 1.5). `null` is both absent and explicitly null. */
export type Scalar = string | number | bigint | boolean;
export type Value = Scalar | null | readonly Scalar[];

export function isScalar(value: Value): value is Scalar {
  return value !== null && typeof value !== 'object';
}

/** The values one by one: none for null, one for a scalar. */
export function listOf(value: Value): readonly Scalar[] {
  if (value === null) return [];
  return isScalar(value) ? [value] : value;
}

/** A scalar as the log and text functions print it: booleans `True`/`False`, numbers in invariant decimal. */
export function printScalar(value: Scalar): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/** Longer than what explains a fault; a fault is kept in a row that has no room for a page of text. */
const LONGEST_QUOTE = 200;

/** A value as a fault tells it, cut where it is long. */
export function quoteValue(value: Value): string {
  const characters = [...(printValue(value) ?? '').slice(0, 2 * LONGEST_QUOTE + 2)];
  return `"${characters.slice(0, LONGEST_QUOTE).join('')}${characters.length > LONGEST_QUOTE ? '…' : ''}"`;
}

/** A value as one line of the log: multi-values joined with `, ` (spec/wire-contract.md 3.10, modifiedProperty). */
export function printValue(value: Value): string | null {
  if (value === null) return null;
  return isScalar(value) ? printScalar(value) : value.map(printScalar).join(', ');
}

export function isEmpty(value: Value): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether a value is none at all, text of white space only included (spec/payload.md 3.1). */
export function isNoValue(value: Value): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return isBlankText(value);
  return typeof value === 'object' && value.every(isNoValue);
}

/** Asked of every text there is; nearly all begin with a letter or a digit, and need not be looked through. */
export function isBlankText(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}
