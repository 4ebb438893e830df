/** A client of the API: one request at a time, the next only after an answer, the same again when there is none. */

import type { House } from '../../shared/pipeline/ports';
import { type AcceptVerdict, acceptBulkUpload } from '../../shared/pipeline/uploads/acceptBulkUpload';
import { bulkBody, JOB_ID } from '../support/workbench';
import type { Chance } from './chance';
import type { PlannedUpload } from './people';
import type { Actor, Scheduler } from './scheduler';
import type { Worker } from './worker';

/** One request, answered or not. */
export interface Sent {
  readonly upload: PlannedUpload;
  /** Steps of the scheduler: which request came before which answer. */
  readonly sentAt: number;
  readonly sentAtMs: number;
  answered: { readonly at: number; readonly atMs: number; readonly first: number } | undefined;
}

export interface ClientPorts {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  /** A process that answers requests now; `undefined` while all are down. */
  pickWorker(): Worker | undefined;
  acceptPorts(worker: Worker): House;
}

const TIMEOUT_MS = 20_000;
const RETRY_MS = 2_000;

export interface Client {
  readonly sent: readonly Sent[];
  readonly isDone: boolean;
}

export function startClient(name: string, uploads: readonly PlannedUpload[], ports: ClientPorts): Client {
  const { scheduler } = ports;
  const actor = scheduler.actor(name);
  const sent: Sent[] = [];
  const client = { sent, isDone: false };
  async function sendAll(): Promise<void> {
    for (const upload of uploads) {
      await scheduler.sleep(upload.pauseMs);
      while (!(await send(upload, actor, sent, ports))) await scheduler.sleep(RETRY_MS);
    }
    client.isDone = true;
  }
  scheduler.post(actor, () => void sendAll());
  return client;
}

/** @returns whether it was answered with 202 */
export async function send(upload: PlannedUpload, actor: Actor, sent: Sent[], ports: ClientPorts): Promise<boolean> {
  const { scheduler } = ports;
  const worker = ports.pickWorker();
  if (worker === undefined) return false;
  const request: Sent = { upload, sentAt: scheduler.steps, sentAtMs: scheduler.now, answered: undefined };
  sent.push(request);
  const bulkIds = upload.operations.map(({ bulkId, anchor }) => `${bulkId}:${anchor}`).join(' ');
  scheduler.note(`sends ${bulkIds} to ${worker.actor.name} as ${upload.clientRequestId}`);
  const verdict = await ask(actor, worker.actor, () => accept(upload, ports.acceptPorts(worker)), ports);
  if (verdict?.kind === 'refused') throw new Error(`The upload was refused: ${JSON.stringify(verdict.faults)}`);
  scheduler.note(verdict === undefined ? 'has no answer' : `has 202: from ${verdict.upload.first}`);
  if (verdict === undefined) return false;
  request.answered = { at: scheduler.steps, atMs: scheduler.now, first: verdict.upload.first };
  return true;
}

function accept({ operations, clientRequestId }: PlannedUpload, ports: House): Promise<AcceptVerdict> {
  const plain = bulkBody(operations.map(({ data }) => data));
  const named = operations.map(({ bulkId, data }) => ({ method: 'POST', bulkId, path: '/Users', data }));
  const body = { ...plain, Operations: named };
  return acceptBulkUpload({ jobId: JOB_ID, body, bytes: Buffer.from(JSON.stringify(body)), clientRequestId }, ports);
}

/**
 * Has `work` done in another process.
 * @returns `undefined` when it failed or nothing was heard in time
 */
export function ask<T>(
  asker: Actor,
  asked: Actor,
  work: () => Promise<T>,
  { scheduler, chance }: Pick<ClientPorts, 'scheduler' | 'chance'>,
): Promise<T | undefined> {
  const way = () => chance.whole(100);
  return new Promise((resolve) => {
    const answer = (result: T | undefined) => scheduler.post(asker, () => resolve(result), way());
    const fail = (error: unknown) => {
      scheduler.note(`answers an error: ${String(error)}`);
      answer(undefined);
    };
    scheduler.post(asked, () => void work().then(answer, fail), way());
    scheduler.post(asker, () => resolve(undefined), TIMEOUT_MS);
  });
}
