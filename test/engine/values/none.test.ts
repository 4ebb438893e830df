import { holdsNone, noneOf } from '../../../shared/engine/values/none';
import type { Value } from '../../../shared/value';

test.each<{ attribute: string; value: Value; none: boolean }>([
  { attribute: 'accountExpires', value: 0, none: true },
  { attribute: 'ACCOUNTEXPIRES', value: 9_223_372_036_854_775_807n, none: true },
  { attribute: 'accountExpires', value: '133000000000000000', none: false },
  { attribute: 'countryCode', value: '0', none: true },
  { attribute: 'countryCode', value: 276, none: false },
  { attribute: 'codePage', value: [0], none: true },
  { attribute: 'codePage', value: [0, 1], none: false },
  { attribute: 'title', value: '0', none: false },
  { attribute: 'title', value: [], none: true },
  { attribute: 'title', value: null, none: true },
])('$attribute with $value holds none: $none', ({ attribute, value, none }) => {
  expect(holdsNone(attribute, value)).toBe(none);
});

test('none is written as a directory means it, and as nothing where an attribute can be empty', () => {
  expect(['accountExpires', 'countrycode', 'codePage', 'title'].map(noneOf)).toEqual(['0', '0', '0', undefined]);
});
