import { type Row, StoreUnavailable, type Table } from '../../../shared/store/contract/table';
import { NEW_STATUS } from '../../../shared/store/jobs/jobStatus';
import {
  type Admission,
  createIntakeStore,
  type IntakeStore,
  type NewUpload,
  type Upload,
} from '../../../shared/store/uploads/intake';
import { anyPayload } from '../../support/payloads';
import fc from '../../support/property';
import { shuffledTick, type WatchedTable, watchedTable } from '../../support/watchedTable';

const JOB = 'API2AAD.a.b';
const START = Date.UTC(2026, 0, 15, 9, 30);
const HOUR = 3_600_000;

/** An upload of so many people, `change`d. */
function upload(count = 1, change: Partial<NewUpload> = {}): NewUpload {
  return {
    jobId: JOB,
    ...anyPayload(),
    operations: Array.from({ length: count }, (_, index) => ({ bulkId: `b-${index}`, anchor: `${index}` })),
    acceptedAt: START,
    newCycleId: 'cycle-1',
    clientRequestId: undefined,
    fingerprint: 'body-1',
    ...change,
  };
}

/** `accepted 1`, `resent 1`, `idReused`. */
const told = (admission: Admission) =>
  'upload' in admission ? `${admission.kind} ${admission.upload.first}` : admission.kind;

let table: WatchedTable;
let intake: IntakeStore;
beforeEach(async () => {
  table = await watchedTable();
  intake = createIntakeStore(table);
});

async function accept(count = 1, change: Partial<NewUpload> = {}): Promise<Upload> {
  const admission = await intake.admit(upload(count, change));
  if (!('upload' in admission)) throw new Error('The id was used.');
  return admission.upload;
}

