/** White space as .NET's `char.IsWhiteSpace` knows it: unlike JavaScript's, it has U+0085 and not U+FEFF. */
const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export function isWhiteSpace(character: string): boolean {
  return WHITE_SPACE.test(character);
}

/** Without the white space at both ends; one step a character, whatever stands between. */
export function trimWhiteSpace(text: string): string {
  return isInk(text.charCodeAt(0)) && isInk(text.charCodeAt(text.length - 1)) ? text : trimStart(trimEnd(text));
}

/** A letter, a digit or a sign of ASCII, as nearly every text begins and ends with one. */
const isInk = (unit: number) => unit > 0x20 && unit < 0x7f;

export function trimStart(text: string): string {
  let start = 0;
  while (isWhiteSpace(text.charAt(start))) start += 1;
  return text.slice(start);
}

export function trimEnd(text: string): string {
  let end = text.length;
  while (isWhiteSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
