/**
 * Budget B8: how much of Graph's quota is used, and how often it is overdrawn, against the embedded directory's token-bucket
 * stand-in. Runs on a virtual clock, so a quarter of an hour takes seconds and gives the same numbers every time.
 */

import type { DirectoryContext } from '../shared/api/directory/answer';
import { answerBatch } from '../shared/api/directory/batch';
import { withFaults } from '../shared/api/directory/faults';
import type { Reply } from '../shared/api/http/endpoint';
import { createUserDirectory } from '../shared/directory/userDirectory';
import type { Logger } from '../shared/ports';
import { isJsonObject, type JsonObject } from '../shared/scim/json';
import { createMemoryTable } from '../shared/store/memory/memoryTable';
import { createAllowance } from '../shared/targets/graph/allowance';
import { batchBody, readBatch } from '../shared/targets/graph/batch';
import { createDispatcher } from '../shared/targets/graph/dispatcher';
import { createGraphTarget } from '../shared/targets/graph/graphTarget';
import { createRecentWrites } from '../shared/targets/graph/recentWrites';
import { PUBLIC_GRAPH } from '../shared/targets/graph/settings';
import type { GraphTransport } from '../shared/targets/graph/transport';
import type { Target } from '../shared/targets/target';
import { type VirtualClock, virtualClock } from '../test/support/virtualClock';
import { seededRandom } from '../test/support/world';
import type { BenchRow } from './row';

const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const QUOTA = { unitsPer10Seconds: 3_500, writesPer150Seconds: 3_000 };
const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const CALLER = {
  kind: 'application' as const,
  appId: 'app-1',
  objectId: 'sp-1',
  roles: new Set(['User.ReadWrite.All']),
};
/** Answers take 150 to 600 ms. */
const LATENCY_MS = { least: 150, spread: 450 };
/** People worked on at once in each worker. */
const SIDE_BY_SIDE = 200;
const PATIENCE_MS = 120_000;

interface Tally {
  requests: number;
  refused: number;
  writes: number;
  reads: number;
}

interface StandIn {
  readonly clock: VirtualClock;
  readonly tally: Tally;
  /** A worker of its own: it shares the quota with the others and knows nothing of them. */
  openWorker(job: string): Target;
}

export async function benchGraph(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workers of [1, 4]) {
    const who = workers === 1 ? 'one worker' : `${workers} workers that share it`;
    const loads = [
      { name: 'writes', minutes: 10, quota: QUOTA.writesPer150Seconds, windowMs: 150_000, work: createPeople },
      { name: 'reads', minutes: 4, quota: QUOTA.unitsPer10Seconds, windowMs: 10_000, work: findPeople },
    ] as const;
    for (const { name, minutes, quota, windowMs, work } of loads) {
      const { tally, ms } = await run(workers, minutes * 60_000, work);
      const allowed = quota + (quota * ms) / windowMs; // all that the bucket held and took in
      rows.push(
        { name: `B8 ${name} ÷ quota, ${who}`, value: tally[name] / allowed, budget: 0.98, bound: 'least' },
        {
          name: `B8 429s ÷ requests, ${name}, ${who}`,
          value: tally.refused / tally.requests,
          budget: 0.002,
          bound: 'most',
        },
      );
    }
  }
  return rows;
}

type Work = (target: Target, id: string) => Promise<void>;

/** A new person as the pipeline provisions one: match, create. */
const createPeople: Work = async (target, id) => {
  await target.find('employeeId', id, ['displayName']);
  await target.create({
    accountEnabled: true,
    displayName: `Person ${id}`,
    mailNickname: id,
    userPrincipalName: `${id}@adatum.example`,
    employeeId: id,
  });
};

/** A known person whose data has not changed. */
const findPeople: Work = async (target, id) => {
  await target.find('employeeId', id, ['displayName']);
};

async function run(workers: number, durationMs: number, work: Work): Promise<{ tally: Tally; ms: number }> {
  const { clock, tally, openWorker } = await openStandIn();
  const start = clock.now();
  const isOver = () => clock.now() - start >= durationMs;
  let people = 0;
  async function keepBusy(target: Target): Promise<void> {
    while (!isOver()) {
      people += 1;
      await work(target, `p${people}`);
    }
  }
  const targets = Array.from({ length: workers }, (_, index) => openWorker(`job-${index}`));
  const busy = targets.flatMap((target) => Array.from({ length: SIDE_BY_SIDE }, () => keepBusy(target)));
  await clock.run(Promise.all(busy));
  return { tally, ms: clock.now() - start };
}

async function openStandIn(): Promise<StandIn> {
  const clock = virtualClock();
  const random = seededRandom('B8');
  const tally: Tally = { requests: 0, refused: 0, writes: 0, reads: 0 };
  const table = createMemoryTable('directory', async () => {});
  await table.ensure();
  const verifiedDomains = ['adatum.example'];
  const directory = createUserDirectory({ table, clock, random, tenantId: TENANT_ID, verifiedDomains });
  const context = withFaults(directory, { quota: QUOTA }, { clock, random });
  const transport: GraphTransport = {
    async send(calls) {
      const [high = 0] = random.bytes(1);
      const latencyMs = LATENCY_MS.least + (LATENCY_MS.spread * high) / 255;
      await clock.sleep(latencyMs / 2);
      const { body } = await answered(context, batchBody(calls), clock);
      await clock.sleep(latencyMs / 2);
      const outcomes = readBatch(isJsonObject(body) ? (body as JsonObject) : undefined, calls.length);
      for (const [index, { method }] of calls.entries()) {
        const outcome = outcomes[index];
        const status = outcome === undefined || outcome instanceof Error ? 0 : outcome.status;
        tally.requests += 1;
        if (status === 429) tally.refused += 1;
        else if (status < 300) tally[method === 'GET' ? 'reads' : 'writes'] += 1;
      }
      return outcomes;
    },
  };

  return {
    clock,
    tally,
    openWorker(job) {
      const now = () => clock.now();
      const allowance = createAllowance('small', now);
      const dispatcher = createDispatcher({ transport, allowance, clock, patienceMs: PATIENCE_MS });
      const line = { send: dispatcher.send.bind(undefined, job), recent: createRecentWrites(now) };
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

function answered(context: DirectoryContext, body: JsonObject, clock: VirtualClock): Promise<Reply> {
  const call = { version: 'v1.0', origin: '', caller: CALLER, requestId: '', clientRequestId: '' } as const;
  return answerBatch({ ...context, now: () => new Date(clock.now()), logger: SILENT }, call, body);
}
