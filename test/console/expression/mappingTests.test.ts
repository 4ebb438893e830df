/** Mapping tests as the console runs them on a draft, and makes them of a person. */
import { isRed, runTests, testOf } from '../../../console/expression/mappingTests';
import { mappingsOf, withExpression, withMapping } from '../../../console/rules/draft';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';

const BASE = defaultSchema('API2AAD', { id: 'job' });
const ANN = { externalId: '1', userName: 'ann', displayName: 'Ann', title: 'Clerk', active: true };
const drafted = (target: string, expression: string) => {
  const mapping = mappingsOf(BASE).find(({ targetAttributeName }) => targetAttributeName === target);
  if (mapping === undefined) throw new Error(target);
  return withMapping(BASE, withExpression(mapping, expression));
};
const madeOf = (data: Parameters<typeof testOf>[1]['data'], draft = BASE) =>
  testOf(draft, { data }, 'a name', 'contoso.com');

describe('a test made of a person', () => {
  test('expects what the draft gives today, passes on it, and fails on a draft that gives something else', () => {
    const made = madeOf(ANN);
    expect(made).toMatchObject({
      name: 'a name',
      person: ANN,
      defaultDomain: 'contoso.com',
      expected: { action: 'create', values: { jobTitle: 'Clerk', employeeId: '1', accountEnabled: true } },
    });
    const [green] = runTests(BASE, [made]);
    expect(green && isRed(green)).toBe(false);
    const [red] = runTests(drafted('jobTitle', '"Boss"'), [made]);
    expect(red?.differences).toMatchObject([{ what: 'values.jobTitle', expected: 'Clerk', actual: 'Boss' }]);
  });

  test('passes a second time where chance and the moment have a part in it', () => {
    const draft = drafted('jobTitle', 'Join("-", RandomString(8, 1, 1, 1, 1, ""), Now())');
    const [again] = runTests(draft, [madeOf(ANN, draft)]);
    expect(again).toEqual({ name: 'a name', differences: [] });
  });

  test.each([
    {
      name: 'somebody who fails',
      data: { externalId: '1' },
      expected: { action: 'fail', failures: expect.any(Array) },
    },
    { name: 'somebody without a key', data: { displayName: 'Ann' }, expected: { skippedBecause: 'ImportSkipped' } },
  ])('of $name expects that', ({ data, expected }) => {
    const made = madeOf(data);
    expect(made.expected).toMatchObject(expected);
    expect(runTests(BASE, [made])[0]?.differences).toEqual([]);
  });
});

test.each([
  { name: 'what cannot be read', test: { name: 'x', person: {}, expect: {} }, fault: /expected must be an object/ },
  { name: 'what is no test', test: 7, fault: /must be an object/ },
  {
    name: 'a pattern that is none',
    test: { name: 'x', person: ANN, expected: { values: { jobTitle: { matches: '(' } } } },
    fault: /Invalid regular expression/,
  },
])('$name is red, says why, and keeps no other from running', ({ test: broken, fault }) => {
  const [first, second] = runTests(BASE, [broken, madeOf(ANN)]);
  expect(first && isRed(first)).toBe(true);
  expect(first?.fault).toMatch(fault);
  expect(second && isRed(second)).toBe(false);
});
