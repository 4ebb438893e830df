/** What an agent tells goes on in the trace of the upload, which the service began, and says which agent tells it. */
import { buildServices, type Services } from '../../shared/composition/services';
import { turnOnTelemetry } from '../../shared/composition/telemetry';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import { updateJob } from '../../shared/pipeline/jobs/updateJob';
import { agentQueueNames } from '../../shared/pipeline/queue/jobQueues';
import { readMessage } from '../../shared/pipeline/queue/messages';
import { acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import { readSettings } from '../../shared/settings';
import { MUSTER } from '../../shared/store/jobs/audit';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { createDirectoryTarget } from '../../shared/targets/directory/directoryTarget';
import { startTelemetry } from '../../shared/telemetry/exporters';
import type { Telemetry } from '../../shared/telemetry/telemetry';
import { bulkBody, CLIENT_ID, JOB_ID, PRINCIPAL_ID, person, TENANT_ID } from '../support/workbench';
import { fakeClock, rememberingLogger, seededRandom } from '../support/world';
import { type Collector, startCollector } from './collector';

const NEVER_MS = 3_600_000;

let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

const telling = (agent?: string): Telemetry =>
  startTelemetry({
    ...{ insights: undefined, otlp: collector.url, credential: undefined, version: '0', ratio: 1, agent },
    ...{ spansEveryMs: NEVER_MS, metricsEveryMs: NEVER_MS }, // sent when they are asked for
  });

const settings = readSettings({ AzureWebJobsStorage: 'in memory', TENANT_ID, VERIFIED_DOMAINS: 'adatum.example' });

test('one trace leads from the service over the queue to what an agent asks of its directory', async () => {
  const clock = fakeClock();
  const storage = createMemoryStorage({ clock });
  const world = { storage, clock, logger: rememberingLogger(), random: seededRandom() };
  const [ofService, ofAgent] = [telling(), telling('agent-1')];
  const service = buildServices(settings, { ...world, telemetry: ofService });
  await service.ready();
  await makeJob(service);
  await updateJob(JOB_ID, { settings: { IsSynchronizationAgentRequired: 'True' } }, MUSTER, service.house);
  const target = createDirectoryTarget(service.directory, world.random);
  const agent = buildServices(settings, { ...world, target, agent: { secrets: new Map() }, telemetry: ofAgent });

  const body = bulkBody([person('somebody-0815')]);
  const upload = { jobId: JOB_ID, body, bytes: Buffer.from(JSON.stringify(body)), clientRequestId: undefined };
  await ofService.tracer.span('request', { kind: 'server' }, () => acceptBulkUpload(upload, service.house));
  const messages = await storage.queue(agentQueueNames(JOB_ID).operations).receive(32, 30);
  await Promise.all(messages.map(({ text }) => agent.gatherer.submit(readMessage(text))));
  await Promise.all([ofService.flush(), ofAgent.flush()]);

  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  const named = (name: string) => collector.bodies.filter((text) => text.includes(`"${name}"`));
  for (const name of ['process operations', 'target create', 'muster.operations']) {
    expect(named(name)).not.toEqual([]);
    for (const text of named(name))
      expect([text.includes('muster-agent'), text.includes('agent-1')]).toEqual([true, true]);
  }
  expect(named('request').some((text) => text.includes('muster-agent'))).toBe(false);
  expect(collector.bodies.join()).not.toContain('somebody-0815');
});

test('an agent without the file of the exporters works untold, and says so', async () => {
  const logger = rememberingLogger();
  jest.doMock('../../shared/telemetry/exporters', () => {
    throw new Error("Cannot find module './telemetry.js'");
  });
  const telemetry = { insights: undefined, otlp: collector.url, ratio: 1 };
  await turnOnTelemetry({ ...settings, telemetry }, '0', logger, 'agent-1');
  expect(logger.lines).toMatchObject([{ level: 'error', message: expect.stringContaining('everything else works') }]);
});

test('where no setting asks for telemetry, its file is not even loaded', async () => {
  const logger = rememberingLogger();
  let isLoaded = false;
  jest.doMock('../../shared/telemetry/exporters', () => {
    isLoaded = true;
    return {};
  });
  await turnOnTelemetry({ ...settings, telemetry: undefined }, '0', logger);
  expect([isLoaded, logger.lines]).toEqual([false, []]);
});

function makeJob({ house }: Services): Promise<unknown> {
  return ensureReadyJob(
    {
      ...{ servicePrincipalId: PRINCIPAL_ID, appId: CLIENT_ID, displayName: 'HR inbound', jobId: JOB_ID },
      ...{ ownerAppIds: [CLIENT_ID], notificationEmail: 'admin@adatum.example' },
    },
    house,
  );
}
