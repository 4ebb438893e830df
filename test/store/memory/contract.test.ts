/** What unit tests and the simulation stand on is held where they run: the same contract that the emulator is held to. */
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { describeQueueContract } from '../../contracts/storage/queueContract';
import { describeTableContract } from '../../contracts/storage/tableContract';

const storage = createMemoryStorage({ clock: Date });

describe('a table in memory', () => describeTableContract((name) => storage.table(name)));

describe('a queue in memory', () => describeQueueContract((name) => storage.queue(name)));
