/**
 * TERM: from the POST of a termination until the account is disabled in Microsoft Graph, on the virtual clock: a tenant with
 * the quota of a small one, storage that takes its time, the host's own listener with the deployed host.json, the timer every
 * quarter of a minute. Each leaver is an upload, at a time drawn by a seeded generator: alone, and while 10,000 new people
 * with managers are worked on, who take a quarter of an hour of Graph's quota of writes.
 */
import { buildServices, type Services } from '../shared/composition/services';
import { ensureReadyJob } from '../shared/pipeline/jobs/ensureReadyJob';
import { acceptBulkUpload } from '../shared/pipeline/uploads/acceptBulkUpload';
import type { LogFields } from '../shared/ports';
import type { JsonObject } from '../shared/scim/json';
import { readSettings } from '../shared/settings';
import { createMemoryStorage } from '../shared/store/memory/memoryStorage';
import type { Target } from '../shared/targets/target';
import { seededRandom } from '../test/support/world';
import { openStandIn } from './graphStandIn';
import { startHost } from './lanes';
import { bulkBody, people, syntheticPerson, underManager } from './people';
import { type BenchRow, percentile } from './row';

const LEAVERS = 100;
const LOAD = 10_000;
const A_BULK = 50;
const MINUTE_MS = 60_000;
/** On a quiet system, one leaver in so long. */
const APART_MS = 4 * MINUTE_MS;
/** The first leaver comes when the load is under way, the last one before it ends. */
const LOAD_MS = { from: MINUTE_MS, to: 14 * MINUTE_MS };
/** Until nobody can be told any more that a change is too new to be believed, and the cycle has ended. */
const REST_MS = 60 * MINUTE_MS;
/** Each call of storage. */
const STORAGE_MS = 10;
const POLL_MS = 1_000;
const PATIENCE_MS = 120 * MINUTE_MS;
const FIRST_OF_LOAD = 100_000;

export async function benchTerminations(): Promise<BenchRow[]> {
  const quiet = await measure({});
  const atOnce = await measure({ atOnce: 1_000 });
  const often = await measure({ atOnce: 1_000, timerMs: 2_000 });
  const behind = await measure({ load: LOAD });
  return [
    rowOf('nothing beside it', quiet, 80),
    rowOf('the same, DELETIONS_AT_ONCE', atOnce, 5),
    rowOf('the same, DELETIONS_AT_ONCE and a timer every 2 s', often, 5),
    rowOf(`behind ${LOAD} new people`, behind, 180),
  ];
}

interface Measured {
  readonly delaysMs: readonly number[];
  /** Until the last of the load had an account and a manager. */
  readonly loadMs: number;
}

function rowOf(name: string, { delaysMs, loadMs }: Measured, budget: number): BenchRow {
  const seconds = (share: number) => percentile(delaysMs, share) / 1_000;
  const load = loadMs === 0 ? '' : `; the load took ${(loadMs / MINUTE_MS).toFixed(1)} min`;
  const beside = `p50 ${seconds(0.5).toFixed(1)} s, longest ${seconds(1).toFixed(1)} s of ${delaysMs.length}${load}`;
  return {
    name: `TERM POST to account disabled, p99, seconds: ${name}`,
    value: seconds(0.99),
    budget,
    bound: 'most',
    beside,
  };
}

interface Way {
  /** New people beside the leavers. */
  readonly load?: number;
  /** `DELETIONS_AT_ONCE`. */
  readonly atOnce?: number;
  readonly timerMs?: number;
}

