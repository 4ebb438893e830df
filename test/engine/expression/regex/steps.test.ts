/** What a pattern may cost is counted in steps, never measured in time. */
import { compilePattern } from '../../../../shared/engine/expression/pattern';
import {
  BacktrackingMatcher,
  MAX_STEPS,
} from '../../../../shared/engine/expression/regex/backtracking/backtrackingMatcher';
import { evaluate, literal, valueFrom } from '../evaluate';

/** Whether so many steps are enough to tell. */
function tells(pattern: string, text: string, steps: number): boolean {
  return new BacktrackingMatcher(pattern, 'bounded', steps).test(text) !== undefined;
}

/** How many steps it takes to tell, exactly. */
function stepsFor(pattern: string, text: string): number {
  let [tooFew, enough] = [0, 1_000];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (tells(pattern, text, middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

const LONG = 100_000;
const TOO_LONG = { failed: 'Replace: the pattern takes too long on this value.', column: 1 };

describe('the number of steps', () => {
  test.each<[string, string, number]>([
    ['a', 'a', 1],
    ['a', '', 1],
    // One for each place, until there is none.
    ['b', 'aaa', 4],
    ['(?!a)b', 'a', 5],
    // One for each character of a repetition, and two for each that is given back.
    ['^a*b', 'aaac', 12],
    // The same from each place.
    ['a*b', 'aaac', 30],
  ])('of %s on %j', (pattern, text, steps) => {
    const counted = stepsFor(pattern, text);
    expect(counted).toBeGreaterThanOrEqual(steps);
    expect(counted).toBeLessThanOrEqual(2 * steps);
  });

  test('is what a text may take, and not one more', () => {
    const exact = stepsFor('^(?:a|b)*c(?!d)', 'abababab');
    expect(tells('^(?:a|b)*c(?!d)', 'abababab', exact)).toBe(true);
    expect(tells('^(?:a|b)*c(?!d)', 'abababab', exact - 1)).toBe(false);
  });

  test.each<[string, string, number]>([
    ['\\b(\\w)\\w*\\s*(?!x)!', 'abcdefgh ', 30],
    ['^.*Manager(?! Assistant).*$', 'aaaaaaaa ', 5],
    ['.*b(?!c)', 'aaaaaaaa ', 5],
    ['(?s).*b(?!c)', 'aaaaaaaa\n', 5],
    ['(.*)b(?!c)', 'aaaaaaaa\n', 6],
    ['(?m)^a*b(?!c)', 'aaaaaaaa\n', 4],
    ['\\Gxb(?!c)', 'aaaaaaaa ', 1],
    ['^(?:a|a)b(?!c)', 'aaaaaaaa ', 1],
  ])('of %s grows with the text, not with its square', (pattern, unit, stepsForCharacter) => {
    for (const length of [900, 9_000]) {
      expect(tells(pattern, unit.repeat(length / unit.length), stepsForCharacter * length)).toBe(true);
    }
  });

  test('of a pattern that refers back to what it starts with is that of every place', () => {
    // From the second place on the group is shorter, and then there is a match: `.*` must not be tried at the start alone.
    expect(new BacktrackingMatcher('(.*)x\\1(?!y)b', 'bounded').test('aaxab')).toBe(true);
    expect(new BacktrackingMatcher('(?:.*)x(?!y)b', 'bounded').test('aaxab\nxb')).toBe(true);
  });

  test('is for all matches together', () => {
    const x = 'aaab '.repeat(5_000);
    const expression = (steps: number) => {
      const matcher = new BacktrackingMatcher('a+(?!c)', 'bounded', steps);
      let found = 0;
      let stopped = false;
      try {
        for (const _match of matcher.matches(x, () => {
          stopped = true;
          throw new Error('too long');
        }))
          found += 1;
      } catch {}
      return { found, stopped };
    };
    expect(expression(1_000_000)).toEqual({ found: 5_000, stopped: false });
    const { found, stopped } = expression(10_000);
    expect(stopped).toBe(true);
    expect(found).toBeGreaterThan(100);
    expect(found).toBeLessThan(4_000);
  });
});

describe('catastrophic patterns are stopped', () => {
  const all = 'a'.repeat(200);

  test.each([
    ['^(a+)+$(?!x)', `${all}!`],
    ['^(?:a|a)*(?!a)b', all],
    ['(?!x)(a*)*b', all],
    ['^(a|aa)+\\1b', all],
    ['(?=(a+)+b)a', all],
    ['(?<=^b(?:a{1,9}){1,99})b', `${all}b`],
    ['(?:(?:a{0,1000}){0,1000}){0,1000}b(?!c)', all],
    ['(\\w*)*\\1{9}(?!b)!', all],
  ])('%s', (pattern, text) => {
    const compilation = compilePattern(`${pattern}(?!y)`);
    expect(compilation.ok && compilation.pattern.test(text)).toBe(undefined);
    expect(evaluate(`Replace([x], , ${literal(`${pattern}(?!y)`)}, , "-", , )`, { x: text })).toEqual(TOO_LONG);
  });

  test('after a million steps', () => {
    expect(MAX_STEPS).toBe(1_000_000);
    const matcher = new BacktrackingMatcher('^(?:a|a)*(?!a)b', 'bounded');
    expect(matcher.test('a'.repeat(14))).toBe(false);
    expect(matcher.test('a'.repeat(20))).toBe(undefined);
  });

  test('but a nested repetition of nothing is not catastrophic', () => {
    expect(tells('(?:(?:){1000}){1000}(?!a)b', 'a', 100)).toBe(true);
    expect(tells('(?:(?:)*)*(?!a)b', 'a', 100)).toBe(true);
  });
});

describe('a text of 100,000 characters', () => {
  const words = 'Élodie Žofie '.repeat(LONG / 13);

  test.each<[string, string, string, string, string]>([
    ['first letters', '\\b(\\w)\\w*\\s*', '$1', words, 'ÉŽ'.repeat(LONG / 13)],
    ['a look-ahead nowhere', '^.*Manager(?! Assistant).*$', '-', 'a'.repeat(LONG), 'a'.repeat(LONG)],
    ['one repetition', '^(?:a|b)*(?!b)', '-', 'a'.repeat(LONG), '-'],
    ['an atomic group', '^(?>a*)(?!a)', '-', 'a'.repeat(LONG), '-'],
    ['a repetition of atomic groups', '^(?:(?>ab))*(?!a)', '-', 'ab'.repeat(LONG / 2), '-'],
    ['a back-reference of half of it', '^(a*)b\\1$', '-', `${'a'.repeat(LONG / 2)}b${'a'.repeat(LONG / 2)}`, '-'],
    ['astral letters', '^\\b\\w+\\b(?!x)', '-', '𠮷'.repeat(LONG / 2), '-'],
    ['a lazy repetition', '^.*?b(?!c)', '-', `${'a'.repeat(LONG)}b`, '-'],
  ])('%s', (_name, pattern, replacement, x, expected) => {
    const value = valueFrom(`Replace([x], , ${literal(pattern)}, , ${literal(replacement)}, , )`, { x });
    expect(value === expected).toBe(true);
  });

  test.each<[string, string, string]>([
    ['a repetition from every place', 'a*b(?!c)', 'a'],
    ['a back-reference to everything', '(a*)\\1b', 'a'],
    ['groups within groups', '(?:(a)|(b)|(?=(a))c)*d(?!e)', 'ab'],
    ['looks within looks', '(?:(?=(?!b)a)a)+b(?!c)', 'a'],
    ['words', '(?:\\b\\w+\\b ?)+!', 'é '],
  ])('%s is stopped, however deep it went', (_name, pattern, unit) => {
    const x = unit.repeat(LONG / unit.length);
    expect(evaluate(`Replace([x], , ${literal(pattern)}, , "-", , )`, { x })).toEqual(TOO_LONG);
  });
});
