/** One process of Muster: its own services, caches and clock, over the storage all of them share. */

import {
  buildServices,
  EVENTS_QUEUE,
  OPERATIONS_FIRST_QUEUE,
  OPERATIONS_QUEUE,
  type Services,
} from '../../shared/composition/services';
import type { World } from '../../shared/composition/world';
import type { AskVendor } from '../../shared/pipeline/inletPorts';
import { readEventMessage } from '../../shared/pipeline/inlets/eventMessages';
import { handlePoisonedEvent } from '../../shared/pipeline/inlets/handlePoisonedEvent';
import { handlePoison } from '../../shared/pipeline/people/handlePoison';
import { agentQueueNames } from '../../shared/pipeline/queue/jobQueues';
import { readMessage } from '../../shared/pipeline/queue/messages';
import type { Clock, LogFields, Logger } from '../../shared/ports';
import type { Settings } from '../../shared/settings';
import type { Storage } from '../../shared/store/azure/connection';
import type { QueueMessage } from '../../shared/store/contract/queue';
import type { Exchange } from '../../shared/targets/kit/http';
import type { Target } from '../../shared/targets/target';
import { JOB_ID } from '../support/workbench';
import { agentTime } from './agentClock';
import { type Chance, randomSource } from './chance';
import { type Listening, listen } from './listener';
import type { Actor, Scheduler } from './scheduler';

/** The service's own, lane by lane. */
const LANES = [
  { operations: OPERATIONS_QUEUE, poison: `${OPERATIONS_QUEUE}-poison` },
  { operations: OPERATIONS_FIRST_QUEUE, poison: `${OPERATIONS_FIRST_QUEUE}-poison` },
];
const EVENT_QUEUES = { operations: EVENTS_QUEUE, poison: `${EVENTS_QUEUE}-poison` };
const { operations, poison, operationsFirst, poisonFirst } = agentQueueNames(JOB_ID);
const AGENT_LANES = [
  { operations, poison },
  { operations: operationsFirst, poison: poisonFirst },
];
/** All that the service reads. */
export const SERVICE_QUEUES = [...LANES, EVENT_QUEUES].flatMap((names) => [names.operations, names.poison]);
export const AGENT_QUEUES = AGENT_LANES.flatMap((names) => [names.operations, names.poison]);
/** Between signs of life of an agent. */
const SIGN_MS = 20_000;

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
  /** The HR system behind an inlet; `undefined`: there is none. */
  readonly askVendor?: AskVendor | undefined;
  readonly agents: boolean;
  /** How far the clocks of agents' machines are ahead of true time, milliseconds. */
  readonly agentSkewMs: number;
  /** Whose time agents go by. */
  readonly agentsGoBy: 'storage' | 'machine';
  readonly removesFirst: boolean;
  /** What answers for addresses elsewhere. */
  readonly outside?: Exchange;
  longestPollMs(): number;
}

/** Starts a process that listens to its queues until it dies; where there are agents, one beside it that dies with it. */
export function startWorker(actor: Actor, premises: Premises): Worker {
  const { scheduler } = premises;
  const services = servicesOf(actor, premises);
  const holding = new Map<string, QueueMessage>();
  const common = {
    clock: services.house.clock,
    holding,
    chance: premises.chance.fork(),
    tell: (what: string) => scheduler.note(what),
    removesFirst: premises.removesFirst,
    longestPollMs: premises.longestPollMs,
  };
  for (const names of LANES) scheduler.post(actor, () => listenTo(names, services, premises, common));
  if (premises.askVendor !== undefined) {
    scheduler.post(actor, () => listenToEvents(services, premises, common));
  }
  if (premises.agents) {
    const time = agentTime(premises.storage, premises.agentSkewMs, scheduler);
    const clock = premises.agentsGoBy === 'storage' ? time.clock : time.machine;
    const agent = servicesOf(actor, { ...premises, storage: time.storage, clock }, { secrets: new Map() });
    const near = { ...premises, storage: time.storage };
    for (const names of AGENT_LANES) scheduler.post(actor, () => listenTo(names, agent, near, common));
    scheduler.post(actor, () => void giveSigns(actor, agent));
  }
  return { actor, services, holding };
}

type Common = Omit<Listening, 'queue' | 'poison' | 'handle'>;

function listenTo(
  names: { readonly operations: string; readonly poison: string },
  services: Services,
  { storage, longestPollMs }: Premises,
  common: Common,
): void {
  const [queue, poison] = [storage.queue(names.operations), storage.queue(names.poison)];
  void listen({ ...common, queue, poison, handle: async (text) => services.gatherer.submit(readMessage(text)) });
  void listen({
    ...common,
    queue: poison,
    poison: undefined,
    longestPollMs: () => 4 * longestPollMs(),
    handle: (text) => handlePoison(text, services.house),
  });
}

function listenToEvents(services: Services, { storage, longestPollMs }: Premises, common: Common): void {
  const [queue, poison] = [storage.queue(EVENT_QUEUES.operations), storage.queue(EVENT_QUEUES.poison)];
  const handle = async (text: string) => services.eventGatherer.submit(readEventMessage(text));
  void listen({ ...common, queue, poison, handle });
  void listen({
    ...common,
    queue: poison,
    poison: undefined,
    longestPollMs: () => 4 * longestPollMs(),
    handle: (text) => handlePoisonedEvent(text, services.house),
  });
}

/** Never returns: it ends with its process. */
async function giveSigns({ name }: Actor, { house: { agents, clock } }: Services): Promise<never> {
  for (;;) {
    const self = { name, process: name, machine: name, version: 'simulated', startedAt: 0, clockAheadMs: 0 };
    const report = { ...self, stopped: false };
    await agents.report(JOB_ID, report).catch(() => undefined); // lost: the next one follows
    await clock.sleep(SIGN_MS);
  }
}

/** What services stand on; by the clock of their process, unless another is given. */
type Ground = Pick<Premises, 'scheduler' | 'chance' | 'settings' | 'storage' | 'target' | 'outside' | 'askVendor'> & {
  readonly clock?: Clock;
};

export function servicesOf(
  actor: Actor,
  { scheduler, chance, settings, storage, target, outside, askVendor, clock = clockOf(actor, scheduler) }: Ground,
  agent?: World['agent'],
): Services {
  return buildServices(settings, {
    storage,
    target,
    clock,
    random: randomSource(chance.fork()),
    logger: loggerTo(scheduler),
    ...(askVendor && { askVendor }),
    ...(agent && { agent }),
    ...(outside && { outside }),
    breathe: () => scheduler.tick(),
  });
}

export function clockOf({ skewMs }: Actor, scheduler: Scheduler): Clock {
  return {
    now: () => scheduler.now + skewMs,
    sleep: (delayMs, signal) => scheduler.sleep(delayMs, signal),
  };
}

function loggerTo(scheduler: Scheduler): Logger {
  const say = (message: string, fields: LogFields = {}) => scheduler.note(`${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: say, warn: say, error: say };
}
