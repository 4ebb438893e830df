/** Somebody whose row storage refuses: neighbours, their message and the deletion guard go on (I6). */

import { ProvisioningError } from '../../../shared/errors';
import { startErrandFor } from '../../../shared/pipeline/queue/errands';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import { StoreUnavailable, type TableAction } from '../../../shared/store/contract/table';
import { shardOf } from '../../../shared/store/people/personRow';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let isSick: boolean;
beforeEach(async () => {
  bench = await createWorkbench();
  isSick = true;
  const table = bench.storage.table('people');
  const { transact } = table;
  const touches = (action: TableAction) => action.kind !== 'remove' && action.entity.rowKey === 'p!sick';
  Object.assign(table, {
    async transact(actions: readonly TableAction[]) {
      if (isSick && actions.some(touches)) throw new StoreUnavailable('the service answers 500');
      return transact(actions);
    },
  });
});

const told = async () => [...(await scenesOf(bench).log())].sort();
const many = (...ids: readonly string[]) => ids.map((id) => person(id));

/** Seconds until the person's last word, a quarter of a minute at a time. */
async function secondsUntilTold(): Promise<number> {
  for (let seconds = 0; seconds < 3_600; seconds += 15) {
    if ((await bench.log('sick')).length > 0) return seconds;
    await bench.supervise();
  }
  return Number.POSITIVE_INFINITY;
}

describe('somebody whose row storage refuses', () => {
  test('keeps nobody waiting: neighbours are through at once, and the message is done', async () => {
    await bench.upload(many('a', 'sick', 'b', 'c'));
    await bench.drain();
    expect(await told()).toEqual(['a create success', 'b create success', 'c create success']);
  });

  test('is tried five times in ten minutes, and then told as a failure that says what to do', async () => {
    await bench.upload(many('sick', 'b'));
    await bench.drain();
    const seconds = await secondsUntilTold();
    expect(seconds).toBeGreaterThanOrEqual(600);
    expect(seconds).toBeLessThanOrEqual(660);
    const tries = bench.logger.lines.filter(({ message }) => message === 'Storage refuses to write a person');
    expect(tries.map(({ fields }) => fields?.tries)).toEqual([1, 2, 3, 4, 5]);
    const [found] = await bench.log('sick');
    expect(found?.entry).toMatchObject({
      status: 'failure',
      attempt: 1,
      error: { code: 'InternalError', advice: 'Send the person again.' },
    });
  });

  test('is answered: the receipt is complete, and the cycle ends', async () => {
    await bench.upload(many('sick', 'b'));
    await bench.drain();
    await secondsUntilTold();
    await bench.supervise(2);
    expect(await scenesOf(bench).isRunning()).toBe(false);
    const job = await scenesOf(bench).job();
    expect((await readReceipt(job, 1, bench.services.house))?.waiting).toBeUndefined();
  });

  test('is as good as new when storage thinks better of it', async () => {
    await bench.upload(many('sick', 'b'));
    await bench.drain();
    isSick = false;
    await bench.supervise(4);
    expect(await told()).toEqual(['b create success', 'sick other skipped']); // its account was made at the first try
    expect(await bench.services.house.putOff.list(JOB_ID, 0, 100)).toEqual([]);
  });

  test('gets one entry, however often word of the upload comes', async () => {
    const { upload } = await bench.upload(many('sick'));
    await bench.drain();
    await secondsUntilTold();
    isSick = false;
    const wakeUp = {
      v: 2,
      kind: 'operations',
      jobId: JOB_ID,
      cycleId: upload.cycleId,
      uploadFirst: 1,
      acceptedAt: upload.acceptedAt,
    };
    await bench.storage.queue('operations').send(JSON.stringify({ ...wakeUp, operations: null, stagingId: null }));
    await bench.drain();
    expect(await told()).toEqual(['sick other failure']);
  });

  test('does not hold up a leaver who comes after', async () => {
    await bench.upload(many('leaver'));
    await bench.supervise(2);
    await bench.upload(many('sick', 'b'));
    await bench.drain();
    await bench.upload([person('leaver', { active: false })]);
    await bench.supervise(7); // the settle window is a minute
    expect(await scenesOf(bench).enabled('leaver')).toBe(false);
    expect(await bench.log('sick')).toEqual([]);
  });

  test('leaves what was done beside it done: who was disabled is told so', async () => {
    const shard = shardOf('sick');
    const beside = Array.from({ length: 1_000 }, (_, index) => `leaver ${index}`).find((id) => shardOf(id) === shard);
    const leavers = ['sick', String(beside)];
    isSick = false;
    await bench.upload(many(...leavers));
    await bench.supervise(8);
    await bench.upload(leavers.map((id) => person(id, { active: false })));
    await bench.drain();
    isSick = true; // as it is to be claimed, both being released together
    await bench.supervise(6);
    expect((await scenesOf(bench).log(beside)).at(0)).toBe(`${beside} disable success`);
  });

  test('who is a manager keeps only the reference waiting', async () => {
    const report = person('report', {
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: 'sick' } },
    });
    await bench.upload([person('sick'), report]);
    await bench.drain();
    expect(await told()).toEqual(['report create success']);
  });
});

test('one bad moment of storage is no refusal: nothing is put off, and work of our own is not told as failed', async () => {
  isSick = false;
  const table = bench.storage.table('people');
  const { get } = table;
  let isBad = true;
  Object.assign(table, {
    async get(partitionKey: string, rowKey: string) {
      if (!isBad || rowKey !== 'p!sick') return get(partitionKey, rowKey);
      isBad = false;
      throw new StoreUnavailable('the service answers 500');
    },
  });
  const { house, directory } = bench.services;
  jest.spyOn(directory, 'create').mockRejectedValueOnce(new ProvisioningError('EntryConflict', 'Taken.'));
  await bench.upload(many('sick'));
  await bench.drain();
  expect(await told()).toEqual(['sick create failure']);
  isBad = true;
  await startErrandFor(JOB_ID, 'retry', [{ anchor: 'sick' }], house);
  await bench.drain();
  expect(await told()).toEqual(['sick create failure', 'sick create success']);
});

test('somebody whose row takes not even a failure is not tried in every round for ever', async () => {
  isSick = false;
  await bench.upload(many('sick', 'b'));
  await bench.drain();
  const { house, directory } = bench.services;
  const stored = (await house.people.load(JOB_ID, ['sick'])).get('sick');
  if (stored === undefined) throw new Error('Nobody was stored.');
  const failure = { code: 'Timeout', message: 'Too slow.' } as const;
  const escrow = { failure, firstFailureAt: 0, attempts: 1, nextAttempt: bench.clock.now() };
  await house.ledger.write([{ ...stored, person: { ...stored.person, escrow } }]);
  isSick = true;
  let reads = 0;
  const { read } = directory;
  directory.read = async (id) => {
    if (id === stored.person.link?.targetAnchor) reads += 1;
    return read(id);
  };
  await bench.supervise(4 * 60); // an hour
  expect(reads).toBeGreaterThanOrEqual(3);
  expect(reads).toBeLessThanOrEqual(5); // at once, and after 1, 5 and 40 minutes
  isSick = false;
  for (let hour = 0; hour < 7; hour += 1) await scenesOf(bench).pass(3_600_000);
  expect(await scenesOf(bench).listed('escrow')).toEqual([]);
});
