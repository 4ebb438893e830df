/** What the deletion guard holds, and an administrator's word on it. */
import type { Client, Collection } from './client';
import { musterJob } from './jobs';

export interface HeldDeletion {
  readonly externalId: string;
  readonly heldSinceDateTime: string;
  readonly targetId: string | null;
  readonly displayName: string | null;
  /** Staged: it waits for an administrator; settling: it runs soon, if the guard allows. */
  readonly status: 'settling' | 'staged';
  readonly action: 'disable' | 'delete' | null;
  readonly reason: string | null;
  readonly uploadId: string | null;
}

/** The list as it was at one moment: `revision` names exactly it. */
export interface HeldList {
  readonly value: readonly HeldDeletion[];
  readonly revision: string;
  readonly total: number;
}

export interface Guard {
  readonly enabled: boolean;
  readonly threshold: number;
  readonly percentThreshold: number | null;
  /** How long each is held at least. */
  readonly settleSeconds: number;
  readonly count: number;
  readonly settling: number;
  readonly staged: number;
  readonly tripped: boolean;
  readonly linked: number;
  readonly percent: number | null;
  readonly byAction: { readonly disable: number; readonly delete: number };
  readonly byUpload: readonly { readonly uploadId: string | null; readonly count: number }[];
  readonly byReason: readonly { readonly reason: string | null; readonly count: number }[];
}

export type Decision = 'allow' | 'reject';
type Seen = Pick<HeldDeletion, 'externalId' | 'heldSinceDateTime'>;

/** Everybody of exactly one list, or some of it by name. */
export type Chosen = { readonly revision: string } | { readonly deletions: readonly Seen[] };

export interface Decided {
  readonly allowed?: number;
  readonly rejected?: number;
  /** Held no more, or anew since they were seen: nothing was done to them. */
  readonly gone: readonly Seen[];
}

/** More than anybody looks through, and the service's own limit of a page. */
const MOST_SHOWN = 1_000;

/** A page of the list, the first or one that another named. */
export const readHeldPage = (client: Client, path: string, signal?: AbortSignal): Promise<Collection<HeldDeletion>> =>
  client.json(path, { signal });

export const heldPath = (jobId: string): string => `${musterJob(jobId)}/heldDeletions`;

/** The first page, which names the whole list. */
export function readHeld(client: Client, jobId: string, signal?: AbortSignal): Promise<HeldList> {
  return client.json(`${heldPath(jobId)}?$top=${MOST_SHOWN}`, { signal });
}

export const readGuard = (client: Client, jobId: string, signal?: AbortSignal): Promise<Guard> =>
  client.json(`${musterJob(jobId)}/guard`, { signal });

/** @throws {ApiError} 409 where another list is held by now: nothing is done then */
export const decide = (client: Client, jobId: string, decision: Decision, chosen: Chosen, note: string) =>
  client.json<Decided>(`${heldPath(jobId)}/${decision}`, {
    method: 'POST',
    body: { ...chosen, ...(note !== '' && { note }) },
  });
