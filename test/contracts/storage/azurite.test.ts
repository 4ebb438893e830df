import { QueueServiceClient } from '@azure/storage-queue';
import type { Emulator } from '../../../local/emulator';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';
import { startTestEmulator } from '../../support/emulator';
import { describeInletContract } from './inletContract';
import { describeOutletContract } from './outletContract';
import { describeQueueContract } from './queueContract';
import { describeTableContract } from './tableContract';
import { describeWritebackContract } from './writebackContract';

let emulator: Emulator;
let storage: Storage;

beforeAll(async () => {
  emulator = await startTestEmulator();
  storage = createStorage(emulator);
});

afterAll(() => emulator.stop());

describe('a table of the emulator', () => describeTableContract((name) => storage.table(name)));

describe('inlets in the emulator', () => describeInletContract((name) => storage.table(name)));

describe('outlets in the emulator', () => describeOutletContract((name) => storage.table(name)));
describe('writebacks in the emulator', () => describeWritebackContract((name) => storage.table(name)));

describe('a queue of the emulator', () => describeQueueContract((name) => storage.queue(name)));

test('a message of a queue of the emulator expires in no year that anybody will see', async () => {
  await storage.queue('lasting').ensure();
  await storage.queue('lasting').send('{}');
  const client = QueueServiceClient.fromConnectionString(emulator.connectionString).getQueueClient('lasting');
  const { peekedMessageItems } = await client.peekMessages();
  expect(peekedMessageItems[0]?.expiresOn.getUTCFullYear()).toBe(9999);
});
