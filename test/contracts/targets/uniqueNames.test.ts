/**
 * Whole uploads into a real domain, where SelectUniqueValue picks the sAMAccountName: people who want one name at the same
 * time, names held by what is no person, and a create whose answer was lost.
 */
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { ProvisioningError } from '../../../shared/errors';
import type { Target } from '../../../shared/targets/target';
import { openLdapTarget } from '../../support/ldapTarget';
import { type DomainController, startDomainController } from '../../support/samba';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const NAMES = 'SelectUniqueValue([nickName], Append([nickName], "2"), Append([nickName], "3"))';

let controller: DomainController;
let target: Target;
let bench: Workbench;
let scenes: Scenes;

beforeAll(async () => {
  controller = await startDomainController();
  target = openLdapTarget(controller);
});

afterAll(async () => {
  await target?.close();
  await controller?.stop();
});

async function open(change: Partial<Target> = {}): Promise<void> {
  bench = await createWorkbench({}, { target: { ...target, ...change } });
  scenes = scenesOf(bench);
  await scenes.changeSchema(() => defaultSchema('API2AD', { id: JOB_ID }));
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'sAMAccountName'
      ? mapping('sAMAccountName', NAMES, { flowType: 'ObjectAddOnly' })
      : one,
  );
}

async function nameOf(externalId: string): Promise<unknown> {
  const found = await target.find('employeeID', externalId, ['sAMAccountName']);
  return found.length === 1 ? found[0]?.attributes.sAMAccountName : `${found.length} accounts`;
}
const namesOf = async (...ids: string[]) => (await Promise.all(ids.map(nameOf))).sort();

test('people of one upload who want one name get one each, and keep it when they come again', async () => {
  await open();
  const people = ['u1', 'u2', 'u3'].map((id) => person(id, { nickName: 'babs' }));
  await scenes.provision(...people);
  expect([...(await scenes.log())].sort()).toEqual(['u1 create success', 'u2 create success', 'u3 create success']);
  expect(await namesOf('u1', 'u2', 'u3')).toEqual(['babs', 'babs2', 'babs3']);
  const before = await Promise.all(['u1', 'u2', 'u3'].map(nameOf));
  await scenes.provision(...people);
  expect(await Promise.all(['u1', 'u2', 'u3'].map(nameOf))).toEqual(before);
  expect((await bench.log()).slice(0, 3).map(({ entry }) => entry.status)).toEqual(['skipped', 'skipped', 'skipped']);
});

test('a name that a group of the domain has is nobody’s', async () => {
  await open();
  await scenes.provision(person('g1', { nickName: 'Domain Users' }));
  expect(await nameOf('g1')).toBe('Domain Users2');
});

test('a name that is taken between the look-up and the create gives way to the next', async () => {
  let taken = false;
  await open({
    async create(attributes, key) {
      if (!taken) {
        taken = true;
        const stranger = { employeeID: 'stranger', cn: 'A stranger', parentDistinguishedName: controller.people };
        await target.create({ ...stranger, sAMAccountName: 'noor', accountDisabled: false });
      }
      return target.create(attributes, key);
    },
  });
  await scenes.provision(person('t1', { nickName: 'noor' }));
  expect(await scenes.log('t1')).toEqual(['t1 create success']);
  expect(await namesOf('stranger', 't1')).toEqual(['noor', 'noor2']);
});

test('a create whose answer was lost, on a controller that does not show the account yet, is found by its name', async () => {
  let isLost = false;
  await open({
    async create(attributes, key) {
      const created = await target.create(attributes, key);
      if (isLost) return created;
      isLost = true;
      throw new ProvisioningError('Timeout', 'No answer came.');
    },
    find: async (attribute, value, wanted) =>
      attribute === 'employeeID' && isLost ? [] : target.find(attribute, value, wanted),
  });
  await scenes.provision(person('l1', { nickName: 'ottilie' }));
  expect(await scenes.log('l1')).toEqual(['l1 create failure']);
  await scenes.pass(5 * MINUTE);
  expect(await nameOf('l1')).toBe('ottilie');
  expect((await scenes.person('l1')).link).not.toBeNull();
  expect(await scenes.listed('escrow')).toEqual([]);
});

test('two records for one account: the second is refused, and both are named', async () => {
  await open();
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'userPrincipalName' ? { ...one, matchingPriority: 2 } : one,
  );
  await scenes.provision(person('d1', { nickName: 'dora', userName: 'dora@muster.test' }));
  await scenes.provision(person('d2', { nickName: 'dora', userName: 'dora@muster.test' }));
  const [failed] = await bench.log('d2');
  expect(failed?.entry.error).toMatchObject({ code: 'DuplicateSourceEntries' });
  expect(failed?.entry.error?.reason).toMatch(/User 'd2'.*belongs to User 'd1'/);
});
