import { type AnswerStore, createAnswerStore } from '../../../shared/store/uploads/entriesOfUpload';
import { createIntakeStore, type IntakeStore } from '../../../shared/store/uploads/intake';
import type { FiledAnswer } from '../../../shared/store/uploads/intakeState';
import { anyPayload } from '../../support/payloads';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const JOB = 'API2AAD.a.b';
const ANSWER: FiledAnswer = { shard: 15, rowKey: 'e!8231530572778!fffffff8ab12', answered: 2, failures: 1, staged: 0 };

let table: WatchedTable;
let intake: IntakeStore;
let store: AnswerStore;
beforeEach(async () => {
  table = await watchedTable();
  intake = createIntakeStore(table);
  store = createAnswerStore(table);
});

async function accept(uploads: number): Promise<void> {
  for (let number = 0; number < uploads; number += 1) {
    const operations = [{ bulkId: 'b', anchor: `${number}` }];
    const upload = { jobId: JOB, operations, acceptedAt: 7, newCycleId: 'c', clientRequestId: undefined };
    await intake.admit({ ...upload, fingerprint: '', ...anyPayload() });
  }
  table.calls.length = 0;
}

const filed = async (first: number) => (await intake.getUpload(JOB, first))?.answers;

test('what is filed comes back with the upload, whose receipt is as it was', async () => {
  await accept(2);
  const answers = [ANSWER, { ...ANSWER, shard: 0, answered: 0, staged: 3 }];
  await store.file(JOB, new Map([[1, answers]]));
  expect(await filed(1)).toEqual(answers);
  expect(await intake.getUpload(JOB, 1)).toMatchObject({ acceptedAt: 7, operations: [{ bulkId: 'b', anchor: '0' }] });
  expect(await filed(2)).toBeUndefined();
});

test('a hundred uploads are filed in one call', async () => {
  await accept(150);
  await store.file(JOB, new Map(Array.from({ length: 150 }, (_, index) => [index + 1, [ANSWER]])));
  expect(table.calls).toEqual(['transact 100', 'transact 50']);
  expect(await filed(150)).toEqual([ANSWER]);
});

test('an upload that lies in more packs than a property can name is not filed', async () => {
  await accept(2);
  await store.file(
    JOB,
    new Map([
      [1, Array.from({ length: 1_000 }, () => ANSWER)],
      [2, [ANSWER]],
    ]),
  );
  expect(await filed(1)).toBeUndefined();
  expect(await filed(2)).toEqual([ANSWER]);
});

test('a receipt that is gone is no trouble', async () => {
  await accept(1);
  await store.file(
    JOB,
    new Map([
      [1, [ANSWER]],
      [99, [ANSWER]],
    ]),
  );
  expect(await filed(1)).toBeUndefined(); // what goes with it into one call is not filed either
});
