/** All jobs at a glance (spec/hands.md 2, N3). A service that has no overview is asked job by job. */
import type { Http } from './http';
import { type JobPlace, jobPath, listJobs } from './jobs';

/** What the overview says of a job; what an older service cannot say is `null`. */
export interface JobOverview {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly jobId: string;
  readonly templateId: string;
  /** `NotConfigured`, `NotRun`, `Active`, `Paused`, `Quarantine` or `Disabled`. */
  readonly state: string;
  readonly quarantine: { readonly reason?: string } | null;
  /** Who has an account. */
  readonly people: number;
  readonly escrowed: number | null;
  readonly held: { readonly settling: number; readonly staged: number } | null;
  readonly waiting: number | null;
  readonly lastUpload: { readonly id: string; readonly acceptedDateTime: string } | null;
}

/** Graph's `synchronizationJob`, as far as the command line reads it. */
export interface JobResource {
  readonly id: string;
  readonly templateId: string;
  readonly schedule: { readonly interval: string; readonly state: string };
  readonly status: JobStatus;
  readonly synchronizationJobSettings: readonly { readonly name: string; readonly value: string }[];
}

export interface JobStatus {
  readonly code: string;
  readonly progress: readonly {
    readonly completedUnits: number;
    readonly totalUnits: number;
    readonly units: string;
  }[];
  readonly quarantine: {
    readonly reason: string;
    readonly seriesBegan: string;
    readonly nextAttempt: string | null;
    readonly error: { readonly code: string; readonly message: string } | null;
  } | null;
  readonly lastExecution: Execution | null;
  readonly synchronizedEntryCountByType: readonly { readonly key: string; readonly value: number }[];
  readonly target?: { readonly sinceDateTime: string; readonly reason: string | null };
  readonly agents?: { readonly state: string; readonly activeCount: number; readonly reason: string | null };
}

export interface Execution {
  readonly state: string;
  readonly timeEnded: string;
  readonly countImported: number;
  readonly countExported: number;
  readonly countEscrowed: number;
}

export async function readJob(http: Http, place: JobPlace): Promise<JobResource> {
  const { '@odata.context': _, ...job } = await http.json<JobResource & Readonly<Record<string, unknown>>>(
    'GET',
    jobPath(place),
  );
  return job as JobResource;
}

/** Who has an account. */
export const peopleOf = ({ synchronizedEntryCountByType: [users] }: JobStatus) => users?.value ?? 0;

export async function readOverview(http: Http): Promise<readonly JobOverview[]> {
  const { status, text } = await http.ask('GET', '/muster/overview', { query: { recent: 'false' } });
  if (status === 200) return (JSON.parse(text) as { value: readonly JobOverview[] }).value;
  const places = await listJobs(http); // says why, where it is not its age
  return Promise.all(places.map(async (place) => fromResource(place, await readJob(http, place))));
}

function fromResource({ servicePrincipalId, displayName }: JobPlace, { id, ...job }: JobResource): JobOverview {
  const isDisabled = job.status.code === 'Paused' && job.schedule.state === 'Disabled';
  return {
    servicePrincipalId,
    displayName: displayName ?? '',
    jobId: id,
    templateId: job.templateId,
    state: isDisabled ? 'Disabled' : job.status.code,
    quarantine: job.status.quarantine,
    people: peopleOf(job.status),
    escrowed: null,
    held: null,
    waiting: null,
    lastUpload: null,
  };
}
