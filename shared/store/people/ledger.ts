/**
 * Writing people: claims before a create, and the commit that ends an attempt. Key design: see `people.ts`.
 *
 * Every write is conditional on the version that was read. A commit writes people and their entries in one transaction;
 * people who changed meanwhile are left out of it, entry and all, and are named so that the caller runs them again on
 * what is there now.
 */
import { chunk } from '../../collections';
import type { LogEntry } from '../../engine/person/logEntry';
import { type Entity, StoreConflict, StoreLimitExceeded, type Table, type TableAction } from '../contract/table';
import { type EntryPack, type PackTotals, packEntity, packKey } from './entryPacks';
import type { History, StoredPerson } from './people';
import { indexRows } from './personIndex';
import { isPackedAlike, personEntity, stateEntity } from './personRow';

/** What one person's attempts leave behind. */
export interface Change extends StoredPerson {
  readonly entries: readonly LogEntry[];
  readonly totals: PackTotals;
}

/** Makes the pack out of the entries that are really committed; `undefined` when there is nothing to say. */
export type CommitFrame = (entries: readonly LogEntry[], totals: readonly PackTotals[]) => EntryPack | undefined;

export interface LedgerStore {
  /** Commits changes of people of one shard. @returns the changes that lost: their person was changed by somebody else */
  commit(changes: readonly Change[], frame: CommitFrame): Promise<readonly Change[]>;
  /** Writes a pack whose name is made of what it answers, unless it is there already. */
  recordOnce(pack: EntryPack): Promise<void>;
  /**
   * Writes people of one shard without an entry: a claim, or somebody waiting for them.
   * @returns the new version of each, in order; `undefined` for those changed by somebody else meanwhile
   */
  write(people: readonly StoredPerson[]): Promise<readonly (StoredPerson | undefined)[]>;
}

/** A transaction takes 100 actions; one is the pack. Index rows may make it more: then it is halved. */
const PEOPLE_AT_ONCE = 99;

export function createLedgerStore(table: Table): LedgerStore {
  return {
    async commit(changes, frame) {
      const lost: Change[] = [];
      for (const part of chunk(changes, PEOPLE_AT_ONCE)) {
        const written = await writeAround(table, part, (together) => aroundPack(together, frame));
        lost.push(...part.filter((change) => !written.has(change)));
      }
      return lost;
    },

    async recordOnce(pack) {
      try {
        await table.insert(packEntity(pack));
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
      }
    },

    async write(people) {
      const results: (StoredPerson | undefined)[] = [];
      for (const part of chunk(people, PEOPLE_AT_ONCE)) {
        const written = await writeAround(table, part, () => ({ toWrite: (one) => one, also: () => [] }));
        for (const one of part) {
          const etag = written.get(one);
          results.push(etag === undefined ? undefined : { person: one.person, etag, saved: one.person });
        }
      }
      return results;
    },
  };
}

/** What a transaction of people has beside them. */
interface Company<T> {
  /** The person as it is written in this company. */
  toWrite(one: T): StoredPerson;
  /** What goes into the same transaction, made for those who are left in it. */
  also(kept: readonly T[]): readonly TableAction[];
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
    toWrite: ({ person, etag, saved, entries }) => ({
      person: entries.length === 0 ? person : { ...person, history: withPack(person.history, rowKey) },
      etag,
      saved,
    }),
    also(kept) {
      const pack = kept.length === together.length ? named : make(kept);
      return pack === undefined ? [] : [{ kind: 'insert', entity: packEntity({ ...pack, at, packId }) }];
    },
  };
}

function withPack({ packs, all }: History, rowKey: string): History {
  return { packs: [rowKey, ...packs].slice(0, REMEMBERED_PACKS), all: all && packs.length < REMEMBERED_PACKS };
}

/**
 * One transaction of all who have not changed meanwhile: who has is left out, and the rest is tried again. What is too
 * large for one transaction is halved until it fits.
 *
 * @returns the new etag of each that was written
 */
async function writeAround<T extends StoredPerson>(
  table: Table,
  writes: readonly T[],
  companyOf: (together: readonly T[]) => Company<T>,
): Promise<ReadonlyMap<T, string>> {
  const { toWrite, also } = companyOf(writes);
  const made = new Map(writes.map((write) => [write, personActions(toWrite(write))])); // packed once, however often it is tried
  let kept = writes;
  while (kept.length > 0) {
    const actions = kept.flatMap((write) => (made.get(write) ?? []).map((action) => ({ write, action })));
    try {
      const etags = await table.transact([...actions.map(({ action }) => action), ...also(kept)]);
      const written = new Map<T, string>();
      for (const [index, { write }] of actions.entries())
        if (!written.has(write)) written.set(write, etags[index] ?? '');
      return written;
    } catch (error) {
      if (error instanceof StoreLimitExceeded && kept.length > 1) {
        const half = kept.length >> 1;
        const first = await writeAround(table, kept.slice(0, half), companyOf);
        return new Map([...first, ...(await writeAround(table, kept.slice(half), companyOf))]);
      }
      if (!(error instanceof StoreConflict) || error.index === undefined) throw error;
      const loser = actions[error.index]?.write;
      if (loser === undefined) throw error;
      kept = kept.filter((write) => write !== loser);
    }
  }
  return new Map();
}

/** The person first, then the index rows that its new state adds, changes or takes away; the person's version guards them all. */
function personActions({ person, etag, saved }: StoredPerson): TableAction[] {
  const row = rowAction({ person, etag, saved });
  const [old, current] = [indexRows(saved), indexRows(person)];
  const { partitionKey } = row.entity;
  const isAsBefore = (rowKey: string) => JSON.stringify(old.get(rowKey)) === JSON.stringify(current.get(rowKey));
  return [
    row,
    ...[...old.keys()]
      .filter((rowKey) => !current.has(rowKey))
      .map((rowKey): TableAction => ({ kind: 'remove', partitionKey, rowKey, etag: '*' })),
    ...[...current]
      .filter(([rowKey]) => !isAsBefore(rowKey))
      .map(([rowKey, columns]): TableAction => ({ kind: 'upsert', entity: { partitionKey, rowKey, ...columns } })),
  ];
}

/** Only the state is written where the record is what the row holds already: packing and sending it is most of the cost. */
function rowAction({ person, etag, saved }: StoredPerson): TableAction & { readonly entity: Entity } {
  if (etag === undefined) return { kind: 'insert', entity: personEntity(person) };
  if (isPackedAlike(person, saved)) return { kind: 'merge', entity: stateEntity(person), etag };
  return { kind: 'replace', entity: personEntity(person), etag };
}
