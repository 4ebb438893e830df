/** The open targets of this process: one a job, opened at first use and again when its secrets change. */
import { createHash } from 'node:crypto';
import type { Logger } from '../../ports';
import type { TargetSecrets } from '../kit/secretsReader';
import type { Target } from '../target';
import type { JobToOpen } from './openTarget';

export interface JobTargets<J extends JobToOpen> {
  /** @throws {ProvisioningError} when the target cannot be opened; the next call tries again */
  get(job: J): Promise<Target>;
}

export interface JobTargetsPorts<J extends JobToOpen> {
  /** The job's secrets as they are saved now, in clear. */
  getSecrets(job: J): Promise<TargetSecrets>;
  open(job: J, secrets: TargetSecrets): Promise<Target>;
  readonly logger: Logger;
}

interface Opened {
  readonly fingerprint: string;
  readonly target: Promise<Target>;
}

export function createJobTargets<J extends JobToOpen>({ getSecrets, open, logger }: JobTargetsPorts<J>): JobTargets<J> {
  const byJob = new Map<string, Opened>();

  /** The old target first finishes what it is doing; nobody waits for that. */
  function retire(job: J, { target }: Opened): void {
    target
      .then((old) => old.close())
      .catch((error: unknown) => logger.warn('A target could not be closed', { jobId: job.id, error: String(error) }));
  }

  return {
    async get(job) {
      const secrets = await getSecrets(job);
      const fingerprint = fingerprintOf(job, secrets);
      const known = byJob.get(job.id);
      if (known?.fingerprint === fingerprint) return known.target;
      const opened: Opened = { fingerprint, target: open(job, secrets) };
      byJob.set(job.id, opened);
      if (known !== undefined) retire(job, known);
      opened.target.catch(() => {
        if (byJob.get(job.id) === opened) byJob.delete(job.id);
      });
      return opened.target;
    },
  };
}

/** Hashed, so that no secret is kept for longer than it is used. */
function fingerprintOf({ templateId }: JobToOpen, secrets: TargetSecrets): string {
  const all = JSON.stringify([templateId, [...secrets].sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(all).digest('hex');
}
