/** People who are to be fetched again on a date, though no event comes then. Keys: see `inletRows.ts`. */
import type { Table } from '../contract/table';
import { joinKey, keyPart, keysUnder, splitKey } from '../rows/keys';
import { type InletPlace, inletPartition, REFETCH, timePart } from './inletRows';

export interface Refetch {
  /** As the HR system names the person. */
  readonly person: string;
  /** Milliseconds since the epoch. */
  readonly due: number;
  /** On a date that the person's data names, because somebody refers to the person, or once more after that. */
  readonly why: 'date' | 'reference' | 'again';
}

export interface RefetchStore {
  /** Saying so again is harmless. */
  put(place: InletPlace, refetch: Refetch): Promise<void>;
  /** Those due by then, the longest due first, `most` at most. */
  due(place: InletPlace, now: number, most: number): Promise<readonly Refetch[]>;
  remove(place: InletPlace, refetch: Refetch): Promise<void>;
}

const LONGEST_PERSON = 400;
const refetchKey = ({ due, person }: Refetch) => joinKey(REFETCH, timePart(due), keyPart(person, LONGEST_PERSON));

export function createRefetchStore(table: Table): RefetchStore {
  return {
    async put(place, refetch) {
      const { person, why } = refetch;
      await table.upsert({ partitionKey: inletPartition(place), rowKey: refetchKey(refetch), person, why });
    },
    async due(place, now, most) {
      const found: Refetch[] = [];
      const range = { ...keysUnder(REFETCH), to: joinKey(REFETCH, timePart(now + 1)) };
      const pageSize = Math.min(most, 1_000);
      for await (const { rowKey, properties } of table.query({
        partitionKey: inletPartition(place),
        ...range,
        pageSize,
      })) {
        if (found.length === most) break;
        const { person, why } = properties;
        found.push({ person: String(person), due: Number(splitKey(rowKey)[1]), why: why as Refetch['why'] });
      }
      return found;
    },
    remove: (place, refetch) => table.remove(inletPartition(place), refetchKey(refetch)),
  };
}
