import type { Client, Collection } from './client';
import type { AuditRecord, GraphJob, JobFacts } from './types';

/** A job's own resources, which need only its id. */
export const musterJob = (jobId: string) => `/muster/jobs/${encodeURIComponent(jobId)}`;

export const graphJob = (principalId: string, jobId: string) =>
  `/v1.0/servicePrincipals/${encodeURIComponent(principalId)}/synchronization/jobs/${encodeURIComponent(jobId)}`;

export const readJob = (client: Client, jobId: string, signal?: AbortSignal): Promise<JobFacts> =>
  client.json(musterJob(jobId), { signal });

export const readGraphJob = (client: Client, principalId: string, jobId: string, signal?: AbortSignal) =>
  client.json<GraphJob>(graphJob(principalId, jobId), { signal });

export const readAudit = (client: Client, jobId: string, top: number, signal?: AbortSignal) =>
  client.json<Collection<AuditRecord>>(`${musterJob(jobId)}/audit?$top=${top}`, { signal });

export const startJob = (client: Client, principalId: string, jobId: string) =>
  client.ask(`${graphJob(principalId, jobId)}/start`, { method: 'POST' });

export const pauseJob = (client: Client, principalId: string, jobId: string) =>
  client.ask(`${graphJob(principalId, jobId)}/pause`, { method: 'POST' });

/** @param scopes what is forgotten, by Graph's names; empty: nothing is, and everybody is looked at again */
export const restartJob = (client: Client, principalId: string, jobId: string, scopes: readonly string[]) =>
  client.ask(`${graphJob(principalId, jobId)}/restart`, {
    method: 'POST',
    body: { criteria: { resetScope: scopes.length === 0 ? 'None' : scopes.join(', ') } },
  });

/** What a restart would cost now. */
export interface RestartPreview {
  readonly carriedOut: 'now' | 'whenIdle';
  readonly purgedOperations: number;
  readonly purgedUploads: readonly string[];
  readonly clearedEscrows: number;
  readonly forgottenLinks: number;
  readonly reevaluatedPeople: number;
  readonly releasedDeletions: number;
}

/** @param scopes as for a restart, in one text */
export const previewRestart = (client: Client, jobId: string, scopes: string, signal?: AbortSignal) =>
  client.json<RestartPreview>(`${musterJob(jobId)}/restart?${new URLSearchParams({ resetScope: scopes })}`, { signal });

/** An operator's own stop. */
export const quarantineJob = (client: Client, jobId: string, message: string) =>
  client.ask(`${musterJob(jobId)}/quarantine`, { method: 'POST', body: message === '' ? {} : { message } });

export interface CredentialsVerdict {
  readonly ok: boolean;
}

/** Tries what is saved. @throws {ApiError} with the step and the target's words where it fails */
export const testConnection = (client: Client, principalId: string, jobId: string) =>
  client.ask(`${graphJob(principalId, jobId)}/validateCredentials`, {
    method: 'POST',
    body: { useSavedCredentials: true },
  });
