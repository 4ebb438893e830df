/** What waits for the first request, made in the functions' own storage: the job, and the clients with their permissions. */

import { buildServices } from '../shared/composition/services';
import { registerClient } from '../shared/pipeline/applications/roleAssignments';
import { ensureReadyJob } from '../shared/pipeline/jobs/ensureReadyJob';
import type { House, Needs } from '../shared/pipeline/ports';
import { readSettings } from '../shared/settings';
import type { LocalClients } from './clients';
import type { LocalIdentity } from './identity';
import { LOCAL_DOMAIN } from './localSettings';

/** @returns where applications, their secrets and permissions stand from now on @throws {SettingsError} when what the user has set is not complete */
export async function makeReady(
  identity: LocalIdentity,
  { full, upload }: LocalClients,
  environment: NodeJS.ProcessEnv,
): Promise<Needs<'jobs' | 'clients'>> {
  const { house, ready } = buildServices(readSettings(environment));
  await ready();
  const names = [
    { client: full, displayName: 'Administration (local)' },
    { client: upload, displayName: 'HR system (local)' },
  ];
  for (const { client, displayName } of names) {
    const { objectId: id, clientId: appId, roles } = client;
    await registerClient({ id, appId, displayName }, roles, house);
  }
  await makeJob(identity, house);
  return house;
}

async function makeJob(identity: LocalIdentity, house: House): Promise<void> {
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
