/** A job with all that is told of it, read from rows that are kept for that: three calls of storage, or four. */
import type { JobActivity } from '../../engine/job/agentActivity';
import type { JobStatus } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import type { IntakeState } from '../../store/uploads/intake';
import { watchAgents } from '../agentWatch';
import { isRunByAgents } from '../jobSettings';
import type { Needs } from '../ports';

export type ViewPorts = Needs<'clock' | 'intake' | 'agents' | 'agentInactiveMs'>;

export interface JobView {
  readonly job: Job;
  /** `undefined`: nothing was ever accepted. */
  readonly intake: IntakeState | undefined;
  readonly status: JobStatus;
  /** `undefined`: the service itself does the job's work. */
  readonly agents?: JobActivity | undefined;
}

export async function viewJob(job: Job, ports: ViewPorts): Promise<JobView> {
  const [found, status, agents] = await Promise.all([
    ports.intake.read(job.id),
    ports.intake.readStatus(job.id),
    isRunByAgents(job) ? watchAgents(job.id, ports) : undefined,
  ]);
  return { job, intake: found?.state, status, agents };
}
