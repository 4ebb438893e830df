/**
 * Casing as .NET does it: character by character, so that the length never changes. `ß` has no upper case of its own and
 * stays, where JavaScript would write `SS`; sigma at a word's end stays the ordinary one.
 */

const ASCII = /^[\0-\x7f]*$/;

/** The dotted and the dotless i are two letters in Turkish and Azerbaijani. */
const TURKIC_LANGUAGES: readonly string[] = ['tr', 'az'];

export type Casing = 'invariant' | 'turkic';

/** @param culture a name such as `en-US`; empty for the invariant culture */
export function casingOf(culture: string): Casing {
  const [language = ''] = culture.toLowerCase().split('-');
  return TURKIC_LANGUAGES.includes(language) ? 'turkic' : 'invariant';
}

export function toUpper(text: string, casing: Casing = 'invariant'): string {
  if (casing === 'turkic') return mapCharacters(text, (c) => (c === 'i' ? 'İ' : c === 'ı' ? 'I' : c.toUpperCase()));
  if (ASCII.test(text)) return text.toUpperCase();
  return mapCharacters(text, (c) => (c === 'ı' ? c : c.toUpperCase()));
}

export function toLower(text: string, casing: Casing = 'invariant'): string {
  if (casing === 'turkic') return mapCharacters(text, (c) => (c === 'I' ? 'ı' : c === 'İ' ? 'i' : c.toLowerCase()));
  return ASCII.test(text) ? text.toLowerCase() : mapCharacters(text, (c) => c.toLowerCase());
}

/** Keeps a character whose other case is not one character of the same length. */
function mapCharacters(text: string, map: (character: string) => string): string {
  let result = '';
  for (const character of text) {
    const mapped = map(character);
    result += mapped.length === character.length ? mapped : character;
  }
  return result;
}
