/** The world of one run: shared storage and target, and the processes, clients and mishaps that a seed puts into it. */

import { OPERATIONS_QUEUE, type Services } from '../../shared/composition/services';
import { AGENT_REQUIRED } from '../../shared/pipeline/jobSettings';
import { ensureReadyJob } from '../../shared/pipeline/jobs/ensureReadyJob';
import { updateJob } from '../../shared/pipeline/jobs/updateJob';
import { superviseJobs } from '../../shared/pipeline/supervise/superviseJobs';
import { readSettings, type Settings } from '../../shared/settings';
import { MUSTER } from '../../shared/store/jobs/audit';
import { createMemoryStorage, type MemoryStorage } from '../../shared/store/memory/memoryStorage';
import type { Target } from '../../shared/targets/target';
import { forgetful } from '../support/forgetful';
import { SECRETS_KEY } from '../support/inletDesk';
import { CLIENT_ID, JOB_ID, PRINCIPAL_ID, TENANT_ID } from '../support/workbench';
import {
  type Administrator,
  type PlannedDeed,
  planDecisions,
  planDeeds,
  planForgetting,
  planRematches,
  startAdministrator,
} from './administrator';
import { type Chance, createChance } from './chance';
import { Chronicle } from './chronicle';
import { ask, type Client, startClient } from './client';
import { type PlantedFault, untouched } from './faults/plantedFault';
import { type Handwriting, startHands } from './hands';
import { HrPeople, type HrSystem, makeInlet, startHr } from './hr';
import { BEFORE, planUploads, TWICE } from './people';
import { startRehire } from './rehire';
import { type Actor, Scheduler } from './scheduler';
import { PICKED, simulatedSchema } from './schema';
import { SimulatedTarget, type TargetTrouble } from './target';
import { TokenService, withTokens } from './tokens';
import { type Arrival, createReceiver, setUpOutlets, startTelling } from './told';
import { sickRow, tooSmall } from './tooSmall';
import { PROFILES, type Profile, type Weather } from './weather';
import { type Trouble, wired } from './wire';
import { clockOf, SERVICE_QUEUES, servicesOf, startWorker, type Worker } from './worker';
import { startFetching, type WrittenBack } from './writtenBack';

const WORKERS_IN_CALM = 3;
const START = Date.UTC(2026, 0, 15, 9, 30);
const MISHAPS_MS = 30_000;
/** How probable it is that the outlet's receiver refuses. */
const REFUSES = 0.15;
/** By then all that was to go wrong once has gone wrong. */
export const MISHAPS_UNTIL = START + MISHAPS_MS;

export interface World {
  readonly weather: Weather;
  readonly scheduler: Scheduler;
  readonly storage: MemoryStorage;
  readonly target: SimulatedTarget;
  readonly clients: readonly Client[];
  readonly administrator: Administrator;
  readonly chronicle: Chronicle;
  /** The HR system that posts to an inlet; `undefined`: there is none. */
  readonly hr: HrSystem | undefined;
  /** What another system wrote to the accounts. */
  readonly handwritings: readonly Handwriting[];
  /** Services that look at the storage without anybody noticing. */
  readonly observer: Services;
  /** Something goes wrong, perhaps; called between steps. */
  mishap(): void;
  /** From now on nothing goes wrong any more. */
  calmDown(): void;
  /** What the outlet's receiver was sent. */
  readonly arrivals: readonly Arrival[];
  /** What was written into HR, by the way of sending and by that of fetching, in order. */
  readonly writtenBack: readonly WrittenBack[];
  readonly fetched: readonly WrittenBack[];
  /** When each round of the timer was completed, milliseconds. */
  readonly rounds: readonly number[];
  /** When each round was completed since nothing goes wrong any more, milliseconds. */
  readonly calmRounds: readonly number[];
  /** When the target came back that had been away for minutes; `undefined`: it never was. */
  readonly targetBackAt: number | undefined;
  /** Looks at the storage from outside: no time passes, and nobody gets a turn. */
  observing<T>(look: () => Promise<T>): Promise<T>;
}

