/** Words with a capital first letter and the rest in lower case. */
import { toLower, toUpper } from './casing';

const LETTER = /\p{L}/u;
const SEPARATOR = /[\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]/u;

/**
 * .NET's `TextInfo.ToTitleCase` of the lowered text: a word starts at a letter and ends before a character of one of the
 * separating categories. An apostrophe inside a word does not end it (`john's` → `John's`), and a digit neither ends nor
 * starts one (`3rd` → `3Rd`).
 */
export function titleCase(text: string): string {
  let result = '';
  let inWord = false;
  for (const character of toLower(text)) {
    const starts: boolean = !inWord && LETTER.test(character);
    result += starts ? toUpper(character) : character;
    inWord = starts || (inWord && (character === "'" || !SEPARATOR.test(character)));
  }
  return result;
}

/** The same with the caller's separators, each a character; then every first character of a word is a capital. */
export function properCase(text: string, separators: string): string {
  let result = '';
  let starts = true;
  for (const character of toLower(text)) {
    result += starts ? toUpper(character) : character;
    starts = separators.includes(character);
  }
  return result;
}
