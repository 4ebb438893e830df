/**
 * A first load of everybody into Graph at its quota, on a virtual clock: instances that share one storage, each with the services and
 * the pacing that are deployed, a listener as the host's, and a timer. Hours pass in moments.
 *
 * It can be played in small: so many times less of everybody (people, writes in the quota, people worked on at a time, failures that
 * quarantine), and so many times shorter (people, failures, how long somebody waits for a turn). Seconds stay seconds, and an instance takes
 * one message at the least: in small more people wait for a turn, for what there is, than an instance as it is would hold.
 */
import { buildServices, OPERATIONS_QUEUE, type Services } from '../../shared/composition/services';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import type { House } from '../../shared/pipeline/ports';
import { readMessage } from '../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import type { Logger } from '../../shared/ports';
import { readSettings, type Settings } from '../../shared/settings';
import type { QueueMessage } from '../../shared/store/contract/queue';
import { createQuotaStore } from '../../shared/store/jobs/quotas';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { createMemoryTable } from '../../shared/store/memory/memoryTable';
import { createGraphTarget } from '../../shared/targets/graph/graphTarget';
import { type Quotas, quotasOf } from '../../shared/targets/graph/pacing/allowance';
import { createDispatcher } from '../../shared/targets/graph/pacing/dispatcher';
import { createSharedAllowance } from '../../shared/targets/graph/pacing/sharedAllowance';
import { createRecentWrites } from '../../shared/targets/graph/recentWrites';
import { PUBLIC_GRAPH } from '../../shared/targets/graph/settings';
import type { Target } from '../../shared/targets/target';
import { createPlainGraph, type PlainGraph } from './plainGraph';
import { virtualClock } from './virtualClock';
import { bulkBody, JOB_ID, person, READY_JOB, TENANT_ID } from './workbench';
import { seededRandom } from './world';

export interface FirstLoad {
  readonly people: number;
  readonly instances: number;
  /** `THROTTLED_GIVE_UP_MINUTES`, as it would be deployed. */
  readonly giveUpMinutes: number;
  /** How many times smaller, and shorter, it is played; 1: as it is. */
  readonly smaller: number;
  readonly shorter: number;
  /** Told after each round of the timer. */
  readonly progress?: (hours: number, created: number) => void;
}

export interface Loaded {
  readonly hours: number;
  /** People with one account, and with more. */
  readonly created: number;
  readonly doubled: number;
  /** Entries of the log. */
  readonly succeeded: number;
  readonly failed: number;
  readonly isQuarantined: boolean;
  /** Share of the writes that Graph would have served. */
  readonly used: number;
  /** Requests that Graph refused for its quota. */
  readonly refused: number;
  /** Messages that the host would have put aside. */
  readonly poisoned: number;
}

const HOUR_MS = 60 * 60_000;
/** As `host.json` has it. */
const [BATCH, MOST_DELIVERIES] = [16, 5];
const OPERATIONS_AN_UPLOAD = 50;
const POLL_MS = 1_000;
const HIDDEN_SECONDS = 600;
/** Seldomer than it is deployed, since nothing is asked of the timer here but to judge. */
const ROUND_MS = 5 * 60_000;
/** Half of the claim on a create, as `openTarget.ts` has it. */
const PATIENCE_MS = 60_000;
/** Longer than two days for a turn; what is not over by then never ends. */
const MOST_HOURS = 72;
const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** @returns how it ended: with everybody in the log, or with the job in quarantine */
export async function firstLoad(asked: FirstLoad): Promise<Loaded> {
  const { instances, shorter, progress } = asked;
  const sizes = sizesOf(asked);
  const clock = virtualClock();
  const start = clock.now();
  const hours = () => (clock.now() - start) / HOUR_MS;
  const random = seededRandom('first load');
  const storage = createMemoryStorage({ clock });
  const graph = createPlainGraph(sizes.quotas, { clock, random });
  const openTarget = await shareQuota(sizes.quotas, graph, { clock, random });
  const world = { storage, clock, random, logger: SILENT, breathe: () => clock.sleep(0) };
  const fleet = Array.from({ length: instances }, () =>
    buildServices(sizes.settings, { ...world, target: openTarget() }),
  );
  const [{ house } = { house: undefined }] = fleet;
  if (house === undefined) throw new RangeError('instances must be at least 1');
  const queue = storage.queue(OPERATIONS_QUEUE);
  let [isOver, poisoned] = [false, 0];

  /** Nobody leaves in a first load, so the lane of leavers stays empty. */
  async function listen({ gatherer }: Services): Promise<void> {
    let running = 0;
    async function work(message: QueueMessage): Promise<void> {
      running += 1;
      try {
        await gatherer.submit(readMessage(message.text));
        await queue.remove(message);
      } catch {
        if (message.dequeueCount >= MOST_DELIVERIES) poisoned += 1;
      }
      running -= 1;
    }
    while (!isOver) {
      const messages = running <= sizes.batch / 2 ? await queue.receive(sizes.batch, HIDDEN_SECONDS) : [];
      for (const message of messages) void work(message);
      await clock.sleep(POLL_MS);
    }
  }

  async function supervise(ports: House): Promise<void> {
    while (!isOver) {
      await clock.sleep(ROUND_MS / shorter);
      await superviseJobs(ports);
      progress?.(hours(), graph.accounts.size);
      const { answeredBelow } = await ports.intake.readStatus(JOB_ID);
      isOver = answeredBelow > sizes.people || (await isQuarantined(ports)) || hours() > MOST_HOURS / shorter;
    }
  }

  async function run(ports: House): Promise<void> {
    for (const { ready } of fleet) await ready();
    await uploadEverybody(ports, sizes.people, sizes.operationsAnUpload);
    await Promise.all([supervise(ports), ...fleet.map(listen)]);
  }
  await clock.run(run(house));

  const counts = [...graph.accounts.values()];
  const { capacity, windowMs } = sizes.quotas.writes;
  return {
    hours: hours(),
    created: counts.filter((count) => count === 1).length,
    doubled: counts.filter((count) => count > 1).length,
    ...(await endingsIn(house)),
    isQuarantined: await isQuarantined(house),
    used: graph.tally.writes / (capacity + (capacity * (clock.now() - start)) / windowMs),
    refused: graph.tally.refused,
    poisoned,
  };
}