describe('numbers', () => {
  test('begin at one, follow each other without gaps, and open one cycle', async () => {
    expect(await accept(3)).toMatchObject({ first: 1, cycleId: 'cycle-1' });
    expect(await accept(50, { newCycleId: 'cycle-2' })).toMatchObject({ first: 4, cycleId: 'cycle-1' });
    expect(await accept(1)).toMatchObject({ first: 54, cycleId: 'cycle-1' });
    expect((await intake.read(JOB))?.state).toEqual({
      next: 55,
      cycle: { id: 'cycle-1', first: 1, openedAt: START, pending: {} },
      full: [],
      last: { first: 54, acceptedAt: START },
      completedCycles: 0,
    });
  });

  test('of one job have nothing to do with another’s', async () => {
    await accept(3);
    expect(await accept(2, { jobId: 'other', newCycleId: 'other-cycle' })).toMatchObject({
      first: 1,
      cycleId: 'other-cycle',
    });
    expect((await intake.read(JOB))?.state.next).toBe(4);
  });

  test('cost a lone instance one call an upload', async () => {
    await accept();
    table.calls.length = 0;
    await accept();
    await accept(1, { clientRequestId: 'r-1' });
    expect(table.calls).toEqual(['transact 3', 'transact 4']);
  });

  test('go on where another instance left off', async () => {
    await accept(3);
    const other = createIntakeStore(table);
    expect(told(await other.admit(upload(2)))).toBe('accepted 4');
    expect(told(await intake.admit(upload(1)))).toBe('accepted 6');
  });

  test('are given out once each, however many instances accept at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ instance: fc.nat(2), count: fc.integer({ min: 1, max: 5 }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.infiniteStream(fc.nat(3)),
        async (uploads, turns) => {
          const shared = await watchedTable(shuffledTick(() => turns.next().value ?? 0));
          const instances = [0, 1, 2].map(() => createIntakeStore(shared));
          const admissions = await Promise.all(
            uploads.map(({ instance, count }) => (instances[instance] ?? intake).admit(upload(count))),
          );
          const numbers = admissions.flatMap((admission) =>
            admission.kind === 'accepted'
              ? admission.upload.operations.map((_, index) => admission.upload.first + index)
              : [],
          );
          expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
          expect(new Set(admissions.map((one) => 'upload' in one && one.upload.cycleId))).toEqual(new Set(['cycle-1']));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('follow the order in which one instance was asked', async () => {
    const admissions = await Promise.all([1, 2, 3].map((count) => intake.admit(upload(count))));
    expect(admissions.map(told)).toEqual(['accepted 1', 'accepted 2', 'accepted 4']);
  });
});

describe('receipts', () => {
  test('keep who sent what', async () => {
    const operations = [
      { bulkId: 'b/1', anchor: 'a#1' },
      { bulkId: 'b/1', anchor: null },
    ];
    await accept(3);
    await accept(0, { operations, acceptedAt: START + HOUR });
    expect(await intake.getUpload(JOB, 4)).toEqual({
      jobId: JOB,
      first: 4,
      cycleId: 'cycle-1',
      acceptedAt: START + HOUR,
      operations,
    });
  });

  test.each([2, 4, 0])('are found by their first number only: not by %d', async (first) => {
    await accept(3);
    expect(await intake.getUpload(JOB, first)).toBeUndefined();
  });

  test('of a thousand people fit', async () => {
    const operations = Array.from({ length: 1_000 }, (_, index) => ({
      bulkId: `0d3b5a52-8a0e-4f0c-9d61-${index}`,
      anchor: `${'x'.repeat(60)}${index}`,
    }));
    await accept(0, { operations });
    expect((await intake.getUpload(JOB, 1))?.operations).toEqual(operations);
  });
});

describe('the list of uploads', () => {
  test('tells them from a number on, without their operations', async () => {
    await accept(3);
    await accept(2, { acceptedAt: START + HOUR });
    await accept(1);
    const listed = [];
    for await (const one of intake.listUploads(JOB, 4)) listed.push(one);
    expect(listed).toEqual([
      { first: 4, cycleId: 'cycle-1', acceptedAt: START + HOUR, count: 2, ahead: 0 },
      { first: 6, cycleId: 'cycle-1', acceptedAt: START, count: 1, ahead: 0 },
    ]);
  });

  test('knows those of older code, which do not say how many operations they have', async () => {
    await accept(3);
    const { partitionKey, rowKey, properties } = table.rows().find((row) => row.rowKey.startsWith('upload!')) as Row;
    const { count: _, ticket: __, ...older } = properties;
    await table.upsert({ partitionKey, rowKey, ...older });
    for await (const one of intake.listUploads(JOB, 0)) expect(one).toMatchObject({ first: 1, count: undefined });
    expect((await intake.getUpload(JOB, 1))?.operations).toHaveLength(3);
  });
});

describe('a request that is sent again under its client-request-id', () => {
  const first = { clientRequestId: 'r-1' };

  test.each([
    { name: 'at once', change: {}, expected: 'resent 1' },
    { name: 'a day later to the millisecond', change: { acceptedAt: START + 24 * HOUR }, expected: 'resent 1' },
    { name: 'with another body', change: { fingerprint: 'body-2' }, expected: 'idReused' },
    { name: 'after more than a day', change: { acceptedAt: START + 24 * HOUR + 1 }, expected: 'accepted 6' },
    {
      name: 'with another body, after more than a day',
      change: { acceptedAt: START + 25 * HOUR, fingerprint: 'body-2' },
      expected: 'accepted 6',
    },
    { name: 'to another job', change: { jobId: 'other' }, expected: 'accepted 1' },
    { name: 'under an id that differs in case', change: { clientRequestId: 'R-1' }, expected: 'accepted 6' },
  ])('$name: $expected', async ({ change, expected }) => {
    await accept(3, first);
    await accept(2);
    expect(told(await intake.admit(upload(3, { ...first, ...change })))).toBe(expected);
  });

  test('gets the upload of the first time, and no numbers', async () => {
    const accepted = await accept(3, first);
    const again = await intake.admit(upload(3, { ...first, acceptedAt: START + HOUR, newCycleId: 'cycle-2' }));
    expect(again).toEqual({ kind: 'resent', upload: accepted });
    expect((await intake.read(JOB))?.state.next).toBe(4);
  });

  test('is known to every instance', async () => {
    await accept(3, first);
    expect(told(await createIntakeStore(table).admit(upload(3, first)))).toBe('resent 1');
  });

  test('renews its day when it is accepted anew', async () => {
    await accept(3, first);
    await accept(3, { ...first, acceptedAt: START + 25 * HOUR });
    expect(told(await intake.admit(upload(3, { ...first, acceptedAt: START + 48 * HOUR })))).toBe('resent 4');
  });

  test('is accepted once, when it reaches several instances at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(3)), async (turns) => {
        const shared = await watchedTable(shuffledTick(() => turns.next().value ?? 0));
        const instances = [0, 1, 2].map(() => createIntakeStore(shared));
        const admissions = await Promise.all(instances.map((one) => one.admit(upload(2, first))));
        expect(admissions.map(told).sort()).toEqual(['accepted 1', 'resent 1', 'resent 1']);
      }),
      { numRuns: 30 },
    );
  });

  test('is accepted anew once, when it reaches several instances after more than a day', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(3)), async (turns) => {
        const shared = await watchedTable(shuffledTick(() => turns.next().value ?? 0));
        await createIntakeStore(shared).admit(upload(2, first));
        const instances = [0, 1, 2].map(() => createIntakeStore(shared));
        const later = { ...first, acceptedAt: START + 25 * HOUR };
        const admissions = await Promise.all(instances.map((one) => one.admit(upload(2, later))));
        expect(admissions.map(told).sort()).toEqual(['accepted 3', 'resent 3', 'resent 3']);
      }),
      { numRuns: 50 },
    );
  });

  test('is accepted anew when the upload it was answered with is not kept any more', async () => {
    await accept(3, first);
    await table.remove(`job!${JOB}`, 'upload!0000000000000001');
    expect(told(await intake.admit(upload(3, first)))).toBe('accepted 4');
  });

  test.each(['', 'a/b\\c#d?e', 'x'.repeat(2_000), '92CD10F6 ü\t'])('may have any id: "%.20s"', async (id) => {
    expect(told(await intake.admit(upload(1, { clientRequestId: id })))).toBe('accepted 1');
    expect(told(await intake.admit(upload(1, { clientRequestId: id })))).toBe('resent 1');
  });
});

