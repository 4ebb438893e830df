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
import { startErrand } from './dueErrands';
import { listHeld } from './heldDeletions';
import type { JobContexts } from './jobContext';
import type { JobQueues } from './jobQueues';
import { lift } from './quarantineJob';
import { beginSweep } from './sweep';
import { whyParked } from './whyParked';

export interface RestartPorts {
  readonly jobs: JobStore;
  readonly contexts: JobContexts;
  readonly intake: IntakeStore;
  readonly people: PeopleStore;
  readonly index: PersonIndex;
  readonly operations: JobQueues;
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
    const running = started(found, scopes, ports.clock.now());
    if (waits) return whenIdle(running, scopes);
    const purgeBelow = isRunning && !onlyReleases(scopes) ? intake.state.next : found.purgeBelow;
    return { ...reset(running, scopes), purgeBelow };
  });
  ports.contexts.forget(jobId);
  if (job !== undefined && !waits) await carryOut(job, scopes, ports);
  return job;
}

/** The job with these resets to be made when its cycle has ended, beside those asked for before. */
export function whenIdle(job: Job, scopes: Iterable<ResetScope>): Job {
  return { ...job, restartWhenIdle: [...new Set([...(job.restartWhenIdle ?? []), ...scopes])] };
}

/** A restart that was asked for while a cycle ran; called when cycles may have ended. */
export async function carryOutPendingRestart(jobId: string, ports: RestartPorts): Promise<void> {
  const intake = await ports.intake.read(jobId);
  if (intake === undefined || intake.state.cycle !== null || intake.state.full.length > 0) return;
  let scopes: ReadonlySet<ResetScope> | undefined;
  const job = await ports.jobs.change(jobId, (found) => {
    if (found.restartWhenIdle === null) return undefined;
    scopes = new Set(found.restartWhenIdle);
    return reset(found, scopes); // it was started when the restart was asked for; a pause since then stands
  });
  if (job === undefined || scopes === undefined) return;
  ports.contexts.forget(jobId);
  await carryOut(job, scopes, ports);
}

/** Starting, letting held deletions go and lifting a quarantine interrupt nothing: they need not wait for a cycle to end. */
function onlyReleases(scopes: ReadonlySet<ResetScope>): boolean {
  return [...scopes].every((scope) => scope === 'ForceDeletes' || scope === 'QuarantineState');
}

/** `None` is a start (spec/wire-contract.md 2.5); allowing the deletes ends the quarantine that they brought. */
function started(job: Job, scopes: ReadonlySet<ResetScope>, now: number): Job {
  const allowed = scopes.has('ForceDeletes') && job.quarantine?.reason === 'TooManyDeletes';
  const lifts = allowed || scopes.has('QuarantineState') || scopes.size === 0;
  return { ...(lifts ? lift(job, now) : job), state: 'Active', started: true };
}

function reset(job: Job, scopes: ReadonlySet<ResetScope>): Job {
  const { links, escrows } = job.generation;
  const left = (job.restartWhenIdle ?? []).filter((scope) => !scopes.has(scope));
  return {
    ...job,
    restartWhenIdle: left.length === 0 ? null : left,
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
  await intake.changeStatus(jobId, (status) => ({
    ...status,
    completed: {
      ...status.completed,
      ...(scopes.has('ConnectorDataStore') && { linked: 0 }),
      ...(scopes.has('Escrows') && { escrowed: 0 }),
    },
  }));
}
