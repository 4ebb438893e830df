/** Secrets as keys, signatures as bytes, and comparing that tells nobody how far it came. */
import { createHash, timingSafeEqual } from 'node:crypto';

const HEX = /^(?:[0-9a-f]{2})+$/i;
/** Standard or URL-safe, padded or not. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** @returns `undefined` for text that is not that encoding: what follows a stray character would be passed over in silence */
export function decode(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  if (encoding === 'hex') return HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
  if (!BASE64.test(text) || text.replace(/=+$/, '').length % 4 === 1) return undefined;
  return Buffer.from(text, 'base64'); // reads the URL-safe letters, too
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** For texts of any length: their digests are compared, so that the length is not told either. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

const PREFIX = /^wh(?:sec|pk|sk)_/;

/** The bytes of a key of Standard Webhooks, with its prefix or without. */
export function standardKey(secret: string): Buffer | undefined {
  return decode(secret.replace(PREFIX, ''), 'base64');
}

export const isPublicKey = (secret: string): boolean => secret.startsWith('whpk_');

/** @returns `undefined` for a secret that is not written as its scheme says */
export function hmacKey(secret: string, form: 'text' | 'base64' | 'hex'): Buffer | undefined {
  return form === 'text' ? Buffer.from(secret, 'utf8') : decode(secret, form);
}
