/** Reading people: those named, or a shard's. They are written by `ledger.ts`. */
import { groupBy } from '../../collections';
import type { Row, Table } from '../contract/table';
import { keysUnder } from '../rows/keys';
import { newPerson, type StoredPerson } from './people';
import { PEOPLE, peoplePartition, personKey, readPerson, SHARDS, shardOf } from './personRow';

export interface PeopleStore {
  shardOf(anchor: string): number;
  /** The people named, each with the version to write against; one that is not known yet comes back empty. */
  load(jobId: string, anchors: readonly string[]): Promise<Map<string, StoredPerson>>;
  /** Source anchors of one shard behind `after`, in order. */
  anchors(jobId: string, shard: number, after: string | null, most: number): Promise<readonly string[]>;
  /** Everyone of the job, shard by shard; for lists and re-evaluation, not for the hot path. */
  all(jobId: string): AsyncIterable<StoredPerson>;
}

/**
 * A shard is read row by row up to this many people, and as one range beyond: ranges are one call for many people, but
 * cost the service a look at every row between the first and the last.
 */
const MOST_POINT_READS = 2;

/** A range that brings this many rows more than were wanted is given up for point reads. */
const MOST_STRANGERS = 1_000;

export function createPeopleStore(table: Table): PeopleStore {
  async function loadShard(jobId: string, shard: number, anchors: readonly string[], found: Map<string, StoredPerson>) {
    const missing = new Set(anchors);
    const take = (row: Row) => {
      const stored = readPerson(jobId, row);
      if (missing.delete(stored.person.anchor)) found.set(stored.person.anchor, stored);
    };
    const partitionKey = peoplePartition(jobId, shard);
    if (anchors.length > MOST_POINT_READS) {
      const keys = anchors.map(personKey).sort();
      let strangers = -anchors.length;
      for await (const row of table.query({
        partitionKey,
        from: keys[0] ?? '',
        to: keysUnder(keys.at(-1) ?? '').from,
      })) {
        take(row);
        strangers += 1;
        if (strangers > MOST_STRANGERS) break;
      }
      if (strangers <= MOST_STRANGERS) return;
    }
    await Promise.all(
      [...missing].map(async (anchor) => {
        const row = await table.get(partitionKey, personKey(anchor));
        if (row !== undefined) take(row);
      }),
    );
  }

  return {
    shardOf,
    async load(jobId, anchors) {
      const found = new Map<string, StoredPerson>();
      const shards = groupBy(new Set(anchors), shardOf);
      await Promise.all([...shards].map(([shard, members]) => loadShard(jobId, shard, members, found)));
      for (const anchor of anchors) {
        if (!found.has(anchor)) found.set(anchor, unknownPerson(jobId, anchor));
      }
      return found;
    },
    async anchors(jobId, shard, after, most) {
      const partitionKey = peoplePartition(jobId, shard);
      const range = { ...keysUnder(PEOPLE), ...(after !== null && { from: keysUnder(personKey(after)).from }) };
      const anchors: string[] = [];
      for await (const row of table.query({ partitionKey, ...range, select: ['anchor'], pageSize: most })) {
        anchors.push(String(row.properties.anchor));
        if (anchors.length === most) break;
      }
      return anchors;
    },
    async *all(jobId) {
      for (let shard = 0; shard < SHARDS; shard += 1) {
        const partitionKey = peoplePartition(jobId, shard);
        for await (const row of table.query({ partitionKey, ...keysUnder(PEOPLE) })) yield readPerson(jobId, row);
      }
    },
  };
}

function unknownPerson(jobId: string, anchor: string): StoredPerson {
  const person = newPerson(jobId, anchor);
  return { person, etag: undefined, saved: person };
}
