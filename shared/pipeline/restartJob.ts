/**
 * Restart (seed 003, "How does restart provisioning work"): a job that is running finishes what it has, and is reset when
 * that cycle ends; one that is not running forgets what was uploaded before, and takes only what comes after.
 */
import type { ResetScope } from '../engine/resetScope';
import type { Clock, RandomSource } from '../ports';
import type { IntakeStore } from '../store/intake';
import type { Job, JobStore } from '../store/jobs';
import type { PeopleStore } from '../store/people';
import type { PersonIndex } from '../store/personIndex';
import type { Queue } from '../store/queue';
import { startErrand } from './dueErrands';
import { listHeld } from './guardDeletions';
import type { JobContexts } from './jobContext';
import { beginSweep } from './sweep';
import { whyParked } from './whyParked';

export interface RestartPorts {
  readonly jobs: JobStore;
  readonly contexts: JobContexts;
  readonly intake: IntakeStore;
  readonly people: PeopleStore;
  readonly index: PersonIndex;
  readonly operations: Queue;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** @returns the job as it is now; `undefined` when there is none */
export async function restartJob(
  jobId: string,
  scopes: ReadonlySet<ResetScope>,
  ports: RestartPorts,
): Promise<Job | undefined> {
  const intake = await ports.intake.read(jobId);
  const isRunning = intake !== undefined && (intake.state.cycle !== null || intake.state.full.length > 0);
  let waits = false;
  const job = await ports.jobs.change(jobId, (found) => {
    waits = isRunning && whyParked(found) === undefined && !onlyReleases(scopes);
    if (waits) return { ...found, ...lifted(found, scopes), restartWhenIdle: [...scopes] };
    const purgeBelow = isRunning && !onlyReleases(scopes) ? intake.state.next : found.purgeBelow;
    return { ...reset(found, scopes), purgeBelow };
  });
  ports.contexts.forget(jobId);
  if (job !== undefined && !waits) await carryOut(job, scopes, ports);
  return job;
}

/** A restart that was asked for while a cycle ran; called when cycles may have ended. */
export async function carryOutPendingRestart(jobId: string, ports: RestartPorts): Promise<void> {
  const intake = await ports.intake.read(jobId);
  if (intake === undefined || intake.state.cycle !== null || intake.state.full.length > 0) return;
  let scopes: ReadonlySet<ResetScope> | undefined;
  const job = await ports.jobs.change(jobId, (found) => {
    if (found.restartWhenIdle === null) return undefined;
    scopes = new Set(found.restartWhenIdle);
    return reset(found, scopes);
  });
  if (job === undefined || scopes === undefined) return;
  ports.contexts.forget(jobId);
  await carryOut(job, scopes, ports);
}

/** Letting held deletions go, or lifting a quarantine, interrupts nothing: it need not wait for a cycle to end. */
function onlyReleases(scopes: ReadonlySet<ResetScope>): boolean {
  return [...scopes].every((scope) => scope === 'ForceDeletes' || scope === 'QuarantineState');
}

function lifted(job: Job, scopes: ReadonlySet<ResetScope>): Pick<Job, 'quarantine' | 'state' | 'started'> {
  const quarantine = scopes.has('QuarantineState') || scopes.has('ForceDeletes') ? null : job.quarantine;
  return { quarantine, state: 'Active', started: true };
}

function reset(job: Job, scopes: ReadonlySet<ResetScope>): Job {
  const { links, escrows } = job.generation;
  return {
    ...job,
    ...lifted(job, scopes),
    restartWhenIdle: null,
    generation: {
      links: links + (scopes.has('ConnectorDataStore') ? 1 : 0),
      escrows: escrows + (scopes.has('Escrows') ? 1 : 0),
    },
  };
}

async function carryOut(job: Job, scopes: ReadonlySet<ResetScope>, ports: RestartPorts): Promise<void> {
  await forgetTotals(job.id, scopes, ports.intake);
  if (scopes.has('ForceDeletes')) {
    const held = await listHeld(job.id, ports);
    await startErrand(
      job.id,
      'release',
      held.map(({ anchor }) => anchor),
      ports,
    );
  }
  if (scopes.has('Watermark')) await beginSweep(job.id, ports);
}

/** What people were made to forget must not be counted any more. */
async function forgetTotals(jobId: string, scopes: ReadonlySet<ResetScope>, intake: IntakeStore): Promise<void> {
  const status = await intake.readStatus(jobId);
  await intake.writeStatus(jobId, {
    ...status,
    completed: {
      ...status.completed,
      ...(scopes.has('ConnectorDataStore') && { linked: 0 }),
      ...(scopes.has('Escrows') && { escrowed: 0 }),
    },
  });
}
