import { NOTHING_OWED, type Owed, owing, paidLately, remembering } from '../../../shared/engine/person/owed';

const names = (count: number) => Array.from({ length: count }, (_, index) => `entry${index}`);

test.each<{ name: string; before: Owed; more: Owed; owed: Owed }>([
  { name: 'what is owed twice is owed once', before: ['a', 'b'], more: ['b', 'c'], owed: ['a', 'b', 'c'] },
  { name: 'all, and one more', before: 'all', more: ['a'], owed: 'all' },
  { name: 'one, and all', before: ['a'], more: 'all', owed: 'all' },
  { name: '64 names are remembered', before: names(63), more: names(64), owed: names(64) },
  { name: 'more are not: then it is all', before: names(64), more: ['a'], owed: 'all' },
  {
    name: '8,192 letters are remembered',
    before: ['a'],
    more: ['b'.repeat(8_191)],
    owed: ['a', 'b'.repeat(8_191)],
  },
  { name: 'one letter more is not', before: ['aa'], more: ['b'.repeat(8_191)], owed: 'all' },
])('$name', ({ before, more, owed }) => {
  expect(owing(before, more)).toEqual(owed);
});

test('where nothing is added it stays the same list', () => {
  const before = ['a'];
  expect(owing(before, ['a'])).toBe(before);
  expect(owing(before, NOTHING_OWED)).toBe(before);
});

describe('what was paid', () => {
  const HOUR = 60 * 60_000;

  test('is remembered for an hour', () => {
    const paid = { names: ['title'], at: HOUR };
    expect([paidLately(paid, 2 * HOUR - 1), paidLately(paid, 2 * HOUR), paidLately(null, 0)]).toEqual([
      ['title'],
      [],
      [],
    ]);
  });

  test('with what was paid before it, unless that is too long ago', () => {
    const paid = remembering(null, ['title'], 0);
    expect(remembering(paid, ['a'], HOUR - 1)).toEqual({ names: ['title', 'a'], at: HOUR - 1 });
    expect(remembering(paid, ['a'], HOUR)).toEqual({ names: ['a'], at: HOUR });
    const all = remembering(paid, 'all', 1);
    expect(all).toEqual({ names: 'all', at: 1 });
    expect(remembering(all, 'all', HOUR / 2)).toBe(all);
    expect(remembering(all, 'all', HOUR / 2 + 1)).toEqual({ names: 'all', at: HOUR / 2 + 1 });
  });

  test('is not written anew while it is remembered for long yet', () => {
    const paid = { names: ['title', 'a'], at: 0 };
    expect(remembering(paid, ['a'], HOUR / 2 - 1)).toBe(paid);
    expect(remembering(paid, ['a'], HOUR / 2)).toEqual({ names: ['title', 'a'], at: HOUR / 2 });
  });

  test('where nothing was taken over, nothing changes', () => {
    const paid = { names: ['title'], at: 0 };
    expect([remembering(paid, [], 5), remembering(null, [], 5)]).toEqual([paid, null]);
  });
});
