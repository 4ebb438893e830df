/** The little of Azurite that the launcher uses; the package ships no types. */

interface AzuriteServer {
  readonly httpServer: import('node:http').Server;
  readonly metadataStore: { readonly db: import('./loki').LokiDatabase } & import('./quickLookups').QueriedStore;
  /** Where messages and blobs are kept; the table server has none. */
  readonly extentMetadataStore?: { readonly db: import('./loki').LokiDatabase };
  readonly extentStore?: AzuriteExtentStore;
  start(): Promise<void>;
}

interface AzuriteExtentStore {
  /** Adds one message or blob to a file. */
  appendExtent(...input: readonly unknown[]): Promise<unknown>;
  /** Copies a stream into a file and waits for the disk when it is given the file's descriptor. In files only. */
  streamPipe?(from: unknown, to: unknown, fileDescriptor?: number, contextId?: string): Promise<number>;
}

/** The fields of the three configurations; each has the defaults of Azurite's own command line. */
interface AzuriteConfiguration {
  host: string;
  port: number;
  /** Seconds. */
  keepAliveTimeout: number;
  metadataDBPath: string;
  extentDBPath?: string;
  persistencePathArray?: readonly { locationId: string; locationPath: string; maxConcurrency: number }[];
  enableAccessLog: boolean;
  enableDebugLog: boolean;
  skipApiVersionCheck: boolean;
  isMemoryPersistence: boolean;
}

type AzuriteServerClass = new (configuration: AzuriteConfiguration) => AzuriteServer;
type AzuriteConfigurationClass = new () => AzuriteConfiguration;

declare module 'azurite/dist/src/blob/BlobServer' {
  const BlobServer: AzuriteServerClass;
  export default BlobServer;
}

declare module 'azurite/dist/src/queue/QueueServer' {
  const QueueServer: AzuriteServerClass;
  export default QueueServer;
}

declare module 'azurite/dist/src/table/TableServer' {
  const TableServer: AzuriteServerClass;
  export default TableServer;
}

declare module 'azurite/dist/src/blob/BlobConfiguration' {
  const BlobConfiguration: AzuriteConfigurationClass;
  export default BlobConfiguration;
}

declare module 'azurite/dist/src/queue/QueueConfiguration' {
  const QueueConfiguration: AzuriteConfigurationClass;
  export default QueueConfiguration;
}

declare module 'azurite/dist/src/table/TableConfiguration' {
  const TableConfiguration: AzuriteConfigurationClass;
  export default TableConfiguration;
}

declare module 'azurite/dist/src/table/persistence/LokiTableMetadataStore' {
  /** What the tests of quick look-ups need of it. */
  class LokiTableMetadataStore {
    constructor(path: string, isInMemory: boolean);
    readonly db: import('./loki').LokiDatabase;
    init(): Promise<void>;
    close(): Promise<void>;
    createTable(context: unknown, table: { readonly account: string; readonly table: string }): Promise<void>;
    insertTableEntity(context: unknown, table: string, account: string, entity: object): Promise<unknown>;
    deleteTableEntity(
      context: unknown,
      table: string,
      account: string,
      partitionKey: string,
      rowKey: string,
      etag: string,
      batchId: string,
    ): Promise<void>;
    queryTableEntities: import('./quickLookups').QueriedStore['queryTableEntities'];
  }
  export default LokiTableMetadataStore;
}
