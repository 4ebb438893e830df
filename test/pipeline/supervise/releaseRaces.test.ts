/** What comes to a person whose account is just being disabled: whatever it is, the log says in the end that it was. */
import { OPERATIONS_FIRST_QUEUE } from '../../../shared/composition/services';
import { startJob } from '../../../shared/pipeline/jobs/controlJob';
import { processMessages } from '../../../shared/pipeline/people/processMessages';
import { type Errand, readMessage } from '../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import type { JsonObject } from '../../../shared/scim/json';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await scenes.provision(person('a'));
});

/** A worker that has disabled the account, and does not come to its commit. */
interface Disabling {
  /** The release that it works on. */
  readonly message: string;
  goOn(): Promise<void>;
}

async function disabling(): Promise<Disabling> {
  const { directory, house } = bench.services;
  await scenes.provision(person('a', { active: false }));
  bench.clock.advance(120_000);
  await superviseJobs(house);
  const queue = bench.storage.queue(OPERATIONS_FIRST_QUEUE);
  const [released] = await queue.receive(1, 3_600);
  if (released === undefined) throw new Error('Nothing is released.');
  await queue.remove(released);

  let resume: () => void = () => undefined;
  const resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const update = directory.update.bind(directory);
  let work = Promise.resolve();
  await new Promise<void>((written) => {
    jest.spyOn(directory, 'update').mockImplementationOnce(async (...asked) => {
      const answer = await update(...asked);
      written();
      await resumed;
      return answer;
    });
    work = deliver(released.text);
  });
  return {
    message: released.text,
    async goOn() {
      resume();
      await work;
    },
  };
}

async function deliver(text: string): Promise<void> {
  await processMessages(JOB_ID, [readMessage(text)], bench.services.house);
}

async function errand(kind: Errand): Promise<void> {
  const { held } = await scenes.person('a');
  const about = { anchors: ['a'], ...(held !== null && { since: [held.since] }) };
  const message = { kind: 'errand', errand: kind, jobId: JOB_ID, cycleId: held?.cycleId ?? '', ...about, work: null };
  await processMessages(JOB_ID, [message as never], bench.services.house);
}

async function upload(data: JsonObject): Promise<void> {
  await bench.upload([data]);
  await bench.drain();
}

test.each<{ what: string; comes: (first: Disabling) => Promise<void>; log: readonly string[]; enabled?: true }>([
  { what: 'its own message', comes: ({ message }) => deliver(message), log: ['a disable success'] },
  { what: 'the same decision once more', comes: () => errand('release'), log: ['a disable success'] },
  { what: 'an evaluation of everybody', comes: () => errand('reevaluate'), log: ['a disable success'] },
  { what: 'a look at the account', comes: () => errand('converge'), log: ['a disable success'] },
  { what: 'a guard that trips', comes: () => errand('stage'), log: ['a disable success'] },
  { what: 'a rejection', comes: () => errand('reject'), log: ['a disable success'] },
  {
    what: 'a newer word that says it again',
    comes: () => upload(person('a', { active: false, title: 'Gone' })),
    log: ['a update success', 'a disable success'],
  },
  {
    what: 'a newer word that takes it back',
    comes: () => upload(person('a', { title: 'Back' })),
    log: ['a update success', 'a disable success'],
    enabled: true,
  },
])('$what, while a release is carried out', async ({ comes, log, enabled = false }) => {
  const first = await disabling();
  await comes(first);
  await first.goOn();
  await bench.drain();
  bench.clock.advance(60_000);
  await bench.supervise(4);
  expect(await scenes.log('a')).toEqual([...log, 'a create success']);
  expect(await scenes.enabled('a')).toBe(enabled);
  expect(await scenes.isRunning()).toBe(false);
});

test('a release that is waiting when the job is paused does not come before what is said until the job is started', async () => {
  const { directory, house } = bench.services;
  await scenes.provision(person('a', { active: false }));
  bench.clock.advance(120_000);
  await superviseJobs(house);
  await scenes.changeJob({ state: 'Paused' });
  await bench.drain();
  await scenes.provision(person('a', { title: 'Back' }));
  const update = jest.spyOn(directory, 'update');
  await startJob(await scenes.job(), MUSTER, house);
  await bench.drain();
  bench.clock.advance(120_000);
  await bench.supervise(2);
  expect(update.mock.calls.map(([, changes]) => changes)).toEqual([{ jobTitle: 'Back' }]);
  expect(await scenes.isRunning()).toBe(false);
});
