/** What the adapters make of a storage service that is away, slow, busy or loses its answers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emulator } from '../../../local/emulator';
import { createStorage, type Storage, type StorageOptions } from '../../../shared/store/azure/connection';
import type { StorageCall } from '../../../shared/store/azure/storageCall';
import { createStorageClock } from '../../../shared/store/contract/storageClock';
import { StoreLimitExceeded, StoreUnavailable, type Table } from '../../../shared/store/contract/table';
import { startTestEmulator } from '../../support/emulator';

const person = { partitionKey: 'people', rowKey: 'a' };

/** Storage at a port where something else than the emulator listens. */
function storageAt(port: number, options: Partial<StorageOptions> = {}): Storage {
  const url = `http://127.0.0.1:${port}/devstoreaccount1`;
  const endpoints = `TableEndpoint=${url};QueueEndpoint=${url}`;
  return createStorage({ connectionString: `AccountName=devstoreaccount1;AccountKey=a2V5;${endpoints}`, ...options });
}

/** Every kind of call, none of which may report anything but unavailability. */
function everyCall(storage: Storage): Record<string, () => Promise<unknown>> {
  const table = storage.table('people');
  const queue = storage.queue('work');
  const message = { id: 'm', text: '{}', dequeueCount: 1, insertedAt: 0, popReceipt: 'r' };
  return {
    'table.ensure': () => table.ensure(),
    'table.get': () => table.get('people', 'a'),
    'table.query': () => table.query({ partitionKey: 'people' })[Symbol.asyncIterator]().next(),
    'table.insert': () => table.insert(person),
    'table.upsert': () => table.upsert(person),
    'table.replace': () => table.replace(person, '*'),
    'table.remove': () => table.remove('people', 'a'),
    'table.transact': () => table.transact([{ kind: 'insert', entity: person }]),
    'queue.ensure': () => queue.ensure(),
    'queue.send': () => queue.send('{}'),
    'queue.receive': () => queue.receive(1, 30),
    'queue.extend': () => queue.extend(message, 30),
    'queue.remove': () => queue.remove(message),
    'queue.approximateCount': () => queue.approximateCount(),
  };
}

