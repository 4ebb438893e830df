/**
 * The emulator's promise: what was answered survives SIGKILL. Writers keep at it, the process is killed at a random
 * moment, started again on the same folder, and everything is compared with what the writers were told.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../../local/emulator';
import { createStorage } from '../../../shared/store/azure/connection';
import type { Queue } from '../../../shared/store/contract/queue';
import { StoreUnavailable, type Table } from '../../../shared/store/contract/table';
import { startTestEmulator } from '../../support/emulator';
import { eventually } from '../../support/eventually';
import { tellStory } from '../../support/story';

const ROUNDS = 12;
const TABLE_WRITERS = 4;
const ROWS_PER_WRITER = 40;
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

/** Numbers in [0, below) that repeat for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Rows = ReadonlyMap<string, number>;

/** One writer's rows: as last answered, and as they would be had the call in flight gone through. */
interface WriterState {
  acknowledged: Rows;
  attempted: Rows;
}

/** Writes rows of its own partition, one call after the other, until the emulator is gone. */
async function writeRows(table: Table, partitionKey: string, state: WriterState, roll: (below: number) => number) {
  for (let version = roll(1_000_000_000); ; version += 1) {
    const rows = new Map(state.acknowledged);
    const key = (): string => `row-${roll(ROWS_PER_WRITER)}`;
    const entity = (rowKey: string) => ({ partitionKey, rowKey, version, filler: 'x'.repeat(roll(3000)) });
    const attempt = async (change: () => void, call: () => Promise<unknown>): Promise<void> => {
      change();
      state.attempted = rows;
      await call();
      state.acknowledged = rows;
    };
    const rowKey = key();
    switch (roll(4)) {
      case 0:
        await attempt(
          () => rows.delete(rowKey),
          () => table.remove(partitionKey, rowKey),
        );
        break;
      case 1:
        await attempt(
          () => rows.set(rowKey, version),
          () => table.upsert(entity(rowKey)),
        );
        break;
      default: {
        const keys = [...new Set(Array.from({ length: 1 + roll(20) }, key))];
        const [doomed, ...written] = keys;
        const removal = doomed !== undefined && rows.has(doomed);
        await attempt(
          () => {
            if (removal) rows.delete(doomed);
            for (const each of written) rows.set(each, version);
          },
          () =>
            table.transact([
              ...(removal ? [{ kind: 'remove' as const, partitionKey, rowKey: doomed, etag: '*' }] : []),
              ...written.map((each) => ({ kind: 'upsert' as const, entity: entity(each) })),
            ]),
        );
      }
    }
  }
}

/** Texts by what is known of them; in doubt is what was under way when the emulator went. */
interface QueueState {
  readonly present: Set<string>;
  readonly doubtful: Set<string>;
}

/** Sends texts, receives some and removes some of these, until the emulator is gone. */
async function workQueue(queue: Queue, state: QueueState, roll: (below: number) => number) {
  for (;;) {
    if (roll(3) > 0) {
      const text = JSON.stringify({ id: roll(1_000_000_000), filler: 'é'.repeat(roll(5000)) });
      state.doubtful.add(text);
      await queue.send(text);
      state.doubtful.delete(text);
      state.present.add(text);
    } else {
      for (const message of await queue.receive(1 + roll(4), 1)) {
        if (roll(2) === 0) continue;
        state.present.delete(message.text);
        state.doubtful.add(message.text);
        await queue.remove(message);
        state.doubtful.delete(message.text);
      }
    }
  }
}

async function untilGone(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
  });
}

async function readRows(table: Table, partitionKey: string): Promise<Rows> {
  const rows = new Map<string, number>();
  for await (const row of table.query({ partitionKey })) rows.set(row.rowKey, Number(row.properties.version));
  return rows;
}

const sorted = (rows: Rows) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));

/** Every text in the queue, read without removing; messages that are hidden still come up within their second. */
async function readTexts(queue: Queue): Promise<Set<string>> {
  const count = await queue.approximateCount();
  const texts = new Set<string>();
  await eventually(async () => {
    for (const message of await queue.receive(32, 1)) texts.add(message.text);
    expect(texts.size).toBe(count);
  });
  return texts;
}

describe(`killing the emulator at random moments (KILL_SEED=${SEED})`, () => {
  tellStory();
  const roll = dice(SEED);
  let folder: string;
  let emulator: Emulator;
  const start = () => startTestEmulator({ dataDir: folder, checkpointBytes: 300_000 });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-kill-'));
    emulator = await start();
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What each round left in its queue. */
  const left = new Map<string, Set<string>>();
  const writers: WriterState[] = Array.from({ length: TABLE_WRITERS }, () => ({
    acknowledged: new Map(),
    attempted: new Map(),
  }));

  test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    'round %i loses nothing that was answered and brings nothing back',
    async (round) => {
      const storage = createStorage(emulator);
      const table = storage.table('killed');
      // Another queue each round, so that reading it at the end does not disturb the next.
      const name = `killed-${round}`;
      const queue = storage.queue(name);
      await table.ensure();
      await queue.ensure();

      const texts: QueueState = { present: new Set(), doubtful: new Set() };
      const work = [
        ...writers.map((state, index) => writeRows(table, `writer-${index}`, state, roll)),
        workQueue(queue, texts, roll),
      ].map(untilGone);
      await new Promise((resolve) => setTimeout(resolve, 30 + roll(700)));
      process.kill(emulator.pid, 'SIGKILL');
      expect(await emulator.exited).toEqual({ code: null, signal: 'SIGKILL', expected: false });
      await Promise.all(work);

      emulator = await start();
      const after = createStorage(emulator);
      for (const [index, state] of writers.entries()) {
        const found = await readRows(after.table('killed'), `writer-${index}`);
        // The call that was in flight went through as a whole or not at all.
        expect([sorted(state.acknowledged), sorted(state.attempted)]).toContainEqual(sorted(found));
        state.acknowledged = found;
      }
      const found = await readTexts(after.queue(name));
      left.set(name, found);
      expect([...texts.present].filter((text) => !found.has(text))).toEqual([]);
      expect([...found].filter((text) => !texts.present.has(text) && !texts.doubtful.has(text))).toEqual([]);
    },
  );

  test('the texts of all rounds are still there after the garbage collections of every start', async () => {
    const storage = createStorage(emulator);
    for (const [name, texts] of left) expect(await readTexts(storage.queue(name))).toEqual(texts);
  });

  test('went through checkpoints on the way', () => {
    expect(readdirSync(folder).filter((name) => /^state-\d+\.jsonl$/.test(name))).toHaveLength(1);
  });
});
