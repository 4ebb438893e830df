/** What a restart would cost, told before, and held against what it then does. */
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['overview', 'jobActions']);
  await scenes.provision(person('1'), person('2'), person('3', { userName: 'x@elsewhere.example' }));
  await bench.supervise(2);
});

const preview = async (scope?: string) => {
  const query = scope === undefined ? '' : `?resetScope=${scope.replaceAll(' ', '%20')}`;
  const { status, body, error } = await host.call(`GET ${MUSTER_JOB}/restart${query}`);
  expect([status, error.message]).toEqual([200, '']);
  return body;
};
const NOTHING = {
  isRunning: false,
  carriedOut: 'now',
  purgedOperations: 0,
  purgedUploads: [],
  clearedEscrows: 0,
  forgottenLinks: 0,
  reevaluatedPeople: 0,
  releasedDeletions: 0,
};

test.each([
  { scope: 'None', expected: {} },
  { scope: 'QuarantineState', expected: {} },
  { scope: 'Escrows', expected: { clearedEscrows: 1 } },
  { scope: 'Watermark', expected: { reevaluatedPeople: 3 } },
  { scope: undefined, expected: { clearedEscrows: 1, reevaluatedPeople: 3 } },
  { scope: 'Full', expected: { clearedEscrows: 1, reevaluatedPeople: 3, forgottenLinks: 2 } },
  { scope: 'Escrows, ConnectorDataStore', expected: { clearedEscrows: 1, forgottenLinks: 2 } },
])('of a job that has nothing to do: $scope', async ({ scope, expected }) => {
  expect(await preview(scope)).toEqual({ ...NOTHING, ...expected });
});

test('of a job that works waits for its cycle, and purges nothing', async () => {
  await bench.upload([person('4')]);
  expect(await preview('Escrows')).toMatchObject({ isRunning: true, carriedOut: 'whenIdle', purgedOperations: 0 });
  expect(await preview('QuarantineState')).toMatchObject({ isRunning: true, carriedOut: 'now', purgedOperations: 0 });
});

test('of a paused job names the uploads that are purged, and those are', async () => {
  await scenes.provision(person('1', { title: 'Lead' }));
  await host.call(`POST ${JOB}/pause`);
  await bench.upload([person('4'), person('5')]);
  await bench.upload([person('6')]);
  const told = await preview('Escrows');
  expect(told).toMatchObject({
    isRunning: true,
    carriedOut: 'now',
    purgedOperations: 3,
    purgedUploads: [`${JOB_ID}~5`, `${JOB_ID}~7`],
  });
  expect(await preview('QuarantineState')).toMatchObject({ purgedOperations: 0, purgedUploads: [] });
  await host.call(`POST ${JOB}/restart`, { body: { criteria: { resetScope: 'Escrows' } } });
  await bench.supervise(3);
  const purged = (await bench.log()).filter(({ entry }) =>
    entry.steps.some(({ details }) => details.SkipReason === 'PurgedByRestart'),
  );
  expect(purged.map(({ entry }) => entry.source.id).sort()).toEqual(['4', '5', '6']);
});

test('counts the deletions it would let go', async () => {
  await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '0' });
  await scenes.provision(person('1', { active: false }), person('2', { active: false }));
  await bench.supervise();
  expect(await preview('ForceDeletes')).toMatchObject({ releasedDeletions: 2, carriedOut: 'now' });
});

test('does not count as purged what it lets go', async () => {
  await scenes.provision(person('1', { active: false }));
  await host.call(`POST ${JOB}/pause`);
  await bench.upload([person('4')]);
  expect(await preview('Escrows')).toMatchObject({ purgedOperations: 2, releasedDeletions: 0 });
  expect(await preview('Escrows, ForceDeletes')).toMatchObject({
    purgedOperations: 1,
    purgedUploads: [`${JOB_ID}~5`],
    releasedDeletions: 1,
  });
});

test('of a scope there is not is 400', async () => {
  const { status, error } = await host.call(`GET ${MUSTER_JOB}/restart?resetScope=All`);
  expect([status, error.message]).toEqual([
    400,
    "resetScope must be a comma-separated list of None, ConnectorDataStore, Escrows, Watermark, QuarantineState, ForceDeletes, Full, Quarantine; 'All' is none of them.",
  ]);
});
