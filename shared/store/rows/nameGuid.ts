/** Ids made of names: whoever makes one of the same name gets the same, now and in years, so they may be stored. */
import { createHash } from 'node:crypto';

/**
 * A name-based GUID (version 8, RFC 9562: made by a hash of our own choosing).
 *
 * @param freeBits the two bits of the variant's digit that are free: of the hash, or none, as the ids that were first stored
 */
export function nameGuid(name: string, freeBits: 'hashed' | 'none' = 'hashed'): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const free = freeBits === 'none' ? 0 : Number.parseInt(hex.charAt(16), 16) & 0x3;
  const variant = (0x8 | free).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20)];
  return [...parts, hex.slice(20, 32)].join('-');
}
