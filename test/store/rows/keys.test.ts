import { checkKeys } from '../../../shared/store/contract/limits';
import {
  decodeKeyPart,
  fromInvertedTime,
  invertedTime,
  joinKey,
  keyPart,
  keysUnder,
  splitKey,
} from '../../../shared/store/rows/keys';
import fc, { anyCharacter } from '../../support/property';

describe('keyPart', () => {
  test.each([
    { name: 'digits', text: '00701984', part: '00701984' },
    { name: 'a GUID', text: '6e3a8c1e-1f7d-4c8b-9a53-0d2f1b7c9e44', part: '6e3a8c1e-1f7d-4c8b-9a53-0d2f1b7c9e44' },
    { name: 'a mail address', text: 'bjensen_2@example.com', part: 'bjensen_2@example.com' },
    { name: 'upper and lower case, kept apart', text: 'aA', part: 'aA' },
    { name: 'nothing', text: '', part: '$' },
    { name: 'what is forbidden in keys', text: '/\\#?', part: '$2f$5c$23$3f' },
    { name: 'percent and quotes', text: '%\'"', part: '$25$27$22' },
    { name: 'spaces', text: 'a b', part: 'a$20b' },
    { name: 'control characters', text: '\u0000\n\u007f\u0085', part: '$00$0a~007f~0085' },
    { name: 'its own marks', text: '$~!', part: '$24~007e$21' },
    { name: 'letters beyond ASCII', text: 'é中', part: '~00e9~4e2d' },
    { name: 'emoji', text: '😀', part: '~d83d~de00' },
    { name: 'half a surrogate pair', text: 'a\ud800', part: 'a~d800' },
  ])('writes $name as a legal part and reads it back', ({ text, part }) => {
    expect(keyPart(text)).toBe(part);
    expect(decodeKeyPart(part)).toBe(text);
  });

  test('keeps 480 plain characters whole', () => {
    const text = 'x'.repeat(480);
    expect(keyPart(text)).toBe(text);
  });

  test('cuts a longer text and ends it in a hash of all of it', () => {
    const part = keyPart('x'.repeat(500));
    expect(part).toHaveLength(480);
    expect(part.startsWith('x'.repeat(435))).toBe(true);
    expect(part).toMatch(/~~[\w-]{43}$/);
    expect(decodeKeyPart(part)).toBeUndefined();
  });

  test('tells long texts apart that differ only at their end, or only in a broken surrogate pair', () => {
    const parts = ['a', 'b', '\ud800', '\ud801', '\ufffd'].map((end) => keyPart('x'.repeat(500) + end));
    expect(new Set(parts).size).toBe(5);
  });

  test('keeps to the length asked for', () => {
    expect(keyPart('x'.repeat(100), 64)).toHaveLength(64);
    expect(keyPart('x'.repeat(64), 64)).toBe('x'.repeat(64));
  });

  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string(),
    fc.string({ unit: anyCharacter, minLength: 400, maxLength: 700 }),
  );

  test('any text becomes a legal key, and different texts become different keys', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        checkKeys(keyPart(a), keyPart(b));
        expect(keyPart(a) === keyPart(b)).toBe(a === b);
      }),
    );
  });

  test('any text that is kept whole is read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 90 }), (text) => {
        expect(decodeKeyPart(keyPart(text))).toBe(text);
      }),
    );
  });

  test('plain texts sort as they are', () => {
    const plain = fc.stringMatching(/^[0-9A-Za-z._@-]{1,20}$/);
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(keyPart(a) < keyPart(b)).toBe(a < b);
      }),
    );
  });

  test('texts beyond ASCII sort as they are, after all others', () => {
    const words = ['zoë', 'Zoe', 'zoé', '中文', 'Ärger', 'zz'];
    const sorted = [...words].sort();
    expect(words.map((word) => keyPart(word)).sort()).toEqual(sorted.map((word) => keyPart(word)));
  });
});

describe('joined keys', () => {
  test('are split into their parts again', () => {
    const parts = ['job', 'a!b', ''].map((text) => keyPart(text));
    expect(splitKey(joinKey(...parts))).toEqual(parts);
  });

  test('are found under their first parts, and nothing else is', () => {
    const { from, to } = keysUnder(keyPart('a'));
    const within = (key: string) => from <= key && key < to;
    const inside = ['', 'b', '~', '/', '中', '!'].map((text) => joinKey(keyPart('a'), keyPart(text)));
    const outside = ['a', keyPart('a!b'), joinKey(keyPart('aa'), 'b'), joinKey(keyPart('A'), 'b'), keyPart('a-'), 'b'];
    expect(inside.filter(within)).toEqual(inside);
    expect(outside.filter(within)).toEqual([]);
  });
});

describe('invertedTime', () => {
  test.each([
    { timeMs: 0, inverted: '9999999999999' },
    { timeMs: 1_774_000_000_000, inverted: '8225999999999' },
    { timeMs: 9_999_999_999_999, inverted: '0000000000000' },
  ])('writes $timeMs as $inverted and reads it back', ({ timeMs, inverted }) => {
    expect(invertedTime(timeMs)).toBe(inverted);
    expect(fromInvertedTime(inverted)).toBe(timeMs);
  });

  test('sorts the newest first', () => {
    expect(invertedTime(1_774_000_000_001) < invertedTime(1_774_000_000_000)).toBe(true);
  });

  test.each([-1, 0.5, Number.NaN, 10_000_000_000_000])('refuses %d', (timeMs) => {
    expect(() => invertedTime(timeMs)).toThrow(RangeError);
  });

  test.each(['', '123', '12345678901234', '123456789012x'])('does not read %j', (text) => {
    expect(() => fromInvertedTime(text)).toThrow(RangeError);
  });
});
