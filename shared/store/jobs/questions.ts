/**
 * What the service asks the agents of a job while somebody waits for the answer (see `jobs.ts` for the partition).
 *
 * | partition  | row             | holds                                                     |
 * |------------|-----------------|-----------------------------------------------------------|
 * | `job!`job  | `question!`id   | the question, packed; then who took it; then the answer, packed |
 *
 * asked -> taken -> answered -> removed by whoever asked. Every step is conditional on the one before, so a question is
 * taken once, and one that was withdrawn is never answered. A row nobody came back for is removed by its age.
 */

import { type Row, StoreConflict, type Table } from '../contract/table';
import { joinKey, keyPart, keysUnder } from '../rows/keys';
import { packInto, unpackFrom } from '../rows/packing';
import { jobPartition } from './jobs';

export interface AskedQuestion {
  readonly id: string;
  readonly question: unknown;
  readonly askedAt: number;
  readonly etag: string;
}

export type QuestionState =
  | { readonly kind: 'asked' }
  | { readonly kind: 'taken'; readonly by: string }
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'gone' };

export interface QuestionStore {
  ask(jobId: string, id: string, question: unknown, at: number): Promise<void>;
  /** Those nobody has taken, oldest first or not: there are few. */
  open(jobId: string): Promise<readonly AskedQuestion[]>;
  /** @returns `undefined` when another agent has it, or it was withdrawn */
  take(jobId: string, asked: AskedQuestion, by: string): Promise<AskedQuestion | undefined>;
  /** Says nothing when nobody waits any more. */
  answer(jobId: string, taken: AskedQuestion, answer: unknown): Promise<void>;
  state(jobId: string, id: string): Promise<QuestionState>;
  remove(jobId: string, id: string): Promise<void>;
  /** Removes a question unless it was taken meanwhile. @returns how it stood */
  withdraw(jobId: string, id: string): Promise<QuestionState>;
  /** Removes what was asked before `at` and never fetched. */
  removeOlder(jobId: string, at: number): Promise<void>;
}

const QUESTION = 'question';

export function createQuestionStore(table: Table): QuestionStore {
  const keys = (jobId: string, id: string) => ({
    partitionKey: jobPartition(jobId),
    rowKey: joinKey(QUESTION, keyPart(id)),
  });

  async function* rows(jobId: string): AsyncIterable<Row> {
    yield* table.query({ partitionKey: jobPartition(jobId), ...keysUnder(QUESTION) });
  }

  async function read(jobId: string, id: string): Promise<Row | undefined> {
    const { partitionKey, rowKey } = keys(jobId, id);
    return table.get(partitionKey, rowKey);
  }

  const remove = (jobId: string, id: string, etag?: string) => {
    const { partitionKey, rowKey } = keys(jobId, id);
    return table.remove(partitionKey, rowKey, etag);
  };

  return {
    async ask(jobId, id, question, at) {
      await table.insert({ ...keys(jobId, id), id, state: 'asked', askedAt: at, ...packInto('question', question) });
    },
    async open(jobId) {
      const asked: AskedQuestion[] = [];
      for await (const row of rows(jobId)) if (row.properties.state === 'asked') asked.push(toQuestion(row));
      return asked;
    },
    async take(jobId, asked, by) {
      const { id, askedAt, question, etag } = asked;
      const taken = { ...keys(jobId, id), id, state: 'taken', by, askedAt, ...packInto('question', question) };
      return unlessLost(async () => ({ ...asked, etag: await table.replace(taken, etag) }));
    },
    async answer(jobId, { id, askedAt, etag }, answer) {
      const answered = { ...keys(jobId, id), id, state: 'answered', askedAt, ...packInto('answer', answer) };
      await unlessLost(() => table.replace(answered, etag));
    },
    async state(jobId, id) {
      return stateOf(await read(jobId, id));
    },
    remove: (jobId, id) => remove(jobId, id),
    async withdraw(jobId, id) {
      for (;;) {
        const row = await read(jobId, id);
        const state = stateOf(row);
        if (row === undefined || state.kind !== 'asked') return state;
        const isWithdrawn = await unlessLost(() => remove(jobId, id, row.etag).then(() => true));
        if (isWithdrawn) return state;
      }
    },
    async removeOlder(jobId, at) {
      for await (const { properties } of rows(jobId)) {
        if (Number(properties.askedAt) < at) await remove(jobId, String(properties.id));
      }
    },
  };
}

/** @returns `undefined` when somebody else was there first */
async function unlessLost<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof StoreConflict) return undefined;
    throw error;
  }
}

function toQuestion({ properties, etag }: Row): AskedQuestion {
  const { id, askedAt } = properties;
  return { id: String(id), askedAt: Number(askedAt), question: unpackFrom('question', properties), etag };
}

function stateOf(row: Row | undefined): QuestionState {
  switch (row?.properties.state) {
    case undefined:
      return { kind: 'gone' };
    case 'taken':
      return { kind: 'taken', by: String(row?.properties.by) };
    case 'answered':
      return { kind: 'answered', answer: unpackFrom('answer', row?.properties ?? {}) };
    default:
      return { kind: 'asked' };
  }
}
