/** One seed from beginning to end: a world in bad weather, then calm until everything is settled, then the questions. */
import { createHash } from 'node:crypto';
import { failureCategory } from '../../shared/errors';
import { sinceRestart } from '../../shared/store/people/people';
import { INLET } from '../support/inletDesk';
import { JOB_ID } from '../support/workbench';
import { type Evidence, gatherEvidence, openCycles } from './evidence';
import type { PlantedFault } from './faults/plantedFault';
import { findViolations, type Violation } from './invariants';
import { isAfflictedByStorage } from './people';
import { isToldOfAll } from './told';
import type { Profile } from './weather';
import { AGENT_QUEUES, SERVICE_QUEUES } from './worker';
import { createWorld, MISHAPS_UNTIL, type World } from './world';
import { isWrittenBack } from './writtenBack';

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** What happened, in order: time of day, who, what; then what is left: the log, rows, accounts, the intake. */
  trace(): readonly string[];
  readonly steps: number;
}

export interface Setting {
  readonly profile?: Profile;
  readonly fault?: PlantedFault;
}

/** Steps until the weather calms down, although clients are not done. */
const MOST_STEPS_IN_BAD_WEATHER = 6_000;
/** Steps until a run that does not settle is given up. */
const MOST_STEPS = 60_000;
/** How often the storage is looked at to see whether everything is settled, in steps. */
const LOOK_EVERY = 100;
/** Rounds of the timer after everything is done, for what it still has to close. */
const LAST_ROUNDS = 16;

export async function simulate(seed: number, { profile = 'ordinary', fault }: Setting = {}): Promise<Outcome> {
  const world = await createWorld(seed, profile, fault);
  const { scheduler, clients } = world;
  const areDone = () => clients.every(({ isDone }) => isDone) && world.hr?.isDone !== false;
  await scheduler.run(() => areDone() || scheduler.steps > MOST_STEPS_IN_BAD_WEATHER, world.mishap);
  const badUntil = scheduler.steps + 400;
  await scheduler.run(() => scheduler.steps > badUntil, world.mishap);

  world.calmDown();
  scheduler.note('--- from here on nothing goes wrong any more ---', scheduler.actor('weather'));
  let settledSince: number | undefined;
  while (scheduler.steps < MOST_STEPS) {
    const until = scheduler.steps + LOOK_EVERY;
    await scheduler.run(() => scheduler.steps > until);
    if (!areDone() || !world.administrator.isDone || !(await isSettled(world))) settledSince = undefined;
    else settledSince ??= world.rounds.length;
    if (settledSince === undefined) continue;
    if (world.rounds.length >= settledSince + LAST_ROUNDS || (await isClosed(world))) break;
  }
  const evidence = await gatherEvidence(world);
  return {
    seed,
    violations: findViolations(evidence),
    trace: () => [...scheduler.trace(), ...tellEnd(evidence)],
    steps: scheduler.steps,
  };
}

/** The same for two runs exactly when the same happened in both. */
export function traceHash(trace: readonly string[]): string {
  return createHash('sha256').update(trace.join('\n')).digest('hex').slice(0, 16);
}

/** Nobody has anything to do, now or by themselves later. */
async function isSettled({ storage, observing, observer, scheduler, hr, targetBackAt }: World): Promise<boolean> {
  if (scheduler.now <= Math.max(MISHAPS_UNTIL, targetBackAt ?? 0)) return false;
  const waiting = [...SERVICE_QUEUES, ...AGENT_QUEUES].some((name) => storage.queue(name).messages().length > 0);
  if (waiting) return false;
  return observing(async () => {
    if (!(await isToldOfAll(observer.house))) return false;
    if (!(await isWrittenBack(observer.house, scheduler))) return false;
    if (hr !== undefined && (await observer.house.inletEvents.count(INLET, 1)).open > 0) return false;
    const job = (await observer.house.jobs.get(JOB_ID))?.value;
    if (job?.restartWhenIdle != null || job?.restarting != null) return false;
    const linked = new Set<string>();
    const awaited: string[] = [];
    for await (const stored of observer.house.people.all(JOB_ID)) {
      const person = job === undefined ? stored.person : sinceRestart(stored.person, job.generation);
      const { anchor, link, held, escrow, waiting: references, moved } = person;
      if (link !== null) linked.add(anchor);
      if (held !== null && !held.staged) return false;
      if (isAfflictedByStorage(anchor)) continue;
      if (escrow !== null && failureCategory(escrow.failure.code) === 'transient') return false;
      if (moved !== undefined) return false;
      for (const { anchor: referred, refused } of link === null ? [] : references) {
        if (refused !== undefined && failureCategory(refused.code) === 'transient') return false;
        if (refused === undefined && referred !== null) awaited.push(referred);
      }
    }
    return !awaited.some((anchor) => linked.has(anchor));
  });
}

/** No cycle is open that has operations or work: one for the references that wait may begin at any time. */
async function isClosed({ observing, observer }: World): Promise<boolean> {
  const intake = await observing(() => observer.house.intake.read(JOB_ID));
  return intake === undefined || openCycles(intake.state).length === 0;
}

/** What is there in the end, as the last lines of the trace. */
function tellEnd({ logged, people, accounts, intake }: Evidence): readonly string[] {
  const entries = logged.map(({ entry: { source, operation, attempt, action, status, error, steps } }) => {
    const what = operation === null ? 'own work' : `${operation.sequence} ${operation.bulkId}`;
    return `log  ${source.id} ${what} attempt ${attempt}: ${action} ${status} ${error?.code ?? ''} ${steps.at(-1)?.description ?? ''}`;
  });
  const rows = [...people.values()].map(({ data, jobId: _job, history: _history, anchor, ...person }) => {
    return `row  ${anchor} ${JSON.stringify({ ...person, title: data?.title })}`;
  });
  return [
    ...entries,
    ...rows,
    ...accounts.map((account) => `target  ${JSON.stringify(account)}`),
    `intake  ${JSON.stringify(intake)}`,
  ];
}
