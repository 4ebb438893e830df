/** Each field of a job's status, over HTTP, after what changes it (spec/wire-contract.md 3.2, 3.3). */

import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { type FunctionHost, JOB, openFunctions } from '../support/functionHost';
import { ENTERPRISE_USER } from '../support/hrClient';
import { HOUR, MINUTE, type Scenes, scenesOf } from '../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'jobActions', 'schema']);
});

interface Status extends Readonly<Record<string, unknown>> {
  readonly lastExecution: Readonly<Record<string, unknown>> | null;
}

const status = async () => (await host.call(`GET ${JOB}`)).body.status as Status;
const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });
const reportOf = (externalId: string, manager: string) =>
  person(externalId, { [ENTERPRISE_USER]: { manager: { value: manager } } });
const anonymous = person('', { externalId: null });
const NEVER = '0001-01-01T00:00:00Z';

describe('lastExecution', () => {
  test('counts what was imported, who was in scope, who failed, and what was written', async () => {
    const { body: schema } = await host.call(`GET ${JOB}/schema`);
    const clauses = [{ sourceOperandName: 'title', operatorName: 'NOT EQUALS', targetOperand: { values: ['Guest'] } }];
    const [rule] = schema.synchronizationRules as { objectMappings: object[] }[];
    for (const mapping of rule?.objectMappings ?? [])
      Object.assign(mapping, { scope: { groups: [{ name: 'No guests', clauses }] } });
    expect((await host.call(`PUT ${JOB}/schema`, { body: schema })).status).toBe(204);
    await bench.supervise(2); // everybody, which is nobody, is evaluated anew

    await scenes.provision(
      person('1', { title: 'Clerk' }),
      { ...failing('2'), title: 'Clerk' },
      person('3', { title: 'Guest' }),
      { ...reportOf('4', '1'), title: 'Clerk' },
      { ...reportOf('5', 'nobody'), title: 'Clerk' },
      anonymous,
    );
    await scenes.provision(person('1', { title: 'Clerk' })); // unchanged
    const began = bench.clock.now();
    await bench.supervise();
    const { lastExecution } = await status();
    expect(lastExecution).toEqual({
      activityIdentifier: (await bench.log('3'))[0]?.entry.cycleId,
      countImported: 7,
      countImportedDeltas: 7,
      countImportedReferenceDeltas: 2,
      countEntitled: 7,
      countEntitledForProvisioning: 5,
      countEscrowed: 1,
      countEscrowedRaw: 2,
      countExported: 3,
      countExports: 4,
      state: 'EntryLevelErrors',
      error: null,
      timeBegan: new Date(began).toISOString(),
      timeEnded: new Date(began + 15_000).toISOString(),
    });
  });

  test('of a retry imports nothing, and no count is ever below nought', async () => {
    await scenes.provision(failing('1'), person('2'));
    await bench.supervise();
    await scenes.pass(6 * HOUR);
    const { lastExecution } = await status();
    expect(lastExecution).toMatchObject({
      countImported: 0,
      countEntitled: 1,
      countEntitledForProvisioning: 1,
      countEscrowed: 1,
      state: 'Failed',
      error: { code: 'InvalidDomain', tenantActionable: true },
    });
    await scenes.provision(person('2'), person('2'), anonymous);
    await bench.supervise();
    const counts = Object.entries((await status()).lastExecution ?? {}).filter(([name]) => name.startsWith('count'));
    for (const [name, count] of counts) expect([name, Number(count) >= 0]).toEqual([name, true]);
  });
});

describe('what is remembered of earlier cycles', () => {
  test('the last good one and the last that wrote are told apart, and failures in a row are counted', async () => {
    const cycles: unknown[] = [];
    for (const people of [[person('1')], [person('1')], [failing('2')], [failing('2')]]) {
      await scenes.provision(...people);
      await bench.supervise();
      cycles.push((await status()).lastExecution?.activityIdentifier);
    }
    expect(await status()).toMatchObject({
      lastSuccessfulExecutionWithExports: { activityIdentifier: cycles[0] },
      lastSuccessfulExecution: { activityIdentifier: cycles[1] },
      lastExecution: { activityIdentifier: cycles[3] },
      countSuccessiveCompleteFailures: 2,
      escrowsPruned: false,
    });
  });
});

describe('the steady state', () => {
  test('is reached when nothing is left to do, not when one of several cycles ends', async () => {
    expect(await status()).toMatchObject({ steadyStateFirstAchievedTime: NEVER, steadyStateLastAchievedTime: NEVER });
    await bench.upload([person('1')]);
    const queue = bench.storage.queue('operations');
    const [slow] = await queue.receive(1, 3 * 3_600);
    if (slow === undefined) throw new Error('Nothing was queued.');
    const until = bench.clock.now() + 3 * 60 * MINUTE;
    await bench.services.house.putOff.note(JOB_ID, [{ sequence: 1, anchor: '1', until, why: 'turn' }]);
    await scenes.pass(41 * MINUTE); // the first cycle takes nothing more
    await scenes.provision(person('2'));
    await bench.supervise();
    expect(await status()).toMatchObject({
      lastExecution: { countImported: 1, state: 'Succeeded' },
      progress: [{ completedUnits: 0, totalUnits: 1, units: 'operations' }],
      synchronizedEntryCountByType: [{ key: 'User', value: 1 }],
      steadyStateFirstAchievedTime: NEVER,
      steadyStateLastAchievedTime: NEVER,
    });

    await queue.extend(slow, 0);
    await bench.drain();
    await bench.supervise();
    const first = new Date(bench.clock.now()).toISOString();
    expect(await status()).toMatchObject({
      progress: [],
      synchronizedEntryCountByType: [{ key: 'User', value: 2 }],
      steadyStateFirstAchievedTime: first,
      steadyStateLastAchievedTime: first,
    });

    await scenes.provision(person('3'));
    await bench.supervise();
    expect(await status()).toMatchObject({
      steadyStateFirstAchievedTime: first,
      steadyStateLastAchievedTime: new Date(bench.clock.now()).toISOString(),
    });
  });
});

describe('the progress', () => {
  test('tells of people who are evaluated anew, after a restart or a change of the schema', async () => {
    await scenes.provision(...Array.from({ length: 20 }, (_, index) => person(`p${index}`)));
    await bench.supervise();
    expect((await status()).progress).toEqual([]);
    await host.call(`POST ${JOB}/restart`);
    expect((await status()).progress).toMatchObject([{ completedUnits: 0, totalUnits: 16, units: 'shards' }]);
    await bench.supervise(3);
    expect((await status()).progress).toEqual([]);
  });

  test('counts both cycles that are open', async () => {
    await bench.upload([person('1'), person('2')]);
    bench.clock.advance(41 * MINUTE);
    await superviseJobs(bench.services.house); // the first cycle takes nothing more
    await bench.upload([person('3')]);
    await superviseJobs(bench.services.house);
    expect((await status()).progress).toMatchObject([
      { completedUnits: 0, totalUnits: 2 },
      { completedUnits: 0, totalUnits: 1 },
    ]);
    await bench.drain();
    await superviseJobs(bench.services.house);
    expect((await status()).progress).toEqual([]);
  });
});
