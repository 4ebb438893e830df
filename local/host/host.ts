/**
 * The development host: runs a bundle of Azure Functions unchanged in this process. It supplies the core module that
 * `@azure/functions` looks up, and does the Functions host's part for HTTP, queue and timer triggers.
 */
import type { Clock, Logger } from '../../shared/ports';
import type { Queue } from '../../shared/store/contract/queue';
import type { ProgrammingModel } from './core/contract';
import { createCoreModule } from './core/coreModule';
import { createInvoke, type Invoke } from './core/invoke';
import { loadBundle } from './core/loadBundle';
import { Registry } from './core/registry';
import type { Environment } from './environment';
import type { HostSettings } from './hostJson';
import { createHostLog, type HostLog } from './hostLog';
import type { HttpHandler } from './http/front';
import { createHttpFunctions, describeRoute, toHttpRoute } from './http/httpFunctions';
import { toInvocationRequest } from './queue/messageData';
import { startQueueListener } from './queue/queueListener';
import { parseSchedule } from './timer/schedule';
import type { ScheduleMonitor } from './timer/scheduleMonitor';
import { startTimerListener } from './timer/timerListener';
import { readOption, readTrigger, type TriggeredFunction, type TriggerKind } from './triggers';
import { finishWithin } from './within';

export interface HostOptions {
  /** Absolute path of a CommonJS bundle that registers functions while it is loaded. */
  readonly bundle: string;
  readonly settings: HostSettings;
  /** For `%NAME%` placeholders, and for the connection strings that triggers name. */
  readonly environment: Environment;
  openQueue(connectionString: string, queueName: string): Queue;
  readonly scheduleMonitor: ScheduleMonitor;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a message stays hidden when the process dies while working on it. */
  readonly messageHoldSeconds?: number;
}

export interface FunctionDescription {
  readonly name: string;
  readonly kind: TriggerKind;
  /** Methods and route, the queue's name, or the schedule. */
  readonly detail: string;
}

export interface Host {
  readonly functions: readonly FunctionDescription[];
  /** Answers the routes of the HTTP-triggered functions. */
  readonly handler: HttpHandler;
  /** Takes on no more messages and timers, waits up to `graceMs` for running functions, then runs the stop hooks. */
  stop(graceMs: number): Promise<void>;
}

/**
 * The Functions host hides a message for ten minutes at a time. Here a crash (a killed test, a second Ctrl-C) is part
 * of the day, so a message comes back sooner.
 */
const MESSAGE_HOLD_SECONDS = 20;

const POISON_SUFFIX = '-poison';

/** @throws when the bundle throws while it is loaded, or registers something this host cannot serve */
export async function startHost(options: HostOptions): Promise<Host> {
  const registry = new Registry();
  const log = createHostLog(options.logger, registry);
  const model = await load(options.bundle, registry, log);
  const { settings, environment, clock } = options;
  const running = new Set<Promise<unknown>>();
  const invoke = track(running, createInvoke({ registry, model, log, clock, timeoutMs: settings.functionTimeoutMs }));

  const triggers = registry.functions.map(readTrigger);
  const routes = ofKind(triggers, 'http').map((trigger) => toHttpRoute(trigger, settings.routePrefix, environment));
  const queues = ofKind(triggers, 'queue').map((trigger) => toQueueSource(trigger, environment));
  const timers = ofKind(triggers, 'timer').map((trigger) => toTimer(trigger, environment));
  if (settings.extensionBundle === undefined) refuseQueues(queues);
  const handler = createHttpFunctions(routes, invoke);

  const hookData = {};
  await registry.runHooks('appStart', { hookData });
  const queueListeners = await Promise.all(
    queues.map(({ trigger, queueName, connection }) =>
      startQueueListener({
        queueName,
        queue: options.openQueue(connection, queueName),
        poisonQueue: isPoison(queueName) ? undefined : options.openQueue(connection, `${queueName}${POISON_SUFFIX}`),
        settings: settings.queues,
        holdSeconds: options.messageHoldSeconds ?? MESSAGE_HOLD_SECONDS,
        handle: (message, visibleAt) =>
          invoke(trigger.fn, toInvocationRequest(trigger.bindingName, message, visibleAt)),
        clock,
        logger: options.logger,
      }),
    ),
  );
  const timerListeners = await Promise.all(
    timers.map(({ trigger, schedule }) =>
      startTimerListener({ trigger, schedule, monitor: options.scheduleMonitor, invoke, clock }),
    ),
  );

  return {
    functions: [
      ...routes.map((route) => describe(route.target, describeRoute(route))),
      ...queues.map(({ trigger, queueName }) => describe(trigger, queueName)),
      ...timers.map(({ trigger, text }) => describe(trigger, text)),
    ],
    handler,
    async stop(graceMs) {
      const listeners = [...queueListeners, ...timerListeners];
      const stopped = Promise.all(listeners.map((listener) => listener.stop())).then(() => Promise.allSettled(running));
      if (!(await finishWithin(graceMs, stopped, clock))) {
        for (const listener of queueListeners) listener.abandon();
        log.host('warn', 'Functions were still running and are left behind; their messages come back');
      }
      await registry.runHooks('appTerminate', { hookData });
    },
  };
}

async function load(bundle: string, registry: Registry, log: HostLog): Promise<ProgrammingModel> {
  loadBundle(
    bundle,
    createCoreModule(registry, (level, category, message) => log.worker({ level, category, message })),
  );
  const { model } = registry;
  if (model === undefined) throw new Error(`${bundle} registers no functions.`);
  const capabilities = await model.getCapabilities({});
  if (capabilities.HttpUri !== undefined) throw new Error('HTTP streams are not supported here: turn them off.');
  registry.lock();
  return model;
}

/** Keeps what is running, so that a stop can wait for it. */
function track(running: Set<Promise<unknown>>, invoke: Invoke): Invoke {
  return (fn, request) => {
    const work = invoke(fn, request).finally(() => running.delete(work));
    running.add(work);
    return work;
  };
}

/** The real host by itself knows HTTP and timers; without its bundle it serves those, and leaves what is queued where it is. */
function refuseQueues(queues: readonly { readonly trigger: TriggeredFunction }[]): void {
  if (queues.length === 0) return;
  const names = queues.map(({ trigger }) => trigger.name).join(', ');
  throw new Error(`host.json names no extensionBundle: the real host would not run ${names}.`);
}

function toQueueSource(trigger: TriggeredFunction, environment: Environment) {
  const setting = readOption(trigger, 'connection', environment);
  const connection = environment[setting];
  if (connection === undefined) throw new Error(`Function "${trigger.name}": the connection ${setting} has no value.`);
  return { trigger, queueName: readOption(trigger, 'queueName', environment), connection };
}

function toTimer(trigger: TriggeredFunction, environment: Environment) {
  const text = readOption(trigger, 'schedule', environment);
  try {
    return { trigger, text, schedule: parseSchedule(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Function "${trigger.name}": ${reason}.`, { cause: error });
  }
}

function isPoison(queueName: string): boolean {
  return queueName.endsWith(POISON_SUFFIX);
}

function ofKind(triggers: readonly TriggeredFunction[], kind: TriggerKind): TriggeredFunction[] {
  return triggers.filter((trigger) => trigger.kind === kind);
}

function describe({ name, kind }: TriggeredFunction, detail: string): FunctionDescription {
  return { name, kind, detail };
}
