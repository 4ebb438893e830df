import { planLeavingScope } from '../../../shared/engine/person/leavingScope';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { Value } from '../../../shared/value';
import { compiledOf, type SchemaParts } from '../support/schemas';

const ENABLED = { name: 'accountEnabled', whenEnabled: true };
const fed: SchemaParts = {
  source: ['active'],
  target: [attribute('accountEnabled', { type: 'Boolean' })],
  mappings: [['accountEnabled', '[active]']],
};
const unfed: SchemaParts = {
  target: [attribute('accountEnabled', { type: 'Boolean', required: true, defaultValue: 'True' })],
};

interface Case {
  readonly parts: SchemaParts;
  readonly attributes?: Record<string, Value>;
  readonly enabledAttribute?: { readonly name: string; readonly whenEnabled: boolean };
  readonly skip?: boolean;
}

const plan = ({ parts, attributes = {}, enabledAttribute = ENABLED, skip = false }: Case) =>
  planLeavingScope(compiledOf(parts), { attributes }, { enabledAttribute, skipOutOfScopeDeletions: skip });

describe('planLeavingScope', () => {
  test.each<Case & { rule: string; old: string | null }>([
    { rule: 'an account is disabled', parts: fed, attributes: { accountEnabled: true }, old: 'True' },
    { rule: 'also one that does not say whether it is enabled', parts: fed, old: null },
    { rule: 'also one that says so in an odd way', parts: fed, attributes: { accountEnabled: ['x'] }, old: null },
    {
      rule: 'also without the Delete action',
      parts: { ...unfed, flowTypes: 'Update' },
      attributes: { accountEnabled: true },
      old: 'True',
    },
  ])('$rule', ({ old, ...rest }) => {
    expect(plan(rest)).toEqual({
      kind: 'disable',
      changes: { accountEnabled: false },
      modified: [{ name: 'accountEnabled', oldValue: old, newValue: 'False' }],
    });
  });

  test('accountDisabled is the other way round', () => {
    const enabledAttribute = { name: 'accountDisabled', whenEnabled: false };
    const parts: SchemaParts = { target: ['accountDisabled'], mappings: [['accountDisabled', '"False"']] };
    expect(plan({ parts, enabledAttribute, attributes: { accountDisabled: 'False' } })).toEqual({
      kind: 'disable',
      changes: { accountDisabled: true },
      modified: [{ name: 'accountDisabled', oldValue: 'False', newValue: 'True' }],
    });
    expect(plan({ parts, enabledAttribute, attributes: { accountDisabled: true } }).kind).toBe('nothing');
  });

  test('it is deleted only where Delete is on and no mapping feeds the attribute that disables it', () => {
    expect(plan({ parts: unfed })).toEqual({ kind: 'delete' });
    expect(plan({ parts: { ...unfed, flowTypes: 'Delete' } })).toEqual({ kind: 'delete' });
    expect(plan({ parts: fed }).kind).toBe('disable');
  });

  test.each<Case & { rule: string; reason: string }>([
    {
      rule: 'SkipOutOfScopeDeletions',
      parts: unfed,
      skip: true,
      reason: 'SkipOutOfScopeDeletions leaves the account as it is.',
    },
    {
      rule: 'Update switched off',
      parts: { ...fed, flowTypes: 'Add, Delete' },
      reason: 'Update is switched off in the target object actions, so it is not disabled.',
    },
    {
      rule: 'a disabled account',
      parts: fed,
      attributes: { accountEnabled: false },
      reason: 'The account is disabled already.',
    },
    {
      rule: 'one that says so as text',
      parts: fed,
      attributes: { accountEnabled: 'False' },
      reason: 'The account is disabled already.',
    },
  ])('nothing happens with $rule', ({ reason, ...rest }) => {
    expect(plan(rest)).toEqual({ kind: 'nothing', reason });
  });
});
