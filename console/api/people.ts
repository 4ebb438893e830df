import type { Client, Collection } from './client';

export type PersonState = 'linked' | 'failed' | 'held' | 'waiting' | 'unlinked';

/** A hit of the search. */
export interface FoundPerson {
  readonly externalId: string;
  readonly displayName: string | null;
  readonly userName: string | null;
  readonly targetId: string | null;
  readonly state: PersonState;
}

export interface FoundPeople extends Collection<FoundPerson> {
  /** How much of the job was looked through in the time there is. */
  readonly searchedPercent?: number;
}

const base = (jobId: string) => `/muster/jobs/${encodeURIComponent(jobId)}/people`;

export function findPeople(client: Client, jobId: string, text: string, signal?: AbortSignal): Promise<FoundPeople> {
  const search = text === '' ? '' : `?${new URLSearchParams({ search: text })}`;
  return client.json(`${base(jobId)}${search}`, { signal });
}
