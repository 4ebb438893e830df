/** What a file is, told from its first bytes (spec/hands.md 1.5, step 1). Pure. */

/** The byte order marks there are. */
export function encodingByMark(bytes: Uint8Array): { readonly encoding: string; readonly length: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/** UTF-16 without a mark: every other byte of text in European languages is zero. */
export function looksLikeUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = Math.min(bytes.length >> 1, 100);
  if (pairs < 2) return undefined;
  let [even, odd] = [0, 0];
  for (let pair = 0; pair < pairs; pair += 1) {
    if (bytes[2 * pair] === 0) even += 1;
    if (bytes[2 * pair + 1] === 0) odd += 1;
  }
  if (odd > pairs / 2 && even === 0) return 'utf-16le';
  return even > pairs / 2 && odd === 0 ? 'utf-16be' : undefined;
}

export type Shape = 'json' | 'table' | 'empty';

/** By the first character that is not blank. */
export function shapeOf(text: string): Shape {
  const first = text.trimStart().charAt(0);
  if (first === '') return 'empty';
  return first === '{' || first === '[' ? 'json' : 'table';
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;
const RECORDS_LOOKED_AT = 20;

export type DelimiterVerdict =
  | { readonly ok: true; readonly delimiter: string /** Of `sep=;` */; readonly isFirstLine: boolean }
  | { readonly ok: false; readonly candidates: readonly string[] };

/**
 * The one that gives every record the same number of columns, more than one. A file of one column has none of them.
 * @param text the beginning of a table; its last record may be cut off
 */
export function sniffDelimiter(text: string): DelimiterVerdict {
  const [, named] = /^sep=(.)\r?(?:\n|$)/i.exec(text) ?? [];
  if (named !== undefined) return { ok: true, delimiter: named, isFirstLine: true };
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, columns: columnCounts(text, delimiter) }));
  const even = counts.filter(({ columns }) => (columns[0] ?? 0) > 1 && columns.every((count) => count === columns[0]));
  const present = counts.filter(({ columns }) => (columns[0] ?? 0) > 1);
  const [only, ...others] = even.length > 0 ? even : present;
  if (only === undefined) return { ok: true, delimiter: ',', isFirstLine: false };
  if (others.length > 0) return { ok: false, candidates: [only, ...others].map(({ delimiter }) => delimiter) };
  return { ok: true, delimiter: only.delimiter, isFirstLine: false };
}

/** Columns of the first records, blank ones aside; delimiters in quotes do not count. */
function columnCounts(text: string, delimiter: string): readonly number[] {
  const counts: number[] = [];
  let columns = 1;
  let inQuotes = false;
  let isBlank = true;
  for (let index = 0; index < text.length && counts.length < RECORDS_LOOKED_AT; index += 1) {
    const character = text.charAt(index);
    if (character === '"') inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (character === '\n' || character === '\r') {
      if (!isBlank) counts.push(columns);
      [columns, isBlank] = [1, true];
    } else if (character === delimiter) columns += 1;
    else if (character !== ' ') isBlank = false;
  }
  // The end of a short file is a record; that of a beginning is cut off, unless it is all there is.
  if (!isBlank && counts.length === 0) counts.push(columns);
  return counts;
}
