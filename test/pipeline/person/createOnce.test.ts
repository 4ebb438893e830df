/** A directory that creates a person once is asked without a claim: what comes of workers that do so at the same time. */

import { buildServices, OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import { openTestDirectory, type TestDirectory } from '../../support/directory';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';
import { rememberingLogger, seededRandom } from '../../support/world';

let opened: TestDirectory;
let bench: Workbench;
let scenes: Scenes;
let creates: number;
/** Called before each create. */
let beforeCreate: () => Promise<void>;
/** Called once, after a create and before its answer. */
let afterCreate: () => Promise<void>;
/** Called once, before an account is changed. */
let beforeUpdate: () => Promise<void>;

beforeEach(async () => {
  opened = await openTestDirectory();
  creates = 0;
  beforeCreate = async () => undefined;
  afterCreate = async () => undefined;
  beforeUpdate = async () => undefined;
  const target = createDirectoryTarget(opened.directory, opened.random);
  const watched: typeof target = {
    ...target,
    async create(attributes, key) {
      creates += 1;
      await beforeCreate();
      const created = await target.create(attributes, key);
      const after = afterCreate;
      afterCreate = async () => undefined;
      await after();
      return { ...created, told: {} }; // what it holds is looked at
    },
    async update(anchor, changes) {
      const before = beforeUpdate;
      beforeUpdate = async () => undefined;
      await before();
      return target.update(anchor, changes);
    },
  };
  bench = await createWorkbench({}, { target: watched });
  scenes = scenesOf(bench);
  // A name picked anew at every create, so that no name keeps two of them apart.
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'userPrincipalName'
      ? mapping('userPrincipalName', 'Join("", RandomString(9, 9, 0, 0, 0, ), "@", DefaultDomain())', {
          flowType: 'ObjectAddOnly',
        })
      : one,
  );
});

const accounts = async () => (await opened.directory.list({ limit: 99 })).users.map(({ properties }) => properties);

/** Holds creates until this many are under way: each worker has found nobody. */
function creatingTogether(most: number): void {
  let release: () => void = () => undefined;
  const together = new Promise<void>((resolve) => {
    release = resolve;
  });
  beforeCreate = () => {
    if (creates >= most) release();
    return together;
  };
}

/** Each upload on an instance of its own, all at the same time. */
async function workSideBySide(): Promise<void> {
  const context = await bench.services.house.contexts.get(JOB_ID);
  const messages = await bench.storage.queue(OPERATIONS_QUEUE).receive(32, 30);
  await Promise.all(
    messages.map(async ({ text }, index) => {
      const world = { storage: bench.storage, clock: bench.clock, logger: rememberingLogger() };
      const random = seededRandom(`instance ${index}`);
      const instance = buildServices(bench.services.settings, {
        ...world,
        random,
        ...(context && { target: context.target }),
      });
      await instance.gatherer.submit(readMessage(text));
    }),
  );
  await bench.drain();
}

/** The next message of a queue, taken by nobody else. */
async function take(name: string): Promise<ReturnType<typeof readMessage>> {
  const queue = bench.storage.queue(name);
  const [message] = await queue.receive(1, 30);
  if (message === undefined) throw new Error('There is no message.');
  await queue.remove(message);
  return readMessage(message.text);
}

test('two workers that create one person at once make one account, which ends with the newest data', async () => {
  creatingTogether(2);
  await bench.upload([person('1', { title: 'First' })]);
  await bench.upload([person('1', { title: 'Second' })]);
  await workSideBySide();
  expect(creates).toBe(2);
  expect(await accounts()).toMatchObject([{ employeeId: '1', jobTitle: 'Second' }]);
  expect((await scenes.person('1')).logged).toHaveLength(2);
  expect((await scenes.log('1')).filter((entry) => entry === '1 create success')).toHaveLength(1);
  expect((await scenes.log('1')).filter((entry) => entry.endsWith('failure'))).toEqual([]);
});