export async function createWorld(seed: number, profile: Profile, fault: PlantedFault = untouched): Promise<World> {
  const chance = createChance(seed);
  const weather = fault.weather(PROFILES[profile](chance));
  const createsOnce = chance.happens(0.5);
  const scheduler = new Scheduler(chance.fork(), START, weather.leaps);
  const chronicle = new Chronicle(scheduler);
  let isObserved = true;
  let isCalm = false;
  const storage = createMemoryStorage({
    clock: scheduler.clock,
    tick: () => (isObserved ? Promise.resolve() : scheduler.tick()),
    watch: chronicle.watch,
  });
  const trouble: Trouble = {
    storage: weather.storageFaults,
    doubled: weather.doubledMessages,
    delayed: weather.delayedMessages,
    lost: weather.lostMessages,
    late: weather.lateMessages,
    isQueueGone: false,
  };
  const targetTrouble: TargetTrouble = {
    faults: weather.targetFaults,
    latencyMs: weather.targetLatencyMs,
    isGone: false,
    untaken: weather.untaken,
    tells: weather.tells,
    isAbsent: false,
    refusesReferences: weather.refusesReferences,
    lists: weather.lists && { ...weather.lists },
  };
  const target = new SimulatedTarget(scheduler, chance.fork(), targetTrouble, chronicle);
  furnish(target, weather);
  const settings = settingsFor(weather);
  const refuses = () => (isCalm ? 0 : REFUSES);
  const receiver = weather.outlet ? createReceiver(chance.fork(), scheduler, refuses) : undefined;
  const outside = receiver && { outside: receiver.exchange };
  const hrPeople = weather.webhooks > 0 ? new HrPeople(scheduler, chance.fork()) : undefined;
  const vendor = hrPeople && { askVendor: hrPeople.ask };
  const plain = { scheduler, chance: chance.fork(), settings, storage, target: target.port, ...outside, ...vendor };
  const observer = servicesOf(scheduler.actor('observer'), plain);
  await setUp(observer, storage, scheduler, weather);
  isObserved = false;

  const network = scheduler.actor('network');
  const tokens = weather.deadTokens === undefined ? undefined : new TokenService(scheduler);
  let booted = 0;
  const workers: Worker[] = [];
  function boot(): void {
    if (isCalm && workers.length >= WORKERS_IN_CALM) return;
    const actor = scheduler.actor(`worker${++booted}`, chance.between(-weather.skewMs, weather.skewMs));
    const seeMessage = chronicle.seeMessage;
    const wire = { scheduler, chance: chance.fork(), network, trouble, seeMessage };
    const seen = fault.storage(sickRow(tooSmall(wired(storage, wire))), { scheduler, chance: wire.chance });
    workers.push(
      startWorker(actor, {
        ...plain,
        chance: chance.fork(),
        storage: seen,
        settings: fault.settings(settings),
        target: fault.target(tokened(createsOnce ? target.port : forgetful(target.port), actor)),
        agents: weather.agents,
        agentSkewMs: weather.agentSkewMs,
        agentsGoBy: fault.agentsGoBy,
        removesFirst: fault.removesFirst,
        longestPollMs: () => (isCalm ? 30_000 : 5_000),
      }),
    );
    scheduler.note('starts', actor);
  }
  function tokened(port: Target, actor: Actor): Target {
    if (tokens === undefined) return port;
    const { authorization } = fault;
    const clock = clockOf(actor, scheduler);
    return withTokens(port, { service: tokens, scheduler, clock, chance: chance.fork(), authorization });
  }
  const operator = scheduler.actor('operator');
  function crash(worker: Worker): void {
    scheduler.note('dies', worker.actor);
    scheduler.kill(worker.actor);
    workers.splice(workers.indexOf(worker), 1);
    scheduler.post(operator, boot, chance.whole(20_000));
  }
  /** Few are left when there is little to do. */
  function scaleIn(): void {
    for (const worker of workers.splice(WORKERS_IN_CALM)) {
      scheduler.note('is taken away', worker.actor);
      scheduler.kill(worker.actor);
      chronicle.takenAwayAt = scheduler.now;
    }
  }
  for (let count = 0; count < weather.workers; count += 1) boot();

  const pickWorker = () => (workers.length === 0 ? undefined : chance.pick(workers));
  const clientPorts = {
    scheduler,
    chance: chance.fork(),
    pickWorker,
    acceptPorts: (worker: Worker) => fault.accept(worker.services.house, scheduler),
  };
  const clients = Array.from({ length: weather.clients }, (_, index) => {
    const name = `client${index + 1}`;
    return startClient(name, planUploads(name, weather, chance.fork()), clientPorts);
  });

  if (weather.rehired) {
    const isLinked = (anchor: string) => chronicle.isLinked(anchor);
    clients.push(startRehire({ ...clientPorts, chance: chance.fork(), target, isLinked }));
  }
  const hr = hrPeople && startHr(weather, hrPeople, { ...clientPorts, chance: chance.fork() });
  const handwritings =
    weather.hands > 0 ? startHands(weather.hands, target, scheduler, chance.fork(), handsMs(weather)) : [];

  const administrator = startAdministrator(
    [
      ...decisionsOf(weather, chance),
      ...forgettingOf(weather, chance),
      ...rematchesOf(weather, chance),
      ...planDeeds(weather.interventions, chance.fork()),
    ],
    { deeds: lastDeeds(weather, chance.fork()), isCalm: () => isCalm },
    { scheduler, chance: chance.fork(), pickWorker, holdsAny: () => chronicle.holdsAny(), weather, target },
  );

  const tellingPorts = { ...clientPorts, isCalm: () => isCalm };
  if (weather.outlet) startTelling({ ...tellingPorts, chance: chance.fork() });
  const fetched = weather.outlet
    ? startFetching({ ...tellingPorts, chance: chance.fork(), marksFirst: fault.marksFirst })
    : [];

  const handovers = weather.handovers > 0 ? chance.fork() : undefined; // drawn where it is used: other weathers stay as they are
  const rounds: number[] = [];
  const calmRounds: number[] = [];
  const timer = scheduler.actor('timer');
  async function supervise(): Promise<void> {
    let pauseMs = 15_000;
    for (;;) {
      await scheduler.sleep(pauseMs);
      if (isCalm) pauseMs = Math.min(pauseMs + 15_000, 600_000);
      const worker = pickWorker();
      if (worker === undefined) continue;
      const { house } = worker.services;
      if (!isCalm && handovers?.happens(weather.handovers)) {
        const settings = { [AGENT_REQUIRED]: handovers.happens(0.5) ? 'True' : 'False' };
        const change = async () => updateJob(JOB_ID, { settings }, MUSTER, house).then(() => true);
        await ask(timer, worker.actor, change, clientPorts);
      }
      const done = await ask(timer, worker.actor, async () => superviseJobs(house).then(() => true), clientPorts);
      if (!done) continue;
      rounds.push(scheduler.now);
      if (isCalm) calmRounds.push(scheduler.now);
    }
  }
  scheduler.post(timer, () => void supervise());
  plantMishaps(weather, { scheduler, chance: chance.fork(), storage, operator, targetTrouble, trouble });
  const targetBackAt = plantAbsence(weather, { scheduler, chance, operator, targetTrouble });
  plantDeaths(weather, tokens, { scheduler, chance, operator });

  return {
    weather,
    scheduler,
    storage,
    target,
    clients,
    administrator,
    chronicle,
    hr,
    handwritings,
    arrivals: receiver?.arrivals ?? [],
    writtenBack: receiver?.writtenBack ?? [],
    fetched,
    observer,
    mishap() {
      if (isCalm) return;
      if (workers.length > 0 && chance.happens(weather.crashes)) crash(chance.pick(workers));
      if (workers.length > 0 && chance.happens(weather.stalls)) stall(chance.pick(workers).actor, scheduler, chance);
    },
    calmDown() {
      isCalm = true;
      scaleIn();
      Object.assign(trouble, { storage: 0, doubled: 0, delayed: 0, lost: 0, late: 0, isQueueGone: false });
      Object.assign(targetTrouble, {
        faults: 0,
        isGone: false,
        untaken: 0,
        latencyMs: Math.min(300, weather.targetLatencyMs),
      });
      if (targetTrouble.lists !== undefined) Object.assign(targetTrouble.lists, { leavesOut: 0, fails: 0 });
    },
    rounds,
    calmRounds,
    targetBackAt,
    async observing(look) {
      isObserved = true;
      try {
        return await look();
      } finally {
        isObserved = false;
      }
    },
  };
}

