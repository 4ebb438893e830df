/** What is due without anybody asking: escrows whose time has come, references that wait. */

import { chunk } from '../../collections';
import type { Clock, RandomSource } from '../../ports';
import type { JobStore } from '../../store/jobs/jobs';
import type { PersonIndex } from '../../store/people/personIndex';
import type { Cycle, IntakeStore } from '../../store/uploads/intake';
import { countWork } from '../../store/uploads/pendingWork';
import type { ErrandPerson } from '../errandTasks';
import type { JobQueues } from '../ports';
import { type Errand, writeMessage } from '../queue/messages';
import { whyParked } from '../whyParked';

export interface ErrandPorts {
  readonly jobs: JobStore;
  readonly intake: IntakeStore;
  readonly index: PersonIndex;
  readonly operations: JobQueues;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** How often references that wait are looked at without a sign of their person, milliseconds. */
  readonly waitingSweepMs: number;
}

/** People a message: few enough to fit, many enough to share transactions. */
const PEOPLE_A_MESSAGE = 100;
/** Errands sent in one round and job; the rest is still there in the next. */
const MOST_A_ROUND = 5_000;

export async function sendErrands(jobId: string, ports: ErrandPorts): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return;
  const now = ports.clock.now();
  if (!(await isUnderWay(jobId, 'retry', ports))) {
    await startErrand(jobId, 'retry', await collect(ports.index.list(jobId, 'escrow', { dueBy: now })), ports);
  }

  const status = await ports.intake.readStatus(jobId);
  if (now - status.waitingSweptAt < ports.waitingSweepMs) return;
  await startErrand(jobId, 'resolveWaiting', await collect(ports.index.list(jobId, 'waiting')), ports);
  await ports.intake.changeStatus(jobId, (found) => ({ ...found, waitingSweptAt: now }));
}

/** What is still in the queue from an earlier round need not be sent again. */
async function isUnderWay(jobId: string, errand: Errand, { intake }: ErrandPorts): Promise<boolean> {
  const cycles = await openCycles(jobId, intake);
  return cycles.some(({ pending }) => countWork(pending, errand) > 0);
}

async function openCycles(jobId: string, intake: IntakeStore): Promise<readonly Cycle[]> {
  const { state } = (await intake.read(jobId)) ?? {};
  if (state === undefined) return [];
  return state.cycle === null ? state.full : [...state.full, state.cycle];
}

/** Work of its own: it joins the open cycle, or opens one, and keeps it open until it is done. */
export function startErrand(
  jobId: string,
  errand: Errand,
  anchors: readonly string[],
  ports: StartPorts,
  delaySeconds = 0,
): Promise<void> {
  const people = anchors.map((anchor) => ({ anchor }));
  return startErrandFor(jobId, errand, people, ports, delaySeconds);
}

type StartPorts = Omit<ErrandPorts, 'jobs' | 'index' | 'waitingSweepMs'>;

export async function startErrandFor(
  jobId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  ports: StartPorts,
  delaySeconds = 0,
): Promise<void> {
  for (const part of chunk(people, PEOPLE_A_MESSAGE)) {
    const work = `${errand}-${ports.random.uuid()}`;
    const cycleId = await ports.intake.beginWork(jobId, [work], ports.random.uuid(), ports.clock.now());
    await ports.operations.send(jobId, errandMessage(jobId, cycleId, errand, part, work), { delaySeconds });
  }
}

/** Work within a cycle that is open for other reasons: what is held keeps it open. */
export async function sendErrand(
  jobId: string,
  cycleId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  { operations }: Pick<ErrandPorts, 'operations'>,
  delaySeconds = 0,
): Promise<void> {
  for (const part of chunk(people, PEOPLE_A_MESSAGE)) {
    await operations.send(jobId, errandMessage(jobId, cycleId, errand, part, null), { delaySeconds });
  }
}

function errandMessage(
  jobId: string,
  cycleId: string,
  errand: Errand,
  people: readonly ErrandPerson[],
  work: string | null,
): string {
  const since = people.flatMap((person) => person.since ?? []);
  const anchors = people.map(({ anchor }) => anchor);
  const about = since.length === anchors.length ? { anchors, since } : { anchors };
  return writeMessage({ kind: 'errand', errand, jobId, cycleId, ...about, work });
}

async function collect(people: AsyncIterable<{ readonly anchor: string }>): Promise<string[]> {
  const anchors: string[] = [];
  for await (const { anchor } of people) {
    anchors.push(anchor);
    if (anchors.length === MOST_A_ROUND) break;
  }
  return anchors;
}
