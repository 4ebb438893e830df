/** Records the failure of a person whom Muster fails with however it tries: an entry of one step, and the escrow. */
import { escrowAfter } from '../../engine/job/escrow';
import type { LogEntry } from '../../engine/person/logEntry';
import { exportFailedStep, failureError } from '../../engine/person/steps';
import type { ProvisioningError } from '../../errors';
import { canonicalUser } from '../../scim/canonical';
import type { JsonObject } from '../../scim/json';
import { NO_TOTALS } from '../../store/people/entryPacks';
import type { Change } from '../../store/people/ledger';
import { type Held, type Person, type StoredPerson, sinceRestart } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import { nextTry } from '../person/attempt';
import { supersededEntry } from '../person/superseded';
import { Trail } from '../person/trail';
import type { Needs } from '../ports';
import { entryPackMaker } from './entryPackMaker';

/** What there is to say of one failure. */
export interface LastWord {
  /** Which operation it answers. */
  readonly operation: LogEntry['operation'];
  /** 1 for the first try of an operation. */
  readonly attempt: number;
  /** The operation's data, where it is the newest. */
  readonly data?: JsonObject;
  /**
   * It was to run a held deletion, which may have happened: it counts as released, and the retry is not held again. `again`:
   * it was such a retry.
   */
  readonly releases?: 'release' | 'allow' | 'again';
  /** Tried again later; otherwise what happens next, in a sentence. */
  readonly next: 'retry' | { readonly sentence: string };
}

/** @param judge tells what there is to say of the person as stored; `undefined`: nothing, it is answered */
export async function recordFailure(
  anchor: string,
  cycleId: string,
  judge: (person: Person) => LastWord | undefined,
  error: ProvisioningError,
  context: JobContext,
  ports: Needs<
    | 'clock'
    | 'random'
    | 'logger'
    | 'jobs'
    | 'contexts'
    | 'removedJobs'
    | 'audit'
    | 'operations'
    | 'parking'
    | 'intake'
    | 'staging'
    | 'people'
    | 'ledger'
    | 'owners'
    | 'names'
    | 'notify'
    | 'claimMs'
    | 'retries'
    | 'quarantine'
  >,
): Promise<void> {
  const jobId = context.job.id;
  for (;;) {
    const found = (await ports.people.load(jobId, [anchor])).get(anchor);
    const stored = found && { ...found, person: sinceRestart(found.person, context.job.generation) };
    const word = stored && judge(stored.person);
    if (stored === undefined || word === undefined) return;
    const change = changeAfter(stored, word, cycleId, error, context, ports);
    const frame = entryPackMaker({ ...ports, context, cycleId }, ports.people.shardOf(anchor));
    if ((await ports.ledger.commit([change], frame)).length === 0) return;
  }
}

function changeAfter(
  stored: StoredPerson,
  { operation, attempt, data, next, releases }: LastWord,
  cycleId: string,
  error: ProvisioningError,
  { systems }: JobContext,
  {
    clock,
    retries,
  }: Needs<
    | 'clock'
    | 'random'
    | 'logger'
    | 'jobs'
    | 'contexts'
    | 'removedJobs'
    | 'audit'
    | 'operations'
    | 'parking'
    | 'intake'
    | 'staging'
    | 'people'
    | 'ledger'
    | 'owners'
    | 'names'
    | 'notify'
    | 'claimMs'
    | 'retries'
    | 'quarantine'
  >,
): Change {
  const { person } = stored;
  const now = clock.now();
  const failure = error.toFailure();
  const isRetried = next === 'retry';
  const failed = isRetried ? escrowAfter(failure, person.escrow, now, retries) : person.escrow;
  const escrow = failed === null || releases === undefined ? failed : { ...failed, released: true };
  // A deletion that was held ends here: it is what failed, or what failed takes its place. The retry plans it anew.
  const endsHold = isRetried && (person.held?.staged !== true || releases === 'allow');
  const ended = endsHold ? person.held : null;
  const superseded = isSuperseded(ended, operation)
    ? [supersededEntry(ended, person, operation?.sequence ?? null, systems, now)]
    : [];
  const answered = [...superseded.map((entry) => entry.operation), ...(attempt === 1 ? [operation] : [])];
  const numbers = answered.flatMap((one) => one?.sequence ?? []);

  const trail = new Trail({
    anchor: person.anchor,
    data: data ?? person.data ?? {},
    cycleId,
    startedAt: now,
    attempt,
    operation,
  });
  trail.step(exportFailedStep(systems, 'other', person.anchor, failure));
  const sentence = isRetried && escrow !== null ? nextTry(escrow) : '';
  trail.end('failure', failureError(failure, isRetried ? sentence : next.sentence));
  return {
    ...stored,
    person: {
      ...person,
      escrow,
      held: ended === null ? person.held : null,
      logged: [...person.logged, ...numbers],
      ...(data !== undefined && operation !== null && { data: canonicalUser(data), sequence: operation.sequence }),
    },
    entries: [...superseded, trail.entry(now)],
    totals: {
      ...NO_TOTALS,
      operations: numbers.length,
      failure: 1,
      skipped: superseded.length,
      escrowed: count(escrow) - count(person.escrow),
      deprovisioned: releases === 'release' ? 1 : 0,
    },
  };
}

/** The held operation is another one than the one that failed, and gets an entry of its own. */
function isSuperseded(held: Held | null, operation: LogEntry['operation']): held is Held {
  return held !== null && held.operation !== null && held.operation.sequence !== operation?.sequence;
}

const count = (value: unknown) => (value === null ? 0 : 1);
