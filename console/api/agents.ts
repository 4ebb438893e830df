/** Who does the work of a job beside its directory. */
import type { Client } from './client';
import { musterJob } from './jobs';

export interface Agent {
  readonly name: string;
  readonly processId: string | number | null;
  readonly machineName: string;
  readonly version: string;
  readonly state: string;
  readonly startedDateTime: string;
  readonly lastSeenDateTime: string;
  readonly stopped: boolean;
  readonly clockAheadSeconds: number;
  readonly errorCode: string | null;
  readonly reason: string | null;
}

export interface Agents {
  readonly isAgentRequired: boolean;
  readonly state: string;
  readonly errorCode: string | null;
  readonly reason: string | null;
  /** What an agent's storage access has to name. */
  readonly queues: { readonly operations: string; readonly poison: string };
  readonly value: readonly Agent[];
}

export const agentsPath = (jobId: string): string => `${musterJob(jobId)}/agents`;

export const readAgents = (client: Client, jobId: string, signal?: AbortSignal): Promise<Agents> =>
  client.json(agentsPath(jobId), { signal });
