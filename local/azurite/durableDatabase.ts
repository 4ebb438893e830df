/**
 * Makes a database of Azurite durable without changing Azurite: its own snapshots are switched off, every change of a
 * collection is noted as it happens, and at start the collections are built from what is on record.
 */
import type { LokiCollection, LokiCollectionOptions, LokiDatabase, LokiDocument } from './loki';
import type { Change } from './records';
import type { CollectionContent } from './replay';

/**
 * @param content the collections on record, by name
 * @param note told of every change from now on, before the request that made it is answered
 */
export function makeDurable(
  database: LokiDatabase,
  name: string,
  content: ReadonlyMap<string, CollectionContent>,
  note: (change: Change) => void,
): void {
  database.autosaveDisable();
  database.saveDatabase = (callback) => callback?.(null);

  const addCollection = database.addCollection.bind(database);
  const removeCollection = database.removeCollection.bind(database);

  const listen = (collection: LokiCollection): LokiCollection => {
    const put = (documents: LokiDocument | LokiDocument[]): void => {
      for (const document of [documents].flat()) note(['put', name, collection.name, document]);
    };
    collection.on('insert', put);
    collection.on('update', put);
    collection.on('delete', (documents) => {
      for (const { $loki = 0 } of [documents].flat()) note(['delete', name, collection.name, $loki]);
    });
    return collection;
  };

  for (const [collectionName, { options, documents }] of content) {
    listen(fill(addCollection(collectionName, options), documents));
  }
  database.addCollection = (collectionName, options) => {
    const known = database.collections.find((collection) => collection.name === collectionName);
    if (known !== undefined) return known;
    const collection = listen(addCollection(collectionName, options));
    note(['create', name, collectionName, optionsOf(collection)]);
    return collection;
  };
  database.removeCollection = (collectionName) => {
    removeCollection(collectionName);
    note(['drop', name, collectionName]);
  };
}

/** Loki finds a document by its number in a binary search, so the order matters. */
function fill(collection: LokiCollection, documents: ReadonlyMap<number, LokiDocument>): LokiCollection {
  const numbers = [...documents.keys()].sort((a, b) => a - b);
  collection.data = numbers.flatMap((number) => documents.get(number) ?? []);
  collection.maxId = numbers.at(-1) ?? 0;
  collection.ensureId();
  collection.ensureAllIndexes(true);
  for (const property of collection.uniqueNames) collection.ensureUniqueIndex(property);
  return collection;
}

function optionsOf(collection: LokiCollection): LokiCollectionOptions {
  return { indices: Object.keys(collection.binaryIndices), unique: [...collection.uniqueNames] };
}

/**
 * The content of some databases as changes that build it from nothing. Which documents there are is settled now; what
 * they say, when the change is asked for. Documents that change or vanish in between are the journal's to settle.
 */
export function contentOf(databases: ReadonlyMap<string, LokiDatabase>): Iterable<Change> {
  const copies = [...databases].flatMap(([name, { collections }]) =>
    collections.map((collection) => ({ name, collection, documents: [...collection.data] })),
  );
  return buildingChanges(copies);
}

interface CollectionCopy {
  readonly name: string;
  readonly collection: LokiCollection;
  readonly documents: readonly LokiDocument[];
}

function* buildingChanges(copies: readonly CollectionCopy[]): Generator<Change> {
  for (const { name, collection, documents } of copies) {
    yield ['create', name, collection.name, optionsOf(collection)];
    for (const document of documents) {
      if (document.$loki !== undefined) yield ['put', name, collection.name, document];
    }
  }
}
