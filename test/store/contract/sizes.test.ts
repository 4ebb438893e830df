import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStorage } from '../../../shared/store/azure/connection';
import { actionBytes, mostActionBytes } from '../../../shared/store/contract/sizes';
import type { PropertyValue, TableAction } from '../../../shared/store/contract/table';
import { keyPart } from '../../../shared/store/rows/keys';

describe('actionBytes', () => {
  let server: Server;
  let sent: number;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      sent = Number(request.headers['content-length']);
      request.resume();
      response.writeHead(400).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    // As long as the longest address the service has: an account of 24 characters.
    url = `http://127.0.0.1:${port}/${'a'.repeat(24)}.table.core.windows.net`;
  });

  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const key = keyPart('a/b? 100 % "é" 😀');
  const written = (properties: Record<string, PropertyValue>): TableAction[] => {
    const entity = { partitionKey: key, rowKey: key, ...properties };
    return [
      { kind: 'insert', entity },
      { kind: 'upsert', entity },
      { kind: 'replace', entity, etag: ETAG },
      { kind: 'merge', entity, etag: ETAG },
    ];
  };
  const ETAG = `W/"datetime'2026-03-01T12%3A00%3A00.1234567Z'"`;

  const actions: TableAction[] = [
    { kind: 'remove', partitionKey: key, rowKey: key, etag: ETAG },
    { kind: 'remove', partitionKey: "it's ".repeat(100), rowKey: 'ü'.repeat(512), etag: '*' },
    ...written({}),
    ...written({ text: 'x'.repeat(20_000), quoted: '"\\\n\u0001'.repeat(1_000), wide: 'é中😀'.repeat(1_000) }),
    ...written({ bytes: new Uint8Array(64 * 1024), none: new Uint8Array() }),
    ...written({ whole: -2_147_483_648, large: -1.234567890123456e-300, long: -(2n ** 63n), yes: false }),
    ...written({ at: new Date('2026-03-01T12:00:00.123Z'), [`n${'x'.repeat(254)}`]: 1n }),
  ];

  test.each(actions.map((action) => ({ action, kind: action.kind })))(
    'is never less than a $kind adds to its request, and not much more',
    async ({ action }) => {
      const connectionString = `AccountName=a;AccountKey=a2V5;TableEndpoint=${url};QueueEndpoint=${url}`;
      const { partitionKey } = action.kind === 'remove' ? action : action.entity;
      const table = createStorage({ connectionString }).table('x'.repeat(63));
      const companion: TableAction = { kind: 'remove', partitionKey, rowKey: 'companion', etag: '*' };
      await expect(table.transact([companion])).rejects.toThrow();
      const without = sent;
      await expect(table.transact([companion, action])).rejects.toThrow();
      const added = sent - without;
      expect(actionBytes(action)).toBeGreaterThanOrEqual(added);
      expect(actionBytes(action)).toBeLessThan(added * 1.1 + 2_000);
      expect(mostActionBytes(action)).toBeGreaterThanOrEqual(actionBytes(action));
    },
  );
});
