/**
 * A quarantined job is looked at again when its time comes (spec/engine.md 7.6): is the target there and does it take our
 * credentials? Then the quarantine is lifted and what waited goes on; otherwise it is kept, and looked at less and less
 * often. After four weeks the job is disabled.
 */
import { isGivenUp, keepQuarantine, type QuarantineSettings } from '../engine/quarantine';
import { ProvisioningError } from '../errors';
import type { Clock, Logger } from '../ports';
import type { Job, JobStore } from '../store/jobs';
import { type ErrandPorts, startErrand } from './dueErrands';
import type { JobContexts } from './jobContext';

export interface QuarantineRoundPorts extends ErrandPorts {
  readonly jobs: JobStore;
  readonly contexts: JobContexts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly quarantine: QuarantineSettings;
}

/** Escrows tried when a look is due: one success is enough to see that the trouble is over. */
const PROBES = 20;

export async function lookAgain(job: Job, ports: QuarantineRoundPorts): Promise<void> {
  const { quarantine } = job;
  const now = ports.clock.now();
  if (quarantine === null || job.state !== 'Active') return;
  if (isGivenUp(quarantine, now, ports.quarantine)) {
    await change(job.id, (found) => ({ ...found, state: 'Disabled' }), ports);
    ports.logger.warn('The job is disabled after four weeks in quarantine', { jobId: job.id });
    return;
  }
  // Held deletions wait for an administrator, not for time; an operator's quarantine likewise.
  if (now < quarantine.nextAttempt || quarantine.reason === 'TooManyDeletes') return;
  const healthy = quarantine.reason !== 'QuarantinedOnDemand' && (await targetAnswers(job.id, ports));
  if (healthy && quarantine.reason === 'EncounteredQuarantineException') {
    await change(job.id, (found) => ({ ...found, quarantine: null }), ports);
    ports.logger.info('The target answers again; the quarantine is lifted', { jobId: job.id });
    return;
  }
  await change(
    job.id,
    (found) => found.quarantine && { ...found, quarantine: keepQuarantine(found.quarantine, now, ports.quarantine) },
    ports,
  );
  if (healthy) await probe(job.id, ports);
}

async function targetAnswers(jobId: string, { contexts }: QuarantineRoundPorts): Promise<boolean> {
  const context = await contexts.get(jobId);
  try {
    await context?.target.testConnection();
    return context !== undefined;
  } catch (error) {
    if (error instanceof ProvisioningError) return false;
    throw error;
  }
}

/** A few of the failed are tried although the job is quarantined; the worker lifts it when one succeeds. */
async function probe(jobId: string, ports: QuarantineRoundPorts): Promise<void> {
  const anchors: string[] = [];
  for await (const { anchor } of ports.index.list(jobId, 'escrow')) {
    anchors.push(anchor);
    if (anchors.length === PROBES) break;
  }
  await startErrand(jobId, 'retry', anchors, ports);
}

async function change(
  jobId: string,
  how: (job: Job) => Job | null | undefined,
  { jobs, contexts }: QuarantineRoundPorts,
): Promise<void> {
  await jobs.change(jobId, (job) => how(job) ?? undefined);
  contexts.forget(jobId);
}