async function measure({ load = 0, atOnce = 0, timerMs }: Way): Promise<Measured> {
  const world = await openWorld(atOnce);
  const { clock, services, tally, disabledAt, until } = world;
  const leave = async (atMs: number, leaver: number, anchor: string) => {
    await clock.sleep(atMs);
    const asked = clock.now();
    await post(services, [{ ...syntheticPerson(leaver), active: false }]);
    await until(() => disabledAt.has(anchor));
    return (disabledAt.get(anchor) ?? 0) - asked;
  };
  /** @returns milliseconds until everybody had an account and a manager */
  const loadAll = async () => {
    const [began, writes] = [clock.now(), tally.writes + 2 * load - load / A_BULK]; // each bulk's first has no manager
    for (let first = 0; first < load; first += A_BULK) {
      await post(services, underManager(people(FIRST_OF_LOAD + first, A_BULK)));
    }
    if (load > 0) await until(() => tally.writes >= writes);
    return clock.now() - began;
  };
  const story = async (): Promise<Measured> => {
    await services.ready();
    await ensureReadyJob(JOB, services.house);
    await services.house.contexts.get(JOB.jobId);
    const stop = await startHost(world, clock, timerMs);
    for (let first = 0; first < LEAVERS; first += A_BULK) await post(services, people(first, A_BULK));
    await until(() => tally.writes >= LEAVERS);
    await clock.sleep(REST_MS);
    const anchors = await Promise.all(people(0, LEAVERS).map(world.anchorOf));
    const loading = loadAll();
    const leaving = drawTimes(load > 0).map((atMs, leaver) => leave(atMs, leaver, anchors[leaver] ?? ''));
    const [loadMs, delaysMs] = await Promise.all([loading, Promise.all(leaving)]);
    await stop();
    return { delaysMs, loadMs };
  };
  return clock.run(story());
}

async function openWorld(atOnce: number) {
  const { clock, tally, openWorker } = await openStandIn();
  const disabledAt = new Map<string, number>();
  const target = noting(openWorker('term'), (anchor) => disabledAt.set(anchor, clock.now()));
  const storage = createMemoryStorage({ clock, tick: () => clock.sleep(STORAGE_MS / 2) });
  const settings = readSettings({
    AzureWebJobsStorage: 'UseDevelopmentStorage=true', // none is asked: storage is in memory
    TENANT_ID,
    VERIFIED_DOMAINS: 'adatum.example',
    CLAIM_SECONDS: '120',
    TARGET_CONCURRENCY: '256', // Graph paces itself
    DELETIONS_AT_ONCE: String(atOnce),
  });
  let failure: Error | undefined;
  const logger = {
    ...{ debug() {}, info() {}, warn() {} },
    error: (message: string, fields: LogFields = {}) => {
      failure ??= new Error(`${message} ${JSON.stringify(fields)}`);
    },
  };
  const random = seededRandom('TERM');
  const services = buildServices(settings, { storage, clock, random, logger, target, breathe: async () => {} });
  return {
    ...{ clock, tally, storage, services, disabledAt },
    async anchorOf({ externalId }: JsonObject): Promise<string> {
      const [account] = await target.find('employeeId', String(externalId), []);
      if (account === undefined) throw new Error(`${externalId} has no account.`);
      return account.anchor;
    },
    async until(isSo: () => boolean): Promise<void> {
      for (const deadline = clock.now() + PATIENCE_MS; !isSo(); await clock.sleep(POLL_MS)) {
        if (failure !== undefined) throw failure;
        if (clock.now() > deadline) throw new Error('It was not so after two hours.');
      }
    },
  };
}

/** @returns milliseconds from the beginning, for each leaver, the same ones each time */
function drawTimes(isLoaded: boolean): readonly number[] {
  const random = seededRandom('TERM times');
  const chance = () => Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32;
  return Array.from({ length: LEAVERS }, (_, leaver) =>
    isLoaded ? LOAD_MS.from + chance() * (LOAD_MS.to - LOAD_MS.from) : (leaver + chance()) * APART_MS,
  );
}

async function post({ house }: Services, members: readonly JsonObject[]): Promise<void> {
  const body = bulkBody(members);
  const bytes = Buffer.from(JSON.stringify(body));
  const verdict = await acceptBulkUpload({ jobId: JOB.jobId, body, bytes, clientRequestId: undefined }, house);
  if (verdict.kind !== 'accepted') throw new Error('The upload was refused.');
}

/** The same accounts; who is disabled is told. */
function noting(target: Target, onDisabled: (anchor: string) => void): Target {
  return {
    ...target,
    async update(anchor, changes, ...rest) {
      const told = await target.update(anchor, changes, ...rest);
      if (changes.accountEnabled === false) onDisabled(anchor);
      return told;
    },
  };
}

const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const PRINCIPAL_ID = '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01';
const JOB = {
  servicePrincipalId: PRINCIPAL_ID,
  appId: PRINCIPAL_ID,
  displayName: 'Bench',
  jobId: `API2AAD.${TENANT_ID.replaceAll('-', '')}.term`,
  ownerAppIds: [],
  notificationEmail: 'bench@adatum.example',
};
