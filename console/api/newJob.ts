/** What a new job is made of: a service principal, which keeps its connection, and the job. */
import { isSecret } from '../../shared/engine/job/secretKeys';
import type { PairChange } from '../rules/job/connectionForm';
import { type Client, toCurl } from './client';
import { secretsPath } from './settings';

const principalCall = (appId: string, displayName: string) =>
  ({ path: '/v1.0/servicePrincipals', method: 'POST', body: { appId, displayName } }) as const;

function jobCall(principalId: string, templateId: string, isRunByAgents: boolean) {
  const settings = [{ name: 'IsSynchronizationAgentRequired', value: 'True' }];
  return {
    path: `/v1.0/servicePrincipals/${encodeURIComponent(principalId)}/synchronization/jobs`,
    method: 'POST',
    body: { templateId, ...(isRunByAgents && { synchronizationJobSettings: settings }) },
  } as const;
}

/** @param appId the client id that it goes by, a GUID of no other */
export function createPrincipal(client: Client, appId: string, displayName: string) {
  const { path, ...asked } = principalCall(appId, displayName);
  return client.json<{ readonly id: string }>(path, asked);
}

/** It does nothing until it is started. */
export function createJob(client: Client, principalId: string, templateId: string, isRunByAgents: boolean) {
  const { path, ...asked } = jobCall(principalId, templateId, isRunByAgents);
  return client.json<{ readonly id: string }>(path, asked);
}

export interface JobByHand {
  readonly appId: string;
  readonly name: string;
  readonly templateId: string;
  readonly isRunByAgents: boolean;
  readonly connection: readonly PairChange[];
}

/** What the first call answers, to be put in by hand. */
const PRINCIPAL = 'PRINCIPAL_ID';

/** The same for a shell, three calls. What is secret is not among it: whoever runs it puts that in. */
export function newJobCurl(origin: string, { appId, name, templateId, isRunByAgents, connection }: JobByHand): string {
  const value = connection.map((pair) => (isSecret(pair.key) ? { ...pair, value: `<${pair.key}>` } : pair));
  const calls = [
    principalCall(appId, name),
    ...(value.length === 0 ? [] : [{ path: secretsPath(PRINCIPAL), method: 'PATCH', body: { value } } as const]),
    jobCall(PRINCIPAL, templateId, isRunByAgents),
  ];
  return calls.map(({ path, ...asked }) => toCurl(origin, path, asked)).join('\n');
}
