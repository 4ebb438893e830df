/** Who is disabled or gets back access, and whether the source said so (spec/payload.md 2, spec/engine.md 3.5). */

import { planChanges } from '../../../shared/engine/person/changes';
import { isActiveInSource, returnedAccess } from '../../../shared/engine/person/enabling';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, type MappingRow } from '../support/schemas';

const enabled = attribute('accountEnabled', { type: 'Boolean' });
const compiled = (...mappings: readonly MappingRow[]) =>
  compiledOf({ source: ['active', 'isLeaver'], target: [enabled, 'title'], mappings });
const fed = compiled(['accountEnabled', '[active]']);

describe('an account comes back into scope', () => {
  test.each<{
    rule: string;
    mappings: readonly MappingRow[];
    data?: JsonObject;
    held: Value;
    returned: Value | undefined;
  }>([
    {
      rule: 'access that leaving took is given back where no mapping feeds it',
      mappings: [],
      held: false,
      returned: true,
    },
    {
      rule: 'and where the source says nothing of it',
      mappings: [['accountEnabled', '[active]']],
      held: 'False',
      returned: true,
    },
    {
      rule: 'the source has its own word',
      mappings: [['accountEnabled', '[active]']],
      data: { active: false },
      held: false,
      returned: undefined,
    },
    {
      rule: 'a constant is the word of the schema',
      mappings: [['accountEnabled', '"False"']],
      held: false,
      returned: undefined,
    },
    { rule: 'who is enabled lacks nothing', mappings: [], held: true, returned: undefined },
    { rule: 'nor does an account that does not say', mappings: [], held: null, returned: undefined },
  ])('$rule', ({ mappings, data = {}, held, returned }) => {
    const schema = compiled(...mappings);
    const account = { attributes: { employeeId: '1', accountEnabled: held } };
    const gift = returnedAccess(schema, data, {}, account);
    expect(gift).toEqual(returned === undefined ? undefined : { name: 'accountEnabled', value: returned });
  });

  test('a change that is planned already stands, and without an enabled attribute there is nothing to give', () => {
    const account = { attributes: { accountEnabled: false } };
    expect(returnedAccess(fed, {}, { accountEnabled: false }, account)).toBeUndefined();
    expect(returnedAccess(compiledOf({ target: ['title'] }), {}, {}, account)).toBeUndefined();
  });

  test('the plan says what was held and what is written, and only of who returns', () => {
    const account = { attributes: { employeeId: '1', accountEnabled: 'False' } };
    const plan = (returns: boolean) => planChanges(fed, { externalId: '1' }, account, { ...CONTEXT, returns });
    expect(plan(true)).toMatchObject({
      kind: 'update',
      changes: { accountEnabled: true },
      modified: [{ name: 'accountEnabled', oldValue: 'False', newValue: 'True' }],
    });
    expect(plan(false).kind).toBe('nothing');
  });
});

test.each<{ active: JsonObject; said: boolean }>([
  { active: {}, said: true },
  { active: { active: null }, said: true },
  { active: { active: true }, said: true },
  { active: { active: 'no word' }, said: true },
  { active: { active: ['false', 'false'] }, said: true },
  { active: { active: 'False' }, said: false },
  { active: { active: 0 }, said: false },
])('a person sent with $active is active in the log: $said', ({ active, said }) => {
  expect(isActiveInSource(fed, active)).toBe(said);
});
