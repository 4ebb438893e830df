/** A Muster on a real emulator with a target that costs nothing, whose storage calls are counted. */
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../local/emulator';
import { buildServices, OPERATIONS_QUEUE, type Services } from '../shared/composition/services';
import { systemClock, systemRandom } from '../shared/composition/system';
import { ensureReadyJob } from '../shared/pipeline/jobs/ensureReadyJob';
import { readMessage } from '../shared/pipeline/queue/messages';
import { acceptBulkUpload, type BulkUpload } from '../shared/pipeline/uploads/acceptBulkUpload';
import type { JsonObject } from '../shared/scim/json';
import { readSettings } from '../shared/settings';
import { createStorage, type Storage } from '../shared/store/azure/connection';
import type { Queue } from '../shared/store/contract/queue';
import { createMemoryTarget, type MemoryTarget } from './memoryTarget';
import { bulkBody } from './people';

export interface Stage {
  readonly services: Services;
  readonly storage: Storage;
  readonly target: MemoryTarget;
  readonly jobId: string;
  /** Storage calls made so far. */
  calls(): number;
  /** The request as it comes in, made beforehand where only the accepting is measured. */
  request(people: readonly JsonObject[]): BulkUpload;
  accept(request: BulkUpload): Promise<void>;
  /** Works on what waits, as the host does: up to 32 messages a call, deleted when done. @returns operations done */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const LAUNCHER = join(__dirname, 'azurite.js');
const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const PRINCIPAL_ID = '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01';
const VISIBILITY_SECONDS = 300;

export function startBenchEmulator(): Promise<Emulator> {
  return startEmulator({ ports: { blob: 0, queue: 0, table: 0 }, launcherPath: LAUNCHER });
}

/** @param into in memory unless said otherwise, with or without claims; the embedded directory lies in the same emulator */
export async function openStage(
  emulator: Emulator,
  jobName: string,
  into: 'memory' | 'memoryWithClaims' | 'directory' = 'memory',
): Promise<Stage> {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  const uncount = () => {
    calls -= 1; // a look into an empty queue is nobody's operation
  };
  const { connectionString } = emulator;
  const storage = createStorage({ connectionString, onCall: count });
  const target = createMemoryTarget(into !== 'memoryWithClaims');
  const settings = readSettings({
    AzureWebJobsStorage: connectionString,
    TENANT_ID,
    VERIFIED_DOMAINS: 'adatum.example',
    CLAIM_SECONDS: '300',
  });
  const services = buildServices(settings, {
    storage,
    clock: systemClock,
    random: systemRandom,
    logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
    ...(into !== 'directory' && { target }),
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
  const queue = storage.queue(OPERATIONS_QUEUE);
  return {
    services,
    storage,
    target,
    jobId,
    calls: () => calls,
    request(people) {
      const body = bulkBody(people);
      return { jobId, body, bytes: Buffer.from(JSON.stringify(body)), clientRequestId: undefined };
    },
    async accept(request) {
      const verdict = await acceptBulkUpload(request, services.house);
      if (verdict.kind !== 'accepted') throw new Error('The bench upload was refused.');
    },
    drain: () => drain(queue, services, uncount),
    close: async () => target.close(),
  };
}

async function drain(queue: Queue, services: Services, foundNothing: () => void): Promise<void> {
  for (;;) {
    const messages = await queue.receive(32, VISIBILITY_SECONDS);
    if (messages.length === 0) return foundNothing();
    await Promise.all(
      messages.map(async (message) => {
        await services.gatherer.submit(readMessage(message.text));
        await queue.remove(message);
      }),
    );
  }
}
