import { counting, evaluate, valueFrom } from '../evaluate';

const CLASSES = {
  numbers: /[0-9]/g,
  specials: /[~!@#$%^&*_\-+=`|\\(){}[\]:;"'<>,.?/]/g,
  capitals: /[A-Z]/g,
  lowerCase: /[a-z]/g,
};

/** How many characters of each class a text has; together they are all its characters. */
function classesOf(text: string) {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const counts = {
    numbers: count(CLASSES.numbers),
    specials: count(CLASSES.specials),
    capitals: count(CLASSES.capitals),
    lowerCase: count(CLASSES.lowerCase),
  };
  expect(counts.numbers + counts.specials + counts.capitals + counts.lowerCase).toBe(text.length);
  return counts;
}

describe('RandomString', () => {
  test.each([
    ['RandomString(4, 4, 0, 0, 0)', { numbers: 4, specials: 0, capitals: 0, lowerCase: 0 }],
    ['RandomString(4, 0, 4, 0, 0)', { numbers: 0, specials: 4, capitals: 0, lowerCase: 0 }],
    ['RandomString(4, 0, 0, 4, 0)', { numbers: 0, specials: 0, capitals: 4, lowerCase: 0 }],
    ['RandomString(4, 0, 0, 0, 4)', { numbers: 0, specials: 0, capitals: 0, lowerCase: 4 }],
    ['RandomString(10, 1, 2, 3, 4)', { numbers: 1, specials: 2, capitals: 3, lowerCase: 4 }],
    ['RandomString("2", "1", "1", "0", "0")', { numbers: 1, specials: 1, capitals: 0, lowerCase: 0 }],
  ])('%s has what it must', (expression, expected) => {
    expect(classesOf(String(valueFrom(expression)))).toEqual(expected);
  });

  test('fills up with lower-case letters and digits', () => {
    const text = String(valueFrom('RandomString(256, 2, 2, 2, 2)', {}, { randomBytes: counting(3) }));
    expect(text).toHaveLength(256);
    const { numbers, specials, capitals, lowerCase } = classesOf(text);
    expect([specials, capitals]).toEqual([2, 2]);
    expect(numbers).toBeGreaterThan(2);
    expect(lowerCase).toBeGreaterThan(2);
  });

  test('can give every character of its classes, and no other', () => {
    const seen = new Set<string>();
    for (let start = 0; start < 8; start += 1) {
      const randomBytes = counting(start * 31);
      for (const counts of ['256, 256, 0, 0, 0', '256, 0, 256, 0, 0', '256, 0, 0, 256, 0', '256, 0, 0, 0, 256']) {
        for (const character of String(valueFrom(`RandomString(${counts})`, {}, { randomBytes }))) seen.add(character);
      }
    }
    expect([...seen].sort().join('')).toBe(
      '!"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~',
    );
  });

  test('leaves out what is to be avoided', () => {
    expect(valueFrom('RandomString(40, 40, 0, 0, 0, "0123456")')).toMatch(/^[789]{40}$/);
    expect(valueFrom('RandomString(40, 0, 0, 0, 0, "0123456789abcdefghijklmnopqrstuvwx")')).toMatch(/^[yz]{40}$/);
  });

  test('shuffles: what must be there is not always at the same place', () => {
    const places = new Set<number>();
    for (let start = 0; start < 20; start += 1) {
      const randomBytes = counting(start * 7);
      places.add(String(valueFrom('RandomString(4, 0, 0, 1, 0)', {}, { randomBytes })).search(/[A-Z]/));
    }
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
  });

  test('takes each choice from as many bytes as every other', () => {
    // 250 bytes are fair to ten digits; the last six would favour some and are thrown away.
    const drawn = (byte: number) => {
      const bytes = [byte, 7];
      return valueFrom(
        'RandomString(1, 1, 0, 0, 0)',
        {},
        {
          randomBytes: (length) => Uint8Array.from({ length }, () => bytes.shift() ?? 0),
        },
      );
    };
    const counts = new Map<unknown, number>();
    for (let byte = 0; byte < 250; byte += 1) counts.set(drawn(byte), (counts.get(drawn(byte)) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array(10).fill(25));
    for (let byte = 250; byte < 256; byte += 1) expect(drawn(byte)).toBe('7');
  });

  test('asks for more bytes when those it has are used up', () => {
    let asked = 0;
    const randomBytes = (length: number) => {
      asked += length;
      return counting(asked)(length);
    };
    expect(valueFrom('RandomString(256, 0, 0, 0, 256)', {}, { randomBytes })).toHaveLength(256);
    expect(asked).toBeGreaterThanOrEqual(512);
  });

  test('may be empty', () => {
    expect(valueFrom('RandomString(0, 0, 0, 0, 0)')).toBe('');
  });

  test.each([
    ['RandomString(257, 0, 0, 0, 0)', 'length must be 0 to 256, got 257.'],
    ['RandomString(-1, 0, 0, 0, 0)', 'length must be 0 to 256, got -1.'],
    ['RandomString(3, 1, 1, 1, 1)', 'the minimums add up to 4, which is more than the length 3.'],
    ['RandomString(3, 4, 0, 0, 0)', 'the minimums add up to 4, which is more than the length 3.'],
    ['RandomString(3, -1, 0, 0, 0)', 'a minimum must not be negative.'],
    ['RandomString(3, 0, -1, 0, 0)', 'a minimum must not be negative.'],
    ['RandomString(3, 0, 0, -1, 0)', 'a minimum must not be negative.'],
    ['RandomString(3, 0, 0, 0, -1)', 'a minimum must not be negative.'],
    ['RandomString(3, 3, 0, 0, 0, "0123456789")', 'charactersToAvoid leaves no character to choose from.'],
  ])('%s fails', (expression, message) => {
    expect(evaluate(expression)).toEqual({ failed: `RandomString: ${message}`, column: 1 });
  });

  test('needs no character of a class that is avoided and not asked for', () => {
    expect(valueFrom('RandomString(2, 0, 0, 0, 2, "0123456789")')).toMatch(/^[a-z]{2}$/);
  });

  test.each([
    ['always gives the same byte that is not fair', (length: number) => new Uint8Array(length).fill(255)],
    ['gives nothing', () => new Uint8Array()],
  ])('fails instead of waiting for a source that %s', (_name, randomBytes) => {
    expect(evaluate('RandomString(1, 1, 0, 0, 0)', {}, { randomBytes })).toEqual({
      failed: 'RandomString: the source of randomness gave no byte below 250 in 256 draws.',
      column: 1,
    });
  });
});

describe('Guid', () => {
  test('is version 4, variant 1, of the bytes it is given', () => {
    const randomBytes = (length: number) => new Uint8Array(length).fill(255);
    expect(valueFrom('Guid()', {}, { randomBytes })).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(valueFrom('Guid()', {}, { randomBytes: (length) => new Uint8Array(length) })).toBe(
      '00000000-0000-4000-8000-000000000000',
    );
    expect(valueFrom('Guid()', {}, { randomBytes: counting() })).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f');
  });
});
