/** A table for people: columns as wide as their widest cell, and on a terminal no line longer than it. Pure. */

export interface TableOptions {
  /** Characters of a line; `undefined` where nothing may be cut off. */
  readonly width: number | undefined;
}

const GAP = '  ';
const LEAST_WIDTH = 8;

/** Texts of files and directories reach the terminal as they are told, and must not steer it. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

/** @param rows one text a column, each */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width }: TableOptions,
): string {
  const cells = [headings, ...rows].map((row) => row.map(printable));
  const widths = narrowed(
    headings.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? '')))),
    width,
  );
  const line = (row: readonly string[]) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join(GAP);
  return cells.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** The widest columns give way first. */
function narrowed(widths: readonly number[], most: number | undefined): readonly number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, width) => sum + width, 0) + GAP.length * (fitted.length - 1);
  while (most !== undefined && total() > most) {
    const widest = Math.max(...fitted);
    if (widest <= LEAST_WIDTH) break;
    fitted[fitted.indexOf(widest)] = widest - 1;
  }
  return fitted;
}

const lengthOf = (text: string) => [...text].length;

function pad(text: string, width: number): string {
  const characters = [...text];
  if (characters.length > width) return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
  return text + ' '.repeat(width - characters.length);
}
