import { listHeld } from '../../../shared/pipeline/person/heldDeletions';
import { beginReevaluateAll } from '../../../shared/pipeline/queue/reevaluateAll';
import { peoplePartition, shardOf } from '../../../shared/store/people/personRow';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.provision(person('1'), person('2'));
  await bench.supervise();
});

const leave = (...externalIds: string[]) =>
  scenes.provision(...externalIds.map((externalId) => person(externalId, { active: false })));
const held = async () => {
  const found = await listHeld(JOB_ID, bench.services.house);
  return found
    .map(({ anchor, held: { sequence, staged } }) => `${anchor} by ${sequence}${staged ? ', staged' : ''}`)
    .sort();
};

/** What is held as the person's own row has it. */
const stored = async (externalId: string) => (await scenes.person(externalId)).held;

test('what is held is told with what the guard goes by, and nobody is loaded for it', async () => {
  await leave('1', '2');
  const load = jest.spyOn(bench.services.house.people, 'load');
  expect(await held()).toEqual(['1 by 3', '2 by 4']);
  expect(load.mock.calls.flatMap(([, anchors]) => anchors)).toEqual([]);
  const { since, cycleId } = (await stored('1')) ?? {};
  const [first] = await listHeld(JOB_ID, bench.services.house);
  expect(first).toMatchObject({ held: { since, cycleId } });
});

test('another upload of the same person takes the place of the first', async () => {
  await leave('1');
  await leave('1');
  expect(await held()).toEqual(['1 by 4']);
});

test('it is told whether it is staged', async () => {
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
  await leave('1');
  await bench.supervise(2);
  expect(await held()).toEqual(['1 by 3, staged']);
});

test('one that nobody uploaded has no number', async () => {
  await leave('1');
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
  await bench.supervise(2);
  await scenes.restart('QuarantineState', 'Watermark', 'Escrows');
  bench.clock.advance(10_000);
  await bench.drain();
  expect(await held()).toEqual(['1 by null']);
});

test('a row that older code wrote without is told from the person', async () => {
  await leave('1', '2');
  const table = bench.storage.table('people');
  const partitionKey = peoplePartition(JOB_ID, shardOf('1'));
  for await (const row of table.query({ partitionKey, from: 'h', to: 'i' })) {
    await table.upsert({ partitionKey, rowKey: row.rowKey, anchor: String(row.properties.anchor) });
  }
  expect(await held()).toEqual(['1 by 3', '2 by 4']);
});

describe('an evaluation of everybody that comes meanwhile', () => {
  beforeEach(async () => {
    await scenes.provision(person('1', { title: 'Tour Lead' }));
    await leave('1');
    await scenes.changeMappings((one) =>
      one.targetAttributeName === 'jobTitle' && one.source !== null
        ? { ...one, source: { ...one.source, type: 'Function', expression: 'Append([title], " (former)")' } }
        : one,
    );
  });

  const evaluateAll = async () => {
    await beginReevaluateAll(JOB_ID, bench.services.house);
    bench.clock.advance(10_000);
    await bench.drain();
  };
  const purge = async () => {
    await scenes.changeJob({ state: 'Paused' });
    await scenes.restart('Escrows');
  };
  const account = async () => {
    const [found] = await bench.services.directory.find('employeeId', '1', 1);
    return [found?.properties.jobTitle, found?.properties.accountEnabled];
  };

  test('leaves it to the release, which then is about everything', async () => {
    await evaluateAll();
    expect(await account()).toEqual(['Tour Lead', true]);
    await bench.supervise(8);
    expect(await account()).toEqual(['Tour Lead (former)', false]);
  });

  test('is made up for where a restart purges what had asked for the deletion, which is held anew', async () => {
    await evaluateAll();
    await purge();
    await bench.supervise(16);
    expect(await scenes.log('1')).toContain('1 other skipped');
    expect(await account()).toEqual(['Tour Lead (former)', false]);
  });

  test('and where it has the links forgotten besides, the account is found again', async () => {
    await scenes.changeJob({ state: 'Paused' });
    await scenes.restart('ConnectorDataStore', 'Watermark');
    await bench.supervise(16);
    expect(await scenes.log('1')).toContain('1 other skipped');
    expect((await scenes.person('1')).link).not.toBeNull();
    expect(await account()).toEqual(['Tour Lead (former)', false]);
  });

  test('and without it the account of such a person is left alone', async () => {
    await purge();
    await bench.supervise(16);
    expect(await account()).toEqual(['Tour Lead', true]);
  });
});
