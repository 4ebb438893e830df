/** The twin in memory, held to what the emulator is held to. */
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { describeOutletContract } from '../../contracts/storage/outletContract';
import { describeWritebackContract } from '../../contracts/storage/writebackContract';

const storage = createMemoryStorage({ clock: Date });

describe('outlets in memory', () => describeOutletContract((name) => storage.table(name)));
describe('writebacks in memory', () => describeWritebackContract((name) => storage.table(name)));
