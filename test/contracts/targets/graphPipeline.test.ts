/** Whole uploads into Microsoft Graph: what the pipeline and the target make of them together. */
import type { FaultSettings } from '../../../shared/api/directory/faults';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import { ProvisioningError } from '../../../shared/errors';
import type { Json, JsonObject } from '../../../shared/scim/json';
import type { Target } from '../../../shared/targets/target';
import { type OpenedGraph, openGraph } from '../../support/graphTarget';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let graph: OpenedGraph;
let bench: Workbench;

async function open(faults: FaultSettings = {}): Promise<void> {
  graph = await openGraph({}, faults);
  bench = await createWorkbench({ DELETION_SETTLE_SECONDS: '0', TARGET_CONCURRENCY: '256' }, { target: graph.target });
}
afterEach(() => graph.close());

const people = (count: number, more: (n: number) => Record<string, Json> = () => ({})): readonly JsonObject[] =>
  Array.from({ length: count }, (_, n) => person(`E${n}`, more(n)));
const reportsTo = (manager: string) => ({ [ENTERPRISE]: { manager: { value: manager } } });
const users = async () => (await graph.directory.list({ limit: 999 })).users;
const writes = () => graph.server.received.filter(({ method }) => method !== 'GET').length;

async function upload(list: readonly JsonObject[]): Promise<void> {
  for (let start = 0; start < list.length; start += 50) await bench.upload(list.slice(start, start + 50));
  await bench.drain();
}

test('people are created once, in batches, with their managers, and a second upload writes nothing', async () => {
  await open();
  const staff = people(120, (n) => (n === 0 ? {} : reportsTo(`E${Math.floor(n / 10)}`)));
  await upload(staff);
  await bench.supervise(2);
  const created = await users();
  expect(created).toHaveLength(120);
  const boss = created.find(({ properties }) => properties.employeeId === 'E3');
  const report = created.find(({ properties }) => properties.employeeId === 'E31');
  expect(report?.managerId).toBe(boss?.id);
  expect(writes()).toBe(120 + 119);
  expect(Math.max(...graph.server.exchanges)).toBe(20);

  graph.server.forget();
  await upload(staff);
  expect(writes()).toBe(0);
  expect((await bench.log('E7'))[0]?.entry).toMatchObject({ status: 'skipped' });
});

test('a person is disabled, enabled again and changed through the same account', async () => {
  await open();
  await upload([person('E1', { title: 'Analyst' })]);
  const [{ id } = { id: '' }] = await users();
  await upload([person('E1', { title: 'Analyst', active: false })]);
  await bench.supervise(2);
  expect((await users())[0]).toMatchObject({ id, properties: { accountEnabled: false } });
  await upload([person('E1', { title: 'Lead', active: true })]);
  expect((await users())[0]).toMatchObject({ id, properties: { accountEnabled: true, jobTitle: 'Lead' } });
  expect(await users()).toHaveLength(1);
});

test('one person Graph refuses leaves the neighbours in the batch alone, and is told why', async () => {
  await open();
  await upload([...people(5), person('E5', { userName: 'e5@elsewhere.example' })]);
  expect(await users()).toHaveLength(5);
  expect((await bench.log('E5'))[0]?.entry).toMatchObject({
    status: 'failure',
    error: { code: 'InvalidDomain' },
  });
});

test('through quota, outages, lost answers and lag everybody gets one account in the end', async () => {
  await open({
    quota: { unitsPer10Seconds: 600, writesPer150Seconds: 400 },
    unavailable: { share: 0.1, retryAfterSeconds: 1 },
    lostAnswers: { share: 0.1 },
    listLagMs: 120_000,
  });
  await upload(people(80));
  for (const minutes of [1, 5, 40, 40, 40, 40, 40]) {
    bench.clock.advance(minutes * 60_000); // the pipeline's own clock: escrows become due
    graph.clock.pass(minutes * 60_000);
    await bench.supervise(1);
  }
  const ids = new Set((await users()).map(({ properties }) => properties.employeeId));
  expect(await users()).toHaveLength(80);
  expect(ids.size).toBe(80);
  const last = await Promise.all(people(80).map(async ({ externalId }) => (await bench.log(String(externalId)))[0]));
  expect(last.filter((found) => found?.entry.status === 'failure')).toEqual([]);
});

test('a name picked anew is the same one for the next worker: no second account, however long lists lag', async () => {
  graph = await openGraph({}, { listLagMs: 60 * 60_000 });
  let worker: Target = graph.target;
  const whoever: Target = {
    ...graph.target,
    find: (...asked) => worker.find(...asked),
    isTaken: (...asked) => worker.isTaken(...asked),
    async create(attributes, key) {
      const created = await worker.create(attributes, key);
      if (worker !== graph.target) return created;
      worker = graph.openAnother(); // the first one dies before it can tell; the next remembers nothing of it
      throw new ProvisioningError('Timeout', 'No answer came.');
    },
  };
  bench = await createWorkbench({}, { target: whoever });
  const names = 'SelectUniqueValue("babs@adatum.example", "babs2@adatum.example")';
  const scenes = scenesOf(bench);
  await scenes.changeMappings((one) =>
    one.targetAttributeName === 'userPrincipalName'
      ? mapping('userPrincipalName', names, { flowType: 'ObjectAddOnly' })
      : one,
  );
  await scenes.provision(person('E1', { title: 'First' }));
  expect(await scenes.log('E1')).toEqual(['E1 create failure']);
  bench.clock.advance(60_000); // what was in doubt is settled
  await scenes.provision(person('E1', { title: 'Second' })); // other data: the account is not equal any more
  expect(await users()).toMatchObject([
    { properties: { userPrincipalName: 'babs@adatum.example', jobTitle: 'Second' } },
  ]);
  expect((await scenes.log('E1'))[0]).toBe('E1 update success');
});
