/** Telemetry that is on, against a collector of our own: one trace from request to target, numbers as listed, and nobody's data. */
import { InvocationContext } from '@azure/functions';
import { createEndpoint } from '../../shared/api/http/registration';
import { receiveBulkUpload } from '../../shared/api/uploads/bulkUpload';
import { buildServices, OPERATIONS_QUEUE, type Services } from '../../shared/composition/services';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import { readMessage } from '../../shared/pipeline/queue/messages';
import { superviseRound } from '../../shared/pipeline/supervise/superviseRound';
import { readSettings } from '../../shared/settings';
import { createMemoryStorage, type MemoryStorage } from '../../shared/store/memory/memoryStorage';
import { startTelemetry } from '../../shared/telemetry/exporters';
import { METRICS } from '../../shared/telemetry/metrics';
import type { Telemetry } from '../../shared/telemetry/telemetry';
import { httpRequest } from '../support/httpCall';
import { bulkBody, CLIENT_ID, JOB_ID, PRINCIPAL_ID, person, TENANT_ID } from '../support/workbench';
import { fakeClock, rememberingLogger, seededRandom } from '../support/world';
import { type Collector, startCollector, type ToldSpan } from './collector';

const NEVER_MS = 3_600_000;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const ANCHOR = 'somebody-0815';

let collector: Collector;
let telemetry: Telemetry;
let storage: MemoryStorage;
let services: Services;
let clock: ReturnType<typeof fakeClock>;
let logger: ReturnType<typeof rememberingLogger>;

beforeEach(async () => {
  collector = await startCollector();
  telemetry = startTelemetry({
    insights: undefined,
    otlp: collector.url,
    credential: undefined,
    version: '0',
    ratio: 1,
    spansEveryMs: NEVER_MS, // sent when they are asked for
    metricsEveryMs: NEVER_MS,
  });
  clock = fakeClock();
  storage = createMemoryStorage({ clock });
  logger = rememberingLogger();
  const settings = readSettings({ AzureWebJobsStorage: 'in memory', TENANT_ID, VERIFIED_DOMAINS: 'adatum.example' });
  services = buildServices(settings, { storage, clock, logger, random: seededRandom(), telemetry });
  await services.ready();
  await ensureReadyJob(
    {
      servicePrincipalId: PRINCIPAL_ID,
      appId: CLIENT_ID,
      displayName: 'HR inbound',
      jobId: JOB_ID,
      ownerAppIds: [CLIENT_ID],
      notificationEmail: 'admin@adatum.example',
    },
    services.house,
  );
});
afterEach(() => collector.close());

async function upload(id: string, traceparent?: string): Promise<void> {
  const roles = new Set(['SynchronizationData-User.Upload']);
  const endpoint = createEndpoint(
    () => ({
      verify: async () => ({ kind: 'application', appId: CLIENT_ID, objectId: 'o', roles }),
      publicBaseUrl: undefined,
      ready: async () => undefined,
    }),
    undefined,
    telemetry,
  );
  const { handler } = endpoint('jobs/{jobId}/bulkUpload', {
    POST: { roles: [...roles], handle: (call) => receiveBulkUpload(call, services.house, services.limits.upload) },
  });
  const request = httpRequest({
    method: 'POST',
    params: { servicePrincipalId: PRINCIPAL_ID, jobId: JOB_ID },
    headers: { 'content-type': 'application/scim+json', ...(traceparent && { traceparent }) },
    body: JSON.stringify(bulkBody([person(id)])),
  });
  expect(await handler(request, new InvocationContext())).toMatchObject({ status: 202 });
}

/** Works on all that waits, as one batch, and asks for what was told meanwhile. */
async function work(): Promise<void> {
  const messages = await storage.queue(OPERATIONS_QUEUE).receive(32, 30);
  await Promise.all(messages.map(({ text }) => services.gatherer.submit(readMessage(text))));
  await telemetry.flush();
}

const named = (name: RegExp) => collector.spans.filter((span) => name.test(span.name));
const parentOf = ({ parentSpanId }: ToldSpan) => collector.spans.find(({ spanId }) => spanId === parentSpanId)?.name;

test('one trace leads from the caller over the request and the queue to each call of the target', async () => {
  await upload(ANCHOR, `00-${TRACE}-b7ad6b7169203331-01`);
  await work();
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  const [process] = named(/^process operations$/);
  expect(process && parentOf(process)).toBe('POST jobs/{jobId}/bulkUpload');
  expect(named(/^target create$/).map(parentOf)).toEqual(['process operations']);
  expect(named(/^target find$/).length).toBeGreaterThan(0);
});

test('a batch of several uploads is a trace of its own that names them all', async () => {
  await upload('a');
  await upload('b');
  await work();
  const traces = named(/^POST/).map(({ traceId }) => traceId);
  expect(new Set(traces).size).toBe(2);
  const [process] = named(/^process operations$/);
  expect(process?.links?.map(({ traceId }) => traceId).sort()).toEqual([...traces].sort());
  expect(traces).not.toContain(process?.traceId);
});

test('a caller that is not traced, and one whose header is none, is served alike', async () => {
  await upload('a', 'not a trace');
  await upload('b');
  await work();
  expect(named(/^POST/)).toHaveLength(2);
});

test('every number is told under its name with its labels, and no other', async () => {
  await upload(ANCHOR);
  await superviseRound(services.house, telemetry);
  clock.advance(15 * 60_000);
  await superviseRound(services.house, telemetry);
  await work();
  const listed = new Map<string, readonly string[]>(
    Object.entries(METRICS).map(([name, { labels }]) => [name, labels]),
  );
  for (const [name, labels] of collector.metrics)
    expect([name, [...labels].sort()]).toEqual([name, [...(listed.get(name) ?? [])].sort()]);
  const seen = [...collector.metrics.keys()];
  expect(seen).toEqual(
    expect.arrayContaining([
      'muster.uploads',
      'muster.accept.duration',
      'muster.operations',
      'muster.operation.age',
      'muster.target.duration',
      'muster.backlog',
      'muster.backlog.oldest',
      'muster.escrows',
      'muster.waiting',
      'muster.held',
      'muster.quarantined',
      'muster.parked',
      'muster.supervise.age',
    ]),
  );
});

test('nothing that is told names a person', async () => {
  await upload(ANCHOR);
  await work();
  expect(collector.bodies.length).toBeGreaterThan(1);
  expect(collector.bodies.join()).not.toMatch(new RegExp(`${ANCHOR}|adatum\\.example`));
});

test('the log says what was accepted and what became of it', async () => {
  await upload(ANCHOR);
  await work();
  expect(logger.lines.map(({ message, fields }) => ({ message, fields }))).toEqual([
    { message: 'Upload accepted', fields: { jobId: JOB_ID, upload: 1, operations: 1 } },
    { message: 'Batch done', fields: { jobId: JOB_ID, messages: 1, success: 1, ms: expect.any(Number) } },
  ]);
});

test('a collector that refuses holds up nobody', async () => {
  collector.fail();
  await upload('a');
  await work();
  expect(collector.spans).toEqual([]);
  const [entry] = await storage.queue(OPERATIONS_QUEUE).receive(1, 1);
  expect(entry).toBeUndefined(); // and the work is done
});
