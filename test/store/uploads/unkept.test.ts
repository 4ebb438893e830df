import { createMemoryTable } from '../../../shared/store/memory/memoryTable';
import { createUnkeptStore } from '../../../shared/store/uploads/unkept';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const JOB = 'job';

test('somebody is left alone for longer each time, and no longer than six hours', async () => {
  const table = createMemoryTable('jobs', async () => {});
  await table.ensure();
  const unkept = createUnkeptStore(table);
  let now = Date.UTC(2026, 0, 15, 9, 30);
  const isLeft = async (after: number) => (await unkept.list(JOB, now + after)).has('a/b');
  for (const wait of [MINUTE, 5 * MINUTE, 40 * MINUTE, 6 * HOUR, 6 * HOUR]) {
    await unkept.note(JOB, 'a/b', now);
    expect([await isLeft(wait - 1), await isLeft(wait)]).toEqual([true, false]);
    now += wait;
  }
  expect(await unkept.list('another', now)).toEqual(new Set());
});

test('after a day it is another trouble: the first wait is a minute again, and old notes go', async () => {
  const table = createMemoryTable('jobs', async () => {});
  await table.ensure();
  const unkept = createUnkeptStore(table);
  await unkept.note(JOB, '1', 0);
  await unkept.note(JOB, '1', 0);
  await unkept.note(JOB, '1', 25 * HOUR);
  expect(await unkept.list(JOB, 25 * HOUR + MINUTE)).toEqual(new Set());
  await unkept.list(JOB, 50 * HOUR);
  expect(table.rows()).toEqual([]);
});
