/**
 * Which effect comes before which, where a crash between the two must lose nothing. Whether what is left behind is found again
 * is `orders.test.ts`'s and the simulation's to ask; there the timer mends what was lost, and so hides an order that is wrong.
 */
import { randomBytes } from 'node:crypto';
import { deletePrincipal } from '../../shared/pipeline/jobs/principals';
import { dispatchNews } from '../../shared/pipeline/outlets/dispatchNews';
import { requeue } from '../../shared/pipeline/people/requeue';
import { enqueue } from '../../shared/pipeline/queue/enqueue';
import { startErrand } from '../../shared/pipeline/queue/errands';
import { agentQueueNames } from '../../shared/pipeline/queue/jobQueues';
import { unpark } from '../../shared/pipeline/queue/parking';
import { beginReevaluateAll } from '../../shared/pipeline/queue/reevaluateAll';
import { MUSTER } from '../../shared/store/jobs/audit';
import { newsOf } from '../../shared/store/jobs/news';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { openInletDesk, SECRETS_KEY } from '../support/inletDesk';
import { addOutlet, jobOf, OUTLET_SETTINGS, outletOf, tellAfter } from '../support/outlets';
import { scenesOf } from '../support/scenes';
import { type TellingStorage, tellingStorage } from '../support/tellingStorage';
import { createWorkbenchOn, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../support/workbench';

type Bench = Workbench<TellingStorage>;

interface Order {
  readonly promise: string;
  /** In the order in which they must come: the last effect of each kind before the first of the next. */
  readonly effects: readonly RegExp[];
  prepare?(bench: Bench): Promise<void>;
  happens(bench: Bench): Promise<unknown>;
}

/** More than fits into a message, or into a row: noise does not shrink. */
const large = (bytes: number) => person('large', { title: randomBytes(bytes).toString('base64') });
const upload = { jobId: JOB_ID, cycleId: 'cycle', first: 1, acceptedAt: 0 };
const operation = { sequence: 1, bulkId: 'b', anchor: 'a', data: person('a') };

const ORDERS: readonly Order[] = [
  {
    promise: 'a message that was parked is queued before it is forgotten',
    effects: [/^operations send/, /^jobs remove .* parked!/],
    async prepare(bench) {
      await scenesOf(bench).changeJob({ state: 'Paused' });
      await bench.upload([person('a')]);
      await bench.drain();
      await scenesOf(bench).changeJob({ state: 'Active' });
    },
    happens: ({ services }) => unpark(JOB_ID, services.house),
  },
  {
    promise: 'what agents left is queued before it is taken from their queue',
    effects: [/^operations send/, /^agent-.* remove/],
    async prepare({ storage, services }) {
      await services.house.operations.prepare(JOB_ID);
      await storage.queue(agentQueueNames(JOB_ID).operations).send('{"v":1}');
    },
    happens: ({ services }) => services.house.operations.bringBack(JOB_ID),
  },
  {
    promise:
      'an upload is whole in storage, then has its receipt, then word of it; and goes in the order in which it is found',
    effects: [
      ...[/^staging upsert/, /^jobs insert .* upload!/, /^operations send/],
      ...[/^staging remove/, /^jobs remove .* parts!/, /^jobs remove .* payload!/],
    ],
    async happens(bench) {
      await bench.upload(
        Array.from({ length: 8 }, (_, index) => ({ ...large(300_000), externalId: `large ${index}` })),
      );
      await bench.services.house.payloads.purge(JOB_ID, Number.MAX_SAFE_INTEGER, 100);
    },
  },
  {
    promise: 'what does not fit into a message is staged before the message that points at it',
    effects: [/^staging upsert/, /^operations send/],
    happens: ({ services }) => enqueue(upload, [{ ...operation, data: large(100_000) }], services.house, 0),
  },
  {
    promise: 'what has to wait is noted before its message is sent, lest the timer takes it for lost',
    effects: [/^jobs upsert .* putOff!/, /^operations send/],
    happens({ services, clock }) {
      const task = { kind: 'operation', operation: { ...operation, uploadFirst: 1, acceptedAt: 0 } } as const;
      return requeue(JOB_ID, 'cycle', [{ anchor: 'a', tasks: [task], until: clock.now() + 60_000 }], services.house);
    },
  },
  {
    promise: 'an errand keeps its cycle open before it is sent',
    effects: [/^jobs insert .* work!/, /^operations send/],
    happens: ({ services }) => startErrand(JOB_ID, 'reevaluate', ['a'], services.house),
  },
  {
    promise: 'evaluating everybody anew keeps its cycle open before the first message',
    effects: [/^jobs insert .* work!/, /^operations send/],
    happens: ({ services }) => beginReevaluateAll(JOB_ID, services.house),
  },
  {
    promise: 'a job that is deleted is noted, then gone, then in no list',
    effects: [/^jobs upsert removed /, /^jobs remove \S+ job$/, /^jobs remove jobs /],
    happens: ({ services, clock }) => services.house.jobs.remove(JOB_ID, clock.now()),
  },
  {
    promise: 'secrets go before the service principal that they are of',
    effects: [/^jobs upsert secrets /, /^jobs remove /],
    async prepare({ services, clock }) {
      await services.house.jobs.remove(JOB_ID, clock.now());
    },
    async happens({ services }) {
      const principal = await services.house.jobs.getPrincipal(PRINCIPAL_ID);
      if (principal === undefined) throw new Error('There is no principal.');
      await deletePrincipal(principal, MUSTER, services.house);
    },
  },
  {
    promise: 'commits leave pointers for an outlet before there is one, and its job is listed before it is',
    effects: [/^jobs replace \S+ job$/, /^outlets upsert all!jobs /, /^outlets insert .* d!/],
    happens: (bench) => addOutlet(bench, null),
  },
  {
    promise: 'an outlet that is deleted is noted before its definition is gone',
    effects: [/^outlets upsert .* g!/, /^outlets remove .* d!/],
    prepare: async (bench) => void (await addOutlet(bench, null)),
    happens: async (bench) => bench.services.house.outlets.remove((await outletOf(bench)).outlet),
  },
  {
    promise: 'outlets have what is told of a person before the pointer is gone',
    effects: [/^outlets insert .* n!/, /^people remove .* o!/],
    async prepare(bench) {
      await addOutlet(bench, null);
      await bench.upload([person('a')]);
      await bench.drain();
    },
    happens: (bench) => tellAfter(bench, 1_000),
  },
  {
    promise: 'outlets have what is told of a job before the news is gone',
    effects: [/^outlets insert .* n!/, /^jobs remove .* news!/],
    async prepare({ services, clock, ...bench }) {
      await addOutlet({ services, clock, ...bench }, null);
      const news = newsOf(JOB_ID, clock.now(), 'muster.job.quarantined', { reason: 'x' });
      await services.house.news.add(JOB_ID, news);
    },
    happens: async (bench) => dispatchNews(await jobOf(bench), [await outletOf(bench)], bench.services.house),
  },
  {
    promise: 'a delivery is kept before word of it',
    effects: [/^inlets insert .* i!/, /^events send/],
    happens: async (bench) => (await openInletDesk(bench)).post({ type: 'changed', id: '5', at: 1 }),
  },
];

const SETTINGS = { ...OUTLET_SETTINGS, SECRETS_KEY };

test.each(ORDERS)('$promise', async ({ effects, prepare, happens }) => {
  const bench: Bench = await createWorkbenchOn((clock) => tellingStorage(createMemoryStorage({ clock })), SETTINGS);
  await prepare?.(bench);
  bench.storage.effects.length = 0;
  await happens(bench);
  const all = bench.storage.effects;
  const places = effects.map((kind) => ({
    first: all.findIndex((effect) => kind.test(effect)),
    last: all.findLastIndex((effect) => kind.test(effect)),
  }));
  expect({ all, missing: effects.filter((_, index) => places[index]?.first === -1) }).toEqual({ all, missing: [] });
  for (const [index, { first }] of places.entries()) {
    const before = places[index - 1]?.last ?? -1;
    expect({ all, [`comes after ${effects[index - 1]}`]: first > before }).toEqual({
      all,
      [`comes after ${effects[index - 1]}`]: true,
    });
  }
});
