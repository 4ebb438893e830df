import { type Host, type HostOptions, startHost } from '../../../local/host/host';
import type { HostSettings } from '../../../local/host/hostJson';
import { type HttpFront, openFront } from '../../../local/host/http/front';
import { systemClock } from '../../../shared/composition/system';
import { createMemoryStorage, type MemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { RecordingLogger } from './recordingLogger';

export interface SampleHost extends Host {
  readonly url: string;
  readonly front: HttpFront;
  readonly storage: MemoryStorage;
  readonly logger: RecordingLogger;
  close(): Promise<void>;
}

export const SAMPLE_SETTINGS: HostSettings = {
  routePrefix: 'api',
  functionTimeoutMs: undefined,
  extensionBundle: '[4.*, 5.0.0)',
  queues: {
    batchSize: 4,
    newBatchThreshold: 2,
    maxDequeueCount: 2,
    visibilityTimeoutMs: 0,
    maxPollingIntervalMs: 100,
  },
};

/** A host on a free port of loopback, with storage in memory and the machine's clock. */
export async function startSampleHost(bundle: string, overrides: Partial<HostOptions> = {}): Promise<SampleHost> {
  const storage = createMemoryStorage({ clock: systemClock });
  const logger = new RecordingLogger();
  const host = await startHost({
    bundle,
    settings: SAMPLE_SETTINGS,
    environment: { AzureWebJobsStorage: 'memory', SAMPLE_QUEUE: 'work', SAMPLE_SCHEDULE: '0 0 0 1 1 *' },
    openQueue: (_, name) => storage.queue(name),
    scheduleMonitor: { lastDue: async () => undefined, record: async () => undefined },
    clock: systemClock,
    logger,
    ...overrides,
  });
  const front = await openFront(0);
  front.serve([host.handler]);
  return {
    ...host,
    url: `http://127.0.0.1:${front.port}`,
    front,
    storage,
    logger,
    async close() {
      await Promise.all([front.close(1_000), host.stop(1_000)]);
    },
  };
}
