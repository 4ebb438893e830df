/**
 * Writing people: claims before a create, and the commit that ends an attempt. Key design: see `people.ts`.
 *
 * Every write is conditional on the version that was read. A commit writes people and their entries in one transaction;
 * people who changed meanwhile are left out of it, entry and all, and are named so that the caller runs them again on
 * what is there now. One whom storage refuses is found and named, too: nobody else's write fails for it (I6).
 */
import { chunk } from '../../collections';
import type { LogEntry } from '../../engine/person/logEntry';
import type { Table, TableAction } from '../contract/table';
import { type EntryPack, type PackTotals, packEntity, packKey } from './entryPacks';
import { pointerAction } from './outbox';
import type { History, StoredPerson } from './people';
import { peoplePartition, shardOf } from './personRow';
import { recordPacks } from './recordPacks';
import { readShares, type UploadShares } from './uploadShares';
import { type Company, writeAround } from './writeAround';

/** What one person's attempts leave behind. */
export interface Change extends StoredPerson {
  readonly entries: readonly LogEntry[];
  readonly totals: PackTotals;
}

/** Makes the pack out of the entries that are really committed; `undefined` when there is nothing to say. */
export type CommitFrame = (entries: readonly LogEntry[], totals: readonly PackTotals[]) => EntryPack | undefined;

/** A pack that was written, and what it holds of each upload. */
export interface WrittenPack {
  readonly shard: number;
  readonly rowKey: string;
  readonly uploads: UploadShares;
}

/** What a commit wrote, and whom it left out. */
export interface Committed {
  readonly packs: readonly WrittenPack[];
  /** Their person was changed by somebody else. */
  readonly lost: readonly Change[];
  /** Storage does not take their row, whatever is written beside it. */
  readonly refused: ReadonlyMap<Change, Error>;
}

export interface LedgerStore {
  /** Commits changes of people of one shard. @throws {StoreUnavailable} when storage takes nobody's */
  commit(changes: readonly Change[], frame: CommitFrame): Promise<Committed>;
  /**
   * Writes packs of one shard, each named after the operation its first entry answers, unless that is answered already.
   * @returns those storage refuses, with what it says
   */
  recordOnce(packs: readonly EntryPack[]): Promise<ReadonlyMap<EntryPack, Error>>;
  /**
   * Writes people of one shard without an entry: a claim, or somebody waiting for them.
   * @returns the new version of each, in order; `undefined` for those changed by somebody else meanwhile, and for those
   * storage refuses what it says
   */
  write(people: readonly StoredPerson[]): Promise<readonly (StoredPerson | Error | undefined)[]>;
  /** Whether storage answers at all, asked where this person lies: then what it refuses is that person's own trouble. */
  answers(jobId: string, anchor: string): Promise<boolean>;
}

/** A transaction takes 100 actions; two are the pack and its pointer. Index rows may make it more: then it is halved. */
const PEOPLE_AT_ONCE = 98;

/** No row has this key. */
const NOWHERE = 'nowhere';

export function createLedgerStore(table: Table): LedgerStore {
  async function answers(partitionKey: string): Promise<boolean> {
    try {
      await table.get(partitionKey, NOWHERE);
      return true;
    } catch {
      return false;
    }
  }
  const paper = { table, answers };

  return {
    async commit(changes, frame) {
      const lost: Change[] = [];
      const packs: WrittenPack[] = [];
      const refused = new Map<Change, Error>();
      for (const part of chunk(changes, PEOPLE_AT_ONCE)) {
        const result = await writeAround(paper, part, (together) => aroundPack(together, frame));
        for (const [change, error] of result.refused) refused.set(change, error);
        packs.push(...result.beside.flatMap((action) => packOf(action, shardOf(part[0]?.person.anchor ?? ''))));
        lost.push(...part.filter((change) => !result.written.has(change) && !result.refused.has(change)));
      }
      return { lost, refused, packs };
    },

    recordOnce: (packs) => recordPacks(paper, packs),

    async write(people) {
      const results: (StoredPerson | Error | undefined)[] = [];
      for (const part of chunk(people, PEOPLE_AT_ONCE)) {
        const { written, refused } = await writeAround(paper, part, () => ({ toWrite: (one) => one, also: () => [] }));
        for (const one of part) {
          const etag = written.get(one);
          results.push(etag === undefined ? refused.get(one) : { person: one.person, etag, saved: one.person });
        }
      }
      return results;
    },

    answers: (jobId, anchor) => answers(peoplePartition(jobId, shardOf(anchor))),
  };
}

/** Packs a person's row names: enough for the history of most, few enough to be written each time. */
const REMEMBERED_PACKS = 8;

/** The pack that people are committed with keeps its name when some of them drop out: their rows say it. */
function aroundPack(together: readonly Change[], frame: CommitFrame): Company<Change> {
  const make = (changes: readonly Change[]) =>
    frame(
      changes.flatMap((change) => change.entries),
      changes.map((change) => change.totals),
    );
  const named = make(together);
  if (named === undefined) return { toWrite: (change) => change, also: () => [] };
  const { at, packId } = named;
  const rowKey = packKey(at, packId);
  return {
    toWrite: ({ entries, totals: _, ...stored }) =>
      entries.length === 0
        ? stored
        : { ...stored, person: { ...stored.person, history: withPack(stored.person.history, rowKey) } },
    also(kept) {
      const pack = kept.length === together.length ? named : make(kept);
      if (pack === undefined) return [];
      const stamped = { ...pack, at, packId };
      const insert: TableAction = { kind: 'insert', entity: packEntity(stamped) };
      return stamped.isTold === true && stamped.entries.length > 0 ? [insert, pointerAction(stamped)] : [insert];
    },
  };
}

function packOf(action: TableAction, shard: number): readonly WrittenPack[] {
  if (action.kind === 'remove' || action.entity.uploads === undefined) return []; // a pointer to the pack
  const { rowKey, uploads } = action.entity;
  return [{ shard, rowKey, uploads: readShares(String(uploads)) }];
}

function withPack({ packs, all }: History, rowKey: string): History {
  return { packs: [rowKey, ...packs].slice(0, REMEMBERED_PACKS), all: all && packs.length < REMEMBERED_PACKS };
}
