import { planChanges } from '../../../shared/engine/person/changes';
import { remarksOn } from '../../../shared/engine/person/remarks';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf, type MappingRow } from '../support/schemas';

function remarks(mappings: readonly MappingRow[], data: JsonObject, account?: Record<string, Value>) {
  const compiled = compiledOf({
    source: ['active', 'x', 'y', 'password'],
    target: [attribute('accountDisabled', { type: 'Boolean' }), 'company', 'description', 'unicodePwd'],
    mappings,
  });
  const known = { externalId: '1', ...data };
  const plan = planChanges(compiled, known, account && { attributes: { employeeId: '1', ...account } }, CONTEXT);
  if (plan.kind !== 'create' && plan.kind !== 'update') return plan.kind;
  return remarksOn(compiled, known, plan).map(({ code, message }) => `${code}: ${message}`);
}

const COMPANY: MappingRow = ['company', 'Append("Contoso ", [x])'];
const MADE_UP =
  'WritesWhenNothingIsKnown: company is written although x has no value: Append("Contoso ", [x]) makes something of nothing.';
const OMISSION =
  'DisablesWhenOmitted: The source has no value for the attribute that enables the account, and the mapping reads that as ' +
  'disabled. Send the attribute, or let the mapping give IgnoreAttributeFlow where it has no value.';

describe('remarks on a plan', () => {
  test.each<{
    rule: string;
    mappings: MappingRow[];
    data: JsonObject;
    account?: Record<string, Value>;
    expected: unknown;
  }>([
    { rule: 'none of a plain one', mappings: [['company', '[x]']], data: { x: 'a' }, expected: [] },
    { rule: 'something made of nothing', mappings: [COMPANY], data: {}, expected: [MADE_UP] },
    { rule: 'or of blank text', mappings: [COMPANY], data: { x: ' ' }, account: {}, expected: [MADE_UP] },
    { rule: 'but not of a value', mappings: [COMPANY], data: { x: 'a' }, expected: [] },
    {
      rule: 'nor of what is there already',
      mappings: [COMPANY, ['description', '"new"']],
      data: {},
      account: { company: 'Contoso ' },
      expected: [],
    },
    { rule: 'nor of a constant', mappings: [['company', '"Contoso"']], data: {}, expected: [] },
    { rule: 'nor of a default value', mappings: [['company', '[x]', { defaultValue: 'd' }]], data: {}, expected: [] },
    {
      rule: 'a disabling by omission, once',
      mappings: [['accountDisabled', 'Not([active])']],
      data: {},
      expected: [OMISSION],
    },
    {
      rule: 'and beside it what else is made of nothing, with all it reads',
      mappings: [
        ['accountDisabled', 'Not([active])'],
        ['company', 'Join("-", [x], "a", [y])'],
      ],
      data: {},
      expected: [
        OMISSION,
        'WritesWhenNothingIsKnown: company is written although x, y has no value: Join("-", [x], "a", [y]) makes something of nothing.',
      ],
    },
    {
      rule: 'no disabling that was said',
      mappings: [['accountDisabled', 'Not([active])']],
      data: { active: false },
      expected: [],
    },
    {
      rule: 'a password of an older schema, where an account is made',
      mappings: [['unicodePwd', '[x]']],
      data: { x: 'p' },
      expected: [
        'PasswordNotProvisioned: [x] does not flow into unicodePwd: passwords are generated, never provisioned.',
      ],
    },
    {
      rule: 'a default password likewise',
      mappings: [['unicodePwd', null, { defaultValue: 'p' }]],
      data: {},
      expected: [
        'PasswordNotProvisioned: The default value does not flow into unicodePwd: passwords are generated, never provisioned.',
      ],
    },
    {
      rule: 'and not at every update',
      mappings: [
        ['unicodePwd', '[x]'],
        ['company', '"b"'],
      ],
      data: { x: 'p' },
      account: { company: 'a' },
      expected: [],
    },
  ])('$rule', ({ mappings, data, account, expected }) => {
    expect(remarks(mappings, data, account)).toEqual(expected);
  });
});
