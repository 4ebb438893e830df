/**
 * A file on its way: one request after the other, each under an id made of what is in it, so that neither a retry nor a second
 * click sends anything twice; and what became of it, from the receipts that are not finished yet.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/errors';
import { sendChunk } from '../../api/send';
import type { JobFacts } from '../../api/types';
import type { ReceiptOperation } from '../../api/uploads';
import { messageOf } from '../../parts/Empty';
import { chunksOf, requestId } from '../../rules/upload/bulk';
import type { ReadPerson } from '../../rules/upload/rows';
import { useAskBeforeLeaving } from '../../state/leaving';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { keepSent } from './SentBefore';
import { useReceipts } from './useReceipts';

export type SendState = 'ready' | 'sending' | 'stopped' | 'sent';

export interface Refusal {
  readonly number: number;
  readonly messages: readonly string[];
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function useSend(job: JobFacts, people: readonly ReadPerson[]) {
  const { client, config } = useService();
  const most = config.limits?.operationsPerRequest ?? 50;
  const chunks = useMemo(() => chunksOf(people, most), [people, most]);
  const [state, setState] = useState<SendState>('ready');
  const [ids, setIds] = useState<readonly string[]>([]);
  const [refusal, setRefusal] = useState<Refusal>();
  const [waitSeconds, setWait] = useState<number>();
  const stopping = useRef<AbortController>(undefined);

  useEffect(() => {
    setState('ready');
    setIds([]);
    setRefusal(undefined);
  }, [chunks]);

  useAskBeforeLeaving(state === 'sending');

  async function start(): Promise<void> {
    const controller = new AbortController();
    stopping.current = controller;
    setState('sending');
    setRefusal(undefined);
    for (const chunk of chunks.slice(ids.length)) {
      try {
        const id = requestId(await hashOf(`${job.jobId}\n${chunk.number}\n${chunk.body}`));
        const { servicePrincipalId, jobId } = job;
        const sent = await sendChunk(client, servicePrincipalId, jobId, chunk.body, id, setWait, controller.signal);
        setWait(undefined);
        setIds((all) => [...all, sent.uploadId]);
      } catch (error) {
        setWait(undefined);
        setState('stopped');
        if (!controller.signal.aborted) setRefusal({ number: chunk.number, messages: messagesOf(error) });
        return;
      }
    }
    setState('sent');
    await Promise.all([refresh('overview'), refresh('uploads', job.jobId), refresh('job', job.jobId)]);
  }

  const sentPeople = chunks.slice(0, ids.length).reduce((total, chunk) => total + chunk.people.length, 0);
  const { receipts, isFinished, outcomes } = useReceipts(ids, sentPeople);
  useEffect(() => {
    if (ids.length > 0) keepSent(job.jobId, { ids, requests: chunks.length, people: sentPeople });
  }, [ids]);
  return {
    state,
    requests: chunks.length,
    accepted: ids.length,
    refusal,
    waitSeconds,
    isFinished: state === 'sent' && isFinished,
    outcomes,
    failures: receipts.flatMap(({ operations }): readonly ReceiptOperation[] => operations),
    start: () => void start(),
    stop: () => stopping.current?.abort(),
  };
}

/** Every fault of a refused request, at its place. */
function messagesOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiError)) return [messageOf(error)];
  const details = error.facts.details ?? [];
  return details.length === 0 ? [error.message] : details.map(({ target, message }) => `${target}: ${message}`);
}
