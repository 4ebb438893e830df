/**
 * Neither of the two filter parsers at hand reads escapes in a string as RFC 7644 has it (3.4.2.2: strings as in JSON).
 * So the servers compare stand-ins: every string of the filter and of the users becomes the hexadecimal digits of its
 * lower case, which no parser can get wrong, and the parsers do what they are here for.
 */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';

/** @throws {SyntaxError} for a string that is not a JSON string */
export function standInFilter(filter: string): string {
  return filter.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => `"${standIn(String(JSON.parse(literal)))}"`);
}

/** The user for comparison; attributes of extensions also stand under their full names. */
export function standInUser(user: JsonObject): Record<string, unknown> {
  const copy = Object.entries(user).map(([key, value]): [string, unknown] => [key, standInValue(value)]);
  const extensions = Object.entries(user).flatMap(([urn, extension]) =>
    urn.startsWith('urn:') && isJsonObject(extension)
      ? Object.entries(extension).map(([key, value]): [string, unknown] => [`${urn}:${key}`, standInValue(value)])
      : [],
  );
  return Object.fromEntries([...copy, ...extensions]);
}

function standInValue(json: Json | undefined): unknown {
  if (typeof json === 'string') return standIn(json);
  if (Array.isArray(json)) return json.map(standInValue);
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, standInValue(value)]));
}

function standIn(text: string): string {
  return Buffer.from(text.toLowerCase(), 'utf8').toString('hex');
}
