/**
 * Rows by which users are found without a scan: one for each value of an indexed property, compared without case. It lists
 * everybody who holds the value, those in the recycle bin too, and for a unique property who of them is live.
 * Key design: `userStore.ts`.
 */

import { type DirectoryUser, foldCase } from '../graph/graphUser';
import { InvalidUser, UserConflict } from '../graph/userFaults';
import { INDEXED_PROPERTIES, userProperty } from '../graph/userProperties';
import type { Row, Table, TableAction } from '../store/contract/table';
import { joinKey, keyPart } from '../store/rows/keys';

export interface IndexEntry {
  readonly ids: readonly string[];
  /** Of a unique property: the live user who holds the value. */
  readonly live?: string;
}

/** What becomes of one user's hold on one value. */
export interface IndexEdit {
  readonly property: string;
  readonly value: string;
  readonly id: string;
  readonly then: 'live' | 'deleted' | 'absent';
}

export interface UserIndex {
  holders(property: string, value: string): Promise<IndexEntry>;
  /** Writes that suppose nobody holds any of the values yet: no reads, and a conflict when somebody does. */
  firstHolds(edits: readonly IndexEdit[]): readonly TableAction[];
  /** Writes on top of what is there now. @throws {UserConflict} @throws {InvalidUser} when too many share a value */
  plan(edits: readonly IndexEdit[]): Promise<readonly TableAction[]>;
}

/** Bounds the row, and so the reads that a look-up takes. */
const MAX_HOLDERS = 500;
const NOBODY: IndexEntry = { ids: [] };

export const isUnique = (property: string) => userProperty(property)?.index === 'unique';

/** Every value the user holds an index row for. */
export function holdsOf(user: DirectoryUser, then: IndexEdit['then']): readonly IndexEdit[] {
  return INDEXED_PROPERTIES.flatMap((property) => {
    const value = user.properties[property];
    return typeof value === 'string' ? [{ property, value, id: user.id, then }] : [];
  });
}

/** What a change of a live user means for the index: nothing for values that are the same but for case. */
export function editsBetween(before: DirectoryUser, after: DirectoryUser): readonly IndexEdit[] {
  const isIn = (holds: readonly IndexEdit[]) => {
    const keys = new Set(holds.map(({ property, value }) => `${property} ${foldCase(value)}`));
    return ({ property, value }: IndexEdit) => keys.has(`${property} ${foldCase(value)}`);
  };
  const left = holdsOf(before, 'absent');
  const taken = holdsOf(after, 'live');
  const [isKept, isHeld] = [isIn(taken), isIn(left)];
  return [...left.filter((hold) => !isKept(hold)), ...taken.filter((hold) => !isHeld(hold))];
}

export function createUserIndex(table: Table, partitionKey: string): UserIndex {
  const rowKeyOf = (property: string, value: string) => joinKey('index', property, keyPart(foldCase(value)));

  async function plan(edit: IndexEdit): Promise<readonly TableAction[]> {
    const rowKey = rowKeyOf(edit.property, edit.value);
    const row = await table.get(partitionKey, rowKey);
    const entry = edited(row ? fromRow(row) : NOBODY, edit);
    if (entry.ids.length === 0) return row ? [{ kind: 'remove', partitionKey, rowKey, etag: row.etag }] : [];
    const entity = { partitionKey, rowKey, ...toColumns(entry) };
    return [row ? { kind: 'replace', entity, etag: row.etag } : { kind: 'insert', entity }];
  }

  return {
    holders: async (property, value) => {
      const row = await table.get(partitionKey, rowKeyOf(property, value));
      return row ? fromRow(row) : NOBODY;
    },
    firstHolds: (edits) =>
      edits.map((edit) => {
        const rowKey = rowKeyOf(edit.property, edit.value);
        return { kind: 'insert', entity: { partitionKey, rowKey, ...toColumns(edited(NOBODY, edit)) } };
      }),
    plan: async (edits) => (await Promise.all(edits.map(plan))).flat(),
  };
}

function edited(entry: IndexEntry, { property, id, then }: IndexEdit): IndexEntry {
  const others = entry.ids.filter((holder) => holder !== id);
  const ids = then === 'absent' ? others : [...others, id];
  if (ids.length > MAX_HOLDERS) throw tooManyHolders(property);
  if (!isUnique(property)) return { ids };

  const otherLive = entry.live === id ? undefined : entry.live;
  if (then !== 'live') return { ids, ...(otherLive && { live: otherLive }) };
  if (otherLive !== undefined) throw new UserConflict(property);
  return { ids, live: id };
}

function tooManyHolders(property: string): InvalidUser {
  const message = `Invalid value specified for property '${property}' of resource 'User'.`;
  const expectation = `is shared by ${MAX_HOLDERS} users already, the most there may be`;
  return new InvalidUser([{ code: 'InvalidValue', property, message, expectation }]);
}

function toColumns({ ids, live }: IndexEntry) {
  return { ids: ids.join(' '), ...(live && { live }) };
}

function fromRow({ properties: { ids, live } }: Row): IndexEntry {
  return { ids: String(ids).split(' '), ...(live !== undefined && { live: String(live) }) };
}
