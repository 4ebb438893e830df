import type { Emulator } from '../../../local/emulator';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';
import { startTestEmulator } from '../../support/emulator';
import { describeQueueContract } from './queueContract';
import { describeTableContract } from './tableContract';

let emulator: Emulator;
let storage: Storage;

beforeAll(async () => {
  emulator = await startTestEmulator();
  storage = createStorage(emulator);
});

afterAll(() => emulator.stop());

describe('a table of the emulator', () => describeTableContract((name) => storage.table(name)));

describe('a queue of the emulator', () => describeQueueContract((name) => storage.queue(name)));
