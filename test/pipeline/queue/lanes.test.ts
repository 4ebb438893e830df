/** Whoever is to lose access waits behind nobody's creation: what travels in which lane, from the upload to the release. */
import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { ProvisioningError } from '../../../shared/errors';
import { pauseJob, startJob } from '../../../shared/pipeline/jobs/controlJob';
import { requeue } from '../../../shared/pipeline/people/requeue';
import { type Message, readMessage } from '../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { MUSTER } from '../../../shared/store/jobs/audit';
import type { MemoryQueue } from '../../../shared/store/memory/memoryQueue';
import { createDirectoryTarget } from '../../../shared/targets/directory/directoryTarget';
import type { Target } from '../../../shared/targets/target';
import { agentQueue, openAgent, runByAgents } from '../../support/agents';
import { openTestDirectory } from '../../support/directory';
import { MINUTE, type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let target: Target;
let isAway = false;
beforeEach(async () => {
  const { directory, random } = await openTestDirectory();
  target = createDirectoryTarget(directory, random);
  isAway = false;
  const update: Target['update'] = async (...asked) => {
    if (isAway) throw new ProvisioningError('EndpointUnavailable', 'The target is away.');
    return target.update(...asked);
  };
  bench = await createWorkbench({}, { target: { ...target, update } });
  scenes = scenesOf(bench);
});

const ordinary = () => bench.storage.queue(OPERATIONS_QUEUE);
const first = () => bench.storage.queue(OPERATIONS_FIRST_QUEUE);
const leaver = (externalId: string) => person(externalId, { active: false });

/** What waits, in a word a message. */
const waiting = (queue: MemoryQueue) => queue.messages().map(({ text }) => inAWord(readMessage(text)));

function inAWord(message: Message): string {
  if (message.kind === 'sweep') return message.kind;
  if (message.kind === 'errand') return `${message.errand} ${message.anchors}`;
  return message.operations?.map(({ sequence, anchor }) => `${sequence}:${anchor}`).join(' ') ?? 'wake-up';
}

const account = async (externalId: string) =>
  (await target.find('employeeId', externalId, ['accountEnabled', 'jobTitle']))[0]?.attributes;

/** The ordinary queue stands still. */
async function workAhead(): Promise<void> {
  for (let messages = await first().receive(32, 30); messages.length > 0; messages = await first().receive(32, 30)) {
    for (const message of messages) {
      await bench.services.gatherer.submit(readMessage(message.text));
      await first().remove(message);
    }
  }
}

test('a leaver is worked on while a load of the same job is at the target', async () => {
  await scenes.provision(person('leaves'));
  let letGo = (): void => undefined;
  const atTarget = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  jest.spyOn(bench.services.house.people, 'load').mockImplementationOnce(async () => {
    await atTarget;
    return new Map();
  });
  await bench.upload([person('load')]);
  await bench.upload([leaver('leaves')]);
  const submit = async (queue: MemoryQueue) => {
    const [message] = await queue.receive(1, 30);
    return bench.services.gatherer.submit(readMessage(message?.text ?? ''));
  };
  const load = submit(ordinary()).catch(() => undefined);
  await turns();
  let isThrough = false;
  const ahead = submit(first()).then(() => {
    isThrough = true;
  });
  await turns();
  letGo();
  const wasThrough = isThrough;
  await Promise.all([load, ahead]);
  expect(wasThrough).toBe(true);
});

/** Of the event loop, as many as memory takes for a message. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('an upload in which somebody leaves is sent in two messages: theirs, with all that it says of them, and the others', async () => {
  await bench.upload([person('stays'), person('leaves'), leaver('leaves'), leaver('returns'), person('returns')]);
  expect(waiting(first())).toEqual(['2:leaves 3:leaves']);
  expect(waiting(ordinary())).toEqual(['1:stays 4:returns 5:returns']);
});

test('of leavers alone there is one message, and of nobody who leaves one', async () => {
  await bench.upload([leaver('a'), leaver('b')]);
  await bench.upload([person('c'), person('d')]);
  expect([waiting(first()), waiting(ordinary())]).toEqual([['1:a 2:b'], ['3:c 4:d']]);
});

test('a deletion is held while a load waits, and what releases it goes ahead, too', async () => {
  await scenes.provision(person('leaves'));
  await bench.upload([person('load')]);
  await bench.upload([leaver('leaves')]);
  await workAhead();
  expect(await scenes.listed('held')).toEqual(['leaves']);
  for (let round = 0; round < 6; round += 1) {
    bench.clock.advance(15_000);
    await superviseJobs(bench.services.house);
  }
  expect(waiting(first())).toContain('release leaves');
  expect(waiting(ordinary())).toEqual(['2:load']);
});

test('what an older operation said behind the load is not lost: its number decides, entry by entry', async () => {
  await bench.upload([person('new', { title: 'Clerk' })]);
  await bench.upload([{ schemas: person('new').schemas ?? [], externalId: 'new', active: false }]);
  await workAhead();
  expect(await account('new')).toBeUndefined();
  await bench.drain();
  expect((await scenes.person('new')).data).toMatchObject({ title: 'Clerk', active: false });
  expect(await account('new')).toMatchObject({ accountEnabled: false, jobTitle: 'Clerk' });
});

test('a disabling that failed is tried again ahead of everybody, and others who failed are not', async () => {
  await scenes.provision(person('leaves'), person('stays'));
  isAway = true;
  await scenes.provision(leaver('leaves'), person('stays', { title: 'Other' }));
  await bench.supervise(6); // released, and refused
  expect(await scenes.listed('escrow')).toEqual(['leaves', 'stays']);
  bench.clock.advance(10 * MINUTE);
  await superviseJobs(bench.services.house);
  expect([waiting(first()), waiting(ordinary())]).toEqual([['retry leaves'], ['retry stays']]);
  isAway = false;
  await bench.drain();
  expect(await account('leaves')).toMatchObject({ accountEnabled: false });
  expect(await scenes.listed('escrow')).toEqual([]);
});

test('what waited while the job was paused goes on in its own lane', async () => {
  const job = await scenes.job();
  await pauseJob(job, MUSTER, bench.services.house);
  await bench.upload([person('stays'), leaver('leaves')]);
  await bench.drain();
  await startJob(await scenes.job(), MUSTER, bench.services.house);
  expect([waiting(first()), waiting(ordinary())]).toEqual([['2:leaves'], ['1:stays']]);
});

describe('a job that is run by agents', () => {
  test('has both lanes of its own, and takes them along', async () => {
    await bench.upload([person('stays'), leaver('leaves')]);
    await runByAgents(bench, true);
    await bench.drain();
    const queues = (['first', 'ordinary'] as const).map((lane) => agentQueue(bench, lane));
    expect(queues.map(waiting)).toEqual([['2:leaves'], ['1:stays']]);
    await runByAgents(bench, false);
    await superviseJobs(bench.services.house);
    expect([waiting(first()), waiting(ordinary())]).toEqual([['2:leaves'], ['1:stays']]);
  });

  test('is worked on by its agents in both', async () => {
    await runByAgents(bench, true);
    const agent = openAgent(bench, 'agent', { target });
    await bench.upload([person('stays'), leaver('leaves')]);
    expect(await agent.drain()).toBe(2);
    expect(await bench.log()).toHaveLength(2);
  });
});

test('what has to wait waits in its own lane, operations of one upload and errands of one kind alike', async () => {
  const until = bench.clock.now() + 1_000;
  const operation = (sequence: number, anchor: string, more: object) =>
    ({ kind: 'operation', operation: { ...{ sequence, anchor, bulkId: 'b', data: {} }, ...UPLOAD, ...more } }) as const;
  const deferred = [
    { anchor: 'a', until, tasks: [operation(1, 'a', {}), { kind: 'retry' } as const] },
    { anchor: 'b', until, tasks: [operation(2, 'b', { ahead: true }), { kind: 'retry', ahead: true } as const] },
  ];
  await requeue(JOB_ID, 'cycle', deferred, bench.services.house);
  expect([waiting(ordinary()), waiting(first())]).toEqual([
    ['1:a', 'retry a'],
    ['2:b', 'retry b'],
  ]);
});

const UPLOAD = { uploadFirst: 1, acceptedAt: 0 };