describe('when storage fails', () => {
  test('for long, nobody is accepted, nothing is kept, and the next goes on as before', async () => {
    await accept(3);
    const kept = table.rows();
    table.stop();
    await expect(intake.admit(upload(2))).rejects.toThrow(StoreUnavailable);
    table.stop(false);
    expect(table.rows()).toEqual(kept);
    expect(told(await intake.admit(upload(2)))).toBe('accepted 4');
  });

  test.each([
    { moment: 'before', what: 'the request was lost' },
    { moment: 'after', what: 'the answer was lost' },
    { moment: 'conflict', what: 'the SDK met its own success' },
  ] as const)('for a moment, an upload is accepted once: $what', async ({ moment }) => {
    await accept(3);
    table.failNext('transact', moment);
    expect(told(await intake.admit(upload(2)))).toBe('accepted 4');
    expect((await intake.read(JOB))?.state.next).toBe(6);
  });

  test('and its write arrives after all while it is sent again, only one of the two counts', async () => {
    await accept(3);
    let late: Promise<unknown> | undefined;
    const lossy: Table = {
      ...table,
      transact(actions) {
        if (late !== undefined) return table.transact(actions);
        late = Promise.resolve().then(() => table.transact(actions));
        return late.then(() => Promise.reject(new StoreUnavailable('no answer')));
      },
    };
    const doubtful = createIntakeStore(lossy);
    await doubtful.read(JOB);
    expect(told(await doubtful.admit(upload(2)))).toBe('accepted 4');
    expect((await intake.read(JOB))?.state.next).toBe(6);
  });

  test('one request that fails does not fail those behind it', async () => {
    table.stop();
    const failing = intake.admit(upload(2));
    await expect(failing).rejects.toThrow(StoreUnavailable);
    table.stop(false);
    expect(told(await intake.admit(upload(3)))).toBe('accepted 1');
  });
});

