/** One process of Muster: its own services, caches and clock, over the storage all of them share. */
import { handlePoison } from '../../shared/pipeline/handlePoison';
import { readMessage } from '../../shared/pipeline/messages';
import type { Clock, LogFields, Logger } from '../../shared/ports';
import { buildServices, OPERATIONS_QUEUE, type Services } from '../../shared/services';
import type { Settings } from '../../shared/settings';
import type { Storage } from '../../shared/store/connection';
import type { QueueMessage } from '../../shared/store/queue';
import type { Target } from '../../shared/targets/target';
import { type Chance, randomSource } from './chance';
import { listen } from './listener';
import type { Actor, Scheduler } from './scheduler';

export const POISON_QUEUE = `${OPERATIONS_QUEUE}-poison`;

export interface Worker {
  readonly actor: Actor;
  readonly services: Services;
  /** Messages it works on, by their latest receipt. */
  readonly holding: ReadonlyMap<string, QueueMessage>;
}

export interface Premises {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly settings: Settings;
  readonly storage: Storage;
  readonly target: Target;
  readonly removesFirst: boolean;
  longestPollMs(): number;
}

/** Starts a process that listens to both queues until it dies. */
export function startWorker(actor: Actor, premises: Premises): Worker {
  const { scheduler, storage } = premises;
  const services = servicesOf(actor, premises);
  const { clock } = services.poison;
  const holding = new Map<string, QueueMessage>();
  const [operations, poison] = [storage.queue(OPERATIONS_QUEUE), storage.queue(POISON_QUEUE)];
  const common = {
    clock,
    holding,
    chance: premises.chance.fork(),
    tell: (what: string) => scheduler.note(what),
    removesFirst: premises.removesFirst,
    longestPollMs: premises.longestPollMs,
  };
  scheduler.post(actor, () => {
    void listen({
      ...common,
      queue: operations,
      poison,
      handle: async (text) => services.gatherer.submit(readMessage(text)),
    });
    void listen({
      ...common,
      queue: poison,
      poison: undefined,
      longestPollMs: () => 4 * premises.longestPollMs(),
      handle: (text) => handlePoison(text, services.poison),
    });
  });
  return { actor, services, holding };
}

export function servicesOf(
  actor: Actor,
  { scheduler, chance, settings, storage, target }: Omit<Premises, 'removesFirst' | 'longestPollMs'>,
): Services {
  return buildServices(settings, {
    storage,
    target,
    clock: clockOf(actor, scheduler),
    random: randomSource(chance.fork()),
    logger: loggerTo(scheduler),
    breathe: () => scheduler.tick(),
  });
}

function clockOf({ skewMs }: Actor, scheduler: Scheduler): Clock {
  return {
    now: () => scheduler.now + skewMs,
    sleep: (delayMs, signal) => scheduler.sleep(delayMs, signal),
  };
}

function loggerTo(scheduler: Scheduler): Logger {
  const say = (message: string, fields: LogFields = {}) => scheduler.note(`${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: say, warn: say, error: say };
}
