/** A job comes to be, and ends. */

import type { TemplateId } from '../../engine/schema/defaultSchema';
import type { Initiator } from '../../store/jobs/audit';
import type { Job, ServicePrincipal } from '../../store/jobs/jobs';
import { isRunByAgents } from '../jobSettings';
import type { Needs } from '../ports';
import { auditChanges, jobRecord } from './auditChanges';
import { templateSchema } from './changeSchema';
import { settingsFromSecrets } from './secretSettings';

type Ports = Needs<'clock' | 'random' | 'jobs' | 'contexts' | 'secrets' | 'audit' | 'operations' | 'tenantId'>;

export interface NewJob {
  readonly templateId: TemplateId;
  /** By name, beside those that every job begins with. */
  readonly settings: Readonly<Record<string, string>>;
}

/** It does nothing until it is started; uploads are accepted and wait. */
export async function createJob(
  principal: ServicePrincipal,
  { templateId, settings }: NewJob,
  by: Initiator,
  ports: Ports,
): Promise<Job> {
  const tenant = ports.tenantId.replaceAll('-', '').toLowerCase();
  const job: Job = {
    id: `${templateId}.${tenant}.${ports.random.uuid()}`,
    servicePrincipalId: principal.id,
    templateId,
    createdAt: ports.clock.now(),
    state: 'Disabled',
    started: false,
    settings: {
      QuarantineTooManyDeletesThreshold: '500',
      ...settingsFromSecrets(await ports.secrets.get(principal.id)),
      ...settings,
    },
    quarantine: null,
    generation: { links: 0, escrows: 0 },
    restartWhenIdle: null,
    purgeBelow: 0,
    ...(isRunByAgents({ settings }) && { hasAgentQueues: true }),
  };
  if (job.hasAgentQueues === true) await ports.operations.prepare(job.id);
  await ports.jobs.create(job, { ...(await templateSchema(principal.id, templateId, ports)), id: job.id });
  await ports.audit.record(job.id, { activity: 'CreateJob', by, changes: auditChanges({}, jobRecord(job)) });
  return job;
}

/** Stops it and forgets its configuration; a timer removes the rest. Accounts in the target are left alone. */
export async function deleteJob(job: Job, by: Initiator, ports: Ports): Promise<void> {
  await ports.audit.record(job.id, { activity: 'DeleteJob', by, changes: auditChanges(jobRecord(job), {}) });
  await ports.jobs.remove(job.id, ports.clock.now());
  ports.contexts.forget(job.id);
  if (job.hasAgentQueues === true) await ports.operations.bringBack(job.id); // where its messages are dropped, agent or not
}
