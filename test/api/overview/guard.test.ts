import type { ScopeFilter } from '../../../shared/engine/synchronizationSchema';
import { peoplePartition, shardOf } from '../../../shared/store/people/personRow';
import { keysUnder } from '../../../shared/store/rows/keys';
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['overview', 'jobs']);
  await scenes.provision(...['1', '2', '3', '4'].map((externalId) => person(externalId)));
  await bench.supervise();
});

const guard = async () => (await host.call(`GET ${MUSTER_JOB}/guard`)).body;
const leave = (...externalIds: string[]) =>
  scenes.provision(...externalIds.map((externalId) => person(externalId, { active: false })));

test('that holds nothing says what it would look at', async () => {
  expect(await guard()).toEqual({
    enabled: true,
    threshold: 500,
    percentThreshold: null,
    settleSeconds: 60,
    count: 0,
    settling: 0,
    staged: 0,
    tripped: false,
    linked: 4,
    percent: 0,
    byAction: { disable: 0, delete: 0 },
    byUpload: [],
    byReason: [],
  });
});

test('that tripped says how many, by which upload and why', async () => {
  await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 1 } } });
  await leave('1', '2');
  await bench.supervise();
  await leave('3');
  await scenes.provision(person('5')); // nobody has looked at it since
  const disables = expect.stringMatching(/^The mapping of accountEnabled disables the account: /);
  expect(await guard()).toMatchObject({
    ...{ threshold: 1, count: 3, settling: 1, staged: 2, tripped: true, linked: 5, percent: 60 },
    byAction: { disable: 3, delete: 0 },
    byUpload: [
      { uploadId: `${JOB_ID}~5`, count: 2 },
      { uploadId: `${JOB_ID}~7`, count: 1 },
    ],
    byReason: [{ reason: disables, count: 3 }],
  });
});

test('tells what no upload asked for', async () => {
  const clauses = [{ sourceOperandName: 'externalId', operatorName: 'EQUALS', targetOperand: { values: ['1'] } }];
  const scope: ScopeFilter = { groups: [{ name: 'only the first', clauses }] };
  await scenes.changeSchema((schema) => ({
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({ ...mapping, scope })),
    })),
  }));
  await scenes.restart('Watermark');
  await bench.supervise(3);
  expect(await guard()).toMatchObject({
    count: 3,
    byUpload: [{ uploadId: null, count: 3 }],
    byReason: [{ reason: expect.stringContaining('group'), count: 3 }],
  });
});

test('reads what rows of older code leave out from the people themselves', async () => {
  await leave('1');
  const table = bench.storage.table('people');
  const partitionKey = peoplePartition(JOB_ID, shardOf('1'));
  for await (const { rowKey, properties } of table.query({ partitionKey, ...keysUnder('h') })) {
    const { uploadFirst: _, action: __, reason: ___, ...older } = properties;
    await table.upsert({ partitionKey, rowKey, ...older });
  }
  expect(await guard()).toMatchObject({
    count: 1,
    byUpload: [{ uploadId: `${JOB_ID}~5`, count: 1 }],
    byReason: [{ reason: expect.stringContaining('accountEnabled'), count: 1 }],
  });
});

test('counts as linked whoever has an account by now, while cycles end and begin', async () => {
  await scenes.provision(person('5'), person('6'));
  expect((await guard()).linked).toBe(6);
  await bench.supervise(3);
  expect((await guard()).linked).toBe(6);
});