interface Sizes {
  readonly people: number;
  readonly quotas: Quotas;
  /** Messages that an instance takes at a time. */
  readonly batch: number;
  readonly operationsAnUpload: number;
  readonly settings: Settings;
}

function sizesOf({ people, giveUpMinutes, smaller, shorter }: FirstLoad): Sizes {
  const atOnce = (count: number) => Math.max(1, Math.round(count / smaller));
  const inAll = (count: number) => atOnce(count / shorter);
  const { units, writes } = quotasOf('large');
  const batch = atOnce(BATCH);
  return {
    people: inAll(people),
    quotas: { units, writes: { ...writes, capacity: writes.capacity / smaller } },
    batch,
    operationsAnUpload: Math.round(atOnce(BATCH * OPERATIONS_AN_UPLOAD) / batch),
    settings: readSettings({
      AzureWebJobsStorage: 'not used: storage is handed in',
      TENANT_ID,
      VERIFIED_DOMAINS: 'adatum.example',
      TARGET: 'graph',
      TARGET_CONCURRENCY: '256', // the most there is: Graph itself has no such limit
      THROTTLED_GIVE_UP_MINUTES: String(giveUpMinutes / shorter),
      QUARANTINE_LEAST_FAILURES: String(inAll(5_000)),
      QUARANTINE_MOST_FAILURES: String(inAll(40_000)),
      QUARANTINE_MOST_FAILURES_WITH_REFERENCES: String(inAll(60_000)),
    }),
  };
}

/** @returns how an instance opens Graph: by a way out of its own, and a quota that it shares with the others */
async function shareQuota(
  quotas: Quotas,
  { transport }: PlainGraph,
  { clock, random }: Pick<House, 'clock' | 'random'>,
): Promise<() => Target> {
  const table = createMemoryTable('jobs', async () => {});
  await table.ensure();
  const store = createQuotaStore(table);
  const settings = {
    baseUrl: PUBLIC_GRAPH,
    tenantId: TENANT_ID,
    credentials: { kind: 'managedIdentity' },
    tenantSize: 'large',
    timeoutMs: 30_000,
    patienceMs: PATIENCE_MS,
    allowHttpLoopback: false,
    defaultDomain: 'adatum.example',
  } as const;
  return () => {
    const allowance = createSharedAllowance(quotas, 'graph', { clock, quotas: store });
    const dispatcher = createDispatcher({ transport, allowance, clock, patienceMs: PATIENCE_MS });
    const line = {
      send: dispatcher.send.bind(undefined, JOB_ID),
      recent: createRecentWrites(() => clock.now()),
      token: async () => 'none is looked at',
    };
    return createGraphTarget(settings, { clock, random, traffic: { line: () => line }, job: JOB_ID });
  };
}

async function uploadEverybody(house: House, people: number, operationsAnUpload: number): Promise<void> {
  await ensureReadyJob(READY_JOB, house);
  for (let next = 0; next < people; next += operationsAnUpload) {
    const length = Math.min(operationsAnUpload, people - next);
    const body = bulkBody(Array.from({ length }, (_, index) => person(`p${next + index}`)));
    const bytes = Buffer.from(JSON.stringify(body));
    const { kind } = await acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId: undefined }, house);
    if (kind !== 'accepted') throw new Error(`An upload was ${kind}.`);
  }
}

async function isQuarantined({ jobs }: House): Promise<boolean> {
  return (await jobs.get(JOB_ID))?.value.quarantine != null;
}

async function endingsIn({ packs }: House): Promise<Pick<Loaded, 'succeeded' | 'failed'>> {
  const endings = { success: 0, failure: 0 };
  for await (const pack of packs.read(JOB_ID, {})) {
    for (const { status } of pack.entries()) if (status === 'success' || status === 'failure') endings[status] += 1;
  }
  return { succeeded: endings.success, failed: endings.failure };
}
