/** Requests of an upload, one after the other, each with an id that tells the service a second one from a new one. */
import { type Client, toCurl } from './client';
import { ApiError, Unreachable } from './errors';
import { graphJob } from './jobs';

export interface Accepted {
  readonly uploadId: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

function bulkCall(principalId: string, jobId: string, body: string) {
  const headers = { 'Content-Type': 'application/scim+json' };
  return { path: `${graphJob(principalId, jobId)}/bulkUpload`, method: 'POST', body, headers } as const;
}

/** What curl reads where nobody is chosen yet: a file of the reader's own, with a bulk request in it. */
const FILE = '@request.json';

/** The same for a shell. @param body absent: that of a file */
export function uploadCurl(origin: string, principalId: string, jobId: string, body: string = FILE): string {
  const { path, ...asked } = bulkCall(principalId, jobId, body);
  return toCurl(origin, path, asked);
}

/** @param onWait seconds until the next try; 429, 503 and a lost connection are waited out @throws {ApiError} for a refusal */
export async function sendChunk(
  client: Client,
  principalId: string,
  jobId: string,
  body: string,
  requestId: string,
  onWait: (seconds: number) => void,
  signal: AbortSignal,
): Promise<Accepted> {
  const { path, ...asked } = bulkCall(principalId, jobId, body);
  const headers = { ...asked.headers, 'client-request-id': requestId };
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
    try {
      const response = await client.ask(path, { ...asked, headers, signal });
      return { uploadId: response.headers.get('muster-upload-id') ?? '' };
    } catch (error) {
      if (!mayTryAgain(error)) throw error;
      const toldMs = error instanceof ApiError ? (error.facts.retryAfterSeconds ?? 0) * 1_000 : 0;
      const pauseMs = Math.max(waitMs, toldMs);
      onWait(Math.ceil(pauseMs / 1_000));
      await pause(pauseMs, signal);
    }
  }
}

function mayTryAgain(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof ApiError && (error.status === 429 || error.status === 503);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp); // the signal is the whole upload's
      resolve();
    }, ms);
    signal.addEventListener('abort', giveUp);
  });
}

/** Attributes that the source of a job has, for whoever names one. */
export async function readSourceAttributes(
  client: Client,
  principalId: string,
  jobId: string,
): Promise<readonly string[]> {
  interface Schema {
    readonly synchronizationRules: readonly { readonly sourceDirectoryName: string }[];
    readonly directories: readonly {
      readonly name: string;
      readonly objects: readonly { readonly attributes: readonly { readonly name: string }[] }[];
    }[];
  }
  const schema = await client.json<Schema>(`${graphJob(principalId, jobId)}/schema`);
  const source = schema.synchronizationRules[0]?.sourceDirectoryName;
  const directory = schema.directories.find(({ name }) => name === source) ?? schema.directories[0];
  return directory?.objects.flatMap(({ attributes }) => attributes.map(({ name }) => name)) ?? [];
}
