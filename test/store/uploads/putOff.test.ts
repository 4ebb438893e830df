import { createPutOffStore, type PutOff, type PutOffStore } from '../../../shared/store/uploads/putOff';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const JOB = 'API2AAD.a.b';
const AT = Date.UTC(2026, 0, 15, 9, 30);

let table: WatchedTable;
let putOff: PutOffStore;
beforeEach(async () => {
  table = await watchedTable();
  putOff = createPutOffStore(table);
});

const note = (sequence: number, change: Partial<PutOff> = {}): PutOff => ({
  sequence,
  anchor: `person ${sequence}`,
  until: AT,
  why: 'turn',
  ...change,
});

describe('operations that are put off', () => {
  test('are listed by their numbers, in order, as last noted', async () => {
    await putOff.note(JOB, [note(12), note(3), note(7)]);
    await putOff.note(JOB, [note(7, { why: 'refused', until: AT + 1 })]);
    expect(await putOff.list(JOB, 3, 12)).toEqual([note(3), note(7, { why: 'refused', until: AT + 1 })]);
    expect(await putOff.list('other', 0, 100)).toEqual([]);
  });

  test('are forgotten when they are answered', async () => {
    await putOff.note(JOB, [note(3), note(7)]);
    await putOff.clear(JOB, [3, 99]);
    expect((await putOff.list(JOB, 0, 100)).map(({ sequence }) => sequence)).toEqual([7]);
  });

  test('cost a call a hundred, and none when there are none', async () => {
    await putOff.note(JOB, []);
    await putOff.note(
      JOB,
      Array.from({ length: 150 }, (_, index) => note(index + 1)),
    );
    expect(table.calls).toEqual(['transact 100', 'transact 50']);
  });

  test('are removed below a number', async () => {
    await putOff.note(JOB, [note(3), note(7), note(8)]);
    expect(await putOff.purge(JOB, 8, 1)).toBe(1);
    expect(await putOff.purge(JOB, 8, 10)).toBe(1);
    expect((await putOff.list(JOB, 0, 100)).map(({ sequence }) => sequence)).toEqual([8]);
  });
});
