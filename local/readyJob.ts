/** The job that waits for the first upload, made in the functions' own storage with the functions' own settings. */
import { ensureReadyJob } from '../shared/pipeline/ensureReadyJob';
import { buildServices } from '../shared/services';
import { readSettings } from '../shared/settings';
import { systemClock } from '../shared/system';
import type { LocalIdentity } from './identity';
import { LOCAL_DOMAIN } from './localSettings';

/** @throws {SettingsError} when what the user has set is not complete */
export async function makeReadyJob(identity: LocalIdentity, environment: NodeJS.ProcessEnv): Promise<void> {
  const { jobs, removedJobs, ready } = buildServices(readSettings(environment));
  await ready();
  const job = {
    servicePrincipalId: identity.servicePrincipalId,
    appId: identity.appId,
    displayName: 'API-driven provisioning (local)',
    jobId: identity.jobId,
    ownerAppIds: [identity.client.clientId],
    notificationEmail: `provisioning@${LOCAL_DOMAIN}`,
  };
  await ensureReadyJob(job, { jobs, removedJobs, clock: systemClock });
}
