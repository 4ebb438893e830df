/** The emulator's process: how it starts, where it listens, how it ends, and what it says when it cannot go on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../local/emulator';
import { createStorage } from '../../../shared/store/azure/connection';
import type { Row, Table } from '../../../shared/store/contract/table';
import { bundle, startTestEmulator } from '../../support/emulator';
import { eventually } from '../../support/eventually';

let folder: string;
let heard: string;
let running: Emulator[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-emulator-'));
  heard = '';
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((emulator) => emulator.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const onStderr = (text: string) => {
  heard += text;
};

async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startTestEmulator({ onStderr, ...options });
  running.push(emulator);
  return emulator;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function readAll(table: Table, partitionKey: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of table.query({ partitionKey })) rows.push(row);
  return rows;
}

const USUAL_PORT = 10_000;

/** To the first process that looks; whoever looks again is told the truth. */
const TELLS_ONE_PROCESS_THAT_IT_IS_FREE = `
  const { existsSync, writeFileSync } = require('node:fs');
  const { Server } = require('node:net');
  const told = __filename + '.told';
  const { listen } = Server.prototype;
  Server.prototype.listen = function (options, ...rest) {
    if (options?.port !== ${USUAL_PORT} || existsSync(told)) return listen.call(this, options, ...rest);
    writeFileSync(told, '');
    setImmediate(rest.at(-1));
    return this;
  };
`;

const ada = { partitionKey: 'people', rowKey: 'ada' };

