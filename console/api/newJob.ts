/** What a new job is made of: a service principal, which keeps its connection, and the job. */
import type { Client } from './client';

/** @param appId the client id that it goes by, a GUID of no other */
export const createPrincipal = (client: Client, appId: string, displayName: string) =>
  client.json<{ readonly id: string }>('/v1.0/servicePrincipals', { method: 'POST', body: { appId, displayName } });

/** It does nothing until it is started. */
export function createJob(client: Client, principalId: string, templateId: string, isRunByAgents: boolean) {
  const settings = [{ name: 'IsSynchronizationAgentRequired', value: 'True' }];
  return client.json<{ readonly id: string }>(
    `/v1.0/servicePrincipals/${encodeURIComponent(principalId)}/synchronization/jobs`,
    { method: 'POST', body: { templateId, ...(isRunByAgents && { synchronizationJobSettings: settings }) } },
  );
}
