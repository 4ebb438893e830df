/** Whether the deployment has what it needs, and messages that nobody could work on. */
import type { Client, Collection } from './client';

export interface Finding {
  readonly id: string;
  readonly status: 'ok' | 'warning' | 'failure';
  readonly title: string;
  readonly detail: string;
  readonly fix: string | null;
  readonly documentation: string;
}

export interface Parked {
  readonly id: string;
  readonly parkedDateTime: string;
  readonly reason: string;
  readonly jobId: string | null;
  readonly kind: string | null;
  readonly uploadId: string | null;
}

export const DOCTOR_PATH = '/muster/doctor';

export const readDoctor = (client: Client, signal?: AbortSignal) =>
  client.json<{ readonly value: readonly Finding[] }>(DOCTOR_PATH, { signal });

const MOST_SHOWN = 50;

export const readParked = (client: Client, signal?: AbortSignal) =>
  client.json<Collection<Parked>>(`/muster/parkedMessages?$top=${MOST_SHOWN}`, { signal });
