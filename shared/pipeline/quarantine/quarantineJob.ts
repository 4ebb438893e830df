/** A job enters quarantine and leaves it: the row, the audit record, and the mail when the reason is new (spec/engine.md 7.6). */

import {
  imposeQuarantine,
  type Quarantine,
  type QuarantineReason,
  type QuarantineSettings,
} from '../../engine/job/quarantine';
import { type Trip, toldAnew, withTrip } from '../../engine/job/trips';
import type { ProvisioningError } from '../../errors';
import type { JobNews } from '../../outlets/jobEvent';
import { type AuditChange, type Initiator, MUSTER } from '../../store/jobs/audit';
import type { ChangedJob, Job } from '../../store/jobs/jobs';
import { newsOf } from '../../store/jobs/news';
import type { Needs } from '../ports';
import { mailToSend, sendMail } from './unsentMail';

type Ports = Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit' | 'notify' | 'quarantine'>;

export interface Trouble {
  readonly reason: QuarantineReason;
  readonly code: string;
  readonly message: string;
  /** Of `TooManyDeletes`: the cycle, what it would come to, and how many may. */
  readonly trip?: Pick<Trip, 'cycleId' | 'count'> & { readonly threshold?: number };
}

/** The target refused us altogether: every further call would only hammer it. */
export function quarantineAtOnce(jobId: string, error: ProvisioningError, ports: Ports): Promise<void> {
  const trouble = { reason: 'EncounteredQuarantineException' as const, code: error.code, message: error.message };
  return quarantineJob(jobId, trouble, ports);
}

/** An operator's quarantine stands until an operator ends it: trouble that comes meanwhile does not take its place. */
export async function quarantineJob(
  jobId: string,
  trouble: Trouble,
  ports: Ports,
  by: Initiator = MUSTER,
): Promise<void> {
  let before: Job['quarantine'] = null;
  let isNews = false;
  const job = await ports.jobs.change(jobId, (found) => {
    before = found.quarantine;
    const now = ports.clock.now();
    const imposed = impose(before, trouble, now, ports.quarantine);
    isNews = imposed?.isNews === true;
    if (imposed === undefined) return undefined;
    const { quarantine } = imposed;
    if (!isNews) return { ...found, quarantine };
    return { ...found, quarantine, unsent: mailToSend('quarantined', now), news: newsOfTrouble(jobId, trouble, now) };
  });
  if (job === undefined || !isNews) return;
  const { reason, message } = trouble;
  ports.contexts.forget(jobId);
  ports.logger.warn('The job is quarantined', { jobId, reason, detail: message });
  await ports.audit.record(jobId, { activity: 'Quarantine', by, detail: message, changes: changesOf(before, trouble) });
  await sendMail(job, ports);
}

function newsOfTrouble(jobId: string, { reason, code, message, trip }: Trouble, now: number): readonly JobNews[] {
  const quarantined = newsOf(jobId, now, 'muster.job.quarantined', { reason, code, message });
  if (trip === undefined) return [quarantined];
  const { cycleId, count, threshold = null } = trip;
  return [newsOf(jobId, now, 'muster.deletions.held', { cycleId, count, threshold }), quarantined];
}

interface Imposed {
  readonly quarantine: Quarantine;
  /** To be told; otherwise only the number in the message has grown. */
  readonly isNews: boolean;
}

/** @returns `undefined` when all is as it was */
function impose(
  current: Quarantine | null,
  { reason, code, message, trip }: Trouble,
  now: number,
  settings: QuarantineSettings,
): Imposed | undefined {
  if (current?.reason === 'QuarantinedOnDemand') return undefined;
  const error = { code, message, tenantActionable: true };
  const isSame = current?.reason === reason;
  const tripped = trip && withTrip((isSame ? current.trips : undefined) ?? [], trip, now);
  if (isSame && tripped === undefined) return undefined;
  if (isSame && tripped?.isNews === false) {
    return { quarantine: { ...current, error, trips: tripped.trips }, isNews: false };
  }
  const imposed = imposeQuarantine(current, reason, error, now, settings);
  return { quarantine: { ...imposed, ...(tripped && { trips: tripped.trips }) }, isNews: true };
}

function changesOf(before: Quarantine | null, { reason, message }: Trouble): readonly AuditChange[] {
  if (before?.reason !== reason) return [{ name: 'status.quarantine.reason', before: reasonOf(before), after: reason }];
  return [{ name: 'status.quarantine.error.message', before: before.error?.message ?? null, after: message }];
}

/** More has come since the administrator was told: the mail and the audit say so, once in a while. */
export async function tellOfMore(jobId: string, ports: Ports): Promise<void> {
  let isTold = false;
  const job = await ports.jobs.change(jobId, (found) => {
    const now = ports.clock.now();
    const trips = found.quarantine?.trips && toldAnew(found.quarantine.trips, now);
    isTold = trips !== undefined;
    if (found.quarantine === null || trips === undefined) return undefined;
    const news = trips
      .filter(({ told, toldAt, count }) => toldAt === now && told === count)
      .map(({ cycleId, count }) => newsOf(jobId, now, 'muster.deletions.held', { cycleId, count, threshold: null }));
    return { ...found, quarantine: { ...found.quarantine, trips }, unsent: mailToSend('quarantined', now), news };
  });
  if (job === undefined || !isTold) return;
  const detail = job.quarantine?.error?.message ?? '';
  await ports.audit.record(jobId, { activity: 'Quarantine', by: MUSTER, detail, changes: [] });
  await sendMail(job, ports);
}

/**
 * @param why a sentence for the audit record
 * @param isOver whether what was found out ends a quarantine of this reason: another may have come meanwhile
 */
export async function leaveQuarantine(
  jobId: string,
  why: string,
  isOver: (reason: QuarantineReason, quarantine: Quarantine) => boolean,
  { jobs, contexts, audit, clock, logger }: Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit'>,
): Promise<void> {
  let before: Job['quarantine'] = null;
  await jobs.change(jobId, (found) => {
    before = found.quarantine !== null && isOver(found.quarantine.reason, found.quarantine) ? found.quarantine : null;
    return before === null ? undefined : lift(found, clock.now());
  });
  if (before === null) return;
  contexts.forget(jobId);
  logger.info('The job leaves quarantine', { jobId, why });
  const changes = [{ name: 'status.quarantine.reason', before: reasonOf(before), after: null }];
  await audit.record(jobId, { activity: 'LeaveQuarantine', by: MUSTER, detail: why, changes });
}

/** The job out of quarantine; from here on failures are counted anew. */
export function lift(job: Job, now: number): ChangedJob {
  if (job.quarantine === null) return job;
  const { reason } = job.quarantine;
  const news = [newsOf(job.id, now, 'muster.job.recovered', { reason })];
  return { ...job, quarantine: null, liftedAt: now, unsent: null, news };
}

function reasonOf(quarantine: Job['quarantine']): string | null {
  return quarantine?.reason ?? null;
}
