/**
 * Writing people: claims before a create, and the commit that ends an attempt. Key design: see `people.ts`.
 *
 * Every write is conditional on the version that was read. A commit writes people and their entries in one transaction;
 * people who changed meanwhile are left out of it, entry and all, and are named so that the caller runs them again on
 * what is there now.
 */
import { chunk } from '../collections';
import type { LogEntry } from '../engine/logEntry';
import { type EntryPack, type PackTotals, packEntity } from './entryPacks';
import { type Person, personEntity, type StoredPerson } from './people';
import { StoreConflict, StoreLimitExceeded, type Table, type TableAction } from './table';

/** What one person's attempt leaves behind. */
export interface Change {
  /** The version the decision was made on. */
  readonly etag: string | undefined;
  readonly person: Person;
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
   * Writes people without an entry: a claim, or somebody waiting for them.
   * @returns the new version of each, in order; `undefined` for those changed by somebody else meanwhile
   */
  write(people: readonly StoredPerson[]): Promise<readonly (StoredPerson | undefined)[]>;
}

/** A transaction takes 100 entities; one is the pack. */
const MOST_PEOPLE = 99;

/** Of a transaction's 4 MiB: people are small, and the pack is at most a quarter. */
const WRITES_AT_ONCE = 100;

export function createLedgerStore(table: Table): LedgerStore {
  /** Applies what it can: drops the action that conflicts and tries again with the rest. @returns indexes dropped */
  async function transactAround(
    count: number,
    actionsFor: (kept: readonly number[]) => readonly TableAction[],
  ): Promise<{ readonly kept: readonly number[]; readonly etags: readonly string[] }> {
    let kept = Array.from({ length: count }, (_, index) => index);
    while (kept.length > 0) {
      try {
        return { kept, etags: await table.transact(actionsFor(kept)) };
      } catch (error) {
        if (!(error instanceof StoreConflict) || error.index === undefined || error.index >= kept.length) throw error;
        const loser = error.index;
        kept = kept.filter((_, position) => position !== loser);
      }
    }
    return { kept, etags: [] };
  }

  /** @returns the changes of one transaction that lost; what is too large for one is halved until it fits */
  async function commitPart(part: readonly Change[], frame: CommitFrame): Promise<readonly Change[]> {
    try {
      const { kept } = await transactAround(part.length, (indexes) => {
        const members = indexes.map((index) => part[index] as Change);
        const actions = members.map(({ person, etag }) => personAction({ person, etag }));
        const pack = frame(
          members.flatMap((change) => change.entries),
          members.map((change) => change.totals),
        );
        return pack === undefined ? actions : [...actions, { kind: 'insert', entity: packEntity(pack) }];
      });
      const winners = new Set(kept);
      return part.filter((_, index) => !winners.has(index));
    } catch (error) {
      if (!(error instanceof StoreLimitExceeded) || part.length < 2) throw error;
      const half = part.length >> 1;
      return [...(await commitPart(part.slice(0, half), frame)), ...(await commitPart(part.slice(half), frame))];
    }
  }

  return {
    async commit(changes, frame) {
      const lost: Change[] = [];
      for (const part of chunk(changes, MOST_PEOPLE)) lost.push(...(await commitPart(part, frame)));
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
      const written: (StoredPerson | undefined)[] = [];
      for (const part of chunk(people, WRITES_AT_ONCE)) {
        const { kept, etags } = await transactAround(part.length, (indexes) =>
          indexes.map((index) => personAction(part[index] as StoredPerson)),
        );
        const results = new Array<StoredPerson | undefined>(part.length).fill(undefined);
        kept.forEach((index, position) => {
          results[index] = { person: (part[index] as StoredPerson).person, etag: etags[position] };
        });
        written.push(...results);
      }
      return written;
    },
  };
}

function personAction({ person, etag }: StoredPerson): TableAction {
  const entity = personEntity(person);
  return etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag };
}
