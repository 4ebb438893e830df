/**
 * When the next call to an HR system may begin, for all workers together. Keys: see `inletRows.ts`.
 *
 * Slots are taken ahead, several at once, by one conditional write; one that is never used is only time lost.
 */
import type { Row, Table } from '../contract/table';
import { changeRow } from '../rows/changeRow';
import { type InletPlace, inletPartition, PACE } from './inletRows';

export interface PaceState {
  /** When the next slot begins, milliseconds since the epoch. */
  readonly next: number;
  /** How often in a row the HR system has asked for a break. */
  readonly throttled: number;
}

export interface PaceStore {
  /** Again and again, until nobody came between. @param change `undefined`: nothing is written @returns what it was before */
  change(place: InletPlace, change: (state: PaceState) => PaceState | undefined): Promise<PaceState>;
}

const FREE: PaceState = { next: 0, throttled: 0 };

export function createPaceStore(table: Table): PaceStore {
  return {
    async change(place, change) {
      const before = await changeRow(table, { partitionKey: inletPartition(place), rowKey: PACE }, (row) => {
        const after = change(stateOf(row));
        return after && { ...after };
      });
      return stateOf(before);
    },
  };
}

function stateOf(row: Row['properties'] | undefined): PaceState {
  return row === undefined ? FREE : { next: Number(row.next), throttled: Number(row.throttled) };
}
