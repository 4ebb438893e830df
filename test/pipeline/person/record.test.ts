/** What a part of a person means to somebody with an account: nothing is lost by what it leaves out (spec/payload.md 1, 2). */
import type { Json, JsonObject } from '../../../shared/scim/json';
import { CORE_USER } from '../../../shared/scim/urns';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target, TargetUser } from '../../../shared/targets/target';
import { openTestDirectory } from '../../support/directory';
import { HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
});

const part = (externalId: string, said: Record<string, Json>): JsonObject => ({
  schemas: [CORE_USER],
  externalId,
  ...said,
});
const account = async (externalId: string) => {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  return found?.properties ?? {};
};
const edit = async (externalId: string, properties: Record<string, string>) => {
  const [found] = await bench.services.directory.find('employeeId', externalId, 1);
  if (found === undefined) throw new Error('There is no account.');
  await bench.services.directory.update(found.id, properties);
};
const mapped = (target: string, expression: string) =>
  scenes.changeMappings((one) =>
    one.targetAttributeName === target && one.source !== null
      ? { ...one, source: { ...one.source, type: 'Function', expression } }
      : one,
  );
const dataOf = (externalId: string) => {
  const rows = bench.storage.table('people').rows();
  const row = rows.find(({ properties }) => properties.anchor === externalId && properties.state !== undefined);
  return row?.properties.dataText;
};
const skipReasons = async (externalId: string) =>
  (await bench.log(externalId)).flatMap(({ entry }) => entry.steps.flatMap(({ details }) => details.SkipReason ?? []));

describe('a part of a person', () => {
  test('that says somebody leaves disables, and touches nothing else', async () => {
    await mapped('displayName', 'Join(" ", [name.givenName], [name.familyName])');
    await scenes.provision(person('1', { title: 'Guide' }));
    await edit('1', { displayName: 'Set by hand', jobTitle: 'Set by hand' });
    await scenes.provision(part('1', { active: false }));
    await scenes.pass(HOUR);
    expect(await account('1')).toMatchObject({
      accountEnabled: false,
      displayName: 'Set by hand',
      jobTitle: 'Set by hand',
    });
  });

  test('sees what was said before where an expression reads more than it names', async () => {
    await mapped('displayName', 'Join(" ", [name.givenName], [name.familyName])');
    await scenes.provision(person('1', { name: { givenName: 'Ann', familyName: 'Berg' } }));
    await scenes.provision(part('1', { name: { familyName: 'Carlsen' } }));
    expect(await account('1')).toMatchObject({ displayName: 'Ann Carlsen' });
  });

  test('leaves a person in the scope that an attribute it does not name has put her in', async () => {
    await scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((all) => ({
          ...all,
          scope: {
            groups: [
              {
                name: 'Sales',
                clauses: [
                  {
                    sourceOperandName: `${ENTERPRISE}:department`,
                    operatorName: 'EQUALS',
                    targetOperand: { values: ['Sales'] },
                  },
                ],
              },
            ],
          },
        })),
      })),
    }));
    await scenes.provision(person('1', { [ENTERPRISE]: { department: 'Sales' } }));
    await scenes.provision(part('1', { title: 'Lead' }));
    await scenes.pass(HOUR);
    expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Lead' });

    await scenes.provision(part('1', { [ENTERPRISE]: { department: 'HR' } }));
    await scenes.pass(HOUR);
    await edit('1', { jobTitle: 'Set while she was out' });
    expect(await account('1')).toMatchObject({ accountEnabled: false });
    await scenes.provision(part('1', { [ENTERPRISE]: { department: 'Sales' } }));
    expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Lead' });
  });

  test('never cancels what is held: it is planned together with it', async () => {
    await scenes.provision(person('1'));
    await scenes.provision(part('1', { active: false }));
    await scenes.provision(part('1', { title: 'Lead' }));
    expect((await scenes.person('1')).held).toMatchObject({ staged: false });
    await scenes.pass(HOUR);
    expect(await account('1')).toMatchObject({ accountEnabled: false, jobTitle: 'Lead' });
    expect(await skipReasons('1')).toEqual(['PlannedTogether']);
  });

  test('nor what has failed: the next attempt is about that, too', async () => {
    await scenes.provision(person('1'));
    await mapped('jobTitle', 'CDate([title])');
    await scenes.provision(part('1', { title: 'no date', userType: 'Member' }));
    expect(await scenes.listed('escrow')).toEqual(['1']);
    await mapped('jobTitle', '[title]');
    await edit('1', { displayName: 'Set by hand' });
    await scenes.provision(part('1', { nickName: 'Annie' }));
    expect(await account('1')).toMatchObject({ jobTitle: 'no date', displayName: 'Set by hand' });
    expect(await scenes.listed('escrow')).toEqual([]);
    expect((await scenes.person('1')).owed).toEqual([]);
  });

  test('that comes late looks at what was owed when somebody may have begun with it', async () => {
    await scenes.provision(person('1'));
    await scenes.provision(part('1', { title: 'Lead', userName: 'one@elsewhere.example' }));
    const queue = bench.storage.queue('operations');
    await bench.upload([part('1', { nickName: 'Ann' })]);
    const [taken] = await queue.receive(1, 3_600);
    await scenes.provision(part('1', { title: 'Head', userName: 'one@adatum.example' }));
    expect(await account('1')).toMatchObject({ jobTitle: 'Head' });
    // The worker that took it had read what was owed, and wrote that before it died.
    await edit('1', { jobTitle: 'Lead' });
    await queue.send(taken?.text ?? '');
    await bench.drain();
    expect(await account('1')).toMatchObject({ jobTitle: 'Head' });
  });

  test('that comes late waits with what is held, whatever a restart has purged of what was older', async () => {
    await scenes.provision(person('1'));
    const queue = bench.storage.queue('operations');
    await bench.upload([part('1', { title: 'Lead' })]);
    const [late] = await queue.receive(1, 3_600);
    await scenes.provision(part('1', { active: false }));
    const { held } = await scenes.person('1');
    await queue.send(late?.text ?? '');
    await bench.drain();
    expect((await scenes.person('1')).held).toEqual(held);
    expect(await skipReasons('1')).toEqual(['PlannedTogether']);
    await scenes.changeJob({ purgeBelow: 3 });
    await scenes.pass(HOUR);
    expect(await account('1')).toMatchObject({ accountEnabled: false, jobTitle: 'Lead' });
  });

  test('that comes late and is held has what it found mended, and leaves what another system writes meanwhile', async () => {
    await scenes.provision(person('1'));
    const queue = bench.storage.queue('operations-first');
    await bench.upload([part('1', { active: false })]);
    const [late] = await queue.receive(1, 3_600);
    await scenes.provision(part('1', { title: 'Lead' }));
    await edit('1', { jobTitle: 'As the late one knew it' });
    await queue.send(late?.text ?? '');
    await bench.drain();
    await edit('1', { displayName: 'Set by hand' });
    await scenes.pass(HOUR);
    expect(await account('1')).toMatchObject({
      accountEnabled: false,
      jobTitle: 'Lead',
      displayName: 'Set by hand',
    });
  });

  test('waits with a deletion that was staged, unless it bears on it', async () => {
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
    await scenes.provision(person('1'));
    await scenes.provision(part('1', { active: false }));
    await scenes.pass(HOUR);
    const { held } = await scenes.person('1');
    expect(held).toMatchObject({ staged: true });
    await scenes.changeJob({ quarantine: null });
    await scenes.provision(part('1', { title: 'Lead' }));
    expect((await scenes.person('1')).held).toEqual(held);
    expect((await scenes.log('1'))[0]).toBe('1 stagedDelete skipped');
    await scenes.provision(part('1', { active: true }));
    expect(await account('1')).toMatchObject({ accountEnabled: true, jobTitle: 'Lead' });
    expect((await scenes.person('1')).held).toBeNull();
  });

  test('lets a reference wait on that it does not speak of', async () => {
    await scenes.provision(person('1', { [ENTERPRISE]: { manager: { value: '2' } } }));
    await scenes.provision(part('1', { title: 'Lead' }));
    expect((await scenes.person('1')).waiting).toMatchObject([{ anchor: '2' }]);
  });
});

