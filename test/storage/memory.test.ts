import { createMemoryStorage } from '../../shared/store/memoryStorage';
import { describeTableContract } from './tableContract';

describe('a table in memory', () => {
  const storage = createMemoryStorage({ clock: Date });
  describeTableContract((name) => storage.table(name));
});
