/** People who failed, tried again at once instead of when their time comes. */
import type { Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { sinceRestart } from '../../store/people/people';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';
import { escrowedPeople } from './escrowCauses';

type Ports = Needs<'clock' | 'random' | 'audit' | 'operations' | 'intake' | 'people' | 'index'>;

export interface Retried {
  /** How many are tried again. */
  readonly retrying: number;
  /** More are escrowed than are tried at once: ask again when these are through. */
  readonly more: boolean;
}

/** As many as one round of the timer sends. */
const MOST = 5_000;

/** Whom to try again. Who is not escrowed is left alone. */
export type Chosen =
  | 'everybody'
  /** Source anchors. */
  | { readonly anchors: readonly string[] }
  /** Who failed with this code. */
  | Cause;

export interface Cause {
  readonly code: string;
  /** Target attribute; `null`: the failure names none; `undefined`: whatever it names. */
  readonly attribute: string | null | undefined;
}

export async function retryEscrows(job: Job, chosen: Chosen, by: Initiator, ports: Ports): Promise<Retried> {
  const escrowed: string[] = [];
  let more = false;
  for await (const anchor of candidates(job, chosen, ports)) {
    more = escrowed.length === MOST;
    if (more) break;
    escrowed.push(anchor);
  }
  if (escrowed.length === 0) return { retrying: 0, more };
  await startErrand(job.id, 'retry', escrowed, ports);
  const detail = detailOf(chosen, escrowed.length);
  await ports.audit.record(job.id, { activity: 'RetryEscrows', by, detail, changes: [] });
  return { retrying: escrowed.length, more };
}

function detailOf(chosen: Chosen, count: number): string {
  if (chosen === 'everybody') return `Everybody: ${count} people.`;
  if ('anchors' in chosen) return `${count} people who were named.`;
  const of = chosen.attribute == null ? '' : ` of ${chosen.attribute}`;
  return `${count} people who failed with ${chosen.code}${of}.`;
}

async function* candidates(job: Job, chosen: Chosen, ports: Ports): AsyncIterable<string> {
  if (chosen === 'everybody') {
    for await (const { anchor } of ports.index.list(job.id, 'escrow')) yield anchor;
  } else if ('anchors' in chosen) {
    const loaded = await ports.people.load(job.id, chosen.anchors);
    for (const [anchor, { person }] of loaded) {
      if (sinceRestart(person, job.generation).escrow !== null) yield anchor;
    }
  } else {
    const { code, attribute } = chosen;
    for await (const { anchor, escrow } of escrowedPeople(job, ports)) {
      if (escrow.code === code && (attribute === undefined || escrow.attribute === attribute)) yield anchor;
    }
  }
}
