import { listParkedMessages } from '../../../shared/api/uploads/parkedMessages';
import { writeMessage } from '../../../shared/pipeline/queue/messages';
import { callOf } from '../../support/httpCall';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

interface Listed {
  readonly value: readonly Record<string, unknown>[];
  readonly '@odata.nextLink'?: string;
}

async function list(query = ''): Promise<Listed> {
  const call = callOf({ url: `/muster/parkedMessages${query}` });
  return (await listParkedMessages(call, bench.services.house)).body as Listed;
}

test('what nobody could work on is shown with its reason, and whose it is where that can be read', async () => {
  const { parked } = bench.services.house;
  await parked.park('{"v":2,"kind":"party"}', 'The message has version 2; this code reads 1.');
  bench.clock.advance(1_000);
  const operations = [{ sequence: 5, bulkId: 'b', anchor: '701984', data: { title: 'Tour Lead' } }];
  const common = { jobId: JOB_ID, cycleId: 'cycle-1', acceptedAt: 0, stagingId: null };
  const text = writeMessage({ kind: 'operations', ...common, uploadFirst: 5, operations });
  await parked.park(text, 'Upload 5 is not known.');
  expect((await list()).value).toEqual([
    {
      id: expect.any(String),
      parkedDateTime: '2026-01-15T09:30:01.000Z',
      reason: 'Upload 5 is not known.',
      jobId: JOB_ID,
      kind: 'operations',
      uploadId: `${JOB_ID}~5`,
    },
    {
      id: expect.any(String),
      parkedDateTime: '2026-01-15T09:30:00.000Z',
      reason: 'The message has version 2; this code reads 1.',
      jobId: null,
      kind: null,
      uploadId: null,
    },
  ]);
});

test('pages follow each other to the end, and none is left out or comes twice', async () => {
  for (const reason of ['first', 'second', 'third', 'fourth']) {
    await bench.services.house.parked.park('{}', reason);
    bench.clock.advance(1_000);
  }
  const { value, '@odata.nextLink': next } = await list('?$top=3');
  expect(value.map(({ reason }) => reason)).toEqual(['fourth', 'third', 'second']);
  const rest = await list(new URL(next ?? '').search);
  expect(rest.value.map(({ reason }) => reason)).toEqual(['first']);
  expect(rest['@odata.nextLink']).toBeUndefined();
});

test('nothing is there when all is well', async () => {
  expect(await list()).toEqual({ value: [] });
});
