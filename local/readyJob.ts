/** The job that waits for the first upload, made in the functions' own storage with the functions' own settings. */

import { buildServices } from '../shared/composition/services';
import { ensureReadyJob } from '../shared/pipeline/jobs/ensureReadyJob';
import { readSettings } from '../shared/settings';
import type { LocalIdentity } from './identity';
import { LOCAL_DOMAIN } from './localSettings';

/** @throws {SettingsError} when what the user has set is not complete */
export async function makeReadyJob(identity: LocalIdentity, environment: NodeJS.ProcessEnv): Promise<void> {
  const { house, ready } = buildServices(readSettings(environment));
  await ready();
  const job = {
    servicePrincipalId: identity.servicePrincipalId,
    appId: identity.appId,
    displayName: 'API-driven provisioning (local)',
    jobId: identity.jobId,
    ownerAppIds: [identity.client.clientId],
    notificationEmail: `provisioning@${LOCAL_DOMAIN}`,
  };
  await ensureReadyJob(job, house);
}
