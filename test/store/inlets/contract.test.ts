/** What inlets stand on in unit tests and in the simulation: the same contract that the emulator is held to. */
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { describeInletContract } from '../../contracts/storage/inletContract';

const storage = createMemoryStorage({ clock: Date });

describe('inlets in memory', () => describeInletContract((name) => storage.table(name)));
