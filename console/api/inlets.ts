/** The doors of a job beside its bulk upload: who posts webhooks to it, who is told of what is done, and how each does. */
import type { Client } from './client';
import { musterJob } from './jobs';

export interface Inlet {
  readonly name: string;
  readonly preset: string;
  readonly health: {
    readonly state: string;
    readonly lastReceived: string | null;
    readonly open: number;
    readonly parked: number;
    readonly rejected24h: number;
  };
}

export interface Outlet {
  readonly name: string;
  /** `events` or `writeback`. */
  readonly kind: string;
  readonly health: {
    readonly state: string;
    readonly lastSuccessDateTime: string | null;
    readonly failuresInARow: number;
  };
}

export const inletsPath = (jobId: string): string => `${musterJob(jobId)}/inlets`;
export const outletsPath = (jobId: string): string => `${musterJob(jobId)}/outlets`;

export const readInlets = async (client: Client, jobId: string, signal?: AbortSignal): Promise<readonly Inlet[]> =>
  (await client.json<{ readonly value: readonly Inlet[] }>(inletsPath(jobId), { signal })).value;

export const readOutlets = async (client: Client, jobId: string, signal?: AbortSignal): Promise<readonly Outlet[]> =>
  (await client.json<{ readonly value: readonly Outlet[] }>(outletsPath(jobId), { signal })).value;
