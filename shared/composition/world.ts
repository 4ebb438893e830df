/** What everything stands on: storage, time, chance, a log, and in an agent the way to its directory. */
import type { Clock, Logger, RandomSource } from '../ports';
import type { Settings } from '../settings';
import { createStorage, type Storage } from '../store/azure/connection';
import type { StorageClock } from '../store/contract/storageClock';
import type { TargetSecrets } from '../targets/kit/secretsReader';
import type { Target } from '../targets/target';
import { createJsonLogger, systemClock, systemRandom } from './system';

/** What an agent has that the service has not. */
export interface AgentWorld {
  /** The directory's address and credentials by key, as a job's secrets: they never leave the agent's site. */
  readonly secrets: TargetSecrets;
}

/** What the services stand on; tests hand in their own. */
export interface World {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** What people are provisioned into; the embedded directory when absent. */
  readonly target?: Target;
  /** Set in an agent near a directory; absent in the service itself. */
  readonly agent?: AgentWorld;
  /** The pause in which messages that are delivered together gather; a turn of the event loop when absent. */
  readonly breathe?: () => Promise<void>;
}

export function realWorld(settings: Settings): World {
  return { storage: openStorage(settings), clock: systemClock, random: systemRandom, logger: createJsonLogger() };
}

/**
 * The storage account that the settings name.
 *
 * @param clock to be told the time by its answers, where this machine is not to be trusted with it
 */
export function openStorage({ storage }: Settings, clock?: StorageClock): Storage {
  return createStorage({ ...storage, ...(clock !== undefined && { clock }) });
}
