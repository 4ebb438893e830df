/** What a job is set to: its connection, which belongs to its service principal, its settings, its name; and its end. */
import type { Client } from './client';
import { graphJob } from './jobs';
import type { JobFacts } from './types';

/** A value under its key; what is secret comes as `*`, which stands for what is saved. */
export interface Saved {
  readonly key: string;
  readonly value: string;
}

type Named = Pick<JobFacts, 'servicePrincipalId' | 'jobId'>;

const principalPath = (principalId: string) => `/v1.0/servicePrincipals/${encodeURIComponent(principalId)}`;

export const secretsPath = (principalId: string): string => `${principalPath(principalId)}/synchronization/secrets`;

export async function readSecrets(
  client: Client,
  principalId: string,
  signal?: AbortSignal,
): Promise<readonly Saved[]> {
  return (await client.json<{ value: readonly Saved[] }>(secretsPath(principalId), { signal })).value;
}

/** Changes what is named, and nothing else. @throws {ApiError} 400 with each fault */
export const patchSecrets = (
  client: Client,
  principalId: string,
  value: readonly { readonly key: string; readonly value: string | null }[],
) => client.ask(secretsPath(principalId), { method: 'PATCH', body: { value } });

/** Tries values that are not saved. @throws {ApiError} with the step and the target's words */
export const tryConnection = (client: Client, { servicePrincipalId, jobId }: Named, credentials: readonly Saved[]) =>
  client.ask(`${graphJob(servicePrincipalId, jobId)}/validateCredentials`, {
    method: 'POST',
    body: { useSavedCredentials: false, credentials },
  });

export const patchJob = (client: Client, { servicePrincipalId, jobId }: Named, body: object) =>
  client.ask(graphJob(servicePrincipalId, jobId), { method: 'PATCH', body });

/** A job goes by the name of its service principal. */
export const renamePrincipal = (client: Client, principalId: string, displayName: string) =>
  client.ask(principalPath(principalId), { method: 'PATCH', body: { displayName } });

export const deleteJob = (client: Client, { servicePrincipalId, jobId }: Named) =>
  client.ask(graphJob(servicePrincipalId, jobId), { method: 'DELETE' });
