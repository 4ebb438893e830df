/** Rows as a CSV file that a spreadsheet opens as text: a byte order mark, and no cell that it would take for a formula. */

/** Excel reads UTF-8 only where a file begins so. */
const MARK = '\uFEFF';
/** A spreadsheet computes what begins so; an apostrophe makes it a text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

export type Cell = string | number | boolean | null | undefined;

export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${MARK}${[header, ...rows].map((row) => row.map(toCell).join(',')).join('\r\n')}\r\n`;
}

function toCell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
