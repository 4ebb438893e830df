/** A job enters quarantine and leaves it: the row, the audit record, and the mail when the reason is new (spec/engine.md 7.6). */

import { imposeQuarantine, type QuarantineReason } from '../../engine/job/quarantine';
import type { ProvisioningError } from '../../errors';
import { type Initiator, MUSTER } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import type { Needs } from '../ports';
import { mailToSend, sendMail } from './unsentMail';

type Ports = Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit' | 'notify' | 'quarantine'>;

export interface Trouble {
  readonly reason: QuarantineReason;
  readonly code: string;
  readonly message: string;
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
  const { reason, code, message } = trouble;
  let before: Job['quarantine'] = null;
  let isNews = false;
  const error = { code, message, tenantActionable: true };
  const job = await ports.jobs.change(jobId, (found) => {
    before = found.quarantine;
    isNews = before?.reason !== reason && before?.reason !== 'QuarantinedOnDemand';
    if (!isNews) return undefined;
    const quarantine = imposeQuarantine(found.quarantine, reason, error, ports.clock.now(), ports.quarantine);
    return { ...found, quarantine, unsent: mailToSend('quarantined', ports.clock.now()) };
  });
  if (job === undefined || !isNews) return;
  ports.contexts.forget(jobId);
  ports.logger.warn('The job is quarantined', { jobId, reason, detail: message });
  const changes = [{ name: 'status.quarantine.reason', before: reasonOf(before), after: reason }];
  await ports.audit.record(jobId, { activity: 'Quarantine', by, detail: message, changes });
  await sendMail(job, ports);
}

/**
 * @param why a sentence for the audit record
 * @param isOver whether what was found out ends a quarantine of this reason: another may have come meanwhile
 */
export async function leaveQuarantine(
  jobId: string,
  why: string,
  isOver: (reason: QuarantineReason) => boolean,
  { jobs, contexts, audit, clock, logger }: Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit'>,
): Promise<void> {
  let before: Job['quarantine'] = null;
  await jobs.change(jobId, (found) => {
    before = found.quarantine !== null && isOver(found.quarantine.reason) ? found.quarantine : null;
    return before === null ? undefined : lift(found, clock.now());
  });
  if (before === null) return;
  contexts.forget(jobId);
  logger.info('The job leaves quarantine', { jobId, why });
  const changes = [{ name: 'status.quarantine.reason', before: reasonOf(before), after: null }];
  await audit.record(jobId, { activity: 'LeaveQuarantine', by: MUSTER, detail: why, changes });
}

/** The job out of quarantine; from here on failures are counted anew. */
export function lift(job: Job, now: number): Job {
  return job.quarantine === null ? job : { ...job, quarantine: null, liftedAt: now, unsent: null };
}

function reasonOf(quarantine: Job['quarantine']): string | null {
  return quarantine?.reason ?? null;
}
