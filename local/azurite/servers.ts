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

export type Servers = Readonly<Record<keyof Ports, AzuriteServer>>;

/** @param dataDir where messages and blobs are kept; everything is in memory when absent */
export function createServers(ports: Ports, dataDir: string | undefined): Servers {
  const servers = {
    blob: new BlobServer(configure(BlobConfiguration, 'blob', ports.blob, dataDir)),
    queue: new QueueServer(configure(QueueConfiguration, 'queue', ports.queue, dataDir)),
    table: new TableServer(configure(TableConfiguration, 'table', ports.table, dataDir)),
  };
  for (const { extentStore } of Object.values(servers)) if (extentStore) doNotWaitForDisk(extentStore);
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

/** The servers' databases, by names that stay the same from start to start. */
export function databasesOf(servers: Servers): ReadonlyMap<string, LokiDatabase> {
  return new Map(
    Object.entries(servers).flatMap(([service, { metadataStore, extentMetadataStore }]) => [
      [service, metadataStore.db] as const,
      ...(extentMetadataStore ? [[`${service}Extents`, extentMetadataStore.db] as const] : []),
    ]),
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
