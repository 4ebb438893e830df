/**
 * A table as Muster uses one: point reads, contiguous ranges, conditional writes and entity-group transactions, and, for
 * keeping house, a scan: nothing else of Azure Table Storage. Implemented for Azure (and Azurite) in `azureTable.ts` and as an in-memory twin
 * in `memoryTable.ts`; one contract suite holds both to the same behaviour, service limits included.
 */

export type PropertyValue = string | number | bigint | boolean | Date | Uint8Array;

/** What is written. Numbers are stored as doubles unless they are 32-bit integers; a `bigint` is stored as Int64. */
export interface Entity {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [property: string]: PropertyValue | undefined;
}

/** What is read: the entity and the version it was read at. */
export interface Row {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly etag: string;
  /** When that version was written by the storage's own clock, milliseconds since the epoch; absent where properties were selected. */
  readonly writtenAt?: number;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

export interface RangeQuery {
  readonly partitionKey: string;
  /** First row key wanted, inclusive. */
  readonly from?: string;
  /** End of the range, exclusive. */
  readonly to?: string;
  /** Only these properties are fetched; all when absent. Keys and etag always are. */
  readonly select?: readonly string[];
  /** Rows fetched per storage call, 1 to 1,000 (the service's own limit and the default). */
  readonly pageSize?: number;
}

export type TableAction =
  | { readonly kind: 'insert'; readonly entity: Entity }
  | { readonly kind: 'upsert'; readonly entity: Entity }
  | { readonly kind: 'replace'; readonly entity: Entity; readonly etag: string }
  | { readonly kind: 'merge'; readonly entity: Entity; readonly etag: string }
  | { readonly kind: 'remove'; readonly partitionKey: string; readonly rowKey: string; readonly etag: string };

export interface Table {
  /** Creates the table when it is missing. */
  ensure(): Promise<void>;
  get(partitionKey: string, rowKey: string): Promise<Row | undefined>;
  /** Rows of one partition in ascending row-key order. */
  query(range: RangeQuery): AsyncIterable<Row>;
  /** Every row, partition by partition: for keeping house in a table that is small when all is well. */
  scan(select: readonly string[]): AsyncIterable<Row>;
  /** @throws {StoreConflict} when the row exists. @returns the new etag */
  insert(entity: Entity): Promise<string>;
  /** Writes whatever is there. @returns the new etag */
  upsert(entity: Entity): Promise<string>;
  /** Replaces the row read at `etag`. @throws {StoreConflict} when it changed or is gone. @returns the new etag */
  replace(entity: Entity, etag: string): Promise<string>;
  /** Removes the row; a missing row is fine unless `etag` is given. @throws {StoreConflict} when it changed since `etag` */
  remove(partitionKey: string, rowKey: string, etag?: string): Promise<void>;
  /**
   * All or nothing, within one partition, at most 100 actions and 4 MiB.
   * @returns the new etag of each action, in order (empty for removals)
   * @throws {StoreConflict} with the index of the first action that could not be applied
   */
  transact(actions: readonly TableAction[]): Promise<readonly string[]>;
}

/** A conditional write lost: the row exists already, changed since it was read, or is gone. Nothing was written. */
export class StoreConflict extends Error {
  /** Which action of a transaction failed; 0 for a single write; undefined when the service does not say. */
  readonly index: number | undefined;

  constructor(message: string, index?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreConflict';
    this.index = index;
  }
}

/** The service cannot take this write at all: it breaks one of its documented limits. A fault of the caller. */
export class StoreLimitExceeded extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreLimitExceeded';
  }
}

/** Storage does not answer, or answers 5xx after the SDK's own retries. The write may or may not have happened. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
  }
}
