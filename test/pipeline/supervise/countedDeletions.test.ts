/** What the guard counts, whichever way a deletion that was let go ends: one table, so that a new way has its row. */
import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { handlePoison } from '../../../shared/pipeline/people/handlePoison';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import type { JsonObject } from '../../../shared/scim/json';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;

const REFUSED = new ProvisioningError('InvalidDomain', 'The target refuses.');

const lanes = () => [OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE].map((name) => bench.storage.queue(name));

/** The one message that waits, as it is put on somebody's table; it is gone from the queue. */
async function takeMessage(): Promise<string> {
  const received = await Promise.all(
    lanes().map(async (queue) => (await queue.receive(32, 30)).map((message) => ({ queue, message }))),
  );
  const [first, ...others] = received.flat();
  if (first === undefined || others.length > 0) throw new Error(`There are ${others.length} messages, not one.`);
  await first.queue.remove(first.message);
  return first.message.text;
}

/** As if nothing could be done of this person but the entry that says so: then the message is poison. */
async function poison(): Promise<void> {
  const { house, directory } = bench.services;
  const update = jest.spyOn(directory, 'update').mockRejectedValue(REFUSED);
  const ledger: typeof house.ledger = {
    ...house.ledger,
    async commit(changes, frame) {
      const isLastWord = ({ error }: { error?: { code: string } | null }) => error?.code === 'InternalError';
      if (changes.some(({ entries }) => !entries.some(isLastWord))) throw new Error('This person breaks everything.');
      return house.ledger.commit(changes, frame);
    },
  };
  await handlePoison(await takeMessage(), { ...house, ledger });
  update.mockRestore();
}

async function work(): Promise<void> {
  await processMessages(JOB_ID, [readMessage(await takeMessage())], bench.services.house);
}

/** What the target says to the next write, before it is taken. */
async function refusedOnce(): Promise<void> {
  const update = jest.spyOn(bench.services.directory, 'update').mockRejectedValueOnce(REFUSED);
  await work();
  update.mockRestore();
}

/** The worker died after the write: the account is as it should be already, and nothing says so. */
const doneAlready = () => workAfter({ accountEnabled: false });

/** Something else is to be written still: what is told then is an update. */
const doneInPart = () => workAfter({ accountEnabled: false, displayName: 'As another system has it' });

async function workAfter(change: JsonObject): Promise<void> {
  const { directory } = bench.services;
  const [account] = await directory.find('employeeId', '1', 1);
  await directory.update(account?.id ?? '', change);
  await work();
}

/** The timer's round in which the next try is due leaves one message. */
async function retryDue(): Promise<void> {
  const { nextAttempt } = (await scenes.person('1')).escrow ?? { nextAttempt: Number.NaN };
  bench.clock.advance(nextAttempt - bench.clock.now());
  await superviseJobs(bench.services.house);
}

/** How many deletions the guard takes for carried out, in all cycles. */
async function counted(): Promise<number> {
  let sum = 0;
  for await (const { totals } of bench.services.house.packs.read(JOB_ID, {})) sum += totals.deprovisioned;
  return sum;
}

type Step = () => Promise<void>;

describe.each([
  { by: 'the guard', counts: 1 },
  { by: 'an administrator', counts: 0 },
])('a deletion let go by $by counts $counts times', ({ by, counts }) => {
  beforeEach(async () => {
    bench = await createWorkbench();
    scenes = scenesOf(bench);
    await scenes.provision(person('1'), person('2'), person('3'));
    await scenes.provision(person('1', { active: false }));
    // Work that is never done keeps the cycle open: what is let go later must not find a new count.
    await bench.services.house.intake.beginWork(JOB_ID, ['converge-1'], 'another', bench.clock.now());
    await letGo();
  });

  async function letGo(): Promise<void> {
    if (by === 'an administrator') return scenes.restart('ForceDeletes');
    while (lanes().every((queue) => queue.messages().length === 0)) {
      bench.clock.advance(15_000);
      await superviseJobs(bench.services.house);
    }
  }

  test.each<{ name: string; first: Step; retry?: Step }>([
    { name: 'it runs', first: work },
    { name: 'it had run when its worker died', first: doneAlready },
    { name: 'it had run when its worker died, and more is to be written', first: doneInPart },
    { name: 'it fails', first: refusedOnce },
    { name: 'it fails, and the retry runs', first: refusedOnce, retry: work },
    { name: 'it fails, and the retry fails', first: refusedOnce, retry: refusedOnce },
    { name: 'it fails, and the retry ends as poison', first: refusedOnce, retry: poison },
    { name: 'it ends as poison', first: poison },
    { name: 'it ends as poison, and the retry runs', first: poison, retry: work },
    { name: 'it ends as poison, and so does the retry', first: poison, retry: poison },
  ])('when $name', async ({ first, retry }) => {
    await first();
    expect(await counted()).toBe(counts);
    if (retry === undefined) return;
    await retryDue();
    await retry();
    expect(await counted()).toBe(counts);
    expect(await scenes.listed('held')).toEqual([]);
    while ((await scenes.person('1')).escrow !== null) {
      await retryDue();
      await work();
    }
    expect(await scenes.enabled('1')).toBe(false);
    expect(await counted()).toBe(counts);
    expect(await scenes.listed('held')).toEqual([]);
  });
});

test('what is held, and found carried out by something else, counts: who was at the release loses its commit to that', async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.provision(person('1'), person('2'), person('3'));
  await scenes.provision(person('1', { active: false }));
  bench.clock.advance(60_000);
  await superviseJobs(bench.services.house);
  const release = await takeMessage();
  await bench.upload([person('1', { active: false })]);
  await doneAlready();
  expect(await counted()).toBe(1);
  await processMessages(JOB_ID, [readMessage(release)], bench.services.house);
  expect(await counted()).toBe(1);
  expect(await scenes.listed('held')).toEqual([]);
});
