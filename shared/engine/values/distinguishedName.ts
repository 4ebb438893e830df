/**
 * What a distinguished name means (RFC 4514), as far as comparing two takes: case, blanks around separators and the manner of
 * escaping (`\\2C`, `\\,`, `\\#`) do not matter. Lenient: text that is no name is compared as it stands.
 */

/** Two texts name the same object exactly when these are equal. */
export function canonicalName(name: string): string {
  const steps = cut(name, ',').map((step) => cut(step, '+').map(canonicalPair));
  return JSON.stringify(steps);
}

/** `OU=Sales\, EMEA ` as its type and what the value means. */
function canonicalPair(pair: string): readonly string[] {
  const [type = '', ...rest] = cut(pair, '=');
  return rest.length === 0
    ? [meaning(pair).toLowerCase()]
    : [type.trim().toLowerCase(), meaning(rest.join('=')).toLowerCase()];
}

/** The text cut at a separator, where that is not escaped. */
function cut(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === separator) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Pairs of hexadecimal digits are bytes of UTF-8, anything else behind a backslash is itself; blanks that are not escaped go. */
function meaning(value: string): string {
  return withoutBlanks(value).replace(/((?:\\[0-9a-f]{2})+)|\\(.)/gis, (escaped, pairs?: string, character?: string) =>
    pairs === undefined ? (character ?? '') : (decoded(pairs) ?? escaped),
  );
}

/** A blank behind a backslash belongs to the value, also at its end. */
function withoutBlanks(value: string): string {
  const end = value.trimEnd();
  let backslashes = 0; // counted by hand: a pattern would begin again at each of them
  while (end[end.length - 1 - backslashes] === '\\') backslashes += 1;
  return (backslashes % 2 === 0 ? end : value.slice(0, end.length + 1)).trimStart();
}

/** `undefined` for bytes that are no UTF-8. */
function decoded(pairs: string): string | undefined {
  try {
    return decodeURIComponent(pairs.replaceAll('\\', '%'));
  } catch {
    return undefined;
  }
}
