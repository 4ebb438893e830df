/** A draft tried on a person, by the engine that will run it. */
import { marksOf } from '../../../console/expression/marks';
import { faultsOfMapping, tryDraft } from '../../../console/expression/tried';
import { mappingsOf, withExpression, withMapping } from '../../../console/rules/draft';
import { compileExpression } from '../../../shared/engine/expression';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';

const BASE = defaultSchema('API2AAD', { id: 'job' });
const AROUND = { defaultDomain: 'contoso.com', now: 0, randomBytes: (length: number) => new Uint8Array(length) };
const ANN = {
  externalId: '1',
  displayName: 'Ann',
  account: undefined,
  data: { externalId: '1', userName: 'ann', displayName: 'Ann', name: { givenName: 'Ann' }, active: true },
};
const mappedTo = (target: string, expression: string) => {
  const mapping = mappingsOf(BASE).find(({ targetAttributeName }) => targetAttributeName === target);
  if (mapping === undefined) throw new Error(target);
  return withMapping(BASE, withExpression(mapping, expression));
};
const triedOn = (target: string, expression: string) => {
  const trial = tryDraft(mappedTo(target, expression), ANN, AROUND);
  return trial.ok ? trial.values.get(target) : trial.faults;
};

test.each([
  ['[name.givenName]', { result: 'Ann', reads: { 'name.givenName': 'Ann' }, isExample: false }],
  ['[title]', { result: null, reads: { title: null } }],
  ['Join("@", [userName], DefaultDomain())', { result: 'ann@contoso.com' }],
  ['Item([title], 5)', { result: null, failure: expect.stringContaining('Item') }],
  ['Now()', { isExample: true }],
  ['RandomString(4, 1, 0, 0, 0, "")', { isExample: true }],
])('%s', (expression, expected) => {
  expect(triedOn('jobTitle', expression)).toMatchObject(expected);
});

test('what does not compile is told with its place, and belongs to its mapping alone', () => {
  const faults = triedOn('jobTitle', 'Jion([title])');
  const index = mappingsOf(BASE).findIndex(({ targetAttributeName }) => targetAttributeName === 'jobTitle');
  if (!Array.isArray(faults)) throw new Error('The draft was taken.');
  expect(faultsOfMapping(faults, index)).toMatchObject([{ message: expect.stringContaining('Jion') }]);
  expect(faultsOfMapping(faults, index - 1)).toEqual([]);
});

test('without anybody the draft is judged alone', () => {
  expect(tryDraft(BASE, undefined, AROUND)).toMatchObject({ ok: true, values: new Map() });
});

test.each([
  ['Jion([a])', [[0, 4]]],
  [
    'Join(" ", Jion([a]), Left([b]))',
    [
      [10, 14],
      [21, 25],
    ],
  ],
  ['Join(', [[4, 5]]],
  ['[a', [[0, 2]]],
])('%s is underlined where it is at fault', (text, places) => {
  const compilation = compileExpression(text);
  const marks = marksOf(text, compilation.ok ? [] : compilation.faults);
  expect(marks.map(({ from, to }) => [from, to])).toEqual(places);
});
