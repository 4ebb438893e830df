/** Removes marks from the letters of spec/engine.md 2.6 and leaves everything else alone. */

/** Letters that are written as others rather than stripped of a mark. Both cases, because `ß` has none. */
const SPELLED: Readonly<Record<string, string>> = {
  æ: 'ae',
  Æ: 'AE',
  ø: 'oe',
  Ø: 'OE',
  œ: 'oe',
  Œ: 'OE',
  ß: 'ss',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
};

/**
 * A letter of the table with the combining marks behind it. `œ` is in the table only with a macron; letters outside it, and
 * other scripts, keep their marks (`й` is not `и`).
 */
const MARKED = /([acdegilnorstuyz])[\u0300-\u036f]+|([æøßłı])[\u0300-\u036f]*|(œ)\u0304[\u0300-\u036f]*/gi;
const ASCII = /^[\0-\x7f]*$/;

export function normalizeDiacritics(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .normalize('NFD')
    .replace(MARKED, (_all, letter?: string, special?: string, macron?: string) => {
      return letter ?? SPELLED[special ?? macron ?? ''] ?? '';
    })
    .normalize('NFC');
}
