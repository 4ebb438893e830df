/**
 * A Muster on a real emulator with a target that costs nothing, whose storage calls are counted. Its queue is read as the
 * host does it: by the same listener, with what the repository's host.json says.
 */
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../local/emulator';
import { readHostJson } from '../local/host/hostJson';
import { startQueueListener } from '../local/host/queue/queueListener';
import { buildServices, OPERATIONS_QUEUE, type Services } from '../shared/composition/services';
import { systemClock, systemRandom } from '../shared/composition/system';
import { ensureReadyJob } from '../shared/pipeline/jobs/ensureReadyJob';
import { readMessage } from '../shared/pipeline/queue/messages';
import { acceptBulkUpload, type BulkUpload } from '../shared/pipeline/uploads/acceptBulkUpload';
import type { Clock } from '../shared/ports';
import type { JsonObject } from '../shared/scim/json';
import { readSettings } from '../shared/settings';
import { createStorage, type Storage } from '../shared/store/azure/connection';
import type { StorageCall } from '../shared/store/azure/storageCall';
import type { Queue } from '../shared/store/contract/queue';
import type { Table } from '../shared/store/contract/table';
import type { Target } from '../shared/targets/target';
import { type BareStorage, openBareStorage } from './floors/http';
import { openFloor } from './floors/storage';
import { createMemoryTarget, type MemoryTarget } from './memoryTarget';
import { bulkBody } from './people';

/** What storage was asked for. */
export interface Asked {
  readonly tableCalls: number;
  readonly queueCalls: number;
  /** Rows that came back of the table of people: of a page that was left half-way, all. */
  readonly people: number;
  /** Actions in transactions, and entities written alone. */
  readonly written: number;
}

