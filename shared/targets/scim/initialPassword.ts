/** A password for a new account that nobody will ever know: made here, sent once, kept nowhere. */
import type { RandomSource } from '../../ports';

const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '-_.!+*'];
const ALL = CLASSES.join('');
/** Long enough for any rule, and below the 64 characters some services stop at. */
const LENGTH = 32;

/** Every class of characters is present, as password rules demand: one of each first, then any. */
export function initialPassword(random: RandomSource): string {
  const alphabets = Array.from({ length: LENGTH }, (_, position) => CLASSES[position] ?? ALL);
  return alphabets.map((alphabet) => pick(alphabet, random)).join('');
}

/** Bytes beyond the last whole multiple of the alphabet are drawn again, or its first characters would be favoured. */
function pick(alphabet: string, random: RandomSource): string {
  const usable = 256 - (256 % alphabet.length);
  for (;;) {
    const [byte = 0] = random.bytes(1);
    if (byte < usable) return alphabet.charAt(byte % alphabet.length);
  }
}
