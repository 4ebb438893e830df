/** Why people of a job fail, by cause: told from the index, however many they are. */
import { chunk, groupBy } from '../../collections';
import type { FailureCode } from '../../errors';
import type { Job } from '../../store/jobs/jobs';
import { type EscrowSummary, escrowSummaryOf } from '../../store/people/indexColumns';
import { sinceRestart } from '../../store/people/people';
import type { Needs } from '../ports';

type Ports = Needs<'people' | 'index'>;

/** Times are milliseconds since the epoch. */
export interface EscrowCause {
  readonly code: FailureCode;
  /** Target attribute; `null`: the failures name none. */
  readonly attribute: string | null;
  readonly count: number;
  /** What one of them failed with, in full. */
  readonly message: string;
  readonly oldestFirstFailure: number;
  readonly nextAttempt: number;
  /** Source anchors of some of them. */
  readonly examples: readonly string[];
}

export interface Escrowed {
  readonly anchor: string;
  readonly escrow: EscrowSummary;
}

const MOST_EXAMPLES = 5;
/** People whose row older code wrote are loaded so many at a time. */
const TOGETHER = 100;

/** Most people first. */
export async function escrowCauses(job: Job, ports: Ports): Promise<readonly EscrowCause[]> {
  const all: Escrowed[] = [];
  for await (const one of escrowedPeople(job, ports)) all.push(one);
  const causes = [...groupBy(all, ({ escrow: { code, attribute } }) => JSON.stringify([code, attribute])).values()];
  const firsts = causes.flatMap(([first]) => first?.anchor ?? []);
  const loaded = await ports.people.load(job.id, firsts);
  return causes
    .map((members) => causeOf(members, loaded.get(members[0]?.anchor ?? '')?.person.escrow?.failure.message ?? ''))
    .sort((a, b) => b.count - a.count);
}

function causeOf(members: readonly Escrowed[], message: string): EscrowCause {
  const escrows = members.map(({ escrow }) => escrow);
  const [first] = escrows;
  if (first === undefined) throw new Error('A cause has somebody who failed for it.');
  return {
    code: first.code as FailureCode,
    attribute: first.attribute,
    count: members.length,
    message,
    oldestFirstFailure: escrows.reduce((oldest, one) => Math.min(oldest, one.firstFailureAt), first.firstFailureAt),
    nextAttempt: escrows.reduce((next, one) => Math.min(next, one.nextAttempt), first.nextAttempt),
    examples: members.slice(0, MOST_EXAMPLES).map(({ anchor }) => anchor),
  };
}

/** Everybody who is escrowed, and whom no restart has made forget it. */
export async function* escrowedPeople(job: Job, { index, people }: Ports): AsyncIterable<Escrowed> {
  const older: string[] = []; // written by code that kept no summary in the index
  for await (const { anchor, escrow } of index.list(job.id, 'escrow')) {
    if (escrow === undefined) older.push(anchor);
    else if (escrow.generation >= job.generation.escrows) yield { anchor, escrow };
  }
  for (const some of chunk(older, TOGETHER)) {
    for (const [anchor, stored] of await people.load(job.id, some)) {
      const { escrow, generation } = sinceRestart(stored.person, job.generation);
      if (escrow !== null) yield { anchor, escrow: escrowSummaryOf(escrow, generation.escrows) };
    }
  }
}
