/** Which mappings flow into an account that is there: those that read what the attempt is about (spec/payload.md 2). */
import { planChanges } from '../../../shared/engine/person/changes';
import { explainPlan } from '../../../shared/engine/person/explain';
import type { CurrentAccount, Flow } from '../../../shared/engine/person/plan';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { Value } from '../../../shared/value';
import { CONTEXT, compiledOf } from '../support/schemas';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const compiled = compiledOf({
  source: ['name.givenName', 'name.familyName', 'userType', 'title', 'active', `${ENTERPRISE}:department`, 'emails'],
  target: [
    'displayName',
    'company',
    'jobTitle',
    'country',
    'level',
    'department',
    'mail',
    attribute('accountEnabled', { type: 'Boolean' }),
  ],
  mappings: [
    ['displayName', 'Join(" ", [name.givenName], [name.familyName])'],
    ['company', 'Append("Contoso ", [userType])'],
    ['jobTitle', 'Item([title], 1)'],
    ['country', '"SE"'],
    ['level', null, { defaultValue: '1' }],
    ['department', `[${ENTERPRISE}:department]`],
    ['mail', '[emails[type eq "work"].value]'],
    ['accountEnabled', '[active]'],
  ],
});
const data = { externalId: '1', name: { givenName: 'Ann', familyName: 'Berg' }, title: 'Lead', active: false };
const attributes = { employeeId: '1', displayName: 'x', company: 'x', jobTitle: 'x', mail: 'x', accountEnabled: true };

const LINKED: CurrentAccount = { attributes };

const written = (flow: Flow | undefined, account: CurrentAccount | 'new' = LINKED) => {
  const current = account === 'new' ? undefined : account;
  const plan = planChanges(compiled, data, current, { ...CONTEXT, ...(flow !== undefined && { flow }) });
  if (plan.kind === 'update') return plan.changes;
  return plan.kind === 'create' ? plan.attributes : plan.kind;
};

describe('what flows', () => {
  test.each<{ name: string; about: readonly string[]; changes: Record<string, Value> }>([
    { name: 'constants and defaults for what is empty, always', about: [], changes: { country: 'SE', level: '1' } },
    { name: 'a leaver is disabled, and that is all', about: ['active'], changes: { accountEnabled: false } },
    {
      name: 'an expression sees all that is known where any of it was sent',
      about: ['name.familyname'],
      changes: { displayName: 'Ann Berg' },
    },
    { name: 'a member of name, where name as a whole was sent', about: ['name'], changes: { displayName: 'Ann Berg' } },
    {
      name: 'what was sent without a value flows like any other',
      about: ['usertype'],
      changes: { company: 'Contoso ' },
    },
  ])('$name', ({ about, changes }) => {
    const constants = { country: 'SE', level: '1' };
    expect(written(new Set(about))).toEqual({ ...constants, ...changes });
  });

  test('a mapping that does not flow does not fail', () => {
    const failing = compiledOf({ source: ['x', 'z'], target: ['y'], mappings: [['y', 'CDate([x])']] });
    const plan = (flow: Flow) =>
      planChanges(
        failing,
        { externalId: '1', x: 'no date' },
        { attributes: { employeeId: '1' } },
        { ...CONTEXT, flow },
      );
    expect(plan(new Set(['z'])).kind).toBe('nothing');
    expect(plan(new Set(['x'])).kind).toBe('failed');
  });

  test('a filter is looked at whatever was sent', () => {
    const filter = compiledOf({
      source: ['x', 'z'],
      target: ['y'],
      mappings: [
        ['objectFilter', 'IIF([x] = "out", IgnoreObjectFlow, "")'],
        ['y', '[z]'],
      ],
    });
    const about: Flow = new Set(['z']);
    const plan = planChanges(
      filter,
      { externalId: '1', x: 'out', z: 'a' },
      { attributes: { employeeId: '1' } },
      { ...CONTEXT, flow: about },
    );
    expect(plan).toMatchObject({ kind: 'nothing', skip: 'ObjectIgnored' });
  });

  test('everything flows into a new account, and where nobody says what the attempt is about', () => {
    const all = ['displayName', 'company', 'jobTitle', 'country', 'level', 'accountEnabled'];
    const into = (account: CurrentAccount | 'new', flow?: Flow) =>
      Object.keys(written(flow, account)).filter((name) => all.includes(name));
    expect(into('new', new Set())).toEqual(all);
    expect(into(LINKED)).toEqual(all);
  });

  test('whoever asks is told why a mapping did not flow', () => {
    const plan = planChanges(compiled, data, { attributes }, { ...CONTEXT, flow: new Set(['active']) });
    expect(explainPlan(compiled, data, { attributes }, plan)).toContainEqual(
      expect.objectContaining({
        target: 'company',
        written: false,
        reason: 'Nothing was sent that it reads; the account keeps its own.',
      }),
    );
  });
});
