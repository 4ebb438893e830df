/** Whether an instance says that it could do its work. */
import { createReadiness } from '../../shared/composition/readiness';
import { createSupervisionStore } from '../../shared/store/jobs/supervision';
import type { MemoryStorage } from '../../shared/store/memory/memoryStorage';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { fakeClock } from '../support/world';

const EVERY_MS = 15_000;
let clock: ReturnType<typeof fakeClock>;
let storage: MemoryStorage;
let asked: number;
let keysAreThere: boolean;

beforeEach(async () => {
  clock = fakeClock();
  storage = createMemoryStorage({ clock });
  await storage.table('jobs').ensure();
  await storage.queue('operations').ensure();
  [asked, keysAreThere] = [0, true];
});

function readiness() {
  return createReadiness({
    storage,
    queueName: 'operations',
    supervision: createSupervisionStore(storage.table('jobs')),
    fetchKeys: async () => {
      asked += 1;
      if (!keysAreThere) throw new Error('The issuer does not answer.');
    },
    clock,
    superviseEveryMs: EVERY_MS,
  });
}
const round = () => createSupervisionStore(storage.table('jobs')).record(clock.now());

test('all is there, and the timer goes round', async () => {
  await round();
  expect(await readiness().failing()).toEqual([]);
});

test('before the first round it is not ready, and by itself it gets well', async () => {
  const ready = readiness();
  expect(await ready.failing()).toEqual(['supervision']);
  await round();
  clock.advance(5_000);
  expect(await ready.failing()).toEqual([]);
});

test.each([
  { intervals: 4, failing: [] },
  { intervals: 4.1, failing: ['supervision'] },
])('a last round $intervals intervals ago fails $failing', async ({ intervals, failing }) => {
  await round();
  clock.advance(intervals * EVERY_MS);
  expect(await readiness().failing()).toEqual(failing);
});

test('storage that is not there, and keys that cannot be fetched, are named', async () => {
  keysAreThere = false;
  storage = createMemoryStorage({ clock });
  const failing = await readiness().failing();
  expect(failing).toEqual(['storage tables', 'storage queues', 'issuer keys', 'supervision']);
});

test('an answer is remembered for five seconds, a bad one too', async () => {
  keysAreThere = false;
  await round();
  const ready = readiness();
  expect(await ready.failing()).toEqual(['issuer keys']);
  keysAreThere = true;
  clock.advance(4_999);
  expect(await ready.failing()).toEqual(['issuer keys']);
  clock.advance(1);
  expect(await ready.failing()).toEqual([]);
  expect(asked).toBe(2);
});
