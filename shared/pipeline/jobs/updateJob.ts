/** Changing the settings of a job. */

import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { isRunByAgents } from '../jobSettings';
import type { Needs } from '../ports';
import { auditChanges, jobRecord } from './auditChanges';

export interface JobPatch {
  /** By name; `null` removes one. What is not named stays. */
  readonly settings: Readonly<Record<string, string | null>>;
  /** ISO 8601; absent: stays. */
  readonly interval?: string;
}

type Ports = Needs<'jobs' | 'contexts' | 'audit' | 'operations'>;

export async function updateJob(jobId: string, patch: JobPatch, by: Initiator, ports: Ports): Promise<void> {
  if (isRunByAgents({ settings: withoutRemoved(patch.settings) })) await ports.operations.prepare(jobId);
  let before: Job | undefined;
  const job = await ports.jobs.change(jobId, (found) => {
    before = found;
    return patched(found, patch);
  });
  if (job === undefined || before === undefined) return;
  ports.contexts.forget(jobId);
  const changes = auditChanges(jobRecord(before), jobRecord(job));
  if (changes.length > 0) await ports.audit.record(jobId, { activity: 'UpdateJob', by, changes });
}

function patched(job: Job, { settings, interval }: JobPatch): Job {
  const merged = { ...job, settings: withoutRemoved({ ...job.settings, ...settings }) };
  return {
    ...merged,
    ...(interval !== undefined && { interval }),
    ...(isRunByAgents(merged) && { hasAgentQueues: true }),
  };
}

/** The settings that have a value. */
export function withoutRemoved(settings: JobPatch['settings']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== null));
}
