/** The little of LokiJS, Azurite's database, that the launcher uses; it comes with Azurite and brings no types. */

export interface LokiDocument {
  /** The document's number within its collection; missing once the document was removed. */
  readonly $loki?: number;
}

export interface LokiCollectionOptions {
  readonly indices: readonly string[];
  readonly unique: readonly string[];
}

/** A query under way. */
export interface LokiChain {
  where(condition: (document: LokiDocument) => boolean): LokiChain;
  sort(compare: (one: LokiDocument, other: LokiDocument) => number): LokiChain;
  limit(count: number): LokiChain;
  data(): LokiDocument[];
}

export interface LokiCollection {
  readonly name: string;
  /** In ascending order of `$loki`. */
  data: LokiDocument[];
  /** The highest `$loki` given so far. */
  maxId: number;
  readonly binaryIndices: Readonly<Record<string, unknown>>;
  readonly uniqueNames: readonly string[];
  on(event: 'insert' | 'update' | 'delete', listener: (documents: LokiDocument | LokiDocument[]) => void): void;
  /** The first document that has all these values; `null` when there is none. */
  findOne: (query: object) => LokiDocument | null;
  chain: (...transform: readonly unknown[]) => LokiChain;
  ensureId(): void;
  ensureAllIndexes(force: boolean): void;
  ensureUniqueIndex(property: string): void;
}

export interface LokiDatabase {
  readonly collections: readonly LokiCollection[];
  addCollection: (name: string, options?: LokiCollectionOptions) => LokiCollection;
  removeCollection: (name: string) => void;
  saveDatabase: (callback?: (error: Error | null) => void) => void;
  autosaveDisable(): void;
}
