import type { Client, Collection } from './client';
import type { HeldDeletion } from './held';

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
  const search = text === '' ? '' : `?${new URLSearchParams({ $search: text })}`;
  return client.json(`${base(jobId)}${search}`, { signal });
}

export interface Escrow {
  readonly failure: {
    readonly code: string;
    readonly category: string;
    readonly message: string;
    readonly attribute: string | null;
    readonly recommendedAction: string | null;
  };
  readonly attempts: number;
  readonly firstFailureDateTime: string;
  readonly nextAttemptDateTime: string | null;
}

export interface WaitingReference {
  readonly externalId: string;
  readonly attribute: string;
  readonly waitsFor: string;
}

/** Somebody, whole. */
export interface Person extends FoundPerson {
  readonly active: boolean | null;
  readonly link: {
    readonly targetId: string;
    readonly reportableIdentifier: string;
    readonly displayName: string;
  } | null;
  readonly escrow: Escrow | null;
  readonly held: HeldDeletion | null;
  readonly waiting: readonly WaitingReference[] | null;
  readonly waitedForBy: readonly string[];
  /** Of the newest operation; its upload is the one that began at or before it. */
  readonly sequence: number | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly said: Readonly<Record<string, number>>;
}

export const personApiPath = (jobId: string, externalId: string): string =>
  `${base(jobId)}/${encodeURIComponent(externalId)}`;

export const readPerson = (client: Client, jobId: string, externalId: string, signal?: AbortSignal): Promise<Person> =>
  client.json(personApiPath(jobId, externalId), { signal });

export function peoplePath(
  jobId: string,
  { search, state }: { readonly search?: string; readonly state?: string },
): string {
  const query = new URLSearchParams({ $top: '100' });
  if (search) query.set('$search', search);
  if (state) query.set('$filter', `state eq '${state}'`);
  return `${base(jobId)}?${query}`;
}

export const readPeople = (client: Client, path: string, signal?: AbortSignal): Promise<FoundPeople> =>
  client.json(path, { signal });
