/** What is left of a job that was deleted, and what is not taken over by one that is made anew under its id. */

import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { deleteJob } from '../../../shared/pipeline/jobs/createJob';
import { ensureReadyJob } from '../../../shared/pipeline/jobs/ensureReadyJob';
import { handlePoison } from '../../../shared/pipeline/people/handlePoison';
import { enqueue } from '../../../shared/pipeline/queue/enqueue';
import { purgeExpired } from '../../../shared/pipeline/supervise/purgeExpired';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { newPerson } from '../../../shared/store/people/people';
import { agentQueue, runByAgents } from '../../support/agents';
import { anyPayload } from '../../support/payloads';
import { scrambled } from '../../support/scrambled';
import { createWorkbench, JOB_ID, person, READY_JOB, type Workbench } from '../../support/workbench';

const DAY = 24 * 60 * 60_000;

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });

async function removeJob(): Promise<void> {
  const job = (await bench.services.house.jobs.get(JOB_ID))?.value;
  if (job !== undefined) await deleteJob(job, MUSTER, bench.services.house);
}

const makeAnew = () => ensureReadyJob(READY_JOB, bench.services.house);

const purge = () => purgeExpired(bench.services.house);
const rows = (table: string) => bench.storage.table(table).rows();
const rowsOfJob = () =>
  rows('jobs').flatMap(({ partitionKey, rowKey }) => (partitionKey === `job!${JOB_ID}` ? [rowKey] : []));
const messages = () => bench.storage.queue(OPERATIONS_QUEUE).messages();

/** People with an account, in escrow and waiting, a cycle that is over and one that is not. */
async function work(): Promise<void> {
  await bench.upload([person('a'), failing('b'), person('c', { manager: { value: 'nobody' } })], 'request-1');
  await bench.drain();
  await bench.supervise(3);
  await bench.upload([person('a', { active: false })]);
  await bench.drain();
}

describe('a job that is deleted', () => {
  test('is gone at once, with its log and its receipts', async () => {
    await work();
    const job = (await bench.services.house.jobs.get(JOB_ID))?.value;
    await removeJob();
    expect(await bench.services.house.contexts.find(JOB_ID)).toBeUndefined();
    expect(await bench.log()).toEqual([]);
    expect(await bench.services.house.jobs.listJobIds()).toEqual([]);
    expect(job && (await readReceipt(job, 1, bench.services.house))?.operations).toHaveLength(3); // its rows are there
    await purge();
    expect(job && (await readReceipt(job, 1, bench.services.house))).toBeUndefined();
  });

  test('leaves its audit and the number its operations went up to, and nothing else', async () => {
    await work();
    await removeJob();
    expect(rows('people').length).toBeGreaterThan(3);
    await purge();
    expect(rows('people')).toEqual([]);
    expect(rowsOfJob()).toEqual(['intake']);
    const { json } = rows('jobs').find(({ rowKey }) => rowKey === 'intake')?.properties ?? {};
    expect(JSON.parse(String(json))).toEqual({ next: 5, cycle: null, full: [], completedCycles: 0 });
    expect(rows('audit').length).toBeGreaterThan(0);
  });

  test('leaves nothing at all when its audit is over', async () => {
    await work();
    await removeJob();
    await purge();
    bench.clock.advance(366 * DAY);
    await purge();
    expect(rowsOfJob()).toEqual([]);
    expect(rows('audit')).toEqual([]);
    expect(rows('jobs').map(({ partitionKey }) => partitionKey)).toEqual(['principals']);
  });

  test('leaves other jobs alone, whose ids begin like its own', async () => {
    await work();
    await bench.services.house.intake.admit({
      jobId: `${JOB_ID}0`,
      operations: [{ bulkId: 'b', anchor: 'a' }],
      acceptedAt: bench.clock.now(),
      newCycleId: 'cycle-1',
      clientRequestId: undefined,
      fingerprint: '',
      ...anyPayload(),
    });
    await removeJob();
    await purge();
    expect(await bench.services.house.intake.getUpload(`${JOB_ID}0`, 1)).toBeDefined();
  });

  test('is looked at again: what a worker wrote that was still at it goes in the next round', async () => {
    await work();
    await removeJob();
    await purge();
    const { ledger, intake } = bench.services.house;
    const late = newPerson(JOB_ID, 'late');
    await ledger.write([{ person: late, etag: undefined, saved: late }]);
    await intake.beginWork(JOB_ID, ['retry-1'], 'cycle-9', bench.clock.now());
    await purge();
    expect(rows('people')).toEqual([]);
    expect(rowsOfJob()).toEqual(['intake']);
  });

  test('is removed bit by bit, and a round that dies half-way is gone on with', async () => {
    await work();
    await removeJob();
    const { removedJobs } = bench.services.house;
    const before = rows('people').length;
    expect(await removedJobs.purge(JOB_ID, 2)).toBe(2);
    expect(rows('people')).toHaveLength(before - 2);
    await purge();
    expect(rows('people')).toEqual([]);
  });
});

