/**
 * Microsoft Graph for the benches: the embedded directory's surface behind the token buckets of a small tenant, on a virtual
 * clock, so that a quarter of an hour takes seconds and gives the same numbers every time.
 */
import { withFaults } from '../shared/api/directory/faults';
import type { Reply } from '../shared/api/http/endpoint';
import { answerBatch } from '../shared/api/http/routing/batch';
import type { RouteTable } from '../shared/api/http/routing/routeTable';
import { createUserDirectory, type UserDirectory } from '../shared/directory/userDirectory';
import { compileSchema } from '../shared/engine/schema/compileSchema';
import { defaultSchema } from '../shared/engine/schema/defaultSchema';
import type { Logger } from '../shared/ports';
import { isJsonObject, type JsonObject } from '../shared/scim/json';
import type { Table } from '../shared/store/contract/table';
import { createQuotaStore } from '../shared/store/jobs/quotas';
import { createMemoryTable } from '../shared/store/memory/memoryTable';
import { batchBody, readBatch } from '../shared/targets/graph/batch';
import { createGraphTarget } from '../shared/targets/graph/graphTarget';
import { quotasOf } from '../shared/targets/graph/pacing/allowance';
import { costOf } from '../shared/targets/graph/pacing/cost';
import { createDispatcher } from '../shared/targets/graph/pacing/dispatcher';
import { createSharedAllowance } from '../shared/targets/graph/pacing/sharedAllowance';
import { createRecentWrites } from '../shared/targets/graph/recentWrites';
import { PUBLIC_GRAPH } from '../shared/targets/graph/settings';
import type { GraphTransport } from '../shared/targets/graph/transport';
import type { Target } from '../shared/targets/target';
import { directoryRoutes } from '../test/support/directoryRoutes';
import { type VirtualClock, virtualClock } from '../test/support/virtualClock';
import { seededRandom } from '../test/support/world';

const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
/** Of a small tenant (spec/wire-contract.md 7.5). */
export const QUOTA = { unitsPer10Seconds: 3_500, writesPer150Seconds: 3_000 };
const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const CALLER = {
  kind: 'application' as const,
  appId: 'app-1',
  objectId: 'sp-1',
  roles: new Set(['User.ReadWrite.All']),
};
/** Answers take 150 to 600 ms. */
const LATENCY_MS = { least: 150, spread: 450 };
const PATIENCE_MS = 120_000;
/** One call. */
const STORAGE_MS = 20;

/** What the default schema compares of an account: what the pipeline asks for, the manager included. */
export const WANTED = compileSchema(defaultSchema('API2AAD', { id: 'bench' })).wanted;

export interface Tally {
  requests: number;
  refused: number;
  /** Served. */
  writes: number;
  /** Of the reads that were served. */
  readUnits: number;
  /** Made of storage, to share the quota. */
  storageCalls: number;
}

export interface StandIn {
  readonly clock: VirtualClock;
  readonly tally: Tally;
  readonly directory: UserDirectory;
  /** A worker of its own: it shares the quota with the others, and knows of them what storage tells. */
  openWorker(job: string): Target;
}

export async function openStandIn(): Promise<StandIn> {
  const clock = virtualClock();
  const random = seededRandom('B8');
  const tally: Tally = { requests: 0, refused: 0, writes: 0, readUnits: 0, storageCalls: 0 };
  const table = createMemoryTable('directory', async () => {});
  const shared = createMemoryTable('jobs', async () => {});
  await Promise.all([table.ensure(), shared.ensure()]);
  const quotas = createQuotaStore(counted(shared, clock, tally));
  const verifiedDomains = ['adatum.example'];
  const directory = createUserDirectory({ table, clock, random, tenantId: TENANT_ID, verifiedDomains });
  const context = withFaults(directory, { quota: QUOTA }, { clock, random });
  const routes = directoryRoutes(() => context);
  const transport: GraphTransport = {
    async send(calls) {
      const [high = 0] = random.bytes(1);
      const latencyMs = LATENCY_MS.least + (LATENCY_MS.spread * high) / 255;
      await clock.sleep(latencyMs / 2);
      const { body } = await answered(routes, batchBody(calls), clock);
      await clock.sleep(latencyMs / 2);
      const outcomes = readBatch(isJsonObject(body) ? (body as JsonObject) : undefined, calls.length);
      for (const [index, call] of calls.entries()) {
        const outcome = outcomes[index];
        const status = outcome === undefined || outcome instanceof Error ? 0 : outcome.status;
        tally.requests += 1;
        if (status === 429) tally.refused += 1;
        else if (status < 300 && call.method === 'GET') tally.readUnits += costOf(call).units;
        else if (status < 300) tally.writes += 1;
      }
      return outcomes;
    },
  };

  return {
    clock,
    tally,
    directory,
    openWorker(job) {
      const now = () => clock.now();
      const allowance = createSharedAllowance(quotasOf('small'), 'the bench', { clock, quotas });
      const dispatcher = createDispatcher({ transport, allowance, clock, patienceMs: PATIENCE_MS });
      const line = {
        send: dispatcher.send.bind(undefined, job),
        recent: createRecentWrites(now),
        token: async () => 'none is looked at',
      };
      return createGraphTarget(
        {
          baseUrl: PUBLIC_GRAPH,
          tenantId: 'bench',
          credentials: { kind: 'managedIdentity' },
          tenantSize: 'small',
          timeoutMs: 10_000,
          patienceMs: PATIENCE_MS,
          allowHttpLoopback: false,
        },
        { clock, random, traffic: { line: () => line }, job },
      );
    },
  };
}

/** Each call takes its time, half of it before it has an effect. */
function counted(table: Table, clock: VirtualClock, tally: Tally): Table {
  const count =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      tally.storageCalls += 1;
      await clock.sleep(STORAGE_MS / 2);
      const [outcome] = await Promise.allSettled([call(...args)]);
      await clock.sleep(STORAGE_MS / 2);
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    };
  return { ...table, get: count(table.get), insert: count(table.insert), replace: count(table.replace) };
}

function answered(routes: RouteTable, body: JsonObject, clock: VirtualClock): Promise<Reply> {
  const call = {
    version: 'v1.0',
    origin: 'https://graph.example',
    caller: CALLER,
    requestId: '',
    clientRequestId: '',
  } as const;
  return answerBatch({ routes, now: () => new Date(clock.now()), logger: SILENT }, call, body);
}
