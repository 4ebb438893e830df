/** A service principal and a started job with the default schema, made when they are missing: nothing to configure on a laptop. */
import { defaultSchema } from '../../engine/schema/defaultSchema';
import type { Needs } from '../ports';

export interface ReadyJob {
  readonly servicePrincipalId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly jobId: string;
  readonly ownerAppIds: readonly string[];
  readonly notificationEmail: string;
}

type Ports = Needs<'clock' | 'jobs' | 'removedJobs'>;

export async function ensureReadyJob(wanted: ReadyJob, ports: Ports): Promise<void> {
  const { servicePrincipalId, jobId } = wanted;
  if ((await ports.jobs.getPrincipal(servicePrincipalId)) === undefined) {
    await ports.jobs.putPrincipal({
      id: servicePrincipalId,
      appId: wanted.appId,
      displayName: wanted.displayName,
      ownerAppIds: wanted.ownerAppIds,
      notificationEmailAddresses: [wanted.notificationEmail],
    });
  }
  if ((await ports.jobs.get(jobId)) !== undefined) return;
  const firstSequence = await ports.removedJobs.startOver(jobId);
  const job = {
    id: jobId,
    servicePrincipalId,
    templateId: 'API2AAD',
    createdAt: ports.clock.now(),
    state: 'Active' as const,
    started: true,
    settings: { QuarantineTooManyDeletesThreshold: '500' },
    quarantine: null,
    generation: { links: 0, escrows: 0 },
    restartWhenIdle: null,
    purgeBelow: 0,
    ...(firstSequence !== undefined && { firstSequence }),
  };
  await ports.jobs.create(job, defaultSchema('API2AAD', { id: jobId }));
}
