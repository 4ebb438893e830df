/** Word of uploads that was lost or is late is sent again, of exactly those, and not too often. */
import { OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../../shared/composition/services';
import type { House } from '../../../shared/pipeline/ports';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { reviewUploads } from '../../../shared/pipeline/supervise/wakeUps';
import type { Job } from '../../../shared/store/jobs/jobs';
import { asOlderRelease } from '../../support/olderRelease';
import { scenesOf } from '../../support/scenes';
import { addSecondJob } from '../../support/secondJob';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

const queue = () => bench.storage.queue(OPERATIONS_QUEUE);
const told = async () => [...(await scenesOf(bench).log())].sort();
const wakes = async () => (await bench.services.house.intake.readStatus(JOB_ID)).wakes;

/** What is in the queue is lost. */
async function lose(): Promise<void> {
  for (const message of await queue().receive(32, 30)) await queue().remove(message);
}

/** Rounds of the timer in which nobody works. */
async function rounds(count: number, secondsApart = 15): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    bench.clock.advance(secondsApart * 1_000);
    await superviseJobs(bench.services.house);
  }
}

const sentAgain = () =>
  queue()
    .messages()
    .filter(({ text }) => text.includes('"v":2'));

describe('word of an upload that was lost', () => {
  test('is sent again after half a minute when nothing is left in the queue', async () => {
    await bench.upload([person('a'), person('b')]);
    await lose();
    await rounds(1);
    expect(sentAgain()).toEqual([]);
    await rounds(1);
    expect(sentAgain()).toHaveLength(1);
    await bench.drain();
    expect(await told()).toEqual(['a create success', 'b create success']);
  });

  test('is sent again when a later upload is answered, while another job’s queue never runs dry', async () => {
    const other = await addSecondJob(bench);
    await bench.upload([person('lost')]);
    await lose();
    for (let round = 0; round < 3; round += 1) {
      await other.upload(person(`o${round}`));
      await bench.drain();
      await other.upload(person(`w${round}`)); // waits
      await rounds(1);
    }
    expect(sentAgain()).toHaveLength(1);
    await bench.drain();
    expect(await told()).toEqual(['lost create success']);
  });

  test('is sent again when what is left in the queue comes later by itself, and has for long', async () => {
    await bench.upload([person('lost')]);
    await lose();
    await queue().send('{"v":9}', { delaySeconds: 3_600 });
    await rounds(9, 60);
    expect(sentAgain()).toEqual([]);
    await rounds(1, 60);
    expect(sentAgain()).toHaveLength(1);
  });

  test.each([
    { laterMs: 29_999, sent: 0 },
    { laterMs: 30_000, sent: 1 },
  ])('that one accepted $laterMs ms later has overtaken is sent again $sent times', async ({ laterMs, sent }) => {
    await bench.upload([person('lost')]);
    await lose();
    bench.clock.advance(laterMs);
    await bench.upload([person('later')]);
    await bench.drain();
    await bench.upload([person('waits')]);
    await rounds(1);
    expect(sentAgain()).toHaveLength(sent);
  });

  test('is sent again although somebody else of the upload is staged for an administrator', async () => {
    const scenes = scenesOf(bench);
    await scenes.provision(person('a'), person('b'), person('lost'));
    await scenes.changeSettings({ QuarantineTooManyDeletesThreshold: '1' });
    await rounds(1);
    await bench.upload([
      person('lost', { title: 'New' }),
      person('a', { active: false }),
      person('b', { active: false }),
    ]);
    await lose(); // in the ordinary lane
    await bench.drain();
    await rounds(1); // too soon for word of an upload, but not for the guard's
    await bench.drain();
    expect((await told()).filter((line) => line.includes('stagedDelete'))).toHaveLength(2);
    await rounds(2);
    expect(sentAgain()).not.toEqual([]);
    await bench.drain();
    expect((await told()).filter((line) => line.startsWith('lost'))).toEqual([
      'lost create success',
      'lost update success',
    ]);
  });

  test('is sent again more and more seldom, as long as nothing comes of it', async () => {
    await bench.upload([person('a')]);
    const times: number[] = [];
    const began = bench.clock.now();
    for (let round = 0; round < 4 * 60; round += 1) {
      await lose();
      await rounds(1);
      if (sentAgain().length > 0) times.push((bench.clock.now() - began) / 1_000);
    }
    expect(times).toEqual([30, 90, 210, 450, 930, 1_830, 2_730]);
    await bench.drain();
    expect(await wakes()).toMatchObject([{ first: 1, times: 7 }]);
  });

  test('is sent for a hundred uploads a round, and remembered of two hundred', async () => {
    for (let count = 0; count < 250; count += 1) await bench.upload([person(`p${count}`)]);
    for (let batch = 0; batch < 8; batch += 1) await lose();
    await rounds(2);
    expect(sentAgain()).toHaveLength(100);
    for (let batch = 0; batch < 8; batch += 1) await lose();
    await rounds(1);
    expect(sentAgain()).toHaveLength(100);
    for (let batch = 0; batch < 8; batch += 1) await lose();
    await rounds(1);
    expect(await wakes()).toHaveLength(200);
  });

  test('is sent again in its lane, when nothing is left there and a load waits in the other', async () => {
    await bench.upload([person('waits'), person('leaves', { active: false })]);
    const ahead = bench.storage.queue(OPERATIONS_FIRST_QUEUE);
    for (const message of await ahead.receive(32, 30)) await ahead.remove(message);
    await rounds(3);
    expect(sentAgain()).toEqual([]); // in the ordinary lane its message waits
    expect(await wakes()).toMatchObject([{ first: 1, ahead: true }]);
    const [woken] = ahead.messages();
    await bench.services.gatherer.submit(readMessage(woken?.text ?? ''));
    expect(await told()).toEqual(['leaves create success']);
  });

  test('is not taken for overtaken by what went ahead', async () => {
    await bench.upload([person('waits')]);
    bench.clock.advance(60_000);
    await bench.upload([person('also waits'), person('leaves', { active: false })]);
    const ahead = bench.storage.queue(OPERATIONS_FIRST_QUEUE);
    for (const message of await ahead.receive(32, 30)) {
      await bench.services.gatherer.submit(readMessage(message.text));
      await ahead.remove(message);
    }
    await rounds(8);
    expect([sentAgain(), ahead.messages()]).toEqual([[], []]);
  });

  test('is forgotten when it is answered', async () => {
    await bench.upload([person('a')]);
    await lose();
    await rounds(2);
    expect(await wakes()).toHaveLength(1);
    await bench.drain();
    await rounds(1);
    expect(await wakes()).toEqual([]);
  });
});

