/** Uploads of a job, and their receipts. */
import type { Initiated } from '../rules/audit';
import type { Client, Collection } from './client';
import { musterJob } from './jobs';

export interface UploadRow {
  readonly id: string;
  readonly cycleId: string;
  readonly acceptedDateTime: string;
  readonly totalOperations: number;
  readonly sentBy: Initiated | null;
}

export const OUTCOMES = ['success', 'warning', 'skipped', 'failure', 'held', 'waiting'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface ReceiptOperation {
  readonly bulkId: string;
  readonly externalId: string;
  readonly status: Outcome;
  readonly action?: string | null;
  readonly errorCode?: string | null;
  readonly reason?: string | null;
  readonly logEntryId?: string | null;
  readonly nextAttemptDateTime?: string | null;
}

export interface Receipt extends UploadRow {
  readonly jobId: string;
  readonly status: 'completed' | 'waiting';
  readonly waitingReason: string | null;
  readonly answeredOperations: number;
  readonly retriedOperations: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly operations: readonly ReceiptOperation[];
}

export const uploadsPath = (jobId: string) => `${musterJob(jobId)}/uploads?$top=50`;

export const readUploads = (client: Client, path: string, signal?: AbortSignal): Promise<Collection<UploadRow>> =>
  client.json(path, { signal });

export const receiptPath = (id: string) => `/muster/uploads/${encodeURIComponent(id)}`;

export const readReceipt = (client: Client, id: string, signal?: AbortSignal): Promise<Receipt> =>
  client.json(receiptPath(id), { signal });

/** Up to a hundred, in the order asked for. */
export async function readReceipts(
  client: Client,
  ids: readonly string[],
  operations: 'none' | 'failed',
  signal?: AbortSignal,
): Promise<readonly Receipt[]> {
  if (ids.length === 0) return [];
  const body = { ids, operations };
  const { value } = await client.json<Collection<Receipt>>('/muster/uploads/query', { method: 'POST', body, signal });
  return value;
}
