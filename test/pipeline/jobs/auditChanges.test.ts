import { auditChanges } from '../../../shared/pipeline/jobs/auditChanges';
import type { Json } from '../../../shared/scim/json';

/** `place: before → after`, one line a change. */
const told = (before: Json, after: Json) =>
  auditChanges(before, after).map(
    (change) => `${change.name}: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}`,
  );

const mapping = (targetAttributeName: string, expression: string) => ({ targetAttributeName, source: { expression } });

describe('auditChanges', () => {
  test.each<{ name: string; before: Json; after: Json; changes: string[] }>([
    { name: 'nothing where nothing did', before: { a: [1, { b: 2 }] }, after: { a: [1, { b: 2 }] }, changes: [] },
    { name: 'a value', before: { a: { b: 1 } }, after: { a: { b: 2 } }, changes: ['a.b: 1 → 2'] },
    { name: 'a member that came', before: {}, after: { a: { b: 1 } }, changes: ['a: null → {"b":1}'] },
    { name: 'a member that went', before: { a: 1 }, after: {}, changes: ['a: 1 → null'] },
    { name: 'null and nothing are the same', before: { a: null }, after: {}, changes: [] },
    { name: 'a value of another kind', before: { a: [1] }, after: { a: 'x' }, changes: ['a: [1] → "x"'] },
    { name: 'the order of members is none', before: { a: 1, b: 2 }, after: { b: 2, a: 1 }, changes: [] },
    { name: 'an element, by its place', before: { a: [1, 2] }, after: { a: [1, 3] }, changes: ['a[1]: 2 → 3'] },
    {
      name: 'an element put in between, by its name, and none behind it',
      before: { list: [mapping('mail', '[mail]'), mapping('title', '[title]')] },
      after: { list: [mapping('mail', '[mail]'), mapping('city', '[city]'), mapping('title', '[title]')] },
      changes: ['list[city]: null → {"targetAttributeName":"city","source":{"expression":"[city]"}}'],
    },
    {
      name: 'what changed within an element, by its name',
      before: { list: [mapping('mail', '[mail]'), mapping('title', '[title]')] },
      after: { list: [mapping('title', '[job]'), mapping('mail', '[mail]')] },
      changes: ['list[title].source.expression: "[title]" → "[job]"'],
    },
    {
      name: 'elements of one name go by their place',
      before: { list: [{ name: 'a' }, { name: 'a' }] },
      after: { list: [{ name: 'a' }, { name: 'b' }] },
      changes: ['list[1].name: "a" → "b"'],
    },
  ])('tells $name', ({ before, after, changes }) => {
    expect(told(before, after)).toEqual(changes);
  });

  test('stops at 500, and says how many are left', () => {
    const after = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`a${index}`, index]));
    const changes = auditChanges({}, after);
    expect(changes).toHaveLength(501);
    expect(changes.at(-1)).toEqual({ name: '…', before: null, after: '100 more changes' });
  });
});
