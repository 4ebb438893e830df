/** What a target holds after a write it answered with success, against what was written. */
import { planChanges } from '../../../shared/engine/person/changes';
import { explainPlan } from '../../../shared/engine/person/explain';
import { differenceKey, hasTaken, notAppliedStep } from '../../../shared/engine/person/untaken';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { AttributeDefinition, FlowType } from '../../../shared/engine/synchronizationSchema';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, compiledOne, type OneMapping } from '../support/schemas';

interface Case {
  readonly rule: string;
  readonly target?: Partial<AttributeDefinition>;
  readonly flowType?: FlowType;
  readonly written: Value;
  readonly held: Value;
  readonly taken: boolean;
}

/** The mapping that writes what the test is about. */
function yOf(one: OneMapping) {
  const mapping = compiledOne(one).mappings.find(({ target }) => target === 'y');
  if (mapping === undefined) throw new Error('The schema of the test maps y.');
  return mapping;
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
  {
    rule: 'more in it and not all of it, where only additions flow',
    target: { multivalued: true },
    flowType: 'MultiValueAddOnly',
    written: ['a', 'c'],
    held: ['a', 'b'],
    taken: false,
  },
  {
    rule: 'more in it, where only additions to lists flow',
    target: { multivalued: true },
    flowType: 'MultiValueAddOnly',
    written: ['a'],
    held: ['a', 'b'],
    taken: true,
  },
])('of what was written the account has $rule: taken is $taken', ({ target, flowType, written, held, taken }) => {
  const one: OneMapping = { ...(target && { target }), ...(flowType && { options: { flowType } }) };
  expect(hasTaken(yOf(one), written, held)).toBe(taken);
});

test('an account that never expires has no end to clear', () => {
  const mapping = yOf({});
  expect(hasTaken({ ...mapping, definition: { ...mapping.definition, name: 'accountExpires' } }, null, 0)).toBe(true);
  expect(hasTaken(mapping, null, 0)).toBe(false);
});

test('a difference has one key, however its values are ordered and written', () => {
  const key = (wanted: Value, held: Value) => differenceKey(yOf({ target: { multivalued: true } }), wanted, held);
  expect(key(['b', 'A', 'a'], null)).toBe(key(['a', 'B'], []));
  expect(key('a', 'b')).not.toBe(key('b', 'a'));
  expect(key('a', 'b')).not.toBe(key('a', null));
});

test.each([
  {
    again: false,
    says: "AD answered with success, but did not take title, mail of User 'ann'; it is not written again",
  },
  { again: true, says: "User 'ann' still lacks what was written of title, mail before, and it is not written again" },
])('the step says what is missing, and whether it was before: $again', ({ again, says }) => {
  const missed = [
    { name: 'title', oldValue: 'old', newValue: 'new' },
    { name: 'mail', oldValue: null, newValue: null },
  ];
  expect(notAppliedStep({ source: 'HR', target: 'AD' }, 'ann', missed, again)).toMatchObject({
    activity: 'EntryExportUpdate',
    status: 'warning',
    description: `${says} before it has a new value, the schema changes or provisioning is restarted`,
    details: {
      title: "'new' was written, and the account holds 'old'.",
      mail: 'The value was cleared, and the account holds no value.',
      ErrorCode: 'NotApplied',
    },
  });
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

  test('is written all the same where it takes access away, and left where it gives access', () => {
    const compiled = compiledOf({
      source: ['active'],
      target: [attribute('accountEnabled', { type: 'Boolean' })],
      mappings: [['accountEnabled', '[active]']],
    });
    const planned = (active: boolean) => {
      const held = { attributes: { employeeId: '1', accountEnabled: !active } };
      return planChanges(compiled, { externalId: '1', active }, held, context);
    };
    expect(planned(false)).toMatchObject({ kind: 'update', changes: { accountEnabled: false }, left: [] });
    expect(planned(true)).toMatchObject({ kind: 'nothing', left: [{ name: 'accountEnabled' }] });
  });

  test('is written all the same where the mapping always writes', () => {
    const { made } = plan({ data: { x: 'new' }, options: { flowBehavior: 'FlowAlways' } });
    expect(made).toMatchObject({ kind: 'update', changes: { y: 'new' }, left: [] });
  });
});
