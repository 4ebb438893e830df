/** The job's `ForgetPeopleAfterDays`: who is forgotten by the hourly purge, and who is not. */
import { chunk } from '../../../shared/collections';
import { forgetPeople } from '../../../shared/pipeline/supervise/forgetPeople';
import { purgeExpired } from '../../../shared/pipeline/supervise/purgeExpired';
import { openAgent, runByAgents } from '../../support/agents';
import { DAY, HOUR, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.changeSettings({ DeleteThresholdEnabled: 'False' });
});

/** Each round of the purge looks at one of sixteen shards. */
async function purgeAll(): Promise<void> {
  for (let round = 0; round < 16; round += 1) {
    bench.clock.advance(HOUR);
    await purgeExpired(bench.services.house);
  }
}

async function known(...anchors: string[]): Promise<readonly string[]> {
  const people = await Promise.all(anchors.map(scenes.person));
  return people.filter(({ data }) => data !== null).map(({ anchor }) => anchor);
}

async function leave(anchor: string): Promise<void> {
  await scenes.provision(person(anchor));
  await scenes.provision(person(anchor, { active: false }));
  await bench.supervise(2);
  expect(await scenes.enabled(anchor)).toBe(false);
}

test.each([
  { days: undefined, after: 400, left: ['leaver'] },
  { days: '0', after: 400, left: ['leaver'] },
  { days: '', after: 400, left: ['leaver'] },
  { days: '90', after: 88, left: ['leaver'] },
  { days: '90', after: 91, left: [] },
])('after $after days with the setting $days', async ({ days, after, left }) => {
  if (days !== undefined) await scenes.changeSettings({ ForgetPeopleAfterDays: days });
  await leave('leaver');
  bench.clock.advance(after * DAY);
  await purgeAll();
  expect(await known('leaver')).toEqual(left);
});

describe('with the setting', () => {
  beforeEach(() => scenes.changeSettings({ ForgetPeopleAfterDays: '90' }));

  test('whose account is enabled stays, also when somebody enabled it by hand', async () => {
    await scenes.provision(person('here'));
    await leave('back');
    const [account] = await bench.services.directory.find('employeeId', 'back', 1);
    await bench.services.directory.update(account?.id ?? '', { accountEnabled: true });
    bench.clock.advance(91 * DAY);
    await purgeAll();
    expect(await known('here', 'back')).toEqual(['here', 'back']);
  });

  test('whose account is gone is forgotten, and who never had one', async () => {
    await scenes.provision(person('gone'), person('never', { userName: 'never@elsewhere.example' }));
    const [account] = await bench.services.directory.find('employeeId', 'gone', 1);
    await bench.services.directory.delete(account?.id ?? '');
    bench.clock.advance(91 * DAY);
    await purgeAll();
    expect(await known('gone', 'never')).toEqual([]);
  });

  test('who is named again stays for as long again', async () => {
    await leave('leaver');
    bench.clock.advance(60 * DAY);
    await scenes.provision(person('leaver', { active: false }));
    bench.clock.advance(60 * DAY);
    await purgeAll();
    expect(await known('leaver')).toEqual(['leaver']);
  });

  test('an upload that waits counts as named', async () => {
    await leave('leaver');
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
    await bench.upload([person('leaver')]);
    bench.clock.advance(91 * DAY);
    await purgeAll();
    expect(await known('leaver')).toEqual(['leaver']);
  });

  test('Muster is named as who forgot', async () => {
    await leave('leaver');
    bench.clock.advance(91 * DAY);
    await purgeAll();
    const { records } = await bench.services.house.audit.list(JOB_ID, 10);
    expect(records.filter(({ activity }) => activity === 'ForgetPerson')).toMatchObject([
      { by: 'Muster', detail: expect.stringContaining("'leaver'") },
    ]);
  });

  test('a round asks for few accounts, and begins anywhere: who has an enabled one keeps nobody from being forgotten', async () => {
    const { people, random } = bench.services.house;
    const anchors = Array.from({ length: 4_000 }, (_, index) => `p${index}`).filter((one) => people.shardOf(one) === 0);
    for (const part of chunk(anchors.slice(0, 201), 50)) await scenes.provision(...part.map((one) => person(one)));
    bench.clock.advance(91 * DAY);
    bench.clock.advance(16 * HOUR - (bench.clock.now() % (16 * HOUR))); // the first shard's turn
    const [account] = await bench.services.directory.find('employeeId', anchors[0] ?? '', 1);
    await bench.services.directory.update(account?.id ?? '', { accountEnabled: false });
    let asked = 0;
    const context = await bench.services.house.contexts.get(JOB_ID);
    if (context === undefined) throw new Error('The job is gone.');
    const read: typeof context.target.read = async (...about) => {
      asked += 1;
      return context.target.read(...about);
    };
    const contexts = {
      ...bench.services.house.contexts,
      get: async () => ({ ...context, target: { ...context.target, read } }),
    };
    for (let round = 0; round < 30 && (await known(anchors[0] ?? '')).length > 0; round += 1) {
      asked = 0;
      await forgetPeople(JOB_ID, 1_000, { ...bench.services.house, contexts, random });
      expect(asked).toBe(200);
    }
    expect(await known(...anchors.slice(0, 2))).toEqual([anchors[1]]);
  });

  test('of a row of older code the last entry tells', async () => {
    await leave('leaver');
    const stored = (await bench.services.house.people.load(JOB_ID, ['leaver'])).get('leaver');
    if (stored === undefined) throw new Error('Nothing came back.');
    const { namedAt, ...older } = stored.person;
    expect(namedAt).toBeDefined();
    await bench.services.house.ledger.write([{ ...stored, person: older }]);
    bench.clock.advance(88 * DAY);
    await purgeAll();
    expect(await known('leaver')).toEqual(['leaver']);
    bench.clock.advance(2 * DAY);
    await purgeAll();
    expect(await known('leaver')).toEqual([]);
  });
});

describe('of a job that agents run', () => {
  beforeEach(async () => {
    await scenes.changeSettings({ ForgetPeopleAfterDays: '90' });
    await scenes.provision(person('here'), person('never', { userName: 'never@elsewhere.example' }));
    await leave('leaver');
    await leave('back');
    const [account] = await bench.services.directory.find('employeeId', 'back', 1);
    await bench.services.directory.update(account?.id ?? '', { accountEnabled: true });
    await runByAgents(bench, true);
    bench.clock.advance(91 * DAY);
  });

  test('an agent is asked whose account is enabled', async () => {
    const agent = openAgent(bench, 'agent-1');
    for (let round = 0; round < 16; round += 1) {
      bench.clock.advance(HOUR);
      await agent.report();
      let isOver = false;
      const purge = purgeExpired(bench.services.house).finally(() => {
        isOver = true;
      });
      while (!isOver) await agent.answer();
      await purge;
    }
    expect(await known('here', 'back', 'leaver', 'never')).toEqual(['here', 'back']);
  });

  test('while none is there, nobody is forgotten', async () => {
    await purgeAll();
    expect(await known('here', 'back', 'leaver', 'never')).toEqual(['here', 'back', 'leaver', 'never']);
  });
});