/** Accounts that are there before Muster comes. */
function furnish(target: SimulatedTarget, { found, twice }: Weather): void {
  const owners = [...Array.from({ length: found }, (_, index) => `p${index + 1}`), ...(twice ? [TWICE, TWICE] : [])];
  for (const [index, employeeId] of owners.entries()) {
    const userPrincipalName = `${employeeId}@adatum.example`;
    const name = { employeeId, userPrincipalName, displayName: employeeId, [PICKED]: `before${index}` };
    target.found({ ...name, jobTitle: BEFORE, accountEnabled: true });
  }
}

/** Until when another system writes: as long as uploads come, more or less. */
const handsMs = ({ pauses }: Weather) => (pauses > 0 ? 3_600_000 : 200_000);

/** Drawn where they are made: other weathers stay as they are. */
function decisionsOf({ decisions }: Weather, chance: Chance): readonly PlannedDeed[] {
  return decisions > 0 ? planDecisions(decisions, chance.fork()) : [];
}

function forgettingOf({ forgets, people }: Weather, chance: Chance): readonly PlannedDeed[] {
  return forgets > 0 ? planForgetting(forgets, people, chance.fork()) : [];
}

function rematchesOf({ rematches }: Weather, chance: Chance): readonly PlannedDeed[] {
  return rematches > 0 ? planRematches(rematches, chance.fork()) : [];
}

