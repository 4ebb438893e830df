/** A target that refuses a reference is left in peace (docs/protocol.md, References): as a question to the evidence of a run. */
import type { Evidence } from './evidence';

const MINUTE_MS = 60_000;
const MOST_A_MINUTE = 3;
/** A run is shorter than the ladder's first step. */
const MOST_A_STEP = 8;

/**
 * At most three tries in any minute, and eight in a step of the ladder. What a worker was told when it died, or could not keep, is not
 * remembered; and each further worker that is at the same person at the same moment may try it once before it knows.
 */
export function* boundedReferences({ weather, target, calmRounds }: Evidence): Iterable<string> {
  const { crashes, stalls, storageFaults, workers, leaps } = weather;
  const isRemembered = crashes === 0 && stalls === 0 && storageFaults === 0 && leaps === 0;
  const since = isRemembered ? 0 : (calmRounds[0] ?? Number.POSITIVE_INFINITY);
  const calls = target.refusedReferences.map(({ at }) => at).filter((at) => at >= since);
  const also = Math.max(workers, WORKERS_IN_CALM) - 1;
  for (const at of calls) {
    const within = calls.filter((other) => other >= at && other < at + MINUTE_MS).length;
    if (within > MOST_A_MINUTE + also) yield `a refused reference was tried ${within} times in a minute`;
  }
  if (calls.length > MOST_A_STEP + also)
    yield `a refused reference was tried ${calls.length} times in a step of the ladder`;
}

const WORKERS_IN_CALM = 3;

/** Whose manager is refused succeeds all the same: the reference alone is tried again. */
export function* refusedAlone({ weather, people, target, logged }: Evidence): Iterable<string> {
  if (!weather.refusesReferences) return;
  const owners = new Set(target.refusedReferences.map(({ owner }) => owner));
  for (const owner of owners) {
    const failure = logged.find(({ entry }) => entry.source.id === owner && entry.error?.code === 'NotPermitted');
    if (failure !== undefined) yield `${owner} failed for a reference that was refused`;
    const escrow = people.get(owner)?.escrow;
    if (escrow?.failure.code === 'NotPermitted') yield `${owner} is escrowed for a reference that was refused`;
  }
}
