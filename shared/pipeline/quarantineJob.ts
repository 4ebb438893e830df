/** Putting a job into quarantine: the row, and the mail when the reason is new (spec/engine.md 7.6). */
import { imposeQuarantine, type QuarantineReason } from '../engine/quarantine';
import type { ProvisioningError } from '../errors';
import type { Clock, Logger } from '../ports';
import type { Job, JobStore } from '../store/jobs';
import type { JobContexts } from './jobContext';

export interface QuarantinePorts {
  readonly jobs: JobStore;
  readonly contexts: JobContexts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notify: NotifyQuarantine;
}

/** Tells the administrator; never fails the work it is told from. */
export type NotifyQuarantine = (job: Job, message: string) => Promise<void>;

export interface Trouble {
  readonly reason: QuarantineReason;
  readonly code: string;
  readonly message: string;
}

/** The target refused us altogether: every further call would only hammer it. */
export function quarantineAtOnce(jobId: string, error: ProvisioningError, ports: QuarantinePorts): Promise<void> {
  const trouble = { reason: 'EncounteredQuarantineException' as const, code: error.code, message: error.message };
  return quarantineJob(jobId, trouble, ports);
}

export async function quarantineJob(jobId: string, trouble: Trouble, ports: QuarantinePorts): Promise<void> {
  const { reason, code, message } = trouble;
  let isNews = false;
  const error = { code, message, tenantActionable: true };
  const changed = await ports.jobs.change(jobId, (job) => {
    isNews = job.quarantine?.reason !== reason;
    if (!isNews) return undefined;
    return { ...job, quarantine: imposeQuarantine(job.quarantine, reason, error, ports.clock.now()) };
  });
  if (changed === undefined || !isNews) return;
  ports.contexts.forget(jobId);
  ports.logger.warn('The job is quarantined', { jobId, reason, message });
  await ports.notify(changed, message);
}
