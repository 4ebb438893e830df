/**
 * A file on its way: one request after the other, each under an id made of what is in it, so that neither a retry nor a second
 * click sends anything twice; and what became of it, from the receipts that are not finished yet.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/errors';
import { sendChunk } from '../../api/send';
import type { JobFacts } from '../../api/types';
import { type Receipt, type ReceiptOperation, readReceipts } from '../../api/uploads';
import { messageOf } from '../../parts/Empty';
import { chunksOf, requestId } from '../../rules/upload/bulk';
import type { ReadPerson } from '../../rules/upload/rows';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';

export type SendState = 'ready' | 'sending' | 'stopped' | 'sent';

export interface Refusal {
  readonly number: number;
  readonly messages: readonly string[];
}

const FIRST_LOOK_MS = 1_000;
const NEXT_LOOK_MS = 2_000;
const RECEIPTS_AT_ONCE = 100;

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
  const [receipts, setReceipts] = useState<readonly Receipt[]>([]);
  const stopping = useRef<AbortController>(undefined);

  useEffect(() => {
    setState('ready');
    setIds([]);
    setReceipts([]);
    setRefusal(undefined);
  }, [chunks]);

  useEffect(() => {
    if (state !== 'sending') return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [state]);

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

  useReceipts(client, ids, receipts, setReceipts);

  const sum = (...names: readonly (keyof Receipt['outcomes'])[]) =>
    receipts.reduce((total, { outcomes }) => total + names.reduce((part, name) => part + outcomes[name], 0), 0);
  const counted = receipts.reduce((total, { totalOperations }) => total + totalOperations, 0);
  const sentPeople = chunks.slice(0, ids.length).reduce((total, chunk) => total + chunk.people.length, 0);
  return {
    state,
    requests: chunks.length,
    accepted: ids.length,
    refusal,
    waitSeconds,
    isFinished:
      state === 'sent' && receipts.length === ids.length && receipts.every(({ status }) => status === 'completed'),
    outcomes: {
      done: sum('success', 'warning', 'skipped'),
      failed: sum('failure'),
      held: sum('held'),
      waiting: sum('waiting') + Math.max(0, sentPeople - counted),
    },
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

/** Those that are not completed are asked for again, and no others. */
function useReceipts(
  client: ReturnType<typeof useService>['client'],
  ids: readonly string[],
  receipts: readonly Receipt[],
  setReceipts: (change: (all: readonly Receipt[]) => readonly Receipt[]) => void,
): void {
  const known = useRef(receipts);
  known.current = receipts;
  useEffect(() => {
    if (ids.length === 0) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const done = new Set(known.current.filter(({ status }) => status === 'completed').map(({ id }) => id));
      const open = ids.filter((id) => !done.has(id)).slice(0, RECEIPTS_AT_ONCE);
      if (open.length === 0) return;
      const found = await readReceipts(client, open, 'failed', stop.signal).catch(() => []);
      if (stop.signal.aborted) return;
      setReceipts((all) => [...new Map([...all, ...found].map((one) => [one.id, one])).values()]);
      timer = setTimeout(look, NEXT_LOOK_MS);
    };
    timer = setTimeout(look, FIRST_LOOK_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, ids]);
}
