/** A whole Muster in memory, or on storage that is handed in: uploads in, queue drained by hand, log and directory out. */

import {
  buildServices,
  OPERATIONS_FIRST_QUEUE,
  OPERATIONS_QUEUE,
  type Services,
} from '../../shared/composition/services';
import type { World } from '../../shared/composition/world';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import { type FoundEntry, queryLogs } from '../../shared/pipeline/logs/queryLogs';
import { handlePoison } from '../../shared/pipeline/people/handlePoison';
import { readMessage } from '../../shared/pipeline/queue/messages';
import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { type AcceptVerdict, acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import type { Json, JsonObject } from '../../shared/scim/json';
import { readSettings } from '../../shared/settings';
import type { Storage } from '../../shared/store/azure/connection';
import { createMemoryStorage, type MemoryStorage } from '../../shared/store/memory/memoryStorage';
import type { Tick } from '../../shared/store/memory/memoryTable';
import { type FakeClock, fakeClock, rememberingLogger, seededRandom } from './world';

export const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
export const PRINCIPAL_ID = '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01';
export const JOB_ID = 'API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.c2a4e1b7-68d3-4f0a-9b1e-53d7a0c9e812';
export const CLIENT_ID = '1f6a7c0e-5d2b-4a8f-9c3e-7b0d1e2f3a44';

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

export interface Workbench<S extends Storage = MemoryStorage> {
  readonly services: Services;
  readonly storage: S;
  readonly clock: FakeClock;
  readonly logger: ReturnType<typeof rememberingLogger>;
  /** Uploads people as one request and expects it to be accepted. */
  upload(
    people: readonly JsonObject[],
    clientRequestId?: string,
  ): Promise<Extract<AcceptVerdict, { kind: 'accepted' }>>;
  /** Works on every message that can be received, until none is left; delayed ones come when the clock is moved. */
  drain(): Promise<void>;
  /** Rounds of the timer, 15 s apart, the queue drained after each. */
  supervise(rounds?: number): Promise<void>;
  /** The log of the job, newest first. */
  log(sourceAnchor?: string): Promise<readonly FoundEntry[]>;
}

/** A person who has all the directory asks for. */
export function person(externalId: string, more: Record<string, Json> = {}): JsonObject {
  return {
    schemas: [CORE_USER],
    externalId,
    userName: `user${externalId.toLowerCase().replace(/[^0-9a-z]/g, '')}@adatum.example`,
    displayName: `Person ${externalId}`,
    name: { givenName: 'Person', familyName: externalId },
    active: true,
    ...more,
  };
}

export function bulkBody(people: readonly JsonObject[]): JsonObject {
  return {
    schemas: [BULK_REQUEST],
    Operations: people.map((data, index) => ({ method: 'POST', bulkId: `bulk-${index + 1}`, path: '/Users', data })),
    failOnErrors: null,
  };
}

/** The job that stands ready on a workbench. */
export const READY_JOB = {
  servicePrincipalId: PRINCIPAL_ID,
  appId: CLIENT_ID,
  displayName: 'HR inbound',
  jobId: JOB_ID,
  ownerAppIds: [CLIENT_ID],
  notificationEmail: 'admin@adatum.example',
};

interface WorkbenchOptions extends Pick<World, 'target'> {
  /** Awaited before and after each effect on storage, which fails when it throws. */
  readonly tick?: Tick;
}

/** @param options.target what people are provisioned into; the embedded directory when absent */
export function createWorkbench(
  environment: Record<string, string> = {},
  { target, tick }: WorkbenchOptions = {},
): Promise<Workbench> {
  const open = (clock: FakeClock) => createMemoryStorage({ clock, ...(tick && { tick }) });
  return createWorkbenchOn(open, environment, { ...(target && { target }) });
}

/** @param openStorage that stands empty; a real one has a clock of its own, by which messages come back */
export async function createWorkbenchOn<S extends Storage>(
  openStorage: (clock: FakeClock) => S,
  environment: Record<string, string> = {},
  { target }: Pick<World, 'target'> = {},
): Promise<Workbench<S>> {
  const settings = readSettings({
    AzureWebJobsStorage: 'not used: storage is handed in',
    TENANT_ID,
    VERIFIED_DOMAINS: 'adatum.example',
    ...environment,
  });
  const clock = fakeClock();
  const logger = rememberingLogger();
  const storage = openStorage(clock);
  const world = { storage, clock, logger, random: seededRandom() };
  const services = buildServices(settings, { ...world, ...(target && { target }) });
  await services.ready();
  await ensureReadyJob(READY_JOB, services.house);
  const lanes = [storage.queue(OPERATIONS_FIRST_QUEUE), storage.queue(OPERATIONS_QUEUE)];

  const bench: Workbench<S> = {
    services,
    storage,
    clock,
    logger,
    async upload(people, clientRequestId) {
      const body = bulkBody(people);
      const bytes = Buffer.from(JSON.stringify(body));
      const verdict = await acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId }, services.house);
      if (verdict.kind === 'accepted') return verdict;
      throw new Error(`The upload was refused: ${JSON.stringify(verdict.faults)}`);
    },
    async drain() {
      for (;;) {
        const received = await Promise.all(
          lanes.map(async (queue) => (await queue.receive(32, 30)).map((message) => ({ queue, message }))),
        );
        if (received.flat().length === 0) return;
        await Promise.all(
          received.flat().map(async ({ queue, message }) => {
            try {
              await services.gatherer.submit(readMessage(message.text));
            } catch (error) {
              logger.warn('The message failed', { error: String(error) });
              await handlePoison(message.text, services.house);
            }
            await queue.remove(message);
          }),
        );
      }
    },
    async supervise(rounds = 1) {
      for (let round = 0; round < rounds; round += 1) {
        clock.advance(15_000);
        await superviseJobs(services.house);
        await bench.drain();
      }
    },
    async log(sourceAnchor) {
      const matches = ({ entry }: FoundEntry) => sourceAnchor === undefined || entry.source.id === sourceAnchor;
      const page = await queryLogs({ jobIds: [JOB_ID], matches, top: 1_000 }, services.house);
      return page.entries;
    },
  };
  return bench;
}
