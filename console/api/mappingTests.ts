/** What is expected of a job's mappings, person by person, kept with the job (docs/mappings.md, "Testing mappings"). */
import type { Client } from './client';
import { musterJob } from './jobs';

export interface MappingTests {
  /** As they were sent: what a test says is read by the engine. */
  readonly tests: readonly unknown[];
  /** What must still be true of them when they are replaced. */
  readonly etag: string | null;
}

export const mappingTestsPath = (jobId: string): string => `${musterJob(jobId)}/mappingTests`;

export async function readMappingTests(client: Client, jobId: string, signal?: AbortSignal): Promise<MappingTests> {
  const response = await client.ask(mappingTestsPath(jobId), { signal });
  const { value } = (await response.json()) as { readonly value: readonly unknown[] };
  return { tests: value, etag: response.headers.get('etag') };
}

/** Replaces them all. @throws {ApiError} 412 where somebody changed them meanwhile; 400 with the place of each fault */
export async function saveMappingTests(client: Client, jobId: string, { tests, etag }: MappingTests): Promise<void> {
  const headers: Record<string, string> = etag === null ? {} : { 'If-Match': etag };
  await client.ask(mappingTestsPath(jobId), { method: 'PUT', body: { value: tests }, headers });
}
