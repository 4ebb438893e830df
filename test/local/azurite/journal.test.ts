import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Journal, openJournal } from '../../../local/azurite/journal';
import type { Change } from '../../../local/azurite/records';
import { Replay } from '../../../local/azurite/replay';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'muster-journal-'));
  folder = join(root, 'data');
  cpSync(mkdtempSync(join(root, 'empty-')), folder, { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

type Content = Record<string, unknown>;

/** Opens the journal of a folder and says what is on record there: documents by number. */
function open(path = folder, checkpointBytes = 1_000_000): { journal: Journal; content: Content } {
  const replay = new Replay();
  const journal = openJournal(path, checkpointBytes, (change) => replay.apply(change));
  const documents = replay.collectionsOf('table').get('people')?.documents ?? new Map();
  return { journal, content: Object.fromEntries([...documents].map(([id, document]) => [id, document.name])) };
}

const create: Change = ['create', 'table', 'people', { indices: ['key'], unique: [] }];
const put = (id: number, name: string): Change => ['put', 'table', 'people', Object.assign({ $loki: id }, { name })];
const remove = (id: number): Change => ['delete', 'table', 'people', id];

function commit(journal: Journal, ...changes: Change[]): void {
  changes.forEach(journal.note);
  journal.commit();
}

describe('the journal', () => {
  test('starts empty in an empty folder', () => {
    expect(open().content).toEqual({});
  });

  test('brings back what was committed, in order', () => {
    const { journal } = open();
    commit(journal, create, put(1, 'Ada'), put(2, 'Bob'));
    commit(journal, put(1, 'Ada Lovelace'));
    commit(journal, remove(2), put(3, 'Cyd'));
    expect(open().content).toEqual({ 1: 'Ada Lovelace', 3: 'Cyd' });
  });

  test('goes on where an earlier process ended', () => {
    commit(open().journal, create, put(1, 'Ada'));
    commit(open().journal, put(2, 'Bob'));
    expect(open().content).toEqual({ 1: 'Ada', 2: 'Bob' });
  });

  test('forgets what was noted and not committed', () => {
    const { journal } = open();
    commit(journal, create);
    journal.note(put(1, 'Ada'));
    expect(open().content).toEqual({});
  });

  test('drops a collection and everything in it', () => {
    const { journal } = open();
    commit(journal, create, put(1, 'Ada'), ['drop', 'table', 'people'], create, put(2, 'Bob'));
    expect(open().content).toEqual({ 2: 'Bob' });
  });

  test('keeps text of every kind, and documents larger than a block of the file', () => {
    const { journal } = open();
    const names = ['line\nbreak "quoted" \u0000', '中文 😀 \ud800', 'x'.repeat(5 * 1024 * 1024), ''];
    commit(journal, create, ...names.map((name, id) => put(id, name)));
    commit(journal, put(9, 'after'));
    expect(open().content).toEqual({ ...names, 9: 'after' });
  });

  test('writes nothing when nothing was noted', () => {
    open().journal.commit();
    expect(readFileSync(join(folder, 'changes-000000.jsonl'), 'utf8')).toBe('');
  });
});

describe('a record that was torn by a kill', () => {
  test('counts as a whole or not at all, wherever it was torn, and the journal goes on', () => {
    const { journal } = open();
    commit(journal, create, put(1, 'Ada'));
    const file = join(folder, 'changes-000000.jsonl');
    const whole = readFileSync(file).length;
    commit(journal, put(1, 'Zoë'), put(2, 'Bob'));
    const bytes = readFileSync(file);
    for (let length = whole; length < bytes.length; length += 1) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(open().content).toEqual({ 1: 'Ada' });
      commit(open().journal, put(3, 'Cyd'));
      expect(open().content).toEqual({ 1: 'Ada', 3: 'Cyd' });
    }
  });

  test('is reported with its place when complete records follow it, for then it was not torn but damaged', () => {
    const { journal } = open();
    commit(journal, create);
    const file = join(folder, 'changes-000000.jsonl');
    const size = readFileSync(file).length;
    appendFileSync(file, '[["put","ta\n[]\n');
    expect(() => open()).toThrow(`changes-000000.jsonl is damaged at byte ${size}`);
  });

  test('cannot make records mention what never existed', () => {
    const file = join(folder, 'changes-000000.jsonl');
    writeFileSync(file, `${JSON.stringify([put(1, 'Ada')])}\n`);
    expect(() => open()).toThrow('a collection that they never create: people');
  });
});

describe('a checkpoint', () => {
  /** What a process holds in memory: the content that a checkpoint writes. */
  function* content(documents: Content, atEach: (id: string) => void = () => undefined): Generator<Change> {
    yield create;
    for (const [id, name] of Object.entries(documents)) {
      atEach(id);
      yield put(Number(id), String(name));
    }
  }
  const files = (path = folder) => readdirSync(path).sort();

  test('replaces everything before it', async () => {
    const { journal } = open();
    commit(journal, create, put(1, 'Ada'), put(2, 'Bob'), remove(2));
    await journal.checkpoint(content({ 1: 'Ada' }));
    expect(files()).toEqual(['changes-000001.jsonl', 'state-000001.jsonl']);
    commit(journal, put(3, 'Cyd'));
    expect(open().content).toEqual({ 1: 'Ada', 3: 'Cyd' });
  });

  test('is wanted when the changes outweigh the content, and not while one is under way', async () => {
    const { journal } = open(folder, 1_000);
    commit(journal, create);
    expect(journal.wantsCheckpoint()).toBe(false);
    commit(journal, put(1, 'x'.repeat(2_000)));
    expect(journal.wantsCheckpoint()).toBe(true);
    const done = journal.checkpoint(content({ 1: 'x'.repeat(2_000) }));
    commit(journal, put(2, 'x'.repeat(3_000)));
    expect(journal.wantsCheckpoint()).toBe(false);
    await done;
    expect(journal.wantsCheckpoint()).toBe(true);
    await journal.checkpoint(content({ 1: 'x'.repeat(2_000), 2: 'x'.repeat(3_000) }));
    commit(journal, put(2, 'x'.repeat(4_000)));
    // More than a thousand bytes, and fewer than the content has.
    expect(journal.wantsCheckpoint()).toBe(false);
    expect(open(folder, 1_000).journal.wantsCheckpoint()).toBe(false);
  });

  test('loses no change made while it is written, whether or not it has the document already', async () => {
    const { journal } = open();
    const before = { 1: 'Ada', 2: 'Bob', 3: 'Cyd' };
    commit(journal, create, put(1, 'Ada'), put(2, 'Bob'), put(3, 'Cyd'));
    const writing = content(before, (id) => {
      if (id === '2') commit(journal, put(1, 'Ada Lovelace'), put(4, 'Dan'), remove(3));
    });
    await journal.checkpoint(writing);
    expect(open().content).toEqual({ 1: 'Ada Lovelace', 2: 'Bob', 4: 'Dan' });
  });

  test('can be cut short at any step without loss, and is made up for by the next', async () => {
    const { journal } = open();
    commit(journal, create, put(1, 'Ada'), put(2, 'Bob'));
    const copies: string[] = [];
    const copy = (): void => {
      const path = join(root, `killed-${copies.length}`);
      cpSync(folder, path, { recursive: true });
      copies.push(path);
    };
    copy();
    const writing = content({ 1: 'Ada', 2: 'Bob' }, (id) => {
      copy();
      commit(journal, put(Number(id), `changed ${id}`));
      copy();
    });
    await journal.checkpoint(writing);
    copy();
    // The state is renamed before its predecessors are deleted; a kill in between leaves both.
    cpSync(copies[3] ?? '', join(root, 'both'), { recursive: true });
    cpSync(join(folder, 'state-000001.jsonl'), join(root, 'both', 'state-000001.jsonl'));
    cpSync(join(folder, 'changes-000001.jsonl'), join(root, 'both', 'changes-000001.jsonl'));
    copies.push(join(root, 'both'));

    const expected = [
      { 1: 'Ada', 2: 'Bob' },
      { 1: 'Ada', 2: 'Bob' },
      { 1: 'changed 1', 2: 'Bob' },
      { 1: 'changed 1', 2: 'Bob' },
      { 1: 'changed 1', 2: 'changed 2' },
      { 1: 'changed 1', 2: 'changed 2' },
      { 1: 'changed 1', 2: 'changed 2' },
    ];
    expect(copies.map((path) => open(path).content)).toEqual(expected);
    for (const [index, path] of copies.entries()) {
      const { journal: next } = open(path);
      commit(next, put(5, 'Eve'));
      await next.checkpoint(content({ ...expected[index], 5: 'Eve' }));
      expect(open(path).content).toEqual({ ...expected[index], 5: 'Eve' });
      expect(files(path)).toHaveLength(2);
    }
  });

  test('is written in pieces, between which others get their turn', async () => {
    const { journal } = open();
    commit(journal, create);
    let turns = 0;
    let running = true;
    const others = async () => {
      while (running) {
        turns += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const busy = others();
    const documents = Object.fromEntries(Array.from({ length: 40 }, (_, id) => [id, 'x'.repeat(100_000)]));
    await journal.checkpoint(content(documents));
    running = false;
    await busy;
    expect(turns).toBeGreaterThan(5);
    expect(open().content).toEqual(documents);
  });

  test('that the disk refuses is reported', async () => {
    const { journal } = open();
    commit(journal, create);
    rmSync(folder, { recursive: true });
    await expect(journal.checkpoint(content({}))).rejects.toThrow('ENOENT');
  });

  test('puts on record what was noted meanwhile before it shows any of it', async () => {
    const { journal } = open();
    const documents = Object.fromEntries(Array.from({ length: 20 }, (_, id) => [id, 'x'.repeat(100_000)]));
    commit(journal, create, ...Object.entries(documents).map(([id, name]) => put(Number(id), name)));
    setImmediate(() => {
      // A request changed two documents together and has not been answered yet.
      journal.note(put(0, 'changed'));
      journal.note(put(19, 'changed'));
      Object.assign(documents, { 0: 'changed', 19: 'changed' });
    });
    await journal.checkpoint(content(documents));
    expect(open().content).toEqual({ ...documents, 0: 'changed', 19: 'changed' });
  });
});
