/** A job's schema: read, saved against the version it was changed from, and what a draft of it would do. */
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import type { Client } from './client';
import { graphJob, musterJob } from './jobs';
import type { AuditRecord, JobFacts } from './types';

/** A schema, and what must still be true of it when it is saved. */
export interface LoadedSchema {
  readonly schema: SynchronizationSchema;
  readonly etag: string | null;
}

const pathOf = ({ servicePrincipalId, jobId }: Pick<JobFacts, 'servicePrincipalId' | 'jobId'>) =>
  `${graphJob(servicePrincipalId, jobId)}/schema`;

export async function readSchema(client: Client, job: JobFacts, signal?: AbortSignal): Promise<LoadedSchema> {
  const response = await client.ask(pathOf(job), { signal });
  return { schema: (await response.json()) as SynchronizationSchema, etag: response.headers.get('etag') };
}

/** @throws {ApiError} 412 where somebody saved another version meanwhile; 400 with the place of each fault */
export async function saveSchema(client: Client, job: JobFacts, { schema, etag }: LoadedSchema): Promise<void> {
  await client.ask(pathOf(job), { method: 'PUT', body: schema, headers: etag === null ? {} : { 'If-Match': etag } });
}

export interface SchemaVersion {
  readonly version: string;
  /** `null` for a version that an older release saved, as `savedBy` is. */
  readonly savedDateTime: string | null;
  readonly savedBy: AuditRecord['initiatedBy'] | null;
}

export const listVersions = async (
  client: Client,
  jobId: string,
  signal?: AbortSignal,
): Promise<readonly SchemaVersion[]> =>
  (await client.json<{ value: readonly SchemaVersion[] }>(`${musterJob(jobId)}/schema/versions`, { signal })).value;

export const readVersion = (
  client: Client,
  jobId: string,
  version: string,
): Promise<{ schema: SynchronizationSchema }> =>
  client.json(`${musterJob(jobId)}/schema/versions/${encodeURIComponent(version)}`);
