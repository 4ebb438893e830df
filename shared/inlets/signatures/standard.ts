/**
 * Standard Webhooks 1.0: `id "." timestamp "." body`, signed by HMAC-SHA256 (`v1,`) or Ed25519 (`v1a,`). The header may hold
 * several signatures, of which others than ours are passed over: that is how senders change their keys.
 */
import { createHmac, createPublicKey, verify } from 'node:crypto';
import type { StandardScheme } from '../definition';
import { decode, isPublicKey, sameBytes, standardKey } from './keys';
import { type Delivery, type OpenSecret, onlyHeader } from './request';
import { isWithin, readTimestamp } from './window';

/** More than any sender has keys; each may cost a look through the whole body. */
const MOST_SIGNATURES = 16;
const ED25519_KEY_BYTES = 32;

export interface Signed {
  readonly id: string;
  readonly timestamp: string;
  /** The secrets that the signature is of. */
  readonly secretIds: readonly string[];
}

export function verifyStandard(
  { prefix, toleranceSeconds }: StandardScheme,
  secrets: readonly OpenSecret[],
  { headers, body }: Delivery,
  now: number,
): Signed | undefined {
  const id = onlyHeader(headers, `${prefix}-id`);
  const timestamp = onlyHeader(headers, `${prefix}-timestamp`);
  const signature = onlyHeader(headers, `${prefix}-signature`);
  if (id === undefined || timestamp === undefined || signature === undefined) return undefined;
  const at = readTimestamp(timestamp, 's');
  if (at === undefined || !isWithin(at, now, toleranceSeconds)) return undefined;
  const given = signature.split(' ').slice(0, MOST_SIGNATURES);
  const content = signedContent(id, timestamp, body);
  const matching = secrets.filter((secret) => signs(secret.value, content, given)); // every secret is tried
  return matching.length === 0 ? undefined : { id, timestamp, secretIds: matching.map((secret) => secret.id) };
}

export function signedContent(id: string, timestamp: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`, 'utf8'), body]);
}

function signs(secret: string, content: Buffer, given: readonly string[]): boolean {
  const key = standardKey(secret);
  if (key === undefined) return false;
  if (isPublicKey(secret)) return signsAsymmetric(key, content, valuesOf(given, 'v1a'));
  const expected = createHmac('sha256', key).update(content).digest();
  return valuesOf(given, 'v1').filter((value) => sameBytes(value, expected)).length > 0;
}

function signsAsymmetric(key: Buffer, content: Buffer, given: readonly Buffer[]): boolean {
  if (key.length !== ED25519_KEY_BYTES) return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return given.filter((value) => verify(null, content, publicKey, value)).length > 0;
}

function valuesOf(given: readonly string[], version: string): readonly Buffer[] {
  return given.flatMap((one) => {
    const value = one.startsWith(`${version},`) ? decode(one.slice(version.length + 1), 'base64') : undefined;
    return value === undefined ? [] : [value];
  });
}
