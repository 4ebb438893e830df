/** Cells as CSV: quoted where they must be, and harmless in a spreadsheet (spec/hands.md 1.5). Pure. */

/** A text that we put into a file, which a spreadsheet would take for a formula, is made text by a quote. */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

export function csvCell(text: string, delimiter = ','): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLine(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => csvCell(harmless(cell), delimiter)).join(delimiter)}\n`;
}