export interface Stage {
  readonly services: Services;
  readonly storage: Storage;
  /** The same emulator over bare HTTP, with a table and a queue of its own (`floors/storage.ts`). */
  readonly bare: BareStorage;
  readonly target: MemoryTarget;
  readonly jobId: string;
  /** Storage calls made so far. */
  calls(): number;
  asked(): Asked;
  /** The request as it comes in, made beforehand where only the accepting is measured. */
  request(people: readonly JsonObject[]): BulkUpload;
  accept(request: BulkUpload): Promise<void>;
  /** Works on what waits as the host does, until every message that was sent is removed. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const LAUNCHER = join(__dirname, 'azurite.js');
const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const PRINCIPAL_ID = '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01';
/** As long as the Functions host holds a message: none is prolonged while it is worked on. */
const HOLD_SECONDS = 600;
const LARGEST_PAGE = 1_000;

export function startBenchEmulator(): Promise<Emulator> {
  return startEmulator({ ports: { blob: 0, queue: 0, table: 0 }, launcherPath: LAUNCHER });
}

export interface StageOptions {
  readonly takesReferences?: boolean;
  /** The target in memory as Muster meets it. */
  readonly seenAs?: (target: MemoryTarget) => Target;
  readonly clock?: Clock;
}

/** @param into in memory unless said otherwise, with or without claims; the embedded directory lies in the same emulator */
export async function openStage(
  emulator: Emulator,
  jobName: string,
  into: 'memory' | 'memoryWithClaims' | 'directory' = 'memory',
  { takesReferences = true, seenAs = (target) => target, clock = systemClock }: StageOptions = {},
): Promise<Stage> {
  const { connectionString } = emulator;
  const tally = { tableCalls: 0, queueCalls: 0, people: 0, written: 0, waiting: 0 };
  const storage = watched(createStorage({ connectionString, onCall: (call) => count(call, tally) }), tally);
  const bare = openBareStorage(connectionString);
  await openFloor(bare).catch(() => undefined); // another stage of this emulator has made it
  const target = createMemoryTarget(into !== 'memoryWithClaims', takesReferences);
  const settings = readSettings({
    AzureWebJobsStorage: connectionString,
    TENANT_ID,
    VERIFIED_DOMAINS: 'adatum.example',
    CLAIM_SECONDS: '300',
  });
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const services = buildServices(settings, {
    storage,
    clock,
    random: systemRandom,
    logger,
    ...(into !== 'directory' && { target: seenAs(target) }),
  });
  await services.ready();
  const jobId = `API2AAD.${TENANT_ID.replaceAll('-', '')}.${jobName}`;
  await ensureReadyJob(
    {
      servicePrincipalId: PRINCIPAL_ID,
      appId: PRINCIPAL_ID,
      displayName: 'Bench',
      jobId,
      ownerAppIds: [],
      notificationEmail: 'bench@adatum.example',
    },
    services.house,
  );
  await services.house.contexts.get(jobId);
  return {
    services,
    storage,
    bare,
    target,
    jobId,
    calls: () => tally.tableCalls + tally.queueCalls,
    asked: () => ({ ...tally }),
    request(people) {
      const body = bulkBody(people);
      return { jobId, body, bytes: Buffer.from(JSON.stringify(body)), clientRequestId: undefined };
    },
    async accept(request) {
      const verdict = await acceptBulkUpload(request, services.house);
      if (verdict.kind !== 'accepted') throw new Error('The bench upload was refused.');
    },
    drain: () => drain(storage.queue(OPERATIONS_QUEUE), services, tally),
    async close() {
      bare.close();
      await target.close();
    },
  };
}

type Tally = { -readonly [name in keyof Asked]: number } & {
  /** Messages sent and not removed yet. */
  waiting: number;
};

function count({ service, name, operation }: StorageCall, tally: Tally): void {
  if (service === 'table') tally.tableCalls += 1;
  else tally.queueCalls += 1;
  if (name === OPERATIONS_QUEUE && operation === 'send') tally.waiting += 1;
}

function watched(storage: Storage, tally: Tally): Storage {
  return { ...storage, table: (name) => watchedTable(storage.table(name), name === 'people', tally) };
}

function watchedTable(table: Table, isOfPeople: boolean, tally: Tally): Table {
  const wrote = <A extends readonly unknown[], R>(
    write: (...args: A) => Promise<R>,
    sizeOf: (...args: A) => number,
  ) => {
    return (...args: A) => {
      tally.written += sizeOf(...args);
      return write(...args);
    };
  };
  const one = () => 1;
  return {
    ...table,
    async get(partitionKey, rowKey) {
      const row = await table.get(partitionKey, rowKey);
      if (isOfPeople && row !== undefined) tally.people += 1;
      return row;
    },
    async *query(range) {
      let [rows, isWhole] = [0, false];
      try {
        for await (const row of table.query(range)) {
          rows += 1;
          yield row;
        }
        isWhole = true;
      } finally {
        const page = range.pageSize ?? LARGEST_PAGE;
        if (isOfPeople) tally.people += isWhole ? rows : Math.ceil(rows / page) * page;
      }
    },
    insert: wrote(table.insert, one),
    upsert: wrote(table.upsert, one),
    replace: wrote(table.replace, one),
    transact: wrote(table.transact, (actions) => actions.length),
  };
}

const { queues: QUEUES } = readHostJson('host.json');

async function drain(queue: Queue, services: Services, tally: Tally): Promise<void> {
  let end: (error?: unknown) => void = () => undefined;
  const drained = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  const listener = await startQueueListener({
    queueName: OPERATIONS_QUEUE,
    queue: {
      ...queue,
      ensure: async () => undefined, // it is there
      async receive(most, visibilitySeconds) {
        const messages = await queue.receive(most, visibilitySeconds);
        if (messages.length === 0) tally.queueCalls -= 1; // a look into an empty queue is nobody's operation
        return messages;
      },
      async remove(message) {
        await queue.remove(message);
        tally.waiting -= 1;
        if (tally.waiting === 0) end();
      },
    },
    poisonQueue: undefined,
    settings: QUEUES,
    holdSeconds: HOLD_SECONDS,
    handle: (message) => services.gatherer.submit(readMessage(message.text)).catch(end),
    clock: systemClock,
    logger: services.house.logger,
  });
  if (tally.waiting === 0) end();
  try {
    await drained;
  } finally {
    await listener.stop();
  }
}
