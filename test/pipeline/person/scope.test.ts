/** What a scoping filter does to people who are linked, and to those who are not (spec/payload.md 2, 4.1). */
import type { FilterClause, ScopeFilter } from '../../../shared/engine/synchronizationSchema';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const DEPARTMENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

const clause = (sourceOperandName: string, operatorName: string, ...values: string[]): FilterClause => ({
  sourceOperandName,
  operatorName,
  targetOperand: { values },
});

function scopeTo(...clauses: FilterClause[]): Promise<void> {
  const scope: ScopeFilter = { groups: [{ name: 'g', clauses }] };
  return scenes.changeSchema((schema) => ({
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((one) => ({ ...one, scope })),
    })),
  }));
}

const scopingOf = async (anchor: string) =>
  (await bench.log(anchor))[0]?.entry.steps.find(({ type }) => type === 'scoping');

describe('a clause that cannot be judged', () => {
  beforeEach(() => scopeTo(clause('active', 'IS TRUE')));

  test('takes nobody out of scope who has an account', async () => {
    await scenes.provision(person('1', { active: true }));
    await scenes.provision(person('1', { active: 'Yes' }));
    await scenes.pass(2 * MINUTE);
    expect(await scenes.enabled('1')).toBe(true);
    expect(await scopingOf('1')).toMatchObject({
      status: 'warning',
      description: expect.stringMatching(/active is "Yes", which is not a Boolean.* The scope stays as it was\.$/),
    });
  });

  test('fails whoever has none', async () => {
    await scenes.provision(person('1', { active: 'Yes' }));
    expect(await scenes.log('1')).toEqual(['1 other failure']);
    expect((await bench.log('1'))[0]?.entry.error?.code).toBe('InvalidValue');
    expect(await scopingOf('1')).toMatchObject({ status: 'failure' });
  });
});

test('who leaves by what was sent blank is warned of, and held by the guard like anybody who leaves', async () => {
  await scopeTo(clause(DEPARTMENT, 'EQUALS', 'Sales'));
  await scenes.provision(person('1', { [ENTERPRISE]: { department: 'Sales' } }));
  await scenes.provision(person('1', { [ENTERPRISE]: { department: '' } }));
  expect((await scenes.person('1')).held).not.toBeNull();
  await scenes.pass(2 * MINUTE);
  expect(await scenes.enabled('1')).toBe(false);
  expect(await scopingOf('1')).toMatchObject({
    status: 'warning',
    description: expect.stringContaining(`because ${DEPARTMENT} was sent without a value`),
    details: { Remark: 'LeavesScopeByBlank' },
  });
});

const disableByHand = async () => {
  const [found] = await bench.services.directory.find('employeeId', '1', 1);
  await bench.services.directory.update(found?.id ?? '', { accountEnabled: false });
};

describe('who comes back into scope', () => {
  const sales = { [ENTERPRISE]: { department: 'Sales' } };
  const { active: _, ...silent } = person('1', sales);
  const moved = (department: string) => ({ schemas: silent.schemas, externalId: '1', [ENTERPRISE]: { department } });
  beforeEach(async () => {
    await scopeTo(clause(DEPARTMENT, 'EQUALS', 'Sales'));
    await scenes.provision(silent);
    await scenes.provision(moved('HR'));
    await scenes.pass(2 * MINUTE);
    expect(await scenes.enabled('1')).toBe(false);
  });

  test('gets back the access that leaving it took, although nobody ever spoke of it', async () => {
    await scenes.provision(moved('Sales'));
    expect(await scenes.enabled('1')).toBe(true);
    expect((await bench.log('1'))[0]?.entry).toMatchObject({
      action: 'update',
      modified: expect.arrayContaining([{ name: 'accountEnabled', oldValue: 'False', newValue: 'True' }]),
    });
  });

  test('stays without it where the source says so', async () => {
    await scenes.provision({ ...moved('Sales'), active: false });
    expect(await scenes.enabled('1')).toBe(false);
    await scenes.provision({ ...moved('Sales'), title: 'Lead' });
    expect(await scenes.enabled('1')).toBe(false);
  });

  test('and gets it once: what somebody takes by hand after that stays taken', async () => {
    await scenes.provision(moved('Sales'));
    await disableByHand();
    await scenes.provision({ ...moved('Sales'), title: 'Lead' });
    expect(await scenes.enabled('1')).toBe(false);
  });
});

test('who had no access when the scope was left gets none by coming back', async () => {
  const { active: _, ...silent } = person('1', { [ENTERPRISE]: { department: 'Sales' } });
  await scopeTo(clause(DEPARTMENT, 'EQUALS', 'Sales'));
  await scenes.provision(silent);
  await disableByHand();
  for (const department of ['HR', 'Sales']) {
    await scenes.provision({ schemas: silent.schemas, externalId: '1', [ENTERPRISE]: { department } });
    await scenes.pass(2 * MINUTE);
  }
  expect(await scenes.enabled('1')).toBe(false);
});