describe('the end of a cycle', () => {
  const DONE = { ...NEW_STATUS, observedAt: START + HOUR };

  async function close(cycleId = 'cycle-1'): Promise<boolean> {
    const before = await intake.read(JOB);
    if (before === undefined) throw new Error('Nothing was accepted.');
    return intake.closeCycle(JOB, cycleId, before.state, before.etag, () => DONE);
  }

  test('files the result, counts the cycle, and the next upload opens another', async () => {
    await accept(3);
    expect(await close()).toBe(true);
    expect((await intake.read(JOB))?.state).toEqual({
      ...{ next: 4, cycle: null, full: [], completedCycles: 1 },
      last: { first: 1, acceptedAt: START },
    });
    expect(await intake.readStatus(JOB)).toEqual(DONE);
    expect(await accept(2, { newCycleId: 'cycle-2' })).toMatchObject({ first: 4, cycleId: 'cycle-2' });
    expect((await intake.read(JOB))?.state.cycle).toMatchObject({ id: 'cycle-2', first: 4 });
  });

  test('is refused when something was accepted since, and then nothing is filed', async () => {
    await accept(3);
    const before = await intake.read(JOB);
    await createIntakeStore(table).admit(upload(1));
    expect(before && (await intake.closeCycle(JOB, 'cycle-1', before.state, before.etag, () => DONE))).toBe(false);
    expect((await intake.read(JOB))?.state).toMatchObject({ next: 5, cycle: { id: 'cycle-1' }, completedCycles: 0 });
    expect(await intake.readStatus(JOB)).toEqual(NEW_STATUS);
  });

  test('is reached once, when two timers close it at the same time', async () => {
    await accept(3);
    const before = await intake.read(JOB);
    if (before === undefined) throw new Error('Nothing was accepted.');
    const timers = [intake, createIntakeStore(table)];
    const closed = await Promise.all(
      timers.map((timer) => timer.closeCycle(JOB, 'cycle-1', before.state, before.etag, () => DONE)),
    );
    expect(closed.sort()).toEqual([false, true]);
    expect((await intake.read(JOB))?.state.completedCycles).toBe(1);
  });

  test('of one that was cut off leaves the open one alone', async () => {
    await accept(3);
    const before = await intake.read(JOB);
    const cycle = before?.state.cycle;
    if (before === undefined || cycle == null) throw new Error('No cycle is open.');
    await intake.changeCycles(JOB, { ...before.state, cycle: null, full: [{ ...cycle, end: 4 }] }, before.etag);
    await accept(2, { newCycleId: 'cycle-2' });
    expect(await close('cycle-1')).toBe(true);
    expect((await intake.read(JOB))?.state).toMatchObject({ cycle: { id: 'cycle-2' }, full: [], completedCycles: 1 });
  });

  test('passes on what storage says', async () => {
    await accept(3);
    table.failNext('transact', 'before');
    await expect(close()).rejects.toThrow(StoreUnavailable);
  });
});

