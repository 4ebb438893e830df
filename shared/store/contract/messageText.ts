/**
 * The text of a queue message. Muster sends plain JSON; messages put by other tools, or by a Functions binding left at
 * its default, are base64 of the same, and both are read.
 */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const JSON_START = /^\s*[{["]/;

/** @returns the JSON text inside when `text` is base64 of a JSON object, array or string; else `text` as it is */
export function readMessageText(text: string): string {
  if (JSON_START.test(text) || text.length % 4 !== 0 || !BASE64.test(text)) return text;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return JSON_START.test(decoded) ? decoded : text;
}
