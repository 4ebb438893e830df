/**
 * One transaction of people, and of what is written beside them. Who has changed meanwhile is left out, and the rest is
 * tried again. What is too large, or what storage refuses for another reason, is halved until it is known whose row it is:
 * the others are written all the same (I6). An outage is nobody's row: then everything fails.
 */
import { type Entity, StoreConflict, StoreLimitExceeded, type Table, type TableAction } from '../contract/table';
import type { StoredPerson } from './people';
import { indexRows } from './personIndex';
import { isSameRecord, personEntity, recordTextOf, stateEntity } from './personRow';

/** What a transaction of people has beside them. */
export interface Company<T> {
  /** The person as it is written in this company. */
  toWrite(one: T): StoredPerson;
  /** What goes into the same transaction, made for those who are left in it. */
  also(kept: readonly T[]): readonly TableAction[];
}

export interface Written<T> {
  /** The new etag of each that was written. */
  readonly written: ReadonlyMap<T, string>;
  /** What storage says of each whom it refuses, alone as well. */
  readonly refused: ReadonlyMap<T, Error>;
  /** What was written beside them. */
  readonly beside: readonly TableAction[];
}

export interface Paper {
  readonly table: Pick<Table, 'transact'>;
  /** Whether storage answers at all, asked in this partition. */
  answers(partitionKey: string): Promise<boolean>;
}

export async function writeAround<T extends StoredPerson>(
  paper: Paper,
  writes: readonly T[],
  companyOf: (together: readonly T[]) => Company<T>,
  isLastTry = false,
): Promise<Written<T>> {
  const { toWrite, also } = companyOf(writes);
  const made = new Map(writes.map((write) => [write, personActions(toWrite(write))])); // packed once, however often it is tried
  let kept = writes;
  while (kept.length > 0) {
    const actions = kept.flatMap((write) => (made.get(write) ?? []).map((action) => ({ write, action })));
    try {
      const beside = also(kept);
      const etags = await paper.table.transact([...actions.map(({ action }) => action), ...beside]);
      const written = new Map<T, string>();
      for (const [index, { write }] of actions.entries())
        if (!written.has(write)) written.set(write, etags[index] ?? '');
      return { written, refused: new Map(), beside };
    } catch (error) {
      if (!(error instanceof StoreConflict)) return await halved(paper, kept, companyOf, error, isLastTry);
      const loser = actions[error.index ?? -1]?.write;
      if (loser === undefined) throw error;
      kept = kept.filter((write) => write !== loser);
    }
  }
  return { written: new Map(), refused: new Map(), beside: [] };
}

/**
 * One alone is tried twice: the first may have been written although we were told otherwise, which then shows.
 *
 * @param error what storage says of all of them together
 */
async function halved<T extends StoredPerson>(
  paper: Paper,
  writes: readonly T[],
  companyOf: (together: readonly T[]) => Company<T>,
  error: unknown,
  isLastTry: boolean,
): Promise<Written<T>> {
  const [first] = writes;
  if (first === undefined || !(error instanceof Error)) throw error;
  const isTooLarge = error instanceof StoreLimitExceeded;
  if (!isTooLarge && !(await paper.answers(stateEntity(first.person).partitionKey))) throw error;
  if (writes.length === 1) {
    if (!isTooLarge && !isLastTry) return writeAround(paper, writes, companyOf, true);
    return { written: new Map(), refused: new Map([[first, error]]), beside: [] };
  }
  const half = writes.length >> 1;
  const one = await writeAround(paper, writes.slice(0, half), companyOf);
  const other = await writeAround(paper, writes.slice(half), companyOf);
  return {
    written: new Map([...one.written, ...other.written]),
    refused: new Map([...one.refused, ...other.refused]),
    beside: [...one.beside, ...other.beside],
  };
}

/** The person first, then the index rows that its new state adds, changes or takes away; the person's version guards them all. */
function personActions(stored: StoredPerson): TableAction[] {
  const { person, saved } = stored;
  const row = rowAction(stored);
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

/** Only the state is written where the record is what the row holds already: writing and sending it is most of the cost. */
function rowAction({ person, etag, saved, savedText }: StoredPerson): TableAction & { readonly entity: Entity } {
  if (etag === undefined) return { kind: 'insert', entity: personEntity(person) };
  if (isSameRecord(person, saved)) return { kind: 'merge', entity: stateEntity(person), etag };
  const text = recordTextOf(person);
  if (text === (savedText ?? recordTextOf(saved))) return { kind: 'merge', entity: stateEntity(person), etag };
  return { kind: 'replace', entity: personEntity(person, text), etag };
}