test('a file that repeats everything writes no data', async () => {
  await scenes.provision(person('1', { title: 'Guide' }));
  await scenes.provision(part('1', { title: 'Lead' }));
  const before = dataOf('1');
  await scenes.provision(part('1', { title: 'Lead' }));
  expect(dataOf('1')).toBe(before);
  await scenes.provision(person('1', { title: 'Lead' }));
  const whole = dataOf('1');
  await scenes.provision(person('1', { title: 'Lead' }));
  expect(dataOf('1')).toBe(whole);
});

test('a job that forgets what is omitted reads only what the newest upload says', async () => {
  await mapped('displayName', 'Join(" ", [name.givenName], [name.familyName])');
  await scenes.provision(person('1', { name: { givenName: 'Ann', familyName: 'Berg' } }));
  await scenes.changeSettings({ OmittedAttributes: 'forget' });
  await scenes.provision(part('1', { name: { familyName: 'Carlsen' } }));
  expect(await account('1')).toMatchObject({ displayName: 'Carlsen' });
});

test('a target that leaves out what disables is believed to hold what was written: nobody is disabled twice', async () => {
  const { directory, random } = await openTestDirectory();
  const plain = createDirectoryTarget(directory, random);
  let writes = 0;
  const silent = <T extends TargetUser | undefined>(user: T): T => {
    if (user === undefined || user.attributes.accountEnabled !== false) return user;
    const { accountEnabled: _, ...attributes } = user.attributes;
    return { ...user, attributes };
  };
  const target: Target = {
    ...plain,
    read: async (anchor, wanted) => silent(await plain.read(anchor, wanted)),
    find: async (attribute, value, wanted) => (await plain.find(attribute, value, wanted)).map(silent),
    update: async (anchor, changes) => {
      writes += 1;
      return plain.update(anchor, changes);
    },
  };
  bench = await createWorkbench({}, { target });
  scenes = scenesOf(bench);
  await scenes.provision(person('1'));
  await scenes.provision(person('1', { active: false }));
  await scenes.pass(HOUR);
  expect(writes).toBe(1);
  await scenes.provision(person('1', { active: false }));
  expect((await scenes.person('1')).held).toBeNull();
  expect((await scenes.log('1'))[0]).toBe('1 other skipped');
  expect(writes).toBe(1);
  await scenes.provision(person('1', { active: true }));
  await scenes.provision(person('1', { active: false }));
  await scenes.pass(HOUR);
  expect(writes).toBe(3);
});
