/** What happens while the guard counts: whatever a worker commits between two of its looks, nothing runs before its time. */
import { OPERATIONS_FIRST_QUEUE } from '../../../shared/composition/services';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const leaver = (externalId: string) => person(externalId, { active: false });
const MINUTE = 60_000;

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench({ OPERATIONS_PER_MESSAGE: '1' });
  scenes = scenesOf(bench);
  await scenes.provision(person('1'), person('2'), person('3'));
  await bench.supervise();
});

/** Uploads leavers, a message each, and keeps the first message where no worker comes to it. */
async function accepted(...externalIds: string[]): Promise<{ arrive(): Promise<void> }> {
  await bench.upload(externalIds.map(leaver));
  const [message] = await bench.storage.queue(OPERATIONS_FIRST_QUEUE).receive(1, 3_600);
  if (message === undefined) throw new Error('There is no message.');
  return {
    async arrive() {
      await processMessages(JOB_ID, [readMessage(message.text)], bench.services.house);
    },
  };
}

/** One round of the timer, in which a worker does this right after the guard has looked the so manieth time at what is held. */
async function roundWith(look: number, work: () => Promise<void>): Promise<void> {
  const { index } = bench.services.house;
  const list = index.list.bind(index);
  let looks = 0;
  const spy = jest.spyOn(index, 'list').mockImplementation(async function* (jobId, kind) {
    yield* list(jobId, kind);
    if (kind !== 'held') return;
    looks += 1;
    if (looks === look) await work();
  });
  await superviseJobs(bench.services.house);
  spy.mockRestore();
  expect(looks).toBeGreaterThanOrEqual(look);
  await bench.drain();
}

test.each([1, 2])(
  'a held operation that is answered after look %i does not stand for another one that is not',
  async (look) => {
    const late = await accepted('2', '1', '3');
    await bench.drain();
    bench.clock.advance(MINUTE);
    const newer = await accepted('1');
    await roundWith(look, newer.arrive);
    expect(await scenes.enabled('3')).toBe(true);

    await late.arrive();
    await bench.supervise(6);
    const all = await Promise.all(['1', '2', '3'].map((externalId) => scenes.enabled(externalId)));
    expect(all).toEqual([false, false, false]);
  },
);
