/** What becomes of people when the target comes back, and of those whose token died: as questions to the evidence of a run. */
import { freedFrom, type Stranded, waitsForTarget } from '../../shared/engine/job/targetOutage';
import type { FailureCode } from '../../shared/errors';
import type { Evidence, Logged } from './evidence';
import { workingSince } from './leaverInvariants';
import { isAfflictedByStorage } from './people';

/** Rounds of the timer in calm weather: one to see that it is back, one for who has just failed, and a few for what is in the queue. */
const MOST_ROUNDS = 8;

/**
 * Whoever failed while the target was away is tried again within a few rounds of the timer after it is back, and not at the
 * next rung of the ladder; but not before a minute has passed, or a tenth of the time for which the person had failed.
 */
export function* freedWhenBack(evidence: Evidence): Iterable<string> {
  const { targetBackAt, calmRounds, people } = evidence;
  const [calmAt] = calmRounds;
  if (targetBackAt === undefined || calmAt === undefined) return;
  for (const anchor of people.keys()) {
    if (isAfflictedByStorage(anchor)) continue;
    let firstFailureAt = 0;
    let retried = false;
    let last: Logged | undefined;
    for (const one of evidence.logged.filter(({ entry }) => entry.source.id === anchor)) {
      const { status, error } = one.entry;
      // "Escrows: nobody is retried any more" (docs/operations.md): who has failed is an administrator's to forget.
      if (last !== undefined && wasForgotten(last.at, one.at, evidence)) last = undefined;
      if (last !== undefined && wasSeen({ firstFailureAt, failedAt: last.at, retried }, targetBackAt, evidence)) {
        const freedAt = freedFrom({ firstFailureAt, failedAt: last.at });
        const from = Math.max(calmAt, targetBackAt, freedAt, workingSince(one.at, evidence));
        const rounds = calmRounds.filter((round) => round > from && round < one.at).length;
        if (rounds > MOST_ROUNDS) yield `${anchor} was tried again ${rounds} rounds after the target was back`;
      }
      const isStranded = status === 'failure' && waitsForTarget(error?.code as FailureCode) && one.at < targetBackAt;
      if (last === undefined) firstFailureAt = one.at;
      // What answers no operation is a retry, or a look at the schema or at an account, which is told like one.
      retried = isStranded && ((last !== undefined && retried) || one.entry.operation === null);
      last = isStranded ? one : undefined;
    }
  }
}

/** What no round of the timer saw ends at once for those alone who were not tried again in it. */
function wasSeen(stranded: Stranded, backAt: number, { rounds }: Evidence): boolean {
  return !stranded.retried || rounds.some((round) => round > stranded.failedAt && round < backAt);
}

/** Whether a restart has had everybody's failures forgotten since the one at that time, and before the next entry. */
function wasForgotten(failedAt: number, triedAt: number, { chronicle }: Evidence): boolean {
  const restartsBy = (time: number) => chronicle.jobs.findLast(({ at }) => at <= time)?.job.generation.escrows ?? 0;
  return restartsBy(triedAt) > restartsBy(failedAt - MESSAGE_MS);
}

/** So long may a worker go by the job as it was when a message began: what it writes as failed is forgotten already. */
const MESSAGE_MS = 60_000;

/** A token that dies is renewed: nobody fails for it, and the job goes on. */
export function* tokensRenewed({ logged, chronicle }: Evidence): Iterable<string> {
  for (const { entry } of logged) {
    if (entry.error?.code === 'InvalidCredentials') yield `${entry.source.id} failed over a token that had died`;
  }
  const stopped = chronicle.jobs.find(({ job }) => job.quarantine?.error?.code === 'InvalidCredentials');
  if (stopped !== undefined) yield 'the job was quarantined over a token that had died';
}
