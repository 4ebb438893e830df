/** Azurite's three servers, configured for Muster: loopback only, no logs, no check of the API version. */
import { join } from 'node:path';
import BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';
import BlobServer from 'azurite/dist/src/blob/BlobServer';
import QueueConfiguration from 'azurite/dist/src/queue/QueueConfiguration';
import QueueServer from 'azurite/dist/src/queue/QueueServer';
import TableConfiguration from 'azurite/dist/src/table/TableConfiguration';
import TableServer from 'azurite/dist/src/table/TableServer';
import type { LokiDatabase } from './loki';
import type { Ports } from './ports';

const HOST = '127.0.0.1';
/** Longer than clients keep a connection they do not use, so that none is closed just as it is used again. */
const KEEP_ALIVE_SECONDS = 120;

/** @param dataDir where messages and blobs are kept; everything is in memory when absent */
export function createServers(ports: Ports, dataDir: string | undefined): AzuriteServer[] {
  const servers = [
    new BlobServer(configure(BlobConfiguration, 'blob', ports.blob, dataDir)),
    new QueueServer(configure(QueueConfiguration, 'queue', ports.queue, dataDir)),
    new TableServer(configure(TableConfiguration, 'table', ports.table, dataDir)),
  ];
  for (const { extentStore } of servers) if (extentStore) doNotWaitForDisk(extentStore);
  return servers;
}

function configure(
  Configuration: AzuriteConfigurationClass,
  service: keyof Ports,
  port: number,
  dataDir: string | undefined,
): AzuriteConfiguration {
  const folder = dataDir ?? '';
  const locationPath = join(folder, `${service}-contents`);
  return Object.assign(new Configuration(), {
    host: HOST,
    port,
    keepAliveTimeout: KEEP_ALIVE_SECONDS,
    // Never written, for the journal keeps the databases; but Azurite looks for a file of this name.
    metadataDBPath: join(folder, `${service}.json`),
    extentDBPath: join(folder, `${service}-contents.json`),
    persistencePathArray: [{ locationId: 'Default', locationPath, maxConcurrency: 1 }],
    enableAccessLog: false,
    enableDebugLog: false,
    skipApiVersionCheck: true,
    isMemoryPersistence: dataDir === undefined,
  });
}

/**
 * A message survives the process as soon as it is written to its file. Azurite would also wait for the disk, which is a
 * fifth of the time that sending takes on a fast one and most of it on a slow one, to be safe from a power cut that the
 * rest of this store does not survive either.
 */
function doNotWaitForDisk(store: AzuriteExtentStore): void {
  const pipe = store.streamPipe?.bind(store);
  if (pipe) store.streamPipe = (from, to, _fileDescriptor, contextId) => pipe(from, to, undefined, contextId);
}

/** The databases behind some servers, by a name that stays the same from start to start. */
export function databasesOf(servers: readonly AzuriteServer[]): ReadonlyMap<string, LokiDatabase> {
  const [blob, queue, table] = servers;
  return new Map(
    Object.entries({
      blob: blob?.metadataStore.db,
      blobExtents: blob?.extentMetadataStore?.db,
      queue: queue?.metadataStore.db,
      queueExtents: queue?.extentMetadataStore?.db,
      table: table?.metadataStore.db,
    }).flatMap(([name, database]) => (database ? [[name, database] as const] : [])),
  );
}

/** Runs `commit` before each answer of `server` begins to leave. */
export function commitBeforeAnswers(server: AzuriteServer, commit: () => void): void {
  server.httpServer.prependListener('request', (_request, response) => {
    // Node begins every answer with this method, whichever way the answer is written.
    response.writeHead = new Proxy(response.writeHead, {
      apply(writeHead, self, head) {
        commit();
        return Reflect.apply(writeHead, self, head);
      },
    });
  });
}