describe('starting the emulator', () => {
  test('without a folder leaves no file and says nothing', async () => {
    const emulator = await start();
    const table = createStorage(emulator).table('people');
    await table.ensure();
    await table.insert(ada);
    expect(heard).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('brings a blob service as well, for the Functions host wants one', async () => {
    const { ports } = await start();
    const answer = await fetch(`http://127.0.0.1:${ports.blob}/devstoreaccount1?comp=list`);
    expect(answer.headers.get('server')).toContain('Azurite-Blob');
  });

  test('on a port that somebody takes as it is chosen starts anew, on another, and says nothing', async () => {
    const other = createServer().on('error', () => undefined); // it is another test's, and taken as well
    other.listen({ port: USUAL_PORT, host: '127.0.0.1' });
    const liar = join(folder, 'liar.cjs');
    writeFileSync(liar, TELLS_ONE_PROCESS_THAT_IT_IS_FREE);
    process.env.NODE_OPTIONS = `--require ${liar}`;
    try {
      running.push(await startEmulator({ launcherPath: bundle('azurite'), onStderr }));
    } finally {
      delete process.env.NODE_OPTIONS;
      other.close();
    }
    expect(existsSync(`${liar}.told`)).toBe(true);
    expect(running[0]?.ports.blob).not.toBe(USUAL_PORT);
    expect(heard).toBe('');
  });

  test('twice without ports gives each its own, the usual ones where they are free', async () => {
    const options = { launcherPath: bundle('azurite'), onStderr };
    running.push(await startEmulator(options), await startEmulator(options));
    const ports = running.flatMap((emulator) => Object.values(emulator.ports));
    expect(new Set(ports).size).toBe(6);
    for (const emulator of running) await createStorage(emulator).queue('work').ensure();
  });

  test('on a port that is taken fails and says so', async () => {
    const { ports } = await start();
    await expect(start({ ports })).rejects.toThrow(/cannot start: listen EADDRINUSE.*127\.0\.0\.1/);
  });

  test('on a folder that another one uses fails after a while and says so', async () => {
    await start({ dataDir: folder });
    await expect(start({ dataDir: folder })).rejects.toThrow(`Another Muster is running on the folder ${folder}`);
  });

  test('on a folder whose last user is just about to end waits for it', async () => {
    const first = await start({ dataDir: folder });
    const second = start({ dataDir: folder });
    await first.stop();
    await createStorage(await second)
      .queue('work')
      .ensure();
  });

  test('on a folder with damaged records fails and says where', async () => {
    writeFileSync(join(folder, 'changes-000000.jsonl'), '[]\nnonsense\n');
    await expect(start({ dataDir: folder })).rejects.toThrow('changes-000000.jsonl is damaged at byte 3');
  });

  test('in a place that is not a folder fails and says so', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(start({ dataDir: file })).rejects.toThrow('The storage emulator cannot start: EEXIST');
  });
});

describe('ending the emulator', () => {
  test('by stop ends its process, as expected, with its ports free again; once more is fine', async () => {
    const { ports, ...emulator } = await start();
    await emulator.stop();
    expect(await emulator.exited).toEqual({ code: 0, signal: null, expected: true });
    await emulator.stop();
    await start({ ports });
  });

  test('by SIGTERM ends its process, unexpected by its parent', async () => {
    const emulator = await start();
    process.kill(emulator.pid, 'SIGTERM');
    expect(await emulator.exited).toEqual({ code: 0, signal: null, expected: false });
  });

  test('by Ctrl-C is left to its parent', async () => {
    const emulator = await start();
    process.kill(emulator.pid, 'SIGINT');
    await createStorage(emulator).queue('work').ensure();
    expect(isRunning(emulator.pid)).toBe(true);
  });

  test('happens by itself when the parent was killed', async () => {
    const script = `
      const { startEmulator } = require(${JSON.stringify(bundle('emulator'))});
      const options = { ports: { blob: 0, queue: 0, table: 0 }, launcherPath: ${JSON.stringify(bundle('azurite'))} };
      startEmulator(options).then(({ pid }) => console.log(pid));
    `;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(async () => expect(isRunning(pid)).toBe(false));
  });
});

describe('the data folder', () => {
  test('brings everything back at the next start, and nothing that was removed', async () => {
    const before = createStorage(await start({ dataDir: folder }));
    const people = before.table('people');
    const dropped = before.table('dropped');
    for (const table of [people, dropped]) await table.ensure();
    await dropped.insert(ada);
    await TableClient.fromConnectionString(running[0]?.connectionString ?? '', 'dropped', {
      allowInsecureConnection: true,
    }).deleteTable();
    const values = {
      text: 'Zoë "中" 😀\n',
      bytes: Uint8Array.from([0, 255]),
      long: 9_007_199_254_740_993n,
      date: new Date('2026-03-01T12:00:00.123Z'),
      fraction: 0.1,
      whole: 7,
      yes: true,
    };
    await people.insert({ ...ada, ...values });
    await people.transact(
      Array.from({ length: 100 }, (_, n) => ({ kind: 'insert', entity: { partitionKey: 'many', rowKey: `${n}`, n } })),
    );
    await people.transact([
      { kind: 'remove', partitionKey: 'many', rowKey: '50', etag: '*' },
      { kind: 'merge', entity: { partitionKey: 'many', rowKey: '51', extra: 'x' }, etag: '*' },
      { kind: 'replace', entity: { partitionKey: 'many', rowKey: '52' }, etag: '*' },
    ]);
    const failing = people.transact([
      { kind: 'upsert', entity: { partitionKey: 'many', rowKey: '53', never: true } },
      { kind: 'remove', partitionKey: 'many', rowKey: '54', etag: '*' },
      { kind: 'insert', entity: { partitionKey: 'many', rowKey: 'new' } },
      { kind: 'insert', entity: { partitionKey: 'many', rowKey: '1' } },
    ]);
    await expect(failing).rejects.toThrow();
    const queue = before.queue('work');
    await queue.ensure();
    for (const text of ['removed', 'held', 'extended', 'waiting']) await queue.send(text);
    const [removed, held, extended] = await queue.receive(3, 300);
    if (!removed || !held || !extended) throw new Error('expected three messages');
    await queue.remove(removed);
    const renewed = await queue.extend(extended, 300);
    await queue.send('delayed', { delaySeconds: 300 });
    const ada1 = await people.get('people', 'ada');
    const many = await readAll(people, 'many');
    await running[0]?.stop();

    const after = createStorage(await start({ dataDir: folder }));
    expect(await after.table('people').get('people', 'ada')).toStrictEqual(ada1);
    expect(ada1?.properties).toStrictEqual(values);
    expect(await readAll(after.table('people'), 'many')).toStrictEqual(many);
    expect(many).toHaveLength(99);
    await expect(after.table('dropped').get('people', 'ada')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await after.table('dropped').ensure();
    expect(await readAll(after.table('dropped'), 'people')).toEqual([]);
    const later = after.queue('work');
    expect(await later.approximateCount()).toBe(4);
    expect(await later.receive(32, 300)).toMatchObject([{ text: 'waiting', dequeueCount: 1 }]);
    // Whoever holds a message still does.
    await later.remove(held);
    await later.remove(renewed);
    expect(await later.approximateCount()).toBe(2);
    expect(await after.table('people').insert({ ...ada, rowKey: 'bob' })).toEqual(expect.any(String));
    await expect(after.table('people').insert(ada)).rejects.toMatchObject({ name: 'StoreConflict' });
  });

  test('that the disk has no more room for stops the emulator, which says so and keeps what it answered', async () => {
    // A limit on the size of files does what a full disk does: part of a record is written, then an error.
    const nodePath = join(folder, 'node-with-limit.sh');
    writeFileSync(nodePath, `#!/bin/sh\nulimit -f 200\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
    const dataDir = join(folder, 'data');
    const emulator = await start({ dataDir, nodePath });
    const table = createStorage(emulator).table('people');
    await table.ensure();
    let answered = 0;
    const fill = async () => {
      for (;;) {
        await table.insert({ ...ada, rowKey: String(answered).padStart(5, '0'), filler: 'x'.repeat(3_000) });
        answered += 1;
      }
    };
    await expect(fill()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await emulator.exited).toEqual({ code: 74, signal: null, expected: false });
    expect(heard).toContain(`The storage emulator cannot write to ${dataDir} and stops: EFBIG`);
    expect(heard).toContain('Nothing that was accepted is lost.');

    const again = createStorage(await start({ dataDir }));
    const rows = await readAll(again.table('people'), 'people');
    expect(rows).toHaveLength(answered);
    expect(answered).toBeGreaterThan(10);
  });

  test('that vanishes stops the emulator at its next checkpoint, which says so', async () => {
    const dataDir = join(folder, 'data');
    const emulator = await start({ dataDir, checkpointBytes: 10_000 });
    const table = createStorage(emulator).table('people');
    await table.ensure();
    rmSync(dataDir, { recursive: true });
    const fill = async () => {
      for (let n = 0; ; n += 1) await table.upsert({ ...ada, filler: 'x'.repeat(1_000), n });
    };
    await expect(fill()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await emulator.exited).toMatchObject({ code: 74, expected: false });
    expect(heard).toContain(`cannot write to ${dataDir} and stops: ENOENT`);
  });
});
