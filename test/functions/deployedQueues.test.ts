/** How the deployed host reads its queues: as agents do, and so that a target which throttles holds up no message for too long. */
import { join } from 'node:path';
import { AGENT_QUEUE } from '../../local/agent/messageWork';
import { readHostJson } from '../../local/host/hostJson';
import { startQueueListener } from '../../local/host/queue/queueListener';
import { buildServices, OPERATIONS_QUEUE } from '../../shared/composition/services';
import { ProvisioningError } from '../../shared/errors';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import { readMessage } from '../../shared/pipeline/queue/messages';
import { acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import { readSettings } from '../../shared/settings';
import type { QueueMessage } from '../../shared/store/contract/queue';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { createDirectoryTarget } from '../../shared/targets/directory/directoryTarget';
import { ManualClock, settle } from '../local/support/manualClock';
import { openTestDirectory } from '../support/directory';
import { bulkBody, CLIENT_ID, JOB_ID, PRINCIPAL_ID, person, TENANT_ID } from '../support/workbench';
import { rememberingLogger, seededRandom } from '../support/world';

const { functionTimeoutMs = Number.POSITIVE_INFINITY, queues } = readHostJson(join(__dirname, '../../host.json'));

test('agents gather their messages as the deployed host does', () => {
  expect(AGENT_QUEUE).toEqual(queues);
});

const HOLD_SECONDS = 30;
const MESSAGES = 40;
/** As long as Graph may keep a look-up waiting at its quota: half of what a claim stands for by default. */
const PATIENCE_MS = 60_000;

test('with a target that throttles everybody, all that is held stays hidden and is given back within the function timeout', async () => {
  const clock = new ManualClock();
  const { directory, random } = await openTestDirectory();
  const refuse = async () => {
    await clock.sleep(PATIENCE_MS);
    throw new ProvisioningError('TooManyRequests', 'The target wants a break.', { retryAfterMs: 600_000 });
  };
  const target = { ...createDirectoryTarget(directory, random), find: refuse, read: refuse, create: refuse };
  const settings = readSettings({ AzureWebJobsStorage: 'memory', TENANT_ID, VERIFIED_DOMAINS: 'adatum.example' });
  const storage = createMemoryStorage({ clock });
  const services = buildServices(settings, {
    storage,
    clock,
    target,
    logger: rememberingLogger(),
    random: seededRandom(),
  });
  await services.ready();
  const ids = { servicePrincipalId: PRINCIPAL_ID, appId: CLIENT_ID, jobId: JOB_ID, ownerAppIds: [CLIENT_ID] };
  await ensureReadyJob({ ...ids, displayName: 'HR', notificationEmail: 'admin@adatum.example' }, services.house);
  for (let index = 0; index < MESSAGES; index += 1) {
    const body = bulkBody([person(`a${index}`), person(`b${index}`)]);
    const bytes = Buffer.from(JSON.stringify(body));
    await acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId: undefined }, services.house);
  }

  const held = new Set<string>();
  const seen: { id: string; tries: number; tookMs: number }[] = [];
  let mostHeld = 0;
  const listener = await startQueueListener({
    queueName: OPERATIONS_QUEUE,
    queue: storage.queue(OPERATIONS_QUEUE),
    poisonQueue: storage.queue(`${OPERATIONS_QUEUE}-poison`),
    settings: queues,
    holdSeconds: HOLD_SECONDS,
    async handle({ id, text, dequeueCount }: QueueMessage) {
      const since = clock.now();
      mostHeld = Math.max(mostHeld, held.add(id).size);
      await services.gatherer.submit(readMessage(text)).finally(() => held.delete(id));
      seen.push({ id, tries: dequeueCount, tookMs: clock.now() - since });
    },
    clock,
    logger: rememberingLogger(),
  });
  for (let minutes = 0; minutes < 7; minutes += 1) await clock.advance(60_000);
  await settle();
  const stopped = listener.stop();
  await clock.advance(1);
  await stopped;

  expect(mostHeld).toBeGreaterThanOrEqual(queues.batchSize);
  expect(mostHeld).toBeLessThanOrEqual(queues.batchSize + queues.newBatchThreshold);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(MESSAGES);
  expect(seen.map(({ tries }) => tries)).toEqual(seen.map(() => 1)); // none came back while it was worked on
  expect(Math.max(...seen.map(({ tookMs }) => tookMs))).toBeLessThan(functionTimeoutMs);
});
