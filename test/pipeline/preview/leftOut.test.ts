import type { PlannedPerson } from '../../../shared/pipeline/agentQuestions';
import { leftOutNote } from '../../../shared/pipeline/preview/leftOut';
import type { JsonObject } from '../../../shared/scim/json';
import { compiledOf } from '../../engine/support/schemas';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const compiled = compiledOf();
const someone = (...data: JsonObject[]): PlannedPerson => ({
  anchor: '1',
  operations: data.map((one, index) => ({ index, bulkId: String(index), anchor: '1', data: one })),
});
const note = (...people: PlannedPerson[]) => leftOutNote(people, { compiled, omitted: 'keep' });

test.each([
  { rule: 'the same attributes', people: [someone({ title: 'a' }), someone({ TITLE: '' })] },
  { rule: 'one person', people: [someone({ title: 'a' })] },
  {
    rule: 'what another operation of the person has',
    people: [someone({ title: 'a', x: 1 }), someone({ title: 'b' }, { x: 2 })],
  },
  { rule: 'nobody', people: [] },
])('nothing to tell: $rule', ({ people }) => {
  expect(note(...people)).toBeUndefined();
});

test('what some leave out is told by name', () => {
  const people = [
    someone({ title: 'a', name: { givenName: 'A' } }),
    someone({ title: 'b', [ENTERPRISE]: { department: 'Sales' } }),
  ];
  expect(note(...people)).toBe(
    'Some people of this upload leave out what others have (givenName, department): what is left out stays as it was said before, ' +
      'and clears nothing. Send "" for what is gone, or set OmittedAttributes to forget where a file is all there is to know.',
  );
});

test('five names are enough', () => {
  const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, 1]));
  expect(note(someone(many), someone({}))).toContain('(a, b, c, d, e, …)');
  expect(note(someone({ a: 1, b: 1, c: 1, d: 1, e: 1 }), someone({}))).toContain('(a, b, c, d, e)');
});

test('a job that forgets what is left out needs no telling', () => {
  expect(leftOutNote([someone({ title: 'a' }), someone({})], { compiled, omitted: 'forget' })).toBeUndefined();
});
