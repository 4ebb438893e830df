/** Values made by chance (spec/engine.md 2.1). The context's random bytes are their only source. */
import type { CallSite } from '../functionEntry';
import { optional, required } from '../functionEntry';
import { integer, text } from '../parameterType';
import { RandomDraw } from '../randomDraw';
import { strictFunction } from '../strictFunction';

const MAX_LENGTH = 256;

/** The classes of Windows' password rule. */
const DIGITS = '0123456789';
const SPECIALS = '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER_CASE = 'abcdefghijklmnopqrstuvwxyz';

const randomString = strictFunction({
  name: 'RandomString',
  help: `Random characters, at most ${MAX_LENGTH}: so many digits, specials, capitals and lower-case letters at least, the rest lower-case letters and digits.`,
  parameters: [
    required('length', integer),
    required('minimumNumbers', integer),
    required('minimumSpecialCharacters', integer),
    required('minimumCapital', integer),
    required('minimumLowerCase', integer),
    optional('charactersToAvoid', text),
  ],
  example: { expression: 'RandomString(3, 3, 0, 0, 0, )', source: {}, expected: { matches: '^[0-9]{3}$' } },
  dependsOn: 'volatile',
  body(length, numbers, specials, capitals, lowerCase, avoided = '', site, context) {
    const minimums = [numbers, specials, capitals, lowerCase];
    const atLeast = minimums.reduce((sum, minimum) => sum + minimum, 0);
    if (length < 0 || length > MAX_LENGTH) site.fail(`length must be 0 to ${MAX_LENGTH}, got ${length}.`);
    if (minimums.some((minimum) => minimum < 0)) site.fail('a minimum must not be negative.');
    if (atLeast > length) site.fail(`the minimums add up to ${atLeast}, which is more than the length ${length}.`);

    const pools: readonly (readonly [string, number])[] = [
      [DIGITS, numbers],
      [SPECIALS, specials],
      [CAPITALS, capitals],
      [LOWER_CASE, lowerCase],
      [LOWER_CASE + DIGITS, length - atLeast],
    ];
    const random = new RandomDraw(context, site);
    const characters = pools.flatMap(([pool, many]) => draw(without(pool, avoided), many, random, site));
    return shuffled(characters, random).join('');
  },
});

function without(pool: string, avoided: string): string {
  return avoided === '' ? pool : [...pool].filter((character) => !avoided.includes(character)).join('');
}

function draw(pool: string, many: number, random: RandomDraw, site: CallSite): string[] {
  if (many > 0 && pool === '') return site.fail('charactersToAvoid leaves no character to choose from.');
  return Array.from({ length: many }, () => pool.charAt(random.below(pool.length)));
}

/** Fisher and Yates. */
function shuffled(characters: readonly string[], random: RandomDraw): string[] {
  const result: string[] = [];
  for (const character of characters) {
    const at = random.below(result.length + 1);
    result.push(result[at] ?? character);
    result[at] = character;
  }
  return result;
}

const guid = strictFunction({
  name: 'Guid',
  help: 'A new random GUID.',
  parameters: [],
  example: {
    expression: 'Guid()',
    source: {},
    expected: { matches: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' },
  },
  dependsOn: 'volatile',
  body(_site, { randomBytes }) {
    // Version 4, variant 1 (RFC 9562, 5.4).
    const bytes = [...randomBytes(16)].map((byte, index) => {
      if (index === 6) return (byte & 0x0f) | 0x40;
      return index === 8 ? (byte & 0x3f) | 0x80 : byte;
    });
    const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
});

export const RANDOM_FUNCTIONS = [randomString, guid];
