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

/**
 * Whom Muster disables the log calls disabled: an attempt that was at it then says so. Asked only where no worker dies or stands
 * still between the write and its entry, no answer is lost, and a claim lasts for as long as the target takes.
 */
export function* disablingIsTold({ chronicle, logged, weather, afflicted }: Evidence): Iterable<string> {
  const { crashes, stalls, storageFaults, targetLatencyMs, agents, skewMs, forgets } = weather;
  if (crashes + stalls + storageFaults + forgets > 0 || targetLatencyMs > LONGEST_ANSWER_MS || agents) return;
  const left = logged.filter(({ entry }) => TAKES_AWAY.has(entry.action));
  for (const { anchor, doneAt } of chronicle.disablings) {
    if (isAfflictedByStorage(anchor) || afflicted.has(anchor)) continue;
    if (Math.abs(doneAt - (chronicle.takenAwayAt ?? 0)) < LONGEST_ATTEMPT_MS) continue; // by one of those, perhaps
    const telling = left.findIndex(({ entry, at }) => entry.source.id === anchor && at + 2 * skewMs >= doneAt);
    if (telling === -1) yield `${anchor} was disabled at ${new Date(doneAt).toISOString()}, and no entry says so`;
    else left.splice(telling, 1); // one entry tells of one
  }
}

/** Whoever is created disabled may be enabled by the target, and is disabled in the same attempt. */
const TAKES_AWAY: ReadonlySet<string> = new Set(['disable', 'delete', 'create']);
const LONGEST_ANSWER_MS = 4_000;
const LONGEST_ATTEMPT_MS = 3 * LONGEST_ANSWER_MS;

function acceptedAt(bulkId: string | undefined, { sent }: Evidence): number {
  const uploads = sent.filter(({ upload }) => upload.operations.some((one) => one.bulkId === bulkId));
  return Math.max(0, ...uploads.map(({ answered }) => answered?.atMs ?? 0));
}

/** Since when the job has not been touched, by an administrator or a quarantine, before then. */
export function workingSince(at: number, { chronicle }: Evidence): number {
  return Math.max(0, ...chronicle.jobs.map((state) => state.at).filter((one) => one < at));
}
