/** What an operation and a round of the timer ask of storage: numbers that a feature beside them must not move. */
import { storageCalls } from '../../support/storageCalls';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const PEOPLE = Array.from({ length: 20 }, (_, index) => person(String(701_900 + index)));

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
  await bench.upload(PEOPLE);
  await bench.drain();
});

test('an upload is accepted in one transaction', async () => {
  expect(await storageCalls(bench, () => bench.upload(PEOPLE))).toEqual({ 'transact jobs': 1 });
});

test('people who have not changed are read as ranges of their shards, and answered in a transaction a shard', async () => {
  await bench.upload(PEOPLE);
  expect(await storageCalls(bench, () => bench.drain())).toEqual({
    'get people': 14,
    'query people': 2,
    'transact jobs': 1,
    'transact people': 13,
  });
});

test('a round of the timer that ends a cycle, and one that finds nothing', async () => {
  expect(await storageCalls(bench, () => bench.supervise())).toEqual({
    'get jobs': 25,
    'query jobs': 5,
    'query people': 128,
    'transact jobs': 7,
  });
  expect(await storageCalls(bench, () => bench.supervise())).toEqual({
    'get jobs': 18,
    'query jobs': 2,
    'query people': 32,
  });
});
