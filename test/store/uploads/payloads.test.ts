import { randomBytes } from 'node:crypto';
import { createStagingStore, type StagingStore } from '../../../shared/store/uploads/largeBulks';
import {
  createPayloadStore,
  MOST_BYTES_INLINE,
  type PayloadStore,
  payloadActions,
} from '../../../shared/store/uploads/payloads';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const JOB = 'API2AAD.a.b';
const AT = Date.UTC(2026, 0, 15, 9, 30);

let jobs: WatchedTable;
let staged: WatchedTable;
let staging: StagingStore;
let payloads: PayloadStore;
beforeEach(async () => {
  jobs = await watchedTable();
  staged = await watchedTable();
  staging = createStagingStore(staged);
  payloads = createPayloadStore(jobs, staging);
});

/** Operations that shrink to about so many bytes. */
function operations(bytes: number, count = 1) {
  return Array.from({ length: count }, (_, index) => ({
    bulkId: `b-${index}`,
    anchor: index % 2 === 0 ? `${index}` : null,
    data: { text: randomBytes(Math.ceil(bytes / count)).toString('base64') },
  }));
}

async function keep(first: number, bytes: number, count = 1) {
  const sent = operations(bytes, count);
  const payload = await payloads.prepare({ jobId: JOB, operations: sent, partsId: `parts-${first}`, at: AT });
  await jobs.transact(payloadActions(JOB, first, payload));
  return sent;
}

describe('the operations of an upload', () => {
  test.each([
    { name: 'one', bytes: 100, count: 1, rows: 1, parts: 0 },
    { name: 'fifty', bytes: 20_000, count: 50, rows: 1, parts: 0 },
    { name: 'more than a row takes', bytes: 900_000, count: 3, rows: 2, parts: 0 },
    { name: 'nearly what a transaction takes', bytes: 2_000_000, count: 4, rows: 3, parts: 0 },
    { name: 'more than a transaction takes', bytes: 2_300_000, count: 5, rows: 2, parts: 4 },
  ])('come back as they were sent: $name', async ({ bytes, count, rows, parts }) => {
    const sent = await keep(7, bytes, count);
    expect(await payloads.read(JOB, 7)).toEqual(sent);
    expect(jobs.rows()).toHaveLength(rows);
    expect(staged.rows()).toHaveLength(parts);
  });

  test('are those of their number only', async () => {
    await keep(7, 100);
    expect(await payloads.read(JOB, 8)).toBeUndefined();
    expect(await payloads.read('other', 7)).toBeUndefined();
  });

  test('fit into one transaction with everything beside them', () => {
    const payload = { kind: 'rows', bytes: new Uint8Array(MOST_BYTES_INLINE) } as const;
    const base64 = payloadActions(JOB, 1, payload).length;
    expect(base64).toBe(3);
    expect((MOST_BYTES_INLINE * 4) / 3).toBeLessThan(3 * 1024 * 1024);
  });

  test('that are staged are found only through their upload', async () => {
    await keep(7, 2_300_000);
    expect(await payloads.isOwned(JOB, 'parts-7')).toBe(true);
    await payloads.prepare({ jobId: JOB, operations: operations(2_300_000), partsId: 'refused', at: AT });
    expect(await payloads.isOwned(JOB, 'refused')).toBe(false);
  });

  test('of a request that is refused go at once', async () => {
    const payload = await payloads.prepare({
      jobId: JOB,
      operations: operations(2_300_000),
      partsId: 'refused',
      at: AT,
    });
    await payloads.discard(payload);
    expect(staged.rows()).toEqual([]);
  });
});

describe('what is answered', () => {
  test('is removed below a number, parts and all, and a part at a time', async () => {
    for (const first of [1, 3, 5, 7]) await keep(first, 100);
    expect(await payloads.purge(JOB, 7, 2)).toBe(2);
    expect(await payloads.purge(JOB, 7, 2)).toBe(1);
    expect(await payloads.purge(JOB, 7, 2)).toBe(0);
    expect(await payloads.read(JOB, 5)).toBeUndefined();
    expect(await payloads.read(JOB, 7)).toHaveLength(1);
  });

  test('takes its parts and what tells of them with it, also when a first try died in between', async () => {
    await keep(1, 2_300_000);
    await keep(2, 2_300_000);
    jobs.failNext('remove', 'before');
    await expect(payloads.purge(JOB, 2, 100)).rejects.toThrow('the request was lost');
    await payloads.purge(JOB, 2, 100);
    expect(jobs.rows().map(({ rowKey }) => rowKey)).toEqual(['parts!parts-2', 'payload!0000000000000002!0000']);
    expect(new Set(staged.rows().map(({ partitionKey }) => partitionKey))).toEqual(new Set(['parts-2']));
  });
});
