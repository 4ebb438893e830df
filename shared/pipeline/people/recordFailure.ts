/** Records the failure of a person whom Muster fails with however it tries: an entry of one step, and the escrow. */
import { escrowAfter, nextTry } from '../../engine/job/escrow';
import type { LogEntry } from '../../engine/person/logEntry';
import { NOTHING_OWED, type Owed, owing } from '../../engine/person/owed';
import { exportFailedStep, failureError } from '../../engine/person/steps';
import type { ProvisioningError } from '../../errors';
import type { JsonObject } from '../../scim/json';
import { NO_TOTALS } from '../../store/people/entryPacks';
import type { Change } from '../../store/people/ledger';
import { type Person, type StoredPerson, sinceRestart } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import { noteTold } from '../person/noteTold';
import { type Received, receive } from '../person/receive';
import { Trail } from '../person/trail';
import type { Needs } from '../ports';
import { entryPackMaker } from './entryPackMaker';

/** What there is to say of one failure. */
export interface LastWord {
  /** Which operation it answers. */
  readonly operation: LogEntry['operation'];
  /** 1 for the first try of an operation. */
  readonly attempt: number;
  /** The operation's data, where it is not lost. */
  readonly data?: JsonObject;
  /** What the account is owed by it, beside what the operation says. */
  readonly owes?: Owed;
  /**
   * It was to run a held deletion, which may have happened: it counts as released, and the retry is not held again. `again`:
   * it was such a retry.
   */
  readonly releases?: 'release' | 'allow' | 'again';
  /** Tried again later; otherwise what happens next, in a sentence. */
  readonly next: 'retry' | { readonly sentence: string };
}

/**
 * @param judge tells what there is to say of the person as stored; `undefined`: nothing, it is answered
 * @throws what storage says when it does not take the person's row
 */
export async function recordFailure(
  anchor: string,
  cycleId: string,
  judge: (person: Person) => LastWord | undefined,
  error: ProvisioningError,
  context: JobContext,
  ports: Needs<'clock' | 'random' | 'people' | 'ledger' | 'retries'>,
): Promise<void> {
  const jobId = context.job.id;
  for (;;) {
    const found = (await ports.people.load(jobId, [anchor])).get(anchor);
    const stored = found && { ...found, person: sinceRestart(found.person, context.job.generation) };
    const word = stored && judge(stored.person);
    if (stored === undefined || word === undefined) return;
    const change = noteTold(changeAfter(stored, word, cycleId, error, context, ports), context.job);
    const frame = entryPackMaker({ ...ports, context, cycleId }, ports.people.shardOf(anchor));
    const { lost, refused } = await ports.ledger.commit([change], frame);
    for (const said of refused.values()) throw said;
    if (lost.length === 0) return;
  }
}

function changeAfter(
  stored: StoredPerson,
  word: LastWord,
  cycleId: string,
  error: ProvisioningError,
  context: JobContext,
  { clock, retries }: Needs<'clock' | 'retries'>,
): Change {
  const { person } = stored;
  const { operation, attempt, data, owes = NOTHING_OWED, releases } = word;
  const taken = data === undefined ? undefined : takenIn(word, data, person, context, clock.now());
  // One that newer operations have overtaken only gets its entry: what they said stands, and so does its escrow (I4).
  const next = taken?.overtaken ? OVERTAKEN : word.next;
  const now = clock.now();
  const failure = error.toFailure();
  const isRetried = next === 'retry';
  const failed = isRetried ? escrowAfter(failure, person.escrow, now, retries) : person.escrow;
  const escrow =
    failed === null || releases === undefined ? failed : { ...failed, released: true, ahead: true as const };
  // A deletion that was held ends here where it is what failed: the retry plans it anew. What else fails leaves it alone.
  const isAboutHeld = person.held?.operation?.sequence === operation?.sequence;
  const endsHold = isRetried && isAboutHeld && (person.held?.staged !== true || releases === 'allow');
  const numbers = attempt === 1 && operation !== null ? [operation.sequence] : [];

  const trail = new Trail({
    anchor: person.anchor,
    data: data ?? person.data ?? {},
    cycleId,
    startedAt: now,
    attempt,
    operation,
  });
  trail.step(exportFailedStep(context.systems, 'other', person.anchor, failure));
  const sentence = isRetried && escrow !== null ? nextTry(escrow) : '';
  trail.end('failure', failureError(failure, isRetried ? sentence : next.sentence));
  return {
    ...stored,
    person: {
      ...person,
      escrow,
      held: endsHold ? null : person.held,
      logged: [...person.logged, ...numbers],
      ...taken?.record,
      owed: person.link === null ? NOTHING_OWED : owing(taken?.owed ?? person.owed, owes),
    },
    entries: [trail.entry(now)],
    totals: {
      ...NO_TOTALS,
      operations: numbers.length,
      failure: 1,
      escrowed: count(escrow) - count(person.escrow),
      deprovisioned: releases === 'release' ? 1 : 0,
    },
  };
}

function takenIn(
  { operation }: LastWord,
  data: JsonObject,
  person: Person,
  context: JobContext,
  now: number,
): Received | undefined {
  if (operation === null) return undefined;
  return receive({ kind: 'operation', operation: { ...operation, acceptedAt: 0, data } }, person, context, now);
}

const OVERTAKEN = { sentence: 'Newer operations for this person stand; send the person again if they should not.' };

const count = (value: unknown) => (value === null ? 0 : 1);
