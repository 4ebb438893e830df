/** What an agent stands on: storage, and the time that storage tells, whatever the machine's clock says. */
import { storageCalls } from '../../shared/composition/observed';
import { steadyClock, systemRandom } from '../../shared/composition/system';
import { processTelemetry } from '../../shared/composition/telemetry';
import { openStorage } from '../../shared/composition/world';
import type { Clock, Logger, RandomSource } from '../../shared/ports';
import type { Settings } from '../../shared/settings';
import type { Storage } from '../../shared/store/azure/connection';
import { createStorageClock, type StorageClock } from '../../shared/store/contract/storageClock';
import type { Telemetry } from '../../shared/telemetry/telemetry';

export interface AgentGround {
  readonly storage: Storage;
  /** Right from the first answer of this storage on. */
  readonly clock: StorageClock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Of this process; nothing is told before it is turned on. */
  readonly telemetry: Telemetry;
}

export function openAgentWorld(settings: Settings, logger: Logger, machine: Clock = steadyClock): AgentGround {
  const clock = createStorageClock(machine);
  const telemetry = processTelemetry;
  const storage = openStorage(settings, { clock, onCall: storageCalls(telemetry.meter) });
  return { storage, clock, random: systemRandom, logger, telemetry };
}
