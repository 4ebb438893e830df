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

/** A shard is read row by row up to this many people, and as a range beyond: ranges are one call for many people. */
const MOST_POINT_READS = 2;

/** Rows of a range for each person wanted: neighbours lie closer, and for others it is cheaper to read them by key. */
const ROWS_A_PERSON = 4;

/** The service's own limit. */
const LARGEST_PAGE = 1_000;

export function createPeopleStore(table: Table): PeopleStore {
  /**
   * A stretch of the range between the first and the last, in pages of a few rows a person. It is gone on with as long as
   * it was worth it so far: of a few dozen among very many each page would bring strangers and next to nobody wanted.
   *
   * @returns who was not met
   */
  async function loadRange(
    partitionKey: string,
    wanted: ReadonlyMap<string, string>,
    take: (row: Row) => void,
  ): Promise<readonly string[]> {
    const missing = new Map(wanted);
    const keys = [...wanted.keys()].sort();
    const pageSize = Math.min(LARGEST_PAGE, ROWS_A_PERSON * wanted.size);
    const range = { partitionKey, from: keys[0] ?? '', to: keysUnder(keys.at(-1) ?? '').from, pageSize };
    let rows = 0;
    for await (const row of table.query(range)) {
      rows += 1;
      if (missing.delete(row.rowKey)) take(row); // a stranger is not unpacked
      const found = wanted.size - missing.size;
      if (missing.size === 0 || (rows % pageSize === 0 && rows > ROWS_A_PERSON * found)) return [...missing.keys()];
    }
    return []; // the range has ended: who was not met is not there
  }

  async function loadShard(jobId: string, shard: number, anchors: readonly string[], found: Map<string, StoredPerson>) {
    const partitionKey = peoplePartition(jobId, shard);
    const wanted = new Map(anchors.map((anchor) => [personKey(anchor), anchor]));
    const take = (row: Row) => {
      const stored = readPerson(jobId, row);
      if (stored.person.anchor === wanted.get(row.rowKey)) found.set(stored.person.anchor, stored);
    };
    const left = wanted.size > MOST_POINT_READS ? await loadRange(partitionKey, wanted, take) : [...wanted.keys()];
    await Promise.all(
      left.map(async (rowKey) => {
        const row = await table.get(partitionKey, rowKey);
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
