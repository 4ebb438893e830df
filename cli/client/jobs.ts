/** The jobs of a service, and which of them is meant. */
import { usage } from '../exit';
import type { Http } from './http';

export interface JobPlace {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  /** Of the service principal, as people know it; absent where nobody looked. */
  readonly displayName?: string;
}

/** `v1.0/servicePrincipals/…/synchronization/jobs/…` */
export function jobPath({ servicePrincipalId, jobId }: JobPlace): string {
  return `/v1.0/servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization/jobs/${encodeURIComponent(jobId)}`;
}

/** What Muster adds to Graph's surface. */
export const musterPath = ({ jobId }: JobPlace) => `/muster/jobs/${encodeURIComponent(jobId)}`;

interface Principal {
  readonly id: string;
  readonly displayName?: string;
}

export async function listJobs(http: Http): Promise<readonly JobPlace[]> {
  const jobs: JobPlace[] = [];
  for await (const { id, displayName } of http.list<Principal>('/v1.0/servicePrincipals')) {
    const { value } = await http.json<{ value: readonly { id: string }[] }>(
      'GET',
      `/v1.0/servicePrincipals/${encodeURIComponent(id)}/synchronization/jobs`,
    );
    for (const job of value) {
      jobs.push({ servicePrincipalId: id, jobId: job.id, ...(displayName !== undefined && { displayName }) });
    }
  }
  return jobs;
}

/** @param wanted an id, the beginning of one, or a display name; the only job there is when absent @throws {Failure} 2 */
export async function findJob(http: Http, wanted: string | undefined): Promise<JobPlace> {
  const jobs = await listJobs(http);
  const found = chooseJobs(jobs, wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const shown = found.length > 0 ? found : jobs;
  throw usage(messageFor(found.length, wanted), {
    code: found.length === 0 ? 'NoJob' : 'Ambiguous',
    details: shown.map(({ jobId, displayName }) => `${jobId}  ${displayName ?? ''}`.trimEnd()),
    advice: jobs.length === 0 ? 'Make one with: muster job create' : 'Name one with --job.',
  });
}

/** Exactly, before by its beginning. */
export function chooseJobs(jobs: readonly JobPlace[], wanted: string | undefined): readonly JobPlace[] {
  if (wanted === undefined) return jobs;
  const exact = jobs.filter(({ jobId, displayName }) => jobId === wanted || displayName === wanted);
  return exact.length > 0 ? exact : jobs.filter(({ jobId }) => jobId.startsWith(wanted));
}

function messageFor(found: number, wanted: string | undefined): string {
  if (found === 0) return wanted === undefined ? 'There is no job yet.' : `No job is called "${wanted}".`;
  return wanted === undefined ? 'There are several jobs.' : `Several jobs are called "${wanted}".`;
}
