/**
 * Packs that no person's row vouches for: of people without a source anchor, and of those whose row storage refuses. Each
 * is named after the operation that its first entry answers, so that writing it again finds it there (I3).
 */
import { chunk } from '../../collections';
import { MAX_TRANSACTION_ACTIONS } from '../contract/limits';
import { type Row, StoreConflict, StoreLimitExceeded, type Table } from '../contract/table';
import { type EntryPack, entriesOf, packEntity } from './entryPacks';
import { peoplePartition } from './personRow';
import type { Paper } from './writeAround';

interface PackPaper extends Pick<Paper, 'answers'> {
  readonly table: Pick<Table, 'transact' | 'get'>;
}

/** @returns what storage says of those it refuses, alone as well */
export async function recordPacks(
  paper: PackPaper,
  packs: readonly EntryPack[],
): Promise<ReadonlyMap<EntryPack, Error>> {
  const refused = new Map<EntryPack, Error>();
  for (const part of chunk(packs, MAX_TRANSACTION_ACTIONS)) await recordTogether(paper, part, refused);
  return refused;
}

async function recordTogether(paper: PackPaper, packs: readonly EntryPack[], refused: Map<EntryPack, Error>) {
  const [first] = packs;
  if (first === undefined) return;
  try {
    await paper.table.transact(packs.map((pack) => ({ kind: 'insert', entity: packEntity(pack) })));
  } catch (error) {
    if (error instanceof StoreConflict) {
      const standing = packs[error.index ?? -1];
      if (standing === undefined) throw error;
      const { partitionKey, rowKey } = packEntity(standing);
      const answered = sequencesOf(await paper.table.get(partitionKey, rowKey));
      const left = packs.filter((pack) => pack !== standing && !answered.has(sequenceOf(pack)));
      return await recordTogether(paper, left, refused);
    }
    const isTheirs =
      error instanceof StoreLimitExceeded || (await paper.answers(peoplePartition(first.jobId, first.shard)));
    if (!isTheirs || !(error instanceof Error)) throw error;
    if (packs.length === 1) return void refused.set(first, error);
    const half = packs.length >> 1;
    await recordTogether(paper, packs.slice(0, half), refused);
    await recordTogether(paper, packs.slice(half), refused);
  }
}

/** Older code put all operations of a message into the pack of the first: what such a pack answers is not answered again. */
function sequencesOf(row: Row | undefined): ReadonlySet<number> {
  return new Set((row === undefined ? [] : entriesOf(row)).map(({ operation }) => operation?.sequence ?? 0));
}

const sequenceOf = ({ entries }: EntryPack) => entries[0]?.operation?.sequence ?? 0;
