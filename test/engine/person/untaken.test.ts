/** What a target holds after a write it answered with success, against what was written. */
import { planChanges } from '../../../shared/engine/person/changes';
import { explainPlan } from '../../../shared/engine/person/explain';
import { hasTaken } from '../../../shared/engine/person/untaken';
import type { AttributeDefinition, FlowType } from '../../../shared/engine/synchronizationSchema';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOne, type OneMapping } from '../support/schemas';

interface Case {
  readonly rule: string;
  readonly target?: Partial<AttributeDefinition>;
  readonly flowType?: FlowType;
  readonly written: Value;
  readonly held: Value;
  readonly taken: boolean;
}

test.each<Case>([
  { rule: 'the value itself', written: 'a', held: 'a', taken: true },
  { rule: 'another', written: 'a', held: 'b', taken: false },
  { rule: 'none', written: 'a', held: null, taken: false },
  { rule: 'the value in another case', written: 'a', held: 'A', taken: true },
  { rule: 'another case where case counts', target: { caseExact: true }, written: 'a', held: 'A', taken: false },
  { rule: 'a boolean as text', target: { type: 'Boolean' }, written: true, held: 'True', taken: true },
  {
    rule: 'the same instant',
    target: { type: 'DateTime' },
    written: '2026-01-01T00:00:00Z',
    held: '2026-01-01T01:00:00+01:00',
    taken: true,
  },
  { rule: 'a cleared value gone', written: null, held: null, taken: true },
  { rule: 'a cleared list that is empty', target: { multivalued: true }, written: null, held: [], taken: true },
  { rule: 'a cleared value still there', written: null, held: 'a', taken: false },
  {
    rule: 'the list in another order',
    target: { multivalued: true },
    written: ['a', 'b'],
    held: ['b', 'a'],
    taken: true,
  },
  { rule: 'a list with more in it', target: { multivalued: true }, written: ['a'], held: ['a', 'b'], taken: false },
  {
    rule: 'a list with more in it, where only additions flow',
    target: { multivalued: true },
    flowType: 'ValueAddOnly',
    written: ['a'],
    held: ['a', 'b'],
    taken: true,
  },
])('of what was written the account has $rule: taken is $taken', ({ target, flowType, written, held, taken }) => {
  const one: OneMapping = { ...(target && { target }), ...(flowType && { options: { flowType } }) };
  const [mapping] = compiledOne(one).mappings.filter((each) => each.target === 'y');
  if (mapping === undefined) throw new Error('The schema of the test maps y.');
  expect(hasTaken(mapping, written, held)).toBe(taken);
});

describe('a difference that did not take', () => {
  const account = { attributes: { employeeId: '1', y: 'old' } };
  const context = { ...CONTEXT, isLeft: () => true };
  const plan = (one: OneMapping) => {
    const compiled = compiledOne(one);
    const data = { externalId: '1', ...one.data };
    const made = planChanges(compiled, data, account, context);
    return { made, why: explainPlan(compiled, data, account, made).find(({ target }) => target === 'y') };
  };

  test('is left, and said to be', () => {
    const { made, why } = plan({ data: { x: 'new' } });
    expect(made).toMatchObject({
      kind: 'nothing',
      skip: 'RedundantExport',
      reason: 'y did not take when last written; all else matches already.',
      left: [{ name: 'y', oldValue: 'old', newValue: 'new' }],
    });
    expect(why).toMatchObject({ written: false, reason: expect.stringContaining('did not take') });
  });

  test('is written all the same where the mapping always writes', () => {
    const { made } = plan({ data: { x: 'new' }, options: { flowBehavior: 'FlowAlways' } });
    expect(made).toMatchObject({ kind: 'update', changes: { y: 'new' }, left: [] });
  });
});
