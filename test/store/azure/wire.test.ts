/** What leaves for a storage account: signed, with the query it needs, as whom, and given up in time. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenCredential } from '@azure/identity';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';

interface Asked {
  readonly method: string | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
}

let service: Server;
const asked: Asked[] = [];
beforeEach(async () => {
  asked.length = 0;
  service = createServer(({ method, url = '' }, response) => {
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
    asked.push({ method, path, query });
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

function open(): Storage {
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/account`;
  const connectionString = `TableEndpoint=${url};QueueEndpoint=${url};SharedAccessSignature=sv=1&sig=signature`;
  return createStorage({ connectionString });
}

const ofTable = (storage: Storage) => storage.table('jobs').get('a', 'b');
const ofQueue = (storage: Storage) => storage.queue('work').send('{}', { delaySeconds: 7 });

test.each([
  { what: 'table', call: ofTable },
  { what: 'queue', call: ofQueue },
])('a call of a $what bears the signature that the connection string holds', async ({ call }) => {
  await expect(call(open())).rejects.toThrow();
  expect(asked.map(({ query }) => query.get('sig'))).toEqual(['signature']);
});

test('a message that is delayed never expires', async () => {
  await expect(ofQueue(open())).rejects.toThrow();
  const [message] = asked;
  expect([message?.method, message?.path]).toEqual(['POST', '/account/work/messages']);
  expect(Object.fromEntries(message?.query ?? [])).toMatchObject({ visibilitytimeout: '7', messagettl: '-1' });
});

describe('clients are made', () => {
  const IDENTITY = '9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f';
  const SERVICES = { tableServiceUrl: 'https://a.table.example', queueServiceUrl: 'https://a.queue.example' };
  beforeEach(() => jest.resetModules());

  test('that give a call up after the thirty seconds after which the service does', () => {
    const createAzureTable = jest.fn();
    const createAzureQueue = jest.fn();
    jest.doMock('../../../shared/store/azure/azureTable', () => ({ createAzureTable }));
    jest.doMock('../../../shared/store/azure/azureQueue', () => ({ createAzureQueue }));
    const storage = connection().createStorage(SERVICES);
    storage.table('jobs');
    storage.queue('work');
    expect([createAzureTable.mock.calls[0]?.[1], createAzureQueue.mock.calls[0]?.[1]]).toEqual([30_000, 30_000]);
    jest.dontMock('../../../shared/store/azure/azureTable').dontMock('../../../shared/store/azure/azureQueue');
  });

  test.each([
    { clientId: undefined, identity: {} },
    { clientId: IDENTITY, identity: { managedIdentityClientId: IDENTITY } },
  ])('that ask as the identity $clientId', async ({ clientId, identity }) => {
    const TableClient = jest.fn(() => ({ url: SERVICES.tableServiceUrl, tableName: 'jobs' }));
    const DefaultAzureCredential = jest.fn(() => ({ getToken: async () => ({ token: 't' }) }));
    jest.doMock('@azure/data-tables', () => ({ ...jest.requireActual<object>('@azure/data-tables'), TableClient }));
    jest.doMock('@azure/identity', () => ({ DefaultAzureCredential }));
    connection()
      .createStorage({ ...SERVICES, ...(clientId !== undefined && { clientId }) })
      .table('jobs');
    const [[, , credential] = []]: unknown[][] = TableClient.mock.calls;
    await (credential as TokenCredential).getToken('https://storage.azure.com/.default', {});
    expect(DefaultAzureCredential.mock.calls).toEqual([[identity]]);
  });
});

const connection = () =>
  jest.requireActual<typeof import('../../../shared/store/azure/connection')>('../../../shared/store/azure/connection');
