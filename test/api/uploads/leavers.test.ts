/** People who left, by their ids alone (spec/hands.md 2, N5). */
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { type FunctionHost, MUSTER_JOB, openFunctions, UPLOADER } from '../../support/functionHost';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['people', 'uploads', 'jobStates']);
});

const leave = (body: object, headers = {}) =>
  host.call(`POST ${MUSTER_JOB}/leavers`, { body, headers, roles: UPLOADER });

test('disables whoever is known, and names the others', async () => {
  await scenes.provision(person('1'), person('2'), person('3'));
  const answer = await leave({ externalIds: ['1', 'stranger', '3', '1'], reason: 'Not in the file of 15 January.' });
  expect(answer).toMatchObject({ status: 202, body: { accepted: 2, unknown: ['stranger'] } });
  const id = String(answer.body.id);
  expect(answer.headers['Muster-Upload-Id']).toBe(id);
  expect(answer.headers.Link).toContain(id);

  await bench.drain();
  await scenes.pass(2 * MINUTE);
  expect([await scenes.enabled('1'), await scenes.enabled('2'), await scenes.enabled('3')]).toEqual([
    false,
    true,
    false,
  ]);
  const receipt = await host.call(`GET /muster/uploads/${id}`, { roles: UPLOADER });
  expect(receipt.body).toMatchObject({ status: 'completed', outcomes: { success: 2 } });
  const audit = await host.call(`GET ${MUSTER_JOB}/audit`);
  expect(audit.text).toContain('2 people are said to have left. Reason given: Not in the file of 15 January.');
});

test('keeps everything else that is known of a leaver', async () => {
  await scenes.provision(person('1', { title: 'Guide' }));
  await leave({ externalIds: ['1'] });
  await bench.drain();
  expect((await scenes.person('1')).data).toMatchObject({ title: 'Guide', active: false });
});

test('makes nobody known, and says so where none is', async () => {
  const { status, body, headers } = await leave({ externalIds: ['stranger'] });
  expect([status, body]).toEqual([200, { id: null, accepted: 0, unknown: ['stranger'] }]);
  expect(headers['Muster-Upload-Id']).toBeUndefined();
  expect(await bench.log()).toEqual([]);
});

test('sent again under its id is the same upload', async () => {
  await scenes.provision(person('1'));
  const headers = { 'client-request-id': 'b0c1' };
  const ids = [await leave({ externalIds: ['1'] }, headers), await leave({ externalIds: ['1'] }, headers)];
  expect(new Set(ids.map(({ body }) => body.id)).size).toBe(1);
});

test('is refused where the mapping that enables accounts does not read active', async () => {
  await scenes.changeMappings((old) =>
    old.targetAttributeName === 'accountEnabled'
      ? mapping('accountEnabled', 'IIF([userType]="Left","False","True")')
      : old,
  );
  await scenes.provision(person('1'));
  const { status, error } = await leave({ externalIds: ['1'] });
  expect([status, error.details?.[0]?.code]).toEqual([400, 'CannotDisable']);
});

test.each([
  { name: 'nobody', body: {}, target: 'externalIds' },
  {
    name: 'too many',
    body: { externalIds: Array.from({ length: 1_001 }, (_, id) => String(id)) },
    target: 'externalIds',
  },
  { name: 'a blank', body: { externalIds: ['1', ' '] }, target: 'externalIds' },
  { name: 'an object', body: { externalIds: [{}] }, target: 'externalIds[0]' },
  { name: 'a misspelt member', body: { externalIDs: ['1'] }, target: 'externalIDs' },
  { name: 'a novel', body: { externalIds: ['1'], reason: 'x'.repeat(1_001) }, target: 'reason' },
])('naming $name is refused', async ({ body, target }) => {
  const { status, error } = await leave(body);
  expect(status).toBe(400);
  expect(error.details?.map((detail) => detail.target)).toContain(target);
});
