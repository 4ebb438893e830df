/** What the records on disk add up to: documents by database, collection and number. */
import type { LokiCollectionOptions, LokiDocument } from './loki';
import type { Change } from './records';

export interface CollectionContent {
  readonly options: LokiCollectionOptions;
  readonly documents: Map<number, LokiDocument>;
}

export class Replay {
  readonly #databases = new Map<string, Map<string, CollectionContent>>();

  apply(change: Change): void {
    const collections = this.collectionsOf(change[1]);
    const name = change[2];
    if (change[0] === 'create') collections.set(name, { options: change[3], documents: new Map() });
    else if (change[0] === 'drop') collections.delete(name);
    else {
      const documents = collections.get(name)?.documents;
      if (documents === undefined) throw new Error(`the records mention a collection that they never create: ${name}`);
      if (change[0] === 'put') documents.set(change[3].$loki ?? 0, change[3]);
      else documents.delete(change[3]);
    }
  }

  /** The collections of one database, by name. */
  collectionsOf(database: string): Map<string, CollectionContent> {
    const collections = this.#databases.get(database) ?? new Map<string, CollectionContent>();
    this.#databases.set(database, collections);
    return collections;
  }
}
