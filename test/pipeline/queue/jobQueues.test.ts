/** Every queue that messages of a job may stand in is looked at, by its lane, and what goes on side by side is waited for. */
import { agentQueueNames, createJobQueues } from '../../../shared/pipeline/queue/jobQueues';
import { from, sideBySide } from '../../../shared/pipeline/queue/sideBySide';
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { fakeClock } from '../../support/world';

const NAMES = agentQueueNames('job');
const LANES = {
  ordinary: ['operations', NAMES.operations, NAMES.poison],
  first: ['operations-first', NAMES.operationsFirst, NAMES.poisonFirst],
};
const ALL = [...LANES.ordinary, ...LANES.first];

/** A message in one of them, or in none. */
async function openWith(name: string | undefined) {
  const storage = createMemoryStorage({ clock: fakeClock() });
  for (const one of ALL) await storage.queue(one).ensure();
  if (name !== undefined) await storage.queue(name).send('{}');
  const common = { ordinary: storage.queue('operations'), first: storage.queue('operations-first') };
  return createJobQueues({ place: 'service', common, open: storage.queue, contexts: {} as never });
}

const job = { id: 'job', hasAgentQueues: true } as never;

test.each(ALL)('a message in %s is seen, in its lane and not in the other', async (name) => {
  const queues = await openWith(name);
  const isFirst = LANES.first.includes(name);
  expect({
    all: await queues.isEmpty(job),
    ordinary: await queues.isEmpty(job, 'ordinary'),
    first: await queues.isEmpty(job, 'first'),
    ordinaryIdle: await queues.isIdle(job, 'ordinary'),
    firstIdle: await queues.isIdle(job, 'first'),
  }).toEqual({ all: false, ordinary: isFirst, first: !isFirst, ordinaryIdle: isFirst, firstIdle: !isFirst });
});

test('where there is none, all are empty; agents’ queues are looked at where there are some', async () => {
  const none = await openWith(undefined);
  expect([await none.isEmpty(job), await none.isIdle(job, 'first')]).toEqual([true, true]);
  const queues = await openWith(NAMES.operations);
  expect(await queues.isEmpty({ id: 'job' } as never)).toBe(true);
});

test('no more are begun than may be, none behind a failure, and all that were begun are waited for', async () => {
  const began: number[] = [];
  let underWay = 0;
  let most = 0;
  const work = async (item: number) => {
    began.push(item);
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    if (item === 3) throw new Error('third');
  };
  await expect(sideBySide(2, from([1, 2, 3, 4, 5, 6, 7, 8]), work)).rejects.toThrow('third');
  expect({ most, underWay, last: began.at(-1) === 8 }).toEqual({ most: 2, underWay: 0, last: false });
  await sideBySide(2, from([1, 2]), work);
});
