/**
 * Restart (seed 003, "How does restart provisioning work"): a job that is running finishes what it has, and is reset when
 * that cycle ends; one that is not running forgets what was uploaded before, and takes only what comes after.
 */

import type { ResetScope } from '../../engine/job/resetScope';
import { asOf } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import type { IntakeState } from '../../store/uploads/intake';
import { listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { lift } from '../quarantine/quarantineJob';
import { startErrandFor } from '../queue/errands';
import { beginReevaluateAll } from '../queue/reevaluateAll';
import { whyParked } from '../queue/whyParked';

type Ports = Needs<'clock' | 'random' | 'jobs' | 'contexts' | 'operations' | 'intake' | 'people' | 'index'>;

/** @returns the job as it is now; `undefined` when there is none */
export async function restartJob(
  jobId: string,
  scopes: ReadonlySet<ResetScope>,
  ports: Ports,
): Promise<Job | undefined> {
  const state = (await ports.intake.read(jobId))?.state;
  const id = ports.random.uuid();
  const job = await ports.jobs.change(jobId, (found) => {
    const running = started(found, scopes, ports.clock.now());
    if (waitsForCycle(state, found, scopes)) {
      // What is held now is what the administrator has seen and allows, not what will be held when the cycle has ended.
      const [now, later] = [[...scopes].filter(allows), [...scopes].filter((scope) => !allows(scope))];
      return begun(whenIdle(running, later), now, id);
    }
    const purgeBelow = state !== undefined && willPurge(state, found, scopes) ? state.next : found.purgeBelow;
    return begun({ ...reset(running, scopes, isRunning(state)), purgeBelow }, scopes, id);
  });
  ports.contexts.forget(jobId);
  return job && carryOut(job, ports);
}

/** Whether a cycle is open. */
export function isRunning(state: IntakeState | undefined): boolean {
  return state !== undefined && (state.cycle !== null || state.full.length > 0);
}

/** What a job that works has in hand is finished before anything is reset. */
export function waitsForCycle(state: IntakeState | undefined, job: Job, scopes: ReadonlySet<ResetScope>): boolean {
  return isRunning(state) && whyParked(job) === undefined && !onlyReleases(scopes);
}

/** What was uploaded to a job that does not work, and is not processed, is not processed any more. */
export function willPurge(state: IntakeState, job: Job, scopes: ReadonlySet<ResetScope>): boolean {
  return isRunning(state) && !waitsForCycle(state, job, scopes) && !onlyReleases(scopes);
}

/** The job with these resets to be made when its cycle has ended, beside those asked for before. */
export function whenIdle(job: Job, scopes: Iterable<ResetScope>): Job {
  return { ...job, restartWhenIdle: [...new Set([...(job.restartWhenIdle ?? []), ...scopes])] };
}

/** A restart that was asked for while a cycle ran, or that somebody died over; called when cycles may have ended. */
export async function carryOutPendingRestart(jobId: string, ports: Ports): Promise<void> {
  const intake = await ports.intake.read(jobId);
  if (intake === undefined) return;
  const isIdle = intake.state.cycle === null && intake.state.full.length === 0;
  const id = ports.random.uuid();
  const job = await ports.jobs.change(jobId, (found) => {
    if (!isIdle || found.restartWhenIdle === null) return undefined;
    // It was started when the restart was asked for; a pause since then stands.
    return begun(reset(found, new Set(found.restartWhenIdle), false), found.restartWhenIdle, id);
  });
  if (job?.restarting == null) return;
  ports.contexts.forget(jobId);
  await carryOut(job, ports);
}

const allows = (scope: ResetScope) => scope === 'ForceDeletes';

/** The job while these resets have consequences to be carried out, beside those that somebody died over. */
function begun(job: Job, scopes: Iterable<ResetScope>, id: string): Job {
  const all = [...new Set([...(job.restarting?.scopes ?? []), ...scopes])];
  return all.length === 0 ? job : { ...job, restarting: { id, scopes: all } };
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

/**
 * @param isCycleOpen what is under way is finished by what the job was when that began, and whoever comes into being by it is in no row yet
 * when everybody is evaluated now: an evaluation that was to come when the cycle has ended comes then, too
 */
function reset(job: Job, scopes: ReadonlySet<ResetScope>, isCycleOpen: boolean): Job {
  const { links, escrows } = job.generation;
  const isDone = (scope: ResetScope) => scopes.has(scope) && !(isCycleOpen && scope === 'Watermark');
  const left = (job.restartWhenIdle ?? []).filter((scope) => !isDone(scope));
  return {
    ...job,
    restartWhenIdle: left.length === 0 ? null : left,
    generation: {
      links: links + (scopes.has('ConnectorDataStore') ? 1 : 0),
      escrows: escrows + (scopes.has('Escrows') ? 1 : 0),
    },
  };
}

/** Doing it again after a crash half-way is harmless. @returns the job as it is now */
async function carryOut(job: Job, ports: Ports): Promise<Job | undefined> {
  const { restarting } = job;
  if (restarting == null) return job;
  const scopes = new Set(restarting.scopes);
  await ports.intake.changeStatus(job.id, (status) => asOf(status, job.generation));
  if (scopes.has('ForceDeletes')) {
    const held = await listHeld(job.id, ports);
    const people = held.map(({ anchor, held: { since } }) => ({ anchor, since }));
    await startErrandFor(job.id, 'allow', people, ports);
  }
  if (scopes.has('Watermark')) await beginReevaluateAll(job.id, ports);
  return ports.jobs.change(job.id, (found) =>
    found.restarting?.id === restarting.id ? { ...found, restarting: null } : undefined,
  );
}