test('the account is found by its creation, also where matching finds nobody', async () => {
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'employeeId' ? mapping('employeeId', '[nickName]', { matchingPriority: 1 }) : one,
  );
  creatingTogether(2);
  await bench.upload([person('1', { nickName: 'old', title: 'First' })]);
  await bench.upload([person('1', { nickName: 'new', title: 'Second' })]);
  await workSideBySide();
  expect(await accounts()).toMatchObject([{ employeeId: 'new', jobTitle: 'Second' }]);
});

test('whoever was created disabled, and was enabled since by somebody who went on with the account, is not disabled past the guard', async () => {
  await bench.upload([person('1', { title: 'First' })]);
  const first = await take(OPERATIONS_QUEUE);
  await bench.upload([person('1', { title: 'Second', active: false })]);
  afterCreate = async () => void (await processMessages(JOB_ID, [first], bench.services.house));
  await processMessages(JOB_ID, [await take(OPERATIONS_FIRST_QUEUE)], bench.services.house);
  expect(await accounts()).toMatchObject([{ accountEnabled: true }]);
  expect(await scenes.listed('held')).toEqual(['1']);
});

test('while a new account is disabled a second time, whoever comes to the person waits', async () => {
  const enable = async () => {
    const [user] = (await opened.directory.list({ limit: 1 })).users;
    await opened.directory.update(user?.id ?? '', { accountEnabled: true });
  };
  await bench.upload([person('1', { title: 'First', active: false })]);
  const first = await take(OPERATIONS_FIRST_QUEUE);
  await bench.upload([person('1', { title: 'Second', active: false })]);
  const second = await take(OPERATIONS_FIRST_QUEUE);
  const held: unknown[] = [];
  afterCreate = enable;
  beforeUpdate = async () => {
    await processMessages(JOB_ID, [second], bench.services.house);
    held.push(...(await scenes.listed('held')));
  };
  await processMessages(JOB_ID, [first], bench.services.house);
  expect(held).toEqual([]);
  bench.clock.advance(60_000);
  await bench.drain();
  expect(await accounts()).toMatchObject([{ accountEnabled: false, jobTitle: 'Second' }]);
  expect((await scenes.person('1')).claim).toBeNull();
});

test('no claim is written', async () => {
  const claims: unknown[] = [];
  beforeCreate = async () => void claims.push((await scenes.person('1')).claim);
  await scenes.provision(person('1'));
  expect(claims).toEqual([null]);
  expect(await scenes.log('1')).toEqual(['1 create success']);
});

test('an account whose creation was never committed is restored from the recycle bin', async () => {
  const key = JSON.stringify([JOB_ID, 0, '1']);
  const body = { userPrincipalName: 'lost@adatum.example', mailNickname: 'lost', displayName: 'Lost' };
  const passwordProfile = { password: 'x7!Qp2#Lm9&Zt4' };
  const { id } = await opened.directory.create({ ...body, accountEnabled: true, passwordProfile }, key);
  await opened.directory.delete(id);
  await scenes.provision(person('1'));
  expect(await scenes.log('1')).toEqual(['1 update success']);
  expect((await scenes.person('1')).link?.targetAnchor).toBe(id);
  expect(await accounts()).toMatchObject([{ employeeId: '1', displayName: 'Person 1' }]);
});

test('an account whose creation was never committed, and that another number carries by now, is left alone', async () => {
  const key = JSON.stringify([JOB_ID, 0, '1']);
  const body = { userPrincipalName: 'rehired@adatum.example', mailNickname: 'rehired', displayName: 'Rehired' };
  const passwordProfile = { password: 'x7!Qp2#Lm9&Zt4' };
  await opened.directory.create({ ...body, employeeId: '2', accountEnabled: true, passwordProfile }, key);
  await scenes.provision(person('2', { displayName: 'Rehired' }));
  await scenes.provision(person('1', { displayName: 'Former', active: false }));
  expect(await scenes.log('1')).toEqual(['1 other failure']);
  expect((await scenes.person('1')).escrow?.failure.code).toBe('DuplicateSourceEntries');
  expect(await accounts()).toMatchObject([{ employeeId: '2', displayName: 'Rehired', accountEnabled: true }]);
});
