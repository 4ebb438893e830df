/** Names that SelectUniqueValue picks, where several people want the same one, and where a create goes wrong half-way. */

import { buildServices, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { ProvisioningError } from '../../../shared/errors';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { newUser, openTestDirectory, type TestDirectory } from '../../support/directory';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { addSecondJob } from '../../support/secondJob';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';
import { rememberingLogger, seededRandom } from '../../support/world';

/** The directory takes several people with one nickname, so nothing but Muster keeps them apart. */
const NICKNAME = 'SelectUniqueValue("babs", "babs2", "babs3")';
const UPN = 'SelectUniqueValue("babs@adatum.example", "babs2@adatum.example", "babs3@adatum.example")';

let opened: TestDirectory;
let bench: Workbench;
let scenes: Scenes;

/** @param change what becomes of the embedded directory as a target */
async function open(
  expressions: Readonly<Record<string, string>>,
  change: (target: Target) => Partial<Target> = () => ({}),
) {
  opened = await openTestDirectory();
  const target = createDirectoryTarget(opened.directory, opened.random);
  bench = await createWorkbench({}, { target: { ...target, ...change(target) } });
  scenes = scenesOf(bench);
  await map(expressions);
}

function map(expressions: Readonly<Record<string, string>>): Promise<void> {
  return scenes.changeMappings((one) => {
    const expression = expressions[one.targetAttributeName];
    return expression === undefined ? one : mapping(one.targetAttributeName, expression, { flowType: 'ObjectAddOnly' });
  });
}

async function accounts() {
  const { users } = await opened.directory.list({ limit: 999 });
  return users.map(({ properties }) => properties);
}
const nicknames = async () => (await accounts()).map(({ mailNickname }) => String(mailNickname)).sort();
const errorOf = async (anchor: string) => (await bench.log(anchor))[0]?.entry.error;

/** A target whose look-ups for free names are held until this many wait: nobody sees another's choice. */
function lookingTogether(most: number) {
  return (target: Target): Partial<Target> => {
    let waiting = 0;
    let release: () => void = () => undefined;
    const together = new Promise<void>((resolve) => {
      release = resolve;
    });
    return {
      async isTaken(attribute, value) {
        const taken = await target.isTaken(attribute, value);
        waiting += 1;
        if (waiting >= most) release();
        await together;
        return taken;
      },
    };
  };
}

describe('people who want one name at the same time get one each', () => {
  test('in one upload', async () => {
    await open({ mailNickname: NICKNAME }, lookingTogether(3));
    await scenes.provision(person('1'), person('2'), person('3'));
    expect(await nicknames()).toEqual(['babs', 'babs2', 'babs3']);
    expect(await scenes.log()).toHaveLength(3);
  });

  test('in two instances', async () => {
    await open({ mailNickname: NICKNAME }, lookingTogether(2));
    const context = await bench.services.house.contexts.get(JOB_ID);
    const other = buildServices(bench.services.settings, {
      storage: bench.storage,
      clock: bench.clock,
      logger: rememberingLogger(),
      random: seededRandom('the other instance'),
      ...(context && { target: context.target }),
    });
    await bench.upload([person('1')]);
    await bench.upload([person('2')]);
    const messages = await bench.storage.queue(OPERATIONS_QUEUE).receive(32, 30);
    const instances = [bench.services, other];
    await Promise.all(messages.map(({ text }, index) => instances[index]?.gatherer.submit(readMessage(text))));
    expect(await nicknames()).toEqual(['babs', 'babs2']);
  });

  test('in two jobs of one directory', async () => {
    await open({ mailNickname: NICKNAME }, lookingTogether(2));
    const contractors = await addSecondJob(bench);
    await contractors.upload(person('2'));
    await scenes.provision(person('1'));
    expect(await nicknames()).toEqual(['babs', 'babs2']);
  });
});

test('in whatever letters a name is promised, nobody else gets it', async () => {
  await open({ mailNickname: 'SelectUniqueValue([nickName], "other")' }, lookingTogether(2));
  await scenes.provision(person('1', { nickName: 'Babs' }), person('2', { nickName: 'babs' }));
  expect((await nicknames()).map((name) => name.toLowerCase()).sort()).toEqual(['babs', 'other']);
});

test('when all names are taken, the person is escrowed and the log says which', async () => {
  await open({ mailNickname: 'SelectUniqueValue("babs", "babs2")' });
  await scenes.provision(person('1'), person('2'), person('3'));
  expect(await nicknames()).toEqual(['babs', 'babs2']);
  const [failed] = (await bench.log()).filter(({ entry }) => entry.status === 'failure');
  expect(failed?.entry.error).toMatchObject({ code: 'NoUniqueValue' });
  expect(failed?.entry.error?.reason).toContain('"babs", "babs2"');
  expect(await scenes.listed('escrow')).toEqual([failed?.entry.source.id]);
});

describe('a create that fails', () => {
  test('for good keeps its name for a while, and the retry comes back to it', async () => {
    await open({ mailNickname: NICKNAME });
    await scenes.provision(person('1', { userName: 'user1@elsewhere.example' }));
    expect(await scenes.log('1')).toEqual(['1 create failure']);
    await scenes.provision(person('2'));
    expect(await nicknames()).toEqual(['babs2']);
    await scenes.provision(person('1'));
    expect(await nicknames()).toEqual(['babs', 'babs2']);
  });

  test('gives its name away two hours later', async () => {
    await open({ mailNickname: NICKNAME });
    await scenes.provision(person('1', { userName: 'user1@elsewhere.example' }));
    bench.clock.advance(2 * HOUR);
    await scenes.provision(person('2'));
    expect(await nicknames()).toEqual(['babs']);
  });

  test('without a word although the account is there, and no list shows it: the retry finds it by its name', async () => {
    let lost = 1;
    await open({ userPrincipalName: UPN }, (target) => ({
      async create(attributes) {
        const created = await target.create(attributes);
        if (lost === 0) return created;
        lost -= 1;
        throw new ProvisioningError('Timeout', 'No answer came.');
      },
      find: async (attribute, value, wanted) =>
        attribute === 'employeeId' && lost === 0 ? [] : target.find(attribute, value, wanted),
    }));
    await scenes.provision(person('1'));
    expect(await scenes.log('1')).toEqual(['1 create failure']);
    await scenes.pass(5 * MINUTE);
    expect(await scenes.log('1')).toEqual(['1 other skipped', '1 create failure']);
    expect((await accounts()).map(({ userPrincipalName }) => userPrincipalName)).toEqual(['babs@adatum.example']);
    expect((await scenes.person('1')).link).toMatchObject({ reportableIdentifier: 'babs@adatum.example' });
    expect(await scenes.listed('escrow')).toEqual([]);
  });

  test('because somebody else was given the name in between picks the next one', async () => {
    let strangers = 1;
    await open({ userPrincipalName: UPN }, (target) => ({
      async create(attributes) {
        if (strangers > 0) await opened.directory.create(newUser('babs'));
        strangers -= 1;
        return target.create(attributes);
      },
    }));
    await scenes.provision(person('1'));
    expect(await scenes.log('1')).toEqual(['1 create success']);
    const own = (await accounts()).find(({ employeeId }) => employeeId === '1');
    expect(own?.userPrincipalName).toBe('babs2@adatum.example');
    expect((await bench.log('1'))[0]?.entry.steps.filter(({ status }) => status === 'failure')).toEqual([]);
  });

  test('because of a name that follows from the data fails, and says of which', async () => {
    await open({});
    await opened.directory.create(newUser('user1'));
    await scenes.provision(person('1'));
    expect(await scenes.log('1')).toEqual(['1 create failure']);
    expect(await errorOf('1')).toMatchObject({ code: 'EntryConflict' });
  });
});
