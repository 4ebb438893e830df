import { readAnchor } from '../../shared/scim/anchor';
import type { JsonObject } from '../../shared/scim/json';

test.each<{ rule: string; data: JsonObject; anchor: string | null }>([
  { rule: 'text as it is', data: { externalId: ' 7a ' }, anchor: ' 7a ' },
  { rule: 'in any case', data: { EXTERNALID: '7' }, anchor: '7' },
  { rule: 'the spelling of the schema first', data: { externalid: '8', externalId: '7' }, anchor: '7' },
  { rule: 'a number', data: { externalId: 701984 }, anchor: '701984' },
  { rule: 'zero', data: { externalId: 0 }, anchor: '0' },
  { rule: 'a boolean', data: { externalId: false }, anchor: 'false' },
  { rule: 'no blank text', data: { externalId: ' ' }, anchor: null },
  { rule: 'no object or list', data: { externalId: ['7'] }, anchor: null },
  { rule: 'none', data: { id: '7', '': '8' }, anchor: null },
])('an anchor is $rule: $anchor', ({ data, anchor }) => {
  expect(readAnchor(data)).toBe(anchor);
});