describe('work that is no operation', () => {
  const pending = async () => (await intake.read(JOB))?.state.cycle?.pending;

  const isPending = (name: string, cycleId = 'cycle-1') => intake.isPending(JOB, cycleId, name);

  test('joins the open cycle, which counts it by kind until it is done', async () => {
    await accept(3);
    expect(await intake.beginWork(JOB, ['retry-1', 'retry-2', 'sweep-a-7'], 'cycle-2', START)).toBe('cycle-1');
    expect(await pending()).toEqual({ retry: 2, sweep: 1 });
    await intake.endWork(JOB, 'cycle-1', 'retry-1');
    expect(await pending()).toEqual({ retry: 1, sweep: 1 });
    expect([await isPending('retry-1'), await isPending('retry-2'), await isPending('retry-2', 'cycle-2')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('of any amount leaves the row that every upload writes as small as it was', async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `resolveWaiting-5f0c2d7e-9d0b-4c3c-8a55-${n}`);
    for (const name of names) await intake.beginWork(JOB, [name], 'cycle-1', START);
    expect(await pending()).toEqual({ resolveWaiting: 1_000 });
    expect(JSON.stringify((await table.get(`job!${JOB}`, 'intake'))?.properties).length).toBeLessThan(300);
    expect(told(await intake.admit(upload(2)))).toBe('accepted 1');
  });

  test('costs one call to begin and one to end', async () => {
    await accept();
    table.calls.length = 0;
    await intake.beginWork(JOB, ['retry-1', 'retry-2'], 'cycle-2', START);
    await intake.endWork(JOB, 'cycle-1', 'retry-2');
    expect(table.calls).toEqual(['transact 3', 'transact 2']);
  });

  test('that was begun although the answer was lost is not begun twice', async () => {
    await accept();
    table.failNext('transact', 'conflict');
    expect(await intake.beginWork(JOB, ['retry-1', 'retry-2'], 'cycle-2', START)).toBe('cycle-1');
    expect(await pending()).toEqual({ retry: 2 });
  });

  test('that is given up with its cycle is pending no more', async () => {
    await intake.beginWork(JOB, ['retry-1', 'retry-2'], 'cycle-1', START);
    const { state, etag } = (await intake.read(JOB)) ?? {};
    if (state === undefined || etag === undefined) throw new Error('Nothing was begun.');
    expect(await intake.closeCycle(JOB, 'cycle-1', state, etag, () => NEW_STATUS)).toBe(true);
    expect(await isPending('retry-1')).toBe(false);
    await intake.endWork(JOB, 'cycle-1', 'retry-1');
    expect((await intake.read(JOB))?.state).toMatchObject({ cycle: null, full: [] });
  });

  test('that older code named in the row itself is counted, and its names are known no more', async () => {
    const cycle = { id: 'cycle-1', first: 1, openedAt: START, pending: ['retry-1', 'retry-2', 'sweep-a-3'] };
    const json = JSON.stringify({ next: 1, cycle, full: [], completedCycles: 0 });
    await table.insert({ partitionKey: `job!${JOB}`, rowKey: 'intake', json });
    expect(await pending()).toEqual({ retry: 2, sweep: 1 });
    expect(await isPending('retry-1')).toBe(false);
  });

  test('opens a cycle where there is none, from the next number on', async () => {
    expect(await intake.beginWork(JOB, ['retry-1'], 'cycle-7', START + HOUR)).toBe('cycle-7');
    expect((await intake.read(JOB))?.state.cycle).toEqual({
      id: 'cycle-7',
      first: 1,
      openedAt: START + HOUR,
      pending: { retry: 1 },
    });
    expect(await accept(1, { newCycleId: 'cycle-8' })).toMatchObject({ first: 1, cycleId: 'cycle-7' });
  });

  test('is named once, however often it begins, and may end again', async () => {
    await intake.beginWork(JOB, ['retry-1'], 'cycle-1', START);
    await intake.beginWork(JOB, ['retry-1', 'retry-2'], 'cycle-1', START);
    expect(await pending()).toEqual({ retry: 2 });
    await intake.endWork(JOB, 'cycle-1', 'retry-1');
    await intake.endWork(JOB, 'cycle-1', 'retry-1');
    expect(await pending()).toEqual({ retry: 1 });
  });

  test('that ends in a cycle closed long ago changes nothing', async () => {
    await intake.beginWork(JOB, ['retry-1'], 'cycle-1', START);
    await intake.endWork(JOB, 'cycle-0', 'retry-1');
    expect(await pending()).toEqual({ retry: 1 });
  });

  test('ends in a cycle that was cut off, too', async () => {
    await intake.beginWork(JOB, ['retry-1'], 'cycle-1', START);
    const before = await intake.read(JOB);
    const cycle = before?.state.cycle;
    if (before === undefined || cycle == null) throw new Error('No cycle is open.');
    await intake.changeCycles(JOB, { ...before.state, cycle: null, full: [{ ...cycle, end: 1 }] }, before.etag);
    await intake.endWork(JOB, 'cycle-1', 'retry-1');
    expect((await intake.read(JOB))?.state.full).toMatchObject([{ id: 'cycle-1', pending: {} }]);
  });

  test('of several instances at the same time is all there, beside what is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(3)), async (turns) => {
        const shared = await watchedTable(shuffledTick(() => turns.next().value ?? 0));
        const [a, b] = [createIntakeStore(shared), createIntakeStore(shared)];
        await Promise.all([
          a.beginWork(JOB, ['one'], 'cycle-1', START),
          b.beginWork(JOB, ['two'], 'cycle-1', START),
          a.admit(upload(2)),
          b.admit(upload(3)),
        ]);
        await Promise.all([a.endWork(JOB, 'cycle-1', 'one'), b.beginWork(JOB, ['three'], 'cycle-1', START)]);
        const state = (await a.read(JOB))?.state;
        expect(state?.next).toBe(6);
        expect(state?.cycle?.pending).toEqual({ two: 1, three: 1 });
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is known before anything was accepted', () => {
  test('is nothing', async () => {
    expect(await intake.read(JOB)).toBeUndefined();
    expect(await intake.readStatus(JOB)).toEqual(NEW_STATUS);
    expect(await intake.getUpload(JOB, 1)).toBeUndefined();
  });

  test('but a status that the timer wrote', async () => {
    await intake.changeStatus(JOB, (status) => ({ ...status, observedAt: 7 }));
    expect((await intake.readStatus(JOB)).observedAt).toBe(7);
  });
});
