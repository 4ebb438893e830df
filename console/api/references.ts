/** Whose references wait for somebody else's account. */
import type { Client, Collection } from './client';
import { musterJob } from './jobs';

export interface ListedReference {
  readonly externalId: string;
  readonly targetId: string | null;
  readonly attribute: string;
  /** The other's externalId. */
  readonly waitsFor: string;
  /** The other has an account, and the target did not take the reference. */
  readonly refused: {
    readonly code: string;
    readonly message: string;
    readonly recommendedAction: string;
    readonly attempts: number;
    readonly nextAttemptDateTime: string;
  } | null;
}

export const referencesPath = (jobId: string): string => `${musterJob(jobId)}/waitingReferences?$top=1000`;

export const readReferences = (client: Client, jobId: string, signal?: AbortSignal) =>
  client.json<Collection<ListedReference>>(referencesPath(jobId), { signal });
