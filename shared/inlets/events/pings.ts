/** Bodies that only ask whether somebody is there: answered as an event is, signed or not (spec/hands.md 3.4, handshake). */
import { isJsonObject } from '../../scim/json';
import type { EventReading } from '../definition';
import { decodeUtf8, parseJson } from './body';

/** A ping is short; what is longer is not looked into before its signature was. */
const LONGEST = 1_024;

/** Asked of a delivery before its content type and its signature are looked at. */
export function isPing({ pings }: EventReading, body: Uint8Array): boolean {
  if (pings.length === 0 || body.byteLength > LONGEST) return false;
  const text = decodeUtf8(body)?.trim() ?? '';
  const value = parseJson(text);
  return pings.some((ping) => (typeof ping === 'string' ? ping === text || ping === value : isExactly(ping, value)));
}

function isExactly(ping: Readonly<Record<string, string>>, value: unknown): boolean {
  if (!isJsonObject(value) || Object.keys(value).length !== Object.keys(ping).length) return false;
  return Object.entries(ping).every(([name, wanted]) => value[name] === wanted);
}
