/** Nothing but the guard holds up a leaver (I5): as a question to the evidence of a run. */
import { whyParked } from '../../shared/pipeline/queue/whyParked';
import type { Evidence } from './evidence';
import { isPurged, wasGivenUp } from './guardInvariants';
import { isAfflictedByStorage } from './people';

/** Rounds of the timer in calm weather. */
const MOST_ROUNDS = 20;

/**
 * A disable that the guard allows is written within twenty rounds of the timer after the weather has calmed, whatever else
 * happened to the job: whatever was lost, late, refused or poisoned beside it.
 */
export function* promptLeavers(evidence: Evidence): Iterable<string> {
  const { logged, planned, chronicle, calmRounds, people, afflicted } = evidence;
  const [calmAt] = calmRounds;
  if (calmAt === undefined) return;
  for (const { entry, at } of logged) {
    const { operation, action, status, source } = entry;
    const asked = planned.get(operation?.bulkId ?? '');
    if (action !== 'disable' || status !== 'success' || asked?.data.active !== false || isPurged(entry)) continue;
    if (isAfflictedByStorage(source.id) || afflicted.has(source.id) || wasGivenUp(source.id, evidence)) continue;
    const since = Math.max(calmAt, acceptedAt(operation?.bulkId, evidence), workingSince(at, evidence));
    const rounds = calmRounds.filter((round) => round > since && round < at).length;
    if (rounds > MOST_ROUNDS) yield `${source.id} (${operation?.bulkId}) was disabled after ${rounds} rounds`;
  }
  // What was not written at all shows in the other promises, but for what is held on and on.
  for (const { anchor, held } of people.values()) {
    if (held === null || held.staged || isAfflictedByStorage(anchor)) continue;
    const rounds = calmRounds.filter((round) => round > Math.max(calmAt, held.since)).length;
    const isWorking = whyParked(chronicle.jobs.at(-1)?.job ?? evidence.job) === undefined;
    if (isWorking && rounds > MOST_ROUNDS) yield `a deletion of ${anchor} is held after ${rounds} rounds`;
  }
}

function acceptedAt(bulkId: string | undefined, { sent }: Evidence): number {
  const uploads = sent.filter(({ upload }) => upload.operations.some((one) => one.bulkId === bulkId));
  return Math.max(0, ...uploads.map(({ answered }) => answered?.atMs ?? 0));
}

/** Since when the job has not been touched, by an administrator or a quarantine, before then. */
export function workingSince(at: number, { chronicle }: Evidence): number {
  return Math.max(0, ...chronicle.jobs.map((state) => state.at).filter((one) => one < at));
}
