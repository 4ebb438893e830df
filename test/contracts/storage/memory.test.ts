import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { describeQueueContract } from './queueContract';
import { describeTableContract } from './tableContract';

const storage = createMemoryStorage({ clock: Date });

describe('a table in memory', () => describeTableContract((name) => storage.table(name)));

describe('a queue in memory', () => describeQueueContract((name) => storage.queue(name)));
