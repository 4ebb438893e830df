import { differencesOf, type PathDifference } from '../../../cli/config/jsonDiff';

const mapping = (targetAttributeName: string, expression: string) => ({ targetAttributeName, source: { expression } });

interface Case {
  readonly rule: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly found: readonly PathDifference[];
}

test.each<Case>([
  { rule: 'what is equal is not told', before: { a: [1, { b: 2 }] }, after: { a: [1, { b: 2 }] }, found: [] },
  {
    rule: 'members are named by their way',
    before: { a: { b: 1, 'c.d': 2 } },
    after: { a: { b: 3, 'c.d': 4 } },
    found: [
      { path: 'a.b', before: 1, after: 3 },
      { path: 'a["c.d"]', before: 2, after: 4 },
    ],
  },
  {
    rule: 'entries are found by their name, so that one in between moves no others',
    before: [mapping('x', '[a]'), mapping('z', '[c]')],
    after: [mapping('x', '[a]'), mapping('y', '[b]'), mapping('z', '[d]')],
    found: [
      { path: '[y]', before: undefined, after: mapping('y', '[b]') },
      { path: '[z].source.expression', before: '[c]', after: '[d]' },
    ],
  },
  {
    rule: 'entries of which two have one name are found by their place',
    before: [{ name: 'a' }, { name: 'a' }],
    after: [{ name: 'a' }, { name: 'a', more: 1 }],
    found: [{ path: '[1].more', before: undefined, after: 1 }],
  },
  {
    rule: 'what is gone is told last',
    before: { old: 1 },
    after: { new: 2 },
    found: [
      { path: 'new', before: undefined, after: 2 },
      { path: 'old', before: 1, after: undefined },
    ],
  },
  {
    rule: 'a member of everybody is none',
    before: {},
    after: { constructor: 1 },
    found: [{ path: 'constructor', before: undefined, after: 1 }],
  },
])('$rule', ({ before, after, found }) => {
  expect(differencesOf(before, after)).toEqual(found);
});
