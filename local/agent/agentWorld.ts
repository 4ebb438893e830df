/** What an agent stands on: storage, and the time that storage tells, whatever the machine's clock says. */
import { steadyClock, systemRandom } from '../../shared/composition/system';
import { openStorage } from '../../shared/composition/world';
import type { Clock, Logger, RandomSource } from '../../shared/ports';
import type { Settings } from '../../shared/settings';
import type { Storage } from '../../shared/store/azure/connection';
import { createStorageClock, type StorageClock } from '../../shared/store/contract/storageClock';

export interface AgentGround {
  readonly storage: Storage;
  /** Right from the first answer of this storage on. */
  readonly clock: StorageClock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

export function openAgentWorld(settings: Settings, logger: Logger, machine: Clock = steadyClock): AgentGround {
  const clock = createStorageClock(machine);
  return { storage: openStorage(settings, { clock }), clock, random: systemRandom, logger };
}