describe('messages of a job that was deleted', () => {
  test('are dropped with a line in the log, with what was staged for them', async () => {
    await bench.upload([person('a')]);
    const { upload } = await bench.upload([person('b')]);
    const operations = ['b', 'c', 'd'].map((anchor, index) => {
      return {
        sequence: 2 + index,
        bulkId: anchor,
        anchor,
        data: person(anchor, { biography: scrambled(index, 30_000) }),
      };
    });
    await enqueue(upload, operations, bench.services.house, 0);
    expect(rows('staging')).not.toEqual([]);
    await removeJob();
    await bench.drain();
    expect(messages()).toEqual([]);
    expect(rows('staging')).toEqual([]);
    expect(bench.logger.lines).toContainEqual({
      level: 'info',
      message: 'Messages of a deleted job are dropped',
      fields: { jobId: JOB_ID, messages: 3 },
    });
  });

  test('are dropped also when they had failed every try', async () => {
    await bench.upload([person('a')]);
    const [message] = messages();
    await removeJob();
    await handlePoison(message?.text, bench.services.house);
    expect(rows('staging')).toEqual([]); // nothing is put aside
  });

  test('that wait for agents are brought back and dropped, also when none is there', async () => {
    await runByAgents(bench, true);
    await bench.upload([person('a')]);
    expect(agentQueue(bench).messages()).toHaveLength(1);
    await removeJob();
    expect(agentQueue(bench).messages()).toEqual([]);
    await bench.drain();
    expect(messages()).toEqual([]);
    expect(bench.logger.lines.map(({ message }) => message)).toContain('Messages of a deleted job are dropped');
  });

  test('that waited because it was paused go with its rows', async () => {
    await bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: 'Paused' }));
    bench.services.house.contexts.forget(JOB_ID);
    await bench.upload([person('a')]);
    await bench.drain();
    expect(rowsOfJob().filter((rowKey) => rowKey.startsWith('parked!'))).toHaveLength(1);
    await removeJob();
    await purge();
    expect(rowsOfJob()).toEqual(['intake']);
  });
});

describe('a job that is made anew under the id of one that was deleted', () => {
  test('knows nobody, and has no log', async () => {
    await work();
    await removeJob();
    await makeAnew();
    expect(rows('people')).toEqual([]);
    expect(await bench.log()).toEqual([]);
    expect((await bench.services.house.intake.readStatus(JOB_ID)).lastExecution).toBeNull();
  });

  test('goes on with the numbers: what was sent to the old one is not taken for its own', async () => {
    await bench.upload([person('a'), person('b')]);
    await removeJob();
    await makeAnew();
    bench.services.house.contexts.forget(JOB_ID);
    const { upload } = await bench.upload([person('c')]);
    expect(upload.first).toBe(3);
    await bench.drain();
    await bench.supervise(2);
    expect((await bench.log()).map(({ entry }) => entry.source.id)).toEqual(['c']);
    expect((await bench.services.house.intake.read(JOB_ID))?.state.cycle).toBeNull();
  });

  test('is not touched by later rounds', async () => {
    await work();
    await removeJob();
    await makeAnew();
    bench.services.house.contexts.forget(JOB_ID);
    await bench.upload([person('c')]);
    await bench.drain();
    await purge();
    expect((await bench.log()).map(({ entry }) => entry.source.id)).toEqual(['c']);
  });

  test('can be deleted again', async () => {
    await removeJob();
    await makeAnew();
    bench.services.house.contexts.forget(JOB_ID);
    await bench.upload([person('c')]);
    await bench.drain();
    await removeJob();
    await purge();
    expect(rows('people')).toEqual([]);
  });
});

test.each([2, 4, 6])('a job whose deletion died after write %d is gone, or there and in the list', async (moments) => {
  let left = Number.POSITIVE_INFINITY;
  bench = await createWorkbench(
    {},
    {
      async tick() {
        left -= 1;
        if (left < 0) throw new StoreUnavailable('the process died');
      },
    },
  );
  await work();
  left = moments;
  await expect(bench.services.house.jobs.remove(JOB_ID, bench.clock.now())).rejects.toThrow('the process died');
  left = Number.POSITIVE_INFINITY;
  bench.services.house.contexts.forget(JOB_ID);
  await purge();
  const isThere = (await bench.services.house.contexts.find(JOB_ID)) !== undefined;
  expect(await bench.services.house.jobs.listJobIds()).toEqual(isThere ? [JOB_ID] : []);
  expect(rows('people').length > 0).toBe(isThere);
});

test('a job whose deletion died before it was gone lives on', async () => {
  await work();
  const people = rows('people').length;
  await bench.storage.table('jobs').upsert({ partitionKey: 'removed', rowKey: JOB_ID, jobId: JOB_ID, removedAt: 0 });
  await purge();
  expect(rows('people')).toHaveLength(people);
});