/** A job that was left paused works again; what the guard has staged is allowed in some runs, and stays in others. */
function lastDeeds({ deletionThreshold }: Weather, chance: Chance): readonly PlannedDeed[] {
  const start: PlannedDeed = { deed: { kind: 'start' }, pauseMs: 1_000 };
  const allow: PlannedDeed = { deed: { kind: 'restart', scopes: ['ForceDeletes'] }, pauseMs: 300_000 };
  return deletionThreshold < 100 && chance.happens(0.5) ? [start, allow] : [start];
}

function settingsFor(weather: Weather): Settings {
  return readSettings({
    AzureWebJobsStorage: 'not used: storage is in memory',
    TENANT_ID,
    VERIFIED_DOMAINS: 'adatum.example',
    SECRETS_KEY,
    OPERATIONS_PER_MESSAGE: String(weather.operationsPerMessage),
    TARGET_CONCURRENCY: String(weather.targetConcurrency),
    DELETIONS_AT_ONCE: String(weather.deletionsAtOnce),
  });
}

async function setUp(
  services: Services,
  storage: MemoryStorage,
  { clock }: Scheduler,
  weather: Weather,
): Promise<void> {
  await services.ready();
  for (const name of SERVICE_QUEUES) await storage.queue(name).ensure();
  const job = { servicePrincipalId: PRINCIPAL_ID, jobId: JOB_ID, appId: CLIENT_ID, ownerAppIds: [CLIENT_ID] };
  await ensureReadyJob(
    { ...job, displayName: 'HR inbound', notificationEmail: 'admin@adatum.example' },
    { ...services.house, clock },
  );
  await services.house.jobs.putSchema(JOB_ID, simulatedSchema(weather));
  const settings = { QuarantineTooManyDeletesThreshold: String(weather.deletionThreshold) };
  await services.house.jobs.change(JOB_ID, (job) => ({ ...job, settings }));
  if (weather.outlet) await setUpOutlets(services.house);
  if (weather.webhooks > 0) await makeInlet(services.house);
  if (weather.agents) await updateJob(JOB_ID, { settings: { [AGENT_REQUIRED]: 'True' } }, MUSTER, services.house);
}

