/**
 * Finds an entity by its two keys, and a range of a partition by its ends, at once. Azurite asks its database for a partition and
 * then looks at every row of it, or of the whole table, so that each look-up takes the longer the more there is: with 3,000
 * people in the embedded directory, whose users share a partition, that was two thirds of all its time.
 *
 * What is found so is handed to Azurite's own filter, order and paging: it answers the same, having looked at less.
 */

import { type KeyRange, readRange } from './keyRange';
import type { LokiChain, LokiCollection, LokiDatabase, LokiDocument } from './loki';
import { createPartition, type Entity, isEntity, type Partition } from './partition';

/** The part of Azurite's table store that answers queries. It runs to its end without waiting for anything. */
export interface QueriedStore {
  readonly db: LokiDatabase;
  queryTableEntities(
    context: unknown,
    account: string,
    table: string,
    options: { readonly filter?: string },
    ...after: readonly (string | undefined)[]
  ): Promise<unknown>;
}

/** For collections there are, and those to come. */
export function quickenLookUps(store: QueriedStore): void {
  /** The range that is being asked for: a collection is told of it by nothing that Azurite hands on. */
  let asked: KeyRange | undefined;
  const queryTableEntities = store.queryTableEntities.bind(store);
  store.queryTableEntities = (context, account, table, options, ...after) => {
    asked = readRange(options.filter);
    try {
      return queryTableEntities(context, account, table, options, ...after);
    } finally {
      asked = undefined;
    }
  };

  const quickened = new Set<LokiCollection>();
  const quicken = (collection: LokiCollection): LokiCollection => {
    if (!quickened.has(collection)) answerFromPartitions(collection, () => asked);
    quickened.add(collection);
    return collection;
  };
  const { db } = store;
  for (const collection of db.collections) quicken(collection);
  const addCollection = db.addCollection.bind(db);
  db.addCollection = (name, options) => quicken(addCollection(name, options));
}

/** Collections that hold no entities answer as before: nobody asks them for these keys. */
function answerFromPartitions(collection: LokiCollection, asked: () => KeyRange | undefined): void {
  const partitions = new Map<string, Partition>();
  const put = (documents: LokiDocument | readonly LokiDocument[]): void => {
    for (const document of [documents].flat().filter(isEntity)) {
      const partition = partitions.get(document.PartitionKey) ?? createPartition();
      partitions.set(document.PartitionKey, partition);
      partition.put(document);
    }
  };
  put(collection.data);
  collection.on('insert', put);
  collection.on('update', put);
  collection.on('delete', (documents) => {
    for (const { PartitionKey, RowKey } of [documents].flat().filter(isEntity)) {
      partitions.get(PartitionKey)?.remove(RowKey);
    }
  });

  const findOne = collection.findOne.bind(collection);
  collection.findOne = (query) =>
    isEntity(query) && Object.keys(query).length === 2
      ? (partitions.get(query.PartitionKey)?.get(query.RowKey) ?? null)
      : findOne(query);

  const chain = collection.chain.bind(collection);
  collection.chain = (...transform) => {
    const range = asked();
    if (range === undefined || transform.length > 0) return chain(...transform);
    return inOrder(() => partitions.get(range.partitionKey)?.range(range) ?? []);
  };
}

/** Loki's chain over entities that are in order already: no more of them are looked at than the limit lets through. */
function inOrder(
  entities: () => Iterable<Entity>,
  conditions: readonly ((entity: Entity) => boolean)[] = [],
  most = Number.POSITIVE_INFINITY,
): LokiChain {
  return {
    where: (condition) => inOrder(entities, [...conditions, condition], most),
    sort: () => inOrder(entities, conditions, most),
    limit: (count) => inOrder(entities, conditions, count),
    data() {
      const found: Entity[] = [];
      for (const entity of entities()) {
        if (found.length >= most) break;
        if (conditions.every((holds) => holds(entity))) found.push(entity);
      }
      return found;
    },
  };
}
