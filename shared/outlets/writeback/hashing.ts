/** What was written is known by a hash that is of no use without the writeback's own key. */
import { createHmac } from 'node:crypto';
import type { HashValue } from './afterLook';

export const HASH_KEY_BYTES = 32;
/** Of 256 bits; two values of one attribute do not meet. */
const KEPT_CHARACTERS = 22;

/** @param key of this writeback alone, base64 */
export function keyedHash(key: string): HashValue {
  const bytes = Buffer.from(key, 'base64');
  return (name, value) =>
    createHmac('sha256', bytes)
      .update(JSON.stringify([name, value]))
      .digest('base64url')
      .slice(0, KEPT_CHARACTERS);
}
