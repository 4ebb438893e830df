/** Input made to hang a worker. Whatever took more than the time its length takes would run into the limit of the test. */
import { comparisonKey, sameValue } from '../../shared/engine/values/compare';
import { toInteger } from '../../shared/engine/values/convert';
import { parseInstant } from '../../shared/engine/values/instant';
import { compileAttributePath } from '../../shared/scim/attributePath';

const LENGTH = 200_000;

test('digits beyond any integer are none', () => {
  expect(toInteger('9'.repeat(40))).toBe(BigInt('9'.repeat(40)));
  expect(toInteger('9'.repeat(41))).toBeUndefined();
  expect(toInteger('9'.repeat(LENGTH))).toBeUndefined();
});

test('names of nothing but blanks compare', () => {
  const keyOf = comparisonKey({ name: 'distinguishedName', type: 'String', caseExact: false, metadata: [] });
  expect(keyOf(' '.repeat(LENGTH))).toBe(keyOf(''));
  expect(keyOf(`CN=a${' '.repeat(LENGTH)}b`)).toContain(`a${' '.repeat(LENGTH)}b`);
});

test('text that is nearly a date is no date', () => {
  expect(parseInstant(`2024-05-01${' '.repeat(LENGTH)}x`)).toBeUndefined();
  expect(parseInstant(`2024-05-01T00:00:00.${'1'.repeat(LENGTH)}`)).toBe(Date.UTC(2024, 4, 1, 0, 0, 0, 111));
});

test('many values are compared as sets', () => {
  const keyOf = comparisonKey({ name: 'y', type: 'String', caseExact: false, metadata: [] });
  const values = Array.from({ length: LENGTH }, (_, index) => `Value ${index}`);
  expect(sameValue(values, values.toReversed(), keyOf)).toBe(true);
  expect(sameValue(values, [...values, 'one more'], keyOf)).toBe(false);
});

test('many elements are searched once', () => {
  const emails = Array.from({ length: LENGTH }, (_, index) => ({ type: 'home', value: String(index) }));
  expect(compileAttributePath('emails[type eq "work"].value').read({ emails })).toBeNull();
  expect(compileAttributePath('emails').read({ emails })).toHaveLength(LENGTH);
});
