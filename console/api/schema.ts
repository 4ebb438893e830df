/** A job's schema: read, saved against the version it was changed from, and what a draft of it would do. */
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import type { Initiated } from '../rules/audit';
import type { Client } from './client';
import { graphJob, musterJob } from './jobs';
import { type Continued, linesOf, pathOf as nextOf } from './lines';
import type { JobFacts } from './types';

/** A schema, and what must still be true of it when it is saved. */
export interface LoadedSchema {
  readonly schema: SynchronizationSchema;
  readonly etag: string | null;
}

export const schemaPath = ({ servicePrincipalId, jobId }: Pick<JobFacts, 'servicePrincipalId' | 'jobId'>) =>
  `${graphJob(servicePrincipalId, jobId)}/schema`;

export async function readSchema(client: Client, job: JobFacts, signal?: AbortSignal): Promise<LoadedSchema> {
  const response = await client.ask(schemaPath(job), { signal });
  return { schema: (await response.json()) as SynchronizationSchema, etag: response.headers.get('etag') };
}

/** @throws {ApiError} 412 where somebody saved another version meanwhile; 400 with the place of each fault */
export async function saveSchema(client: Client, job: JobFacts, { schema, etag }: LoadedSchema): Promise<void> {
  await client.ask(schemaPath(job), {
    method: 'PUT',
    body: schema,
    headers: etag === null ? {} : { 'If-Match': etag },
  });
}

export interface SchemaVersion {
  readonly version: string;
  /** `null` for a version that an older release saved, as `savedBy` is. */
  readonly savedDateTime: string | null;
  readonly savedBy: Initiated | null;
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

/** What the job makes of somebody now: for each mapping what it gives, and what the account holds. */
export interface Evaluated {
  readonly externalId: string;
  readonly known: boolean;
  readonly attributes?: readonly { readonly target: string; readonly comparedWith: string | null }[];
  readonly match?: { readonly found: boolean } | null;
}

export async function evaluatePerson(
  client: Client,
  jobId: string,
  externalId: string,
  signal?: AbortSignal,
): Promise<Evaluated | undefined> {
  const body = { subjects: [{ externalId }] };
  const path = `${musterJob(jobId)}/evaluate`;
  const { value } = await client.json<{ value: readonly Evaluated[] }>(path, { method: 'POST', body, signal });
  return value[0];
}

/** Somebody for whom a draft would change something. */
export interface ImpactPerson {
  readonly kind: 'person';
  readonly externalId: string;
  readonly action: string;
  readonly status: string;
  readonly changes: readonly {
    readonly name: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
  readonly failures: readonly { readonly code: string; readonly message: string }[];
}

/** Everybody's last data under a draft, added up. */
export interface ImpactTotals {
  readonly kind: 'totals';
  readonly people: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly failed: number;
  readonly guard: { readonly tripped: boolean; readonly reason: string };
  readonly notes: readonly string[];
  readonly stopped: { readonly errorCode: string; readonly reason: string } | null;
}

type ImpactLine = ImpactPerson | ImpactTotals | Continued;

/** Looks at everybody, answer after answer. @param onPeople told, as they are found, of those for whom something would change */
export async function readImpact(
  client: Client,
  jobId: string,
  schema: SynchronizationSchema,
  onPeople: (people: readonly ImpactPerson[]) => void,
  signal?: AbortSignal,
): Promise<ImpactTotals> {
  let path = `${musterJob(jobId)}/schema/impact`;
  for (;;) {
    const response = await client.ask(path, { method: 'POST', body: schema, signal });
    let next: string | undefined;
    for await (const lines of linesOf<ImpactLine>(response)) {
      onPeople(lines.filter((line) => line.kind === 'person'));
      for (const line of lines) {
        if (line.kind === 'totals') return line;
        if (line.kind === 'continue') next = nextOf(line);
      }
    }
    if (next === undefined) throw new Error('The impact ended without its totals.');
    path = next;
  }
}
