/** Answers of a storage service tell the time; those of anything on the way to it do not. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';
import { createStorageClock } from '../../../shared/store/contract/storageClock';
import { fakeClock } from '../../support/world';

const NOW = Date.UTC(2026, 0, 15, 9, 30);
const TEN_MINUTES = 600_000;

let service: Server;
let headers: Record<string, string>;
let status: number;
beforeEach(async () => {
  status = 403;
  service = createServer((_, response) => void response.writeHead(status, headers).end());
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

const date = (ms: number) => new Date(ms).toUTCString();
const CALLS: readonly { readonly name: string; call(storage: Storage): Promise<unknown> }[] = [
  { name: 'table', call: (storage) => storage.table('jobs').get('a', 'b') },
  { name: 'queue', call: (storage) => storage.queue('work').send('{}') },
];

async function aheadAfter(call: (storage: Storage) => Promise<unknown>): Promise<number> {
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/account`;
  const connectionString = `TableEndpoint=${url};QueueEndpoint=${url};SharedAccessSignature=sig=x`;
  const clock = createStorageClock(fakeClock(NOW));
  await expect(call(createStorage({ connectionString, clock }))).rejects.toThrow();
  return clock.aheadMs();
}

test.each(CALLS)('an answer of the $name service, even a refusal, puts the clock right', async ({ call }) => {
  headers = { date: date(NOW - TEN_MINUTES), 'x-ms-request-id': 'of the service' };
  expect(await aheadAfter(call)).toBe(TEN_MINUTES - 999);
});

test.each(CALLS)('an answer of a proxy before the $name service does not', async ({ call }) => {
  headers = { date: date(NOW - TEN_MINUTES) };
  expect(await aheadAfter(call)).toBe(0);
});

test.each(CALLS)('an answer of the $name service without a readable time does not', async ({ call }) => {
  headers = { date: 'yesterday', 'x-ms-request-id': 'of the service' };
  expect(await aheadAfter(call)).toBe(0);
});
