/** People who failed, tried again at once instead of when their time comes. */
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { sinceRestart } from '../../store/people/people';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';

type Ports = Needs<'clock' | 'random' | 'audit' | 'operations' | 'intake' | 'people' | 'index'>;

export interface Retried {
  /** How many are tried again. */
  readonly retrying: number;
  /** More are escrowed than are tried at once: ask again when these are through. */
  readonly more: boolean;
}

/** As many as one round of the timer sends. */
const MOST = 5_000;

/** @param anchors source anchors; `undefined`: everybody. Who is not escrowed is left alone. */
export async function retryEscrows(
  job: Job,
  anchors: readonly string[] | undefined,
  by: Initiator,
  ports: Ports,
): Promise<Retried> {
  const escrowed: string[] = [];
  let more = false;
  for await (const anchor of candidates(job, anchors, ports)) {
    more = escrowed.length === MOST;
    if (more) break;
    escrowed.push(anchor);
  }
  if (escrowed.length === 0) return { retrying: 0, more };
  await startErrand(job.id, 'retry', escrowed, ports);
  const detail =
    anchors === undefined ? `Everybody: ${escrowed.length} people.` : `${escrowed.length} people who were named.`;
  await ports.audit.record(job.id, { activity: 'RetryEscrows', by, detail, changes: [] });
  return { retrying: escrowed.length, more };
}

async function* candidates(
  job: Job,
  anchors: readonly string[] | undefined,
  { index, people }: Ports,
): AsyncIterable<string> {
  if (anchors === undefined) {
    for await (const { anchor } of index.list(job.id, 'escrow')) yield anchor;
    return;
  }
  const loaded = await people.load(job.id, anchors);
  for (const [anchor, { person }] of loaded) {
    if (sinceRestart(person, job.generation).escrow !== null) yield anchor;
  }
}
