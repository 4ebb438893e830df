/** What everything stands on: storage, time, chance, a log, and in an agent the way to its directory. */
import type { AskVendor } from '../pipeline/inletPorts';
import type { Clock, Logger, RandomSource } from '../ports';
import type { Settings } from '../settings';
import { createStorage, type Storage, type StorageOptions } from '../store/azure/connection';
import type { Exchange } from '../targets/kit/http';
import type { TargetSecrets } from '../targets/kit/secretsReader';
import type { Target } from '../targets/target';
import { createInvocationLogger } from '../telemetry/invocation';
import type { Telemetry } from '../telemetry/telemetry';
import { storageCalls } from './observed';
import { systemClock, systemRandom } from './system';
import { processTelemetry } from './telemetry';

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
  /** How HR systems are asked for people; over HTTP when absent. */
  readonly askVendor?: AskVendor;
  /** Set in an agent near a directory; absent in the service itself. */
  readonly agent?: AgentWorld;
  /** What is counted and traced, and for whom; nothing when absent. */
  readonly telemetry?: Telemetry;
  /** What answers for addresses elsewhere, such as a webhook's receiver; the network when absent. */
  readonly outside?: Exchange;
  /** The pause in which messages that are delivered together gather; a turn of the event loop when absent. */
  readonly breathe?: () => Promise<void>;
}

export function realWorld(settings: Settings): World {
  const telemetry = processTelemetry;
  return {
    storage: openStorage(settings, { onCall: storageCalls(telemetry.meter) }),
    clock: systemClock,
    random: systemRandom,
    logger: createInvocationLogger(settings.deployed),
    telemetry,
  };
}

/**
 * The storage account that the settings name.
 *
 * @param listeners told of calls and answers: a clock where this machine is not to be trusted with the time
 */
export function openStorage({ storage }: Settings, listeners: Pick<StorageOptions, 'clock' | 'onCall'> = {}): Storage {
  return createStorage({ ...storage, ...listeners });
}