/** Paused for a while, or slow from now on. */
function stall(actor: Actor, scheduler: Scheduler, chance: Chance): void {
  if (chance.happens(0.5)) actor.pace = chance.pick([0.01, 0.1, 1, 10]);
  else actor.stalledUntil = scheduler.now + chance.pick([1_000, 6_000]);
  scheduler.note(
    `has pace ${actor.pace} and stands still for ${Math.max(0, actor.stalledUntil - scheduler.now)} ms`,
    actor,
  );
}

interface Surroundings {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly storage: MemoryStorage;
  readonly operator: Actor;
  readonly targetTrouble: TargetTrouble;
  readonly trouble: Trouble;
}

function plantMishaps(weather: Weather, surroundings: Surroundings): void {
  const { scheduler, chance, storage, operator, targetTrouble, trouble } = surroundings;
  const outage = (set: (isGone: boolean) => void, longestWaitMs: number, longestMs: number) => {
    const [begin, length] = [chance.whole(longestWaitMs), chance.whole(longestMs)];
    const beginIt = () => {
      set(true);
      scheduler.post(operator, () => set(false), length); // not before, or the end might come first
    };
    scheduler.post(operator, beginIt, begin);
  };
  for (let count = 0; count < weather.queueOutages; count += 1) {
    outage((isQueueGone) => Object.assign(trouble, { isQueueGone }), 20_000, 20_000);
  }
  for (let count = 0; count < weather.targetOutages; count += 1) {
    outage((isGone) => Object.assign(targetTrouble, { isGone }), 60_000, 30_000);
  }
  for (let count = 0; count < weather.garbage; count += 1) {
    scheduler.post(operator, () => void storage.queue(OPERATIONS_QUEUE).send(GARBAGE), chance.whole(MISHAPS_MS));
  }
  if (weather.stagingLost) scheduler.post(operator, () => void loseStaging(storage), chance.whole(30_000));
}

/** @returns when it comes back */
function plantAbsence(
  { targetAbsenceMs }: Weather,
  {
    scheduler,
    chance,
    operator,
    targetTrouble,
  }: Pick<Surroundings, 'scheduler' | 'chance' | 'operator' | 'targetTrouble'>,
): number | undefined {
  if (targetAbsenceMs === 0) return undefined;
  const begin = chance.whole(20_000);
  scheduler.post(operator, () => Object.assign(targetTrouble, { isAbsent: true }), begin);
  scheduler.post(operator, () => Object.assign(targetTrouble, { isAbsent: false }), begin + targetAbsenceMs);
  return scheduler.now + begin + targetAbsenceMs;
}

/** So far apart that no request meets more of them than it may be sent again. */
const BETWEEN_DEATHS_MS = 20_000;

function plantDeaths(
  { deadTokens = 0 }: Weather,
  tokens: TokenService | undefined,
  { scheduler, chance, operator }: Pick<Surroundings, 'scheduler' | 'chance' | 'operator'>,
): void {
  for (let count = 0; count < deadTokens; count += 1) {
    scheduler.post(
      operator,
      () => tokens?.forgetAll(),
      count * BETWEEN_DEATHS_MS + chance.whole(BETWEEN_DEATHS_MS / 2),
    );
  }
}

async function loseStaging(storage: MemoryStorage): Promise<void> {
  const table = storage.table('staging');
  for (const { partitionKey, rowKey } of table.rows()) {
    if (partitionKey !== 'parked') await table.remove(partitionKey, rowKey);
  }
}

export const GARBAGE = '{"v":9,"kind":"from the future"}';
