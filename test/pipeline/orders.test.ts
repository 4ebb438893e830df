/**
 * Orders of effects that a crash must find right (docs/protocol.md): "sent before the original is deleted", "kept before it is
 * removed". Storage goes away at every moment of each story, before an effect and after it, and comes back: whatever the
 * moment was, the end is the same, and nobody is lost or doubled.
 */

import { ProvisioningError } from '../../shared/errors';
import { restartJob } from '../../shared/pipeline/jobs/restartJob';
import { readMessage } from '../../shared/pipeline/queue/messages';
import { unpark } from '../../shared/pipeline/queue/parking';
import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { StoreUnavailable } from '../../shared/store/contract/table';
import { createDirectoryTarget } from '../../shared/targets/directory/directoryTarget';
import type { Target } from '../../shared/targets/target';
import { openTestDirectory } from '../support/directory';
import { scenesOf } from '../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../support/workbench';

interface Story {
  readonly name: string;
  /** Before anything goes wrong. */
  prepare(bench: Workbench): Promise<void>;
  /** While storage goes away; what it throws is what a crash would leave behind. */
  happens(bench: Workbench): Promise<void>;
  /** How often the target throttles first. */
  readonly throttled?: number;
}

const PEOPLE = ['a', 'b', 'c'].map((anchor) => person(anchor));
const state = (bench: Workbench, change: 'Paused' | 'Active') => scenesOf(bench).changeJob({ state: change });

const STORIES: readonly Story[] = [
  {
    name: 'a message is worked on',
    prepare: async (bench) => void (await bench.upload(PEOPLE)),
    happens: work,
  },
  {
    name: 'what a target throttles is queued again before its message is deleted',
    prepare: async (bench) => void (await bench.upload(PEOPLE)),
    happens: work,
    throttled: 2,
  },
  {
    name: 'messages of a paused job are parked before they are deleted',
    prepare: async (bench) => {
      await state(bench, 'Paused');
      await bench.upload(PEOPLE);
    },
    happens: work,
  },
  {
    name: 'parked messages are queued before they are forgotten',
    prepare: async (bench) => {
      await state(bench, 'Paused');
      await bench.upload(PEOPLE);
      await work(bench);
      await state(bench, 'Active');
    },
    happens: ({ services }) => unpark(JOB_ID, services.house),
  },
];

async function restart({ services }: Workbench): Promise<void> {
  await restartJob(JOB_ID, new Set(['Watermark', 'Escrows'] as const), services.house);
}

/** As the host does: a message is deleted when its function has returned, and comes back when it has not. */
async function work({ storage, services, clock }: Workbench): Promise<void> {
  clock.advance(31_000);
  const queue = storage.queue('operations');
  for (;;) {
    const messages = await queue.receive(32, 30);
    if (messages.length === 0) return;
    for (const message of messages) {
      await services.gatherer.submit(readMessage(message.text));
      await queue.remove(message);
    }
  }
}

async function supervise({ services, clock }: Workbench): Promise<void> {
  clock.advance(15_000);
  await superviseJobs(services.house);
}

/** Rounds until nothing is left to do. */
async function settle(bench: Workbench): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    await supervise(bench);
    await work(bench);
    if (!(await scenesOf(bench).isRunning())) return;
  }
}

async function play({ prepare, happens, throttled = 0 }: Story, at: number) {
  const storage = { moment: 0, at: Number.POSITIVE_INFINITY };
  const tick = async () => {
    storage.moment += 1;
    if (storage.moment >= storage.at) throw new StoreUnavailable('Storage is away.');
  };
  const { directory, random } = await openTestDirectory();
  const target = createDirectoryTarget(directory, random);
  let refusals = throttled;
  const create: Target['create'] = async (attributes, key) => {
    refusals -= 1;
    if (refusals >= 0) throw new ProvisioningError('TooManyRequests', 'Later.', { retryAfterMs: 1_000 });
    return target.create(attributes, key);
  };
  const bench = await createWorkbench({}, { target: { ...target, create }, tick });
  await prepare(bench);
  Object.assign(storage, { moment: 0, at });
  await happens(bench).catch(() => undefined);
  const isOver = storage.moment < at;
  storage.at = Number.POSITIVE_INFINITY;
  await state(bench, 'Active');
  await settle(bench);
  const { users } = await directory.list({ limit: 10 });
  const open = (await bench.services.house.intake.read(JOB_ID))?.state;
  return {
    isOver,
    end: {
      accounts: users.map(({ properties }) => properties.employeeId).sort(),
      answered: (await bench.log())
        .filter(({ entry }) => entry.operation !== null)
        .map(({ entry }) => `${entry.source.id} ${entry.operation?.sequence} ${entry.status === 'failure'}`)
        .sort(),
      waiting: bench.storage.queue('operations').messages().length,
      isRunning: open?.cycle != null || (open?.full.length ?? 0) > 0,
    },
  };
}

test.each(STORIES)('$name', async (story) => {
  const { end: undisturbed } = await play(story, Number.POSITIVE_INFINITY);
  expect(undisturbed).toEqual({
    accounts: ['a', 'b', 'c'],
    answered: ['a 1 false', 'b 2 false', 'c 3 false'],
    waiting: 0,
    isRunning: false,
  });
  let moments = 0;
  for (let at = 1; ; at += 1) {
    const { isOver, end } = await play(story, at);
    if (isOver) break;
    moments += 1;
    expect({ at, ...end }).toEqual({ at, ...undisturbed });
  }
  expect(moments).toBeGreaterThanOrEqual(4);
});

test('everybody is evaluated anew only when no other instance can remember the job as it was', async () => {
  const bench = await createWorkbench();
  await bench.upload(PEOPLE);
  await bench.drain();
  await bench.supervise(2);
  await restart(bench);
  const begun = bench.clock.now();
  const queue = bench.storage.queue('operations');
  while ((await queue.receive(1, 1)).length === 0) bench.clock.advance(500);
  expect(bench.clock.now() - begun).toBeGreaterThan(KEPT_MS);
});

/** How long an instance may go by what it has read of a job (docs/protocol.md); written out, not taken from the code. */
const KEPT_MS = 5_000;
