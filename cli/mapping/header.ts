/** The header of a table, as files really have it. Pure. */

/** White space, no-break spaces, invisible characters and quotes that some writers leave around a name. */
const AROUND = /^[\s\u00a0\u200b-\u200f\u2060\ufeff"'“”„‟«»]+|[\s\u00a0\u200b-\u200f\u2060\ufeff"'“”„‟«»]+$/g;

export type HeaderVerdict =
  | { readonly ok: true; readonly columns: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Names without what does not belong to them; each there, and once. */
export function readHeader(cells: readonly string[]): HeaderVerdict {
  const columns = cells.map((cell) => cell.replace(AROUND, ''));
  const empty = columns.indexOf('');
  if (empty >= 0) return { ok: false, message: `Column ${empty + 1} of the header has no name.` };
  const twice = columns.findIndex((column, index) => columns.indexOf(column) < index);
  if (twice >= 0) {
    const [first, second] = [columns.indexOf(columns[twice] ?? '') + 1, twice + 1];
    return { ok: false, message: `"${columns[twice]}" stands twice in the header, as columns ${first} and ${second}.` };
  }
  return { ok: true, columns };
}

/** Columns that `send` itself wrote into a file of failed rows: they are not for mapping. */
export const isOurs = (column: string) => /^muster_/i.test(column);
