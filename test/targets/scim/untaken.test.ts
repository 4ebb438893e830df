/** Whole uploads into services that answer with success and keep something else: told, and not asked for again. */
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { isJsonObject, type JsonObject } from '../../../shared/scim/json';
import { type Quirks, quirkyScim } from '../../support/quirkyScim';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { openQuirky } from '../../support/scimTarget';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PEOPLE = 50;

/** The department becomes something of the service's own. */
function filesDepartmentElsewhere(user: JsonObject): JsonObject {
  const extension = user[ENTERPRISE];
  if (!isJsonObject(extension)) return user;
  const { department, ...rest } = extension;
  return { ...user, [ENTERPRISE]: rest, ...(department !== undefined && { 'urn:acme:User': { team: department } }) };
}

function keepsNoManager(user: JsonObject): JsonObject {
  const extension = user[ENTERPRISE];
  if (!isJsonObject(extension)) return user;
  const { manager: _, ...rest } = extension;
  return { ...user, [ENTERPRISE]: rest };
}

let service: ReturnType<typeof quirkyScim>;
let bench: Workbench;
let scenes: Scenes;

async function open(quirks: Quirks): Promise<void> {
  service = quirkyScim(quirks);
  const { target } = openQuirky(service, { defaultDomain: 'adatum.example' });
  bench = await createWorkbench({}, { target });
  scenes = scenesOf(bench);
  await scenes.changeSchema(() => defaultSchema('API2SCIM', { id: JOB_ID }));
}

const writes = () => service.requests.splice(0).filter((request) => !request.startsWith('GET '));
const warned = async (externalId: string) =>
  (await bench.log(externalId))[0]?.entry.steps.filter(({ details }) => details.ErrorCode === 'NotApplied') ?? [];

const ANSWERS: readonly { readonly name: string; readonly quirks: Quirks }[] = [
  { name: 'whole', quirks: {} },
  { name: 'empty', quirks: { answersChanges: 'empty', answersCreates: 'empty' } },
  { name: 'an excerpt', quirks: { answersChanges: 'excerpt' } },
  { name: 'the user as it was', quirks: { answersChanges: 'before' } },
];

describe.each(ANSWERS)('a service whose answers are $name', ({ quirks }) => {
  test('and that files the department elsewhere is asked for it once, of fifty people', async () => {
    await open({ ...quirks, keeps: filesDepartmentElsewhere });
    const staff = Array.from({ length: PEOPLE }, (_, n) => person(`E${n}`, { [ENTERPRISE]: { department: 'Sales' } }));
    await scenes.provision(...staff);
    expect(await warned('E7')).toMatchObject([
      { status: 'warning', details: { [`${ENTERPRISE}:department`]: expect.any(String) } },
    ]);
    expect(writes().length).toBeGreaterThanOrEqual(PEOPLE);
    await scenes.provision(...staff);
    expect(writes()).toEqual([]);
    expect((await bench.log('E7'))[0]?.entry).toMatchObject({ status: 'skipped', error: { code: 'RedundantExport' } });
  });

  test('and that keeps no manager is asked for it once', async () => {
    await open({ ...quirks, keeps: keepsNoManager });
    const staff = [
      person('B'),
      ...['1', '2', '3'].map((id) => person(id, { [ENTERPRISE]: { manager: { value: 'B' } } })),
    ];
    await scenes.provision(...staff);
    await scenes.pass(MINUTE);
    expect((await warned('2')).length).toBe(1);
    writes();
    await scenes.provision(...staff);
    expect(writes()).toEqual([]);
  });

  test('and that enables whoever it keeps fails the disabling, which is tried again', async () => {
    await open({ ...quirks, keeps: (user) => ({ ...user, active: true }) });
    await scenes.provision(person('1'));
    for (const _ of [1, 2]) {
      await scenes.provision(person('1', { active: false }));
      await scenes.pass(2 * MINUTE);
      expect((await bench.log('1'))[0]?.entry).toMatchObject({ status: 'failure', error: { code: 'NotApplied' } });
    }
    expect(await scenes.listed('escrow')).toEqual(['1']);
  });

  test('and that never says whether an account is enabled is believed', async () => {
    await open({
      ...quirks,
      shows: ({ active: _, ...user }) => user,
    });
    await scenes.provision(person('1'));
    await scenes.provision(person('1', { active: false }));
    await scenes.pass(2 * MINUTE);
    expect((await bench.log('1'))[0]?.entry).toMatchObject({ action: 'disable', status: 'success' });
    writes();
    await scenes.provision(person('1', { active: false }));
    await scenes.pass(2 * MINUTE);
    expect(writes()).toEqual([]);
  });
});
