/** Who failed and is tried again, and why. */
import type { Client, Collection } from './client';
import { musterJob } from './jobs';

/** A code, and the attribute of the target that it names. */
export interface Cause {
  readonly code: string;
  readonly attribute: string | null;
}

export interface CauseSummary extends Cause {
  readonly category: string;
  readonly count: number;
  readonly message: string;
  readonly recommendedAction: string;
  readonly oldestFirstFailureDateTime: string;
  readonly nextAttemptDateTime: string;
  readonly examples: readonly string[];
}

export interface EscrowSummary {
  readonly total: number;
  readonly value: readonly CauseSummary[];
}

export interface Failed {
  readonly externalId: string;
  readonly targetId: string | null;
  readonly failure: {
    readonly code: string;
    readonly message: string;
    readonly attribute: string | null;
    readonly recommendedAction: string;
  };
  readonly attempts: number;
  readonly firstFailureDateTime: string;
  readonly nextAttemptDateTime: string;
}

export const escrowSummaryPath = (jobId: string): string => `${musterJob(jobId)}/escrows/summary`;

export const readEscrowSummary = (client: Client, jobId: string, signal?: AbortSignal): Promise<EscrowSummary> =>
  client.json(escrowSummaryPath(jobId), { signal });

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A page of those who fail for one cause, or of everybody who fails. */
export function escrowsPath(jobId: string, cause?: Cause): string {
  const path = `${musterJob(jobId)}/escrows`;
  if (cause === undefined) return `${path}?${new URLSearchParams({ $top: '1000' })}`;
  const { code, attribute } = cause;
  const filter = `code eq ${quoted(code)} and attribute eq ${attribute === null ? 'null' : quoted(attribute)}`;
  return `${path}?${new URLSearchParams({ $filter: filter, $top: '200' })}`;
}

export const readEscrows = (client: Client, path: string, signal?: AbortSignal): Promise<Collection<Failed>> =>
  client.json(path, { signal });

/** Whom: all of one cause, some by name, or everybody. */
export type Retried = { readonly anchors: readonly string[] } | Cause | undefined;

export const retryEscrows = (client: Client, jobId: string, whom: Retried) =>
  client.json<{ readonly retrying: number; readonly more: boolean }>(`${musterJob(jobId)}/escrows/retry`, {
    method: 'POST',
    body: whom === undefined ? {} : whom,
  });
