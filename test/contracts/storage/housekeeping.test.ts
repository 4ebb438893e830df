/** Removing, counting and noting many rows, on a real emulator: what its answers are decides whether a round goes on. */
import type { Emulator } from '../../../local/emulator';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';
import type { Table } from '../../../shared/store/contract/table';
import { createAuditStore } from '../../../shared/store/jobs/audit';
import { createEntryPackStore, NO_TOTALS, packEntity } from '../../../shared/store/people/entryPacks';
import { createPastUploads } from '../../../shared/store/retention/pastUploads';
import { createRemovedJobs } from '../../../shared/store/retention/removedJobs';
import { createAnswerStore } from '../../../shared/store/uploads/entriesOfUpload';
import { createIntakeStore } from '../../../shared/store/uploads/intake';
import { createStagingStore } from '../../../shared/store/uploads/largeBulks';
import { createPayloadStore } from '../../../shared/store/uploads/payloads';
import { createParkedStore } from '../../../shared/store/uploads/poison';
import { startTestEmulator } from '../../support/emulator';
import { logEntry } from '../../support/logEntries';
import { anyPayload } from '../../support/payloads';
import { fakeClock, seededRandom } from '../../support/world';

const JOB = 'API2AAD.a.b';
const AT = Date.UTC(2026, 0, 15, 9, 30);

let emulator: Emulator;
let storage: Storage;
beforeAll(async () => {
  emulator = await startTestEmulator();
  storage = createStorage(emulator);
});
afterAll(() => emulator.stop());

let tables = 0;
async function freshTable(): Promise<Table> {
  tables += 1;
  const table = storage.table(`keeping${tables}`);
  await table.ensure();
  return table;
}

async function rowKeys(table: Table): Promise<string[]> {
  const keys: string[] = [];
  for await (const { rowKey } of table.scan([])) keys.push(rowKey);
  return keys;
}

const upload = (clientRequestId: string, acceptedAt: number) => ({
  jobId: JOB,
  operations: [{ bulkId: 'b', anchor: 'a' }],
  acceptedAt,
  newCycleId: 'cycle-1',
  clientRequestId,
  fingerprint: '',
  ...anyPayload(),
});

test('packs, receipts, request ids, audit records and parked messages go by their age', async () => {
  const [jobs, people, kept] = [await freshTable(), await freshTable(), await freshTable()];
  const intake = createIntakeStore(jobs);
  const pack = { jobId: JOB, shard: 3, cycleId: 'c', totals: NO_TOTALS, entries: [logEntry()] };
  for (const day of [0, 1, 2]) {
    const at = AT + day * 86_400_000;
    await intake.admit(upload(`request-${day}`, at));
    await people.insert(packEntity({ ...pack, at, packId: `00000000000${day}` }));
    const world = { clock: fakeClock(at), random: seededRandom(String(day)) };
    await createAuditStore(kept, world).record(JOB, { activity: 'StartJob', by: 'Muster', changes: [] });
    await createParkedStore(kept, world).park('{}', 'why');
  }
  const before = AT + 2 * 86_400_000;
  const world = { clock: fakeClock(before), random: seededRandom() };
  const past = createPastUploads(jobs);
  const rounds = [
    () => createEntryPackStore(people).purge(JOB, before, 10),
    () => past.purgeReceipts(JOB, before, 3, 10),
    () => createPayloadStore(jobs, createStagingStore(kept)).purge(JOB, 3, 10),
    () => past.purgeRequests(JOB, before, 10),
    () => createAuditStore(kept, world).purge(JOB, before, 10),
    () => createParkedStore(kept, world).purge(before, 10),
  ];
  for (const round of rounds) expect([await round(), await round()]).toEqual([2, 0]);
  expect(await rowKeys(people)).toHaveLength(1);
  expect(await rowKeys(kept)).toHaveLength(2);
  expect(await rowKeys(jobs)).toEqual([
    'intake',
    'payload!0000000000000003!0000',
    'request!request-2',
    'upload!0000000000000003',
  ]);
});

test('staged rows are found in whichever partition they lie', async () => {
  const table = await freshTable();
  const staging = createStagingStore(table);
  for (const sequence of [1, 2, 3]) {
    await staging.put(`id-${sequence}`, new Uint8Array(1_000_000), { jobId: JOB, sequence, at: AT });
  }
  expect(await staging.purge(({ sequence }) => sequence !== 2, 100)).toBe(4); // two rows each
  expect(await staging.get('id-1')).toBeUndefined();
  expect((await staging.get('id-2'))?.byteLength).toBe(1_000_000);
});

test('work of a cycle begins and ends once, whoever says so and however often', async () => {
  const table = await freshTable();
  const [one, other] = [createIntakeStore(table), createIntakeStore(table)];
  await one.beginWork(JOB, ['retry-1', 'retry-2'], 'cycle-1', AT);
  await Promise.all([other.endWork(JOB, 'cycle-1', 'retry-1'), one.endWork(JOB, 'cycle-1', 'retry-1')]);
  await other.endWork(JOB, 'cycle-1', 'retry-1');
  expect((await one.read(JOB))?.state.cycle?.pending).toEqual({ retry: 1 });
  expect([await one.isPending(JOB, 'cycle-1', 'retry-1'), await one.isPending(JOB, 'cycle-1', 'retry-2')]).toEqual([
    false,
    true,
  ]);
});

test('where entries lie is noted in receipts, and a receipt that is gone is no trouble', async () => {
  const table = await freshTable();
  const intake = createIntakeStore(table);
  await intake.admit(upload('request-1', AT));
  const answer = { shard: 3, rowKey: 'e!8231530572778!fffffff8ab12', answered: 1, failures: 0, staged: 0 };
  const answers = createAnswerStore(table);
  await answers.file(JOB, new Map([[1, [answer]]]));
  await answers.file(JOB, new Map([[99, [answer]]]));
  expect(await intake.getUpload(JOB, 1)).toMatchObject({ operations: [{ bulkId: 'b' }], answers: [answer] });
});

test('of a deleted job only the number of its operations is left', async () => {
  const [jobs, people] = [await freshTable(), await freshTable()];
  const intake = createIntakeStore(jobs);
  await intake.admit(upload('request-1', AT));
  await jobs.insert({ partitionKey: 'removed', rowKey: JOB, jobId: JOB, removedAt: AT });
  for (let n = 0; n < 150; n += 1) await people.insert({ partitionKey: `${JOB}!0${n % 10}`, rowKey: `p!${n}` });
  const removed = createRemovedJobs({ jobs, people, inlets: await freshTable(), outlets: await freshTable() });
  expect(await removed.list()).toEqual([{ jobId: JOB, removedAt: AT }]);
  expect(await removed.purge(JOB, 100)).toBe(100);
  expect(await removed.startOver(JOB)).toBe(2);
  expect(await rowKeys(people)).toEqual([]);
  expect(await rowKeys(jobs)).toEqual(['intake', JOB]);
  expect((await intake.read(JOB))?.state).toEqual({ next: 2, cycle: null, full: [], completedCycles: 0 });
});
