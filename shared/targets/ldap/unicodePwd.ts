/** The initial password: made here, sent once over TLS, and kept nowhere. Nobody needs to know it: sign-in starts with a reset. */
import type { RandomSource } from '../../ports';

/** 64 characters, so that six random bits choose one without bias. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!-';
const PAIRS = 21;

/**
 * A password of 67 characters with 252 random bits, which meets the longest minimum length and the complexity rule of
 * Active Directory: three of its character classes, and no part of the account's names. The latter is why the random
 * characters come in pairs between commas: a part of a name has three characters or more, and no comma.
 *
 * @see "Password must meet complexity requirements", Windows security policy settings
 */
export function generatePassword(random: RandomSource): string {
  const characters = [...random.bytes(PAIRS * 2)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
  const pairs = Array.from({ length: PAIRS }, (_, i) => `,${characters[2 * i]}${characters[2 * i + 1]}`);
  return `Aa,1${pairs.join('')}`;
}

/** The form Active Directory takes: in double quotes, UTF-16 little-endian (MS-ADTS 3.1.1.3.1.5.1). */
export function encodePassword(password: string): Buffer {
  return Buffer.from(`"${password}"`, 'utf16le');
}

/** What `encodePassword` was given. */
export function decodePassword(encoded: Buffer): string {
  return encoded.toString('utf16le').slice(1, -1);
}