describe('word of an upload is not sent again', () => {
  test('of ten thousand that wait, although the first of them are answered', async () => {
    for (let count = 0; count < 10_000; count += 1) {
      await bench.upload([person(`p${count}`)]);
      if (count % 1_000 === 0) bench.clock.advance(5_000);
    }
    for (let batch = 0; batch < 4; batch += 1) {
      for (const message of await queue().receive(32, 30)) {
        await bench.services.gatherer.submit(readMessage(message.text));
        await queue().remove(message);
      }
      await rounds(2);
    }
    expect(sentAgain()).toEqual([]);
    expect(queue().messages()).toHaveLength(10_000 - 4 * 32);
  });

  test('while the guard holds what is left of it', async () => {
    await bench.upload([person('a')]);
    await bench.drain();
    await rounds(2);
    await bench.upload([person('a', { active: false })]);
    await bench.drain();
    await rounds(3);
    expect(sentAgain()).toEqual([]);
  });

  test('before the time to which it was put off', async () => {
    await bench.upload([person('a')]);
    await lose();
    const until = bench.clock.now() + 120_000;
    await bench.services.house.putOff.note(JOB_ID, [{ sequence: 1, anchor: 'a', until, why: 'turn' }]);
    await rounds(7);
    expect(sentAgain()).toEqual([]);
    await rounds(1);
    expect(sentAgain()).toHaveLength(1);
  });

  test('while the job does not work', async () => {
    await bench.upload([person('a')]);
    await lose();
    await scenesOf(bench).changeJob({ state: 'Paused' });
    await rounds(10);
    expect(sentAgain()).toEqual([]);
    await scenesOf(bench).changeJob({ state: 'Active' });
    await rounds(1);
    expect(sentAgain()).toHaveLength(1);
  });
});

test.each([
  { name: 'the largest upload that one may be', answeredBelow: 1, next: 1_001, first: 1 },
  { name: 'a job of long ago only as far as that', answeredBelow: 1, next: 1_000_001, first: 999_001 },
  { name: 'nothing twice', answeredBelow: 1_000_000, next: 1_000_001, first: 1_000_000 },
])('the last upload of a job tells how far the queue has come: $name', async ({ answeredBelow, next, first }) => {
  const asked: number[] = [];
  const intake = {
    read: async () => ({ state: { next, cycle: null, full: [], completedCycles: 1 } }),
    readStatus: async () => ({ answeredBelow }),
    async *listUploads(_: string, from: number) {
      asked.push(from);
      yield { first, acceptedAt: 7, ahead: 0 };
    },
  } as unknown as House['intake'];
  const review = await reviewUploads({ id: JOB_ID } as Job, new Map(), { intake });
  expect(asked).toEqual([first]);
  expect(review).toMatchObject({ open: [], answeredBelow: next, newestAnswered: { ordinary: 7, first: 0 } });
});

describe('an upload that an older release accepted', () => {
  test('is not sent again; when nothing is left that could answer it, each operation is told as a failure', async () => {
    await bench.upload([person('a'), person('b')]);
    await asOlderRelease(bench.storage);
    await lose();
    await rounds(59);
    expect(queue().messages()).toEqual([]);
    await rounds(1);
    await bench.drain();
    expect(await told()).toEqual(['a other failure', 'b other failure']);
    const [found] = await bench.log('a');
    expect(found?.entry.error?.reason).toBe('The operation was lost in storage. Send the person again.');
    await bench.supervise(2);
    expect(await scenesOf(bench).isRunning()).toBe(false);
  });

  test('is left to its message as long as there is one', async () => {
    await bench.upload([person('a')]);
    await asOlderRelease(bench.storage);
    await rounds(80);
    expect(queue().messages()).toHaveLength(1);
    await bench.drain();
    expect(await told()).toEqual(['a create success']);
  });
});

test('a step back to an older release parks what only wakes, and after the step forward all is finished', async () => {
  await bench.upload([person('a')]);
  await bench.upload([person('b')]);
  await lose();
  await rounds(2);
  expect(sentAgain()).toHaveLength(2);
  const { parked } = bench.services.house;
  for (const message of await queue().receive(32, 30)) {
    const { v } = JSON.parse(message.text) as { v: number };
    if (v !== 1) await parked.park(message.text, `The message has version ${v}; this code reads 1.`); // as the older release does
    await queue().remove(message);
  }
  expect((await parked.list(10)).messages).toHaveLength(2);
  expect(await told()).toEqual([]);
  await bench.supervise(6);
  expect(await told()).toEqual(['a create success', 'b create success']);
});