const CALLS = Object.keys(everyCall(storageAt(1)));

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('a storage service that is away', () => {
  let port: number;
  beforeAll(async () => {
    // A port that was free a moment ago and where nobody listens.
    const server = createServer();
    port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
  });

  test.each(CALLS)('makes %s fail as unavailable within five seconds', async (name) => {
    await expect(everyCall(storageAt(port))[name]?.()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('a storage service that answers', () => {
  let server: Server;
  let port: number;
  let requests: number;
  let status: number;

  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      request.resume();
      // Status 0 stands for no answer at all.
      if (status !== 0) response.writeHead(status).end();
    });
    port = await listen(server);
  });

  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  test.each(CALLS)('503 is tried four times in all by %s, which then fails as unavailable', async (name) => {
    status = 503;
    await expect(everyCall(storageAt(port))[name]?.()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(requests).toBe(4);
  });

  test.each(CALLS)('403 is not tried again by %s, which fails as unavailable', async (name) => {
    status = 403;
    await expect(everyCall(storageAt(port))[name]?.()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(requests).toBe(1);
  });

  test.each(CALLS)('nothing at all makes %s fail as unavailable when its time is up', async (name) => {
    status = 0;
    const call = everyCall(storageAt(port, { callTimeoutMs: 200 }))[name];
    await expect(call?.()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(requests).toBe(1);
  });

  test('400 to a request of our own making is our fault and left as it is', async () => {
    status = 400;
    await expect(storageAt(port).table('people').insert(person)).rejects.not.toBeInstanceOf(StoreUnavailable);
    await expect(storageAt(port).queue('work').send('{}')).rejects.not.toBeInstanceOf(StoreUnavailable);
  });
});

describe('the emulator', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.stop());

  test.each<{ name: string; insert: (table: Table) => Promise<unknown> }>([
    { name: 'insert', insert: (table) => table.insert({ ...person, n: 1 }) },
    {
      name: 'transaction',
      insert: (table) =>
        table.transact(['a', 'b'].map((rowKey) => ({ kind: 'insert' as const, entity: { ...person, rowKey, n: 1 } }))),
    },
  ])('takes an $name whose first answer is lost twice, so that it meets its own row', async ({ name, insert }) => {
    const direct = createStorage(emulator);
    const lost = `lost${name}`;
    await direct.table(lost).ensure();
    let forwarded = 0;
    // Passes everything on and drops the first answer.
    const proxy = createServer(async (request, response) => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk);
      const { host, connection, 'content-length': length, ...headers } = request.headers;
      const answer = await fetch(`http://127.0.0.1:${emulator.ports.table}${request.url}`, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        body: Buffer.concat(body),
      });
      forwarded += 1;
      if (forwarded === 1) request.socket.destroy();
      else response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
    const port = await listen(proxy);
    const storage = createStorage({
      connectionString: emulator.connectionString.replace(`:${emulator.ports.table}/`, `:${port}/`),
    });
    await expect(insert(storage.table(lost))).rejects.toMatchObject({ name: 'StoreConflict', index: 0 });
    expect(forwarded).toBe(2);
    expect(await direct.table(lost).get('people', 'a')).toMatchObject({ properties: { n: 1 } });
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  test.each([-600_000, 0, 600_000])(
    'tells with each answer what time it is, to a machine %i ms ahead',
    async (aheadMs) => {
      const machine = { now: () => Date.now() + aheadMs, sleep: async () => undefined };
      const calls: ((storage: Storage) => Promise<unknown>)[] = [
        (storage) => storage.table('timed').ensure(),
        (storage) => storage.table('timed').upsert(person),
        (storage) => storage.table('timed').get('people', 'a'),
        (storage) => storage.table('timed').get('people', 'nobody'),
        (storage) => storage.table('timed').transact([{ kind: 'upsert', entity: person }]),
        (storage) => storage.queue('timed').ensure(),
        (storage) => storage.queue('timed').send('{}'),
        (storage) => storage.queue('timed').receive(1, 30),
        (storage) => expect(storage.table('missing').insert(person)).rejects.toThrow(),
      ];
      for (const call of calls) {
        const clock = createStorageClock(machine);
        await call(createStorage({ ...emulator, clock }));
        expect(Math.abs(clock.aheadMs() - aheadMs)).toBeLessThanOrEqual(10_000);
      }
    },
  );

  test('is called as often as onCall says', async () => {
    const calls: StorageCall[] = [];
    const storage = createStorage({ ...emulator, onCall: (call) => calls.push(call) });
    const table = storage.table('counted');
    const queue = storage.queue('counted');
    await table.ensure();
    const etag = await table.insert(person);
    await table.replace(person, etag);
    await table.upsert(person);
    await table.get('people', 'a');
    await table.transact(['b', 'c', 'd'].map((rowKey) => ({ kind: 'insert', entity: { ...person, rowKey } })));
    for await (const row of table.query({ partitionKey: 'people', pageSize: 3 }))
      expect(row.partitionKey).toBe('people');
    await table.remove('people', 'a');
    await queue.ensure();
    await queue.send('{}');
    for (const message of await queue.receive(1, 30)) await queue.remove(await queue.extend(message, 30));
    await queue.approximateCount();

    expect(new Set(calls.map((call) => call.name))).toEqual(new Set(['counted']));
    expect(calls.map((call) => `${call.service}.${call.operation}`)).toEqual([
      'table.ensure',
      'table.insert',
      'table.replace',
      'table.upsert',
      'table.get',
      'table.transact',
      'table.query',
      'table.query',
      'table.remove',
      'queue.ensure',
      'queue.send',
      'queue.receive',
      'queue.extend',
      'queue.remove',
      'queue.approximateCount',
    ]);
  });

  test('refuses an update over 1 MiB of JSON, which the service would take, as over a limit', async () => {
    const table = createStorage(emulator).table('large');
    await table.ensure();
    const blocks = Array.from({ length: 12 }, (_, n) => [`block${n}`, new Uint8Array(64 * 1024)]);
    const large = { ...person, ...Object.fromEntries(blocks) };
    await table.insert(large);
    await expect(table.upsert(large)).rejects.toBeInstanceOf(StoreLimitExceeded);
    await expect(table.transact([{ kind: 'merge', entity: large, etag: '*' }])).rejects.toBeInstanceOf(
      StoreLimitExceeded,
    );
  });

  test('takes many calls at once over connections that are kept', async () => {
    const storage = createStorage(emulator);
    const table = storage.table('busy');
    await table.ensure();
    const keys = Array.from({ length: 300 }, (_, n) => String(n).padStart(3, '0'));
    await Promise.all(keys.map((rowKey) => table.insert({ partitionKey: 'people', rowKey })));
    const found: string[] = [];
    for await (const row of table.query({ partitionKey: 'people' })) found.push(row.rowKey);
    expect(found).toEqual(keys);
  });

  test('keeps transactions apart that run at once', async () => {
    const table = createStorage(emulator).table('apart');
    await table.ensure();
    const writers = Array.from({ length: 20 }, (_, n) => `writer-${n}`);
    await Promise.all(
      writers.map((partitionKey) =>
        table.transact(
          Array.from({ length: 50 }, (_, n) => ({
            kind: 'insert' as const,
            entity: { partitionKey, rowKey: String(n) },
          })),
        ),
      ),
    );
    for (const partitionKey of writers) {
      let rows = 0;
      for await (const row of table.query({ partitionKey })) rows += row.partitionKey === partitionKey ? 1 : 0;
      expect(rows).toBe(50);
    }
  });
});
