/** Signatures of vendors' own making: a keyed hash of parts of the request, in a header (spec/hands.md 3.3). */
import { createHmac } from 'node:crypto';
import type { HmacScheme } from '../definition';
import { decode, hmacKey, sameBytes } from './keys';
import { type Delivery, type OpenSecret, onlyHeader } from './request';
import { isWithin, readTimestamp } from './window';

export interface HmacSigned {
  readonly signature: string;
  /** As it was sent; `null` where the scheme signs none. */
  readonly timestamp: string | null;
  readonly secretIds: readonly string[];
}

export function verifyHmac(
  scheme: HmacScheme,
  secrets: readonly OpenSecret[],
  delivery: Delivery,
  now: number,
): HmacSigned | undefined {
  const header = onlyHeader(delivery.headers, scheme.header);
  if (header === undefined || !header.startsWith(scheme.valuePrefix)) return undefined;
  const signature = decode(header.slice(scheme.valuePrefix.length), scheme.encoding);
  const content = signedParts(scheme, delivery);
  const timestamp = scheme.timestamp === null ? null : onlyHeader(delivery.headers, scheme.timestamp.header);
  if (signature === undefined || content === undefined || timestamp === undefined) return undefined;
  if (timestamp !== null && !isTimely(scheme, timestamp, now)) return undefined;
  const matching = secrets.filter(({ value }) => isOf(signature, scheme, value, content)); // every secret is tried
  if (matching.length === 0) return undefined;
  return { signature: header, timestamp, secretIds: matching.map(({ id }) => id) };
}

function isTimely({ timestamp, toleranceSeconds }: HmacScheme, text: string, now: number): boolean {
  const at = timestamp === null ? undefined : readTimestamp(text, timestamp.unit);
  return at !== undefined && isWithin(at, now, toleranceSeconds);
}

/** @returns `undefined` where a header that is signed is missing, or was sent twice */
export function signedParts({ parts, join }: HmacScheme, { headers, body }: Delivery): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const piece = pieceOf(part, headers, body);
    if (piece === undefined) return undefined;
    if (pieces.length > 0) pieces.push(Buffer.from(join, 'utf8'));
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function pieceOf(part: string, headers: Delivery['headers'], body: Uint8Array): Buffer | undefined {
  if (part === 'body') return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = part.startsWith('text:')
    ? part.slice('text:'.length)
    : onlyHeader(headers, part.slice('header:'.length));
  return text === undefined ? undefined : Buffer.from(text, 'utf8');
}

export function hmacOf({ hash, key }: HmacScheme, secret: string, content: Buffer): Buffer | undefined {
  const bytes = hmacKey(secret, key);
  return bytes === undefined ? undefined : createHmac(hash, bytes).update(content).digest();
}

function isOf(signature: Buffer, scheme: HmacScheme, secret: string, content: Buffer): boolean {
  const expected = hmacOf(scheme, secret, content);
  return expected !== undefined && sameBytes(signature, expected);
}
