/**
 * What was accepted last of a person that an inlet tells of: the fence that keeps older data out (spec/hands.md 3.6).
 *
 * | table | partition | row                 | holds                                                            |
 * |-------|-----------|---------------------|------------------------------------------------------------------|
 * | jobs  | `job!`job | `in!`inlet`!`person | when the fetch began that was accepted last, for which event, … |
 *
 * It lies in the job's own partition, so that it changes in the very transaction that numbers the operation, on the version
 * that was read before the fetch began. So whatever is accepted was fetched after all that was accepted before it had been.
 */
import { chunk } from '../../collections';
import { MAX_TRANSACTION_ACTIONS } from '../contract/limits';
import type { Row, Table, TableAction } from '../contract/table';
import { jobPartition } from '../jobs/jobs';
import { decodeKeyPart, joinKey, keyPart, keysUnder, splitKey } from '../rows/keys';
import { removeRows } from '../rows/removeRows';
import type { InletPlace } from './inletRows';

export interface Fence {
  /** When the fetch began, or the event was received that held the person whole; milliseconds since the epoch. */
  readonly fetchedFrom: number;
  /** Key of the event it was accepted for. */
  readonly by: string;
  /** When that event happened, as the HR system says; `null` where it does not, or a fetch told. */
  readonly eventAt: number | null;
  /** The source anchor, by which others refer to the person. */
  readonly anchor: string | null;
  /** Sequence number of the first operation of the upload. */
  readonly uploadFirst: number;
}

export interface KnownFence {
  readonly fence: Fence;
  readonly etag: string;
}

/** Somebody whom the inlet let in, by both names. */
export interface KnownPerson extends Pick<Fence, 'uploadFirst'> {
  /** As the HR system names them. */
  readonly person: string;
  readonly anchor: string;
}

export interface FenceStore {
  /** @param people as the HR system names them @returns those there are */
  load(place: InletPlace, people: readonly string[]): Promise<ReadonlyMap<string, KnownFence>>;
  /** Everybody whose anchor is known, in order of what the HR system calls them; who has too long a name there is left out. */
  list(place: InletPlace): AsyncIterable<KnownPerson>;
  /** Removes them all. @returns how many, `most` at most */
  purge(place: InletPlace, most: number): Promise<number>;
}

const FENCES = 'in';
/** Point reads under way at once. */
const AT_ONCE = 16;

const keysOfFence = ({ jobId, inlet }: InletPlace, person: string) => ({
  partitionKey: jobPartition(jobId),
  rowKey: joinKey(FENCES, keyPart(inlet), keyPart(person, LONGEST_PERSON)),
});
const rangeOf = ({ jobId, inlet }: InletPlace) => ({
  partitionKey: jobPartition(jobId),
  ...keysUnder(FENCES, keyPart(inlet)),
});
/** In a key beside the inlet's name; what is longer is cut and told apart by its hash. */
const LONGEST_PERSON = 400;

/**
 * For the transaction that numbers the operation.
 *
 * @param etag the version that was read before the fetch began; `undefined`: there was none
 */
export function fenceAction(
  place: InletPlace,
  person: string,
  { eventAt, anchor, ...fence }: Fence,
  etag: string | undefined,
): TableAction {
  const entity = {
    ...keysOfFence(place, person),
    ...fence,
    ...(eventAt !== null && { eventAt }),
    ...(anchor !== null && { anchor }),
  };
  return etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag };
}

export function createFenceStore(table: Table): FenceStore {
  return {
    async load(place, people) {
      const found = new Map<string, KnownFence>();
      for (const part of chunk([...new Set(people)], AT_ONCE)) {
        await Promise.all(
          part.map(async (person) => {
            const { partitionKey, rowKey } = keysOfFence(place, person);
            const row = await table.get(partitionKey, rowKey);
            if (row !== undefined) found.set(person, toFence(row));
          }),
        );
      }
      return found;
    },
    async *list(place) {
      for await (const { rowKey, properties } of table.query({
        ...rangeOf(place),
        select: ['anchor', 'uploadFirst'],
      })) {
        const person = decodeKeyPart(splitKey(rowKey).at(-1) ?? '');
        const { anchor, uploadFirst } = properties;
        if (person !== undefined && anchor !== undefined) {
          yield { person, anchor: String(anchor), uploadFirst: Number(uploadFirst) };
        }
      }
    },
    purge: (place, most) => removeRows(table, table.query({ ...rangeOf(place), select: [] }), most),
  };
}

/** Beside the intake, the receipt and the operations, a transaction has room for so many. */
export const MOST_FENCES = MAX_TRANSACTION_ACTIONS / 2;

function toFence({ properties, etag }: Row): KnownFence {
  const { fetchedFrom, by, eventAt, anchor, uploadFirst } = properties;
  const fence: Fence = {
    fetchedFrom: Number(fetchedFrom),
    by: String(by),
    eventAt: eventAt === undefined ? null : Number(eventAt),
    anchor: anchor === undefined ? null : String(anchor),
    uploadFirst: Number(uploadFirst),
  };
  return { fence, etag };
}
