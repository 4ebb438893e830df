/** I5, and what restarts and schema changes promise, as questions to the evidence of a run. */
import type { LoggedOperation } from '../../shared/engine/person/logEntry';
import { whyParked } from '../../shared/pipeline/queue/whyParked';
import type { Held } from '../../shared/store/people/people';
import { type Asked, MARKED } from './administrator';
import type { Disabling, JobState } from './chronicle';
import type { Evidence, Logged } from './evidence';
import { isAfflictedByStorage } from './people';
import { FORMER } from './rehire';
import { LEFT_ALONE } from './schema';

/** I5: no cycle takes more people's access away than it may, but for those an administrator allowed. */
export function* neverMore(evidence: Evidence): Iterable<string> {
  const { chronicle, weather } = evidence;
  const people = new Map<string, Set<string>>();
  for (const disabling of chronicle.disablings) {
    const { anchor, held } = disabling;
    if (held === null || isExplained(disabling, evidence)) continue;
    people.set(held.cycleId, (people.get(held.cycleId) ?? new Set()).add(anchor));
  }
  for (const [cycleId, disabled] of people) {
    if (disabled.size <= weather.deletionThreshold) continue;
    yield `${disabled.size} people were disabled in cycle ${cycleId}, at most ${weather.deletionThreshold} may be: ${[...disabled].join(' ')}`;
  }
}

/**
 * I5: what was staged when a deletion came to be held, and still is when that one runs, was counted with it.
 */
export function* neverTheRest(evidence: Evidence): Iterable<string> {
  const { chronicle, weather } = evidence;
  const ran = chronicle.disablings.filter((one) => one.held !== null && !isExplained(one, evidence));
  for (const { anchor, askedAt, held } of ran) {
    const heldAt = chronicle.holdings.find((one) => one.anchor === anchor && one.since === held?.since)?.at;
    if (heldAt === undefined) continue;
    const staged = chronicle.stagings.filter(
      ({ cycleId, at, until = askedAt + 1 }) => cycleId === held?.cycleId && at < heldAt && until > askedAt,
    );
    const count = staged.length + 1;
    if (count <= weather.deletionThreshold) continue;
    yield `${anchor} was disabled although ${staged.length} people were held back in cycle ${held?.cycleId} before it, and at most ${weather.deletionThreshold} may go`;
  }
}

/** I5: a deletion is held for the settle window, but for the few that a cycle may take away at once. */
export function* neverSooner(evidence: Evidence): Iterable<string> {
  const { chronicle, weather, settleMs, logged } = evidence;
  const people = new Map<string, Set<string>>();
  for (const disabling of chronicle.disablings) {
    const { anchor, askedAt, held } = disabling;
    if (held === null || isExplained(disabling, evidence)) continue;
    const heldMs = askedAt - held.since;
    if (heldMs >= settleMs - 2 * weather.skewMs) continue;
    // What better data took back while it was carried out counts no more.
    const stood = logged.some(({ entry }) => entry.source.id === anchor && entry.action === 'disable');
    if (!stood && weather.deletionsAtOnce > 0) continue;
    const sooner = (people.get(held.cycleId) ?? new Set()).add(anchor);
    people.set(held.cycleId, sooner);
    if (sooner.size > weather.deletionsAtOnce) yield `${anchor} was disabled after being held for ${heldMs} ms`;
  }
}

/** I5: what an upload takes away is seen whole, lane by lane, before any of it runs. */
export function* neverBlind(evidence: Evidence): Iterable<string> {
  const { chronicle, weather, logged } = evidence;
  for (const disabling of chronicle.disablings) {
    const { anchor, askedAt, held } = disabling;
    if (held === null || isExplained(disabling, evidence) || askedAt - held.since > LONG_HELD_MS) continue;
    for (const { entry, at } of logged) {
      const { operation, attempt } = entry;
      if (operation === null || attempt > 1 || !isOfGroup(operation, held)) continue;
      const { sequence } = operation;
      const wasAnswered =
        at <= askedAt + 2 * weather.skewMs || (chronicle.heldAt.get(sequence) ?? askedAt + 1) <= askedAt;
      // The guard does not wait for what storage refuses (docs/protocol.md).
      const wasRefused = (chronicle.refusedAt.get(sequence) ?? askedAt + 1) <= askedAt;
      if (!wasAnswered && !wasRefused)
        yield `${anchor} was disabled before operation ${sequence} of its upload was answered`;
    }
  }
}

const isOfGroup = ({ uploadFirst, ahead }: LoggedOperation, { operation }: Held) =>
  operation?.uploadFirst === uploadFirst && operation.ahead === ahead;

/** I5: who was sent again as active within the settle window is not disabled by what was held, wherever the correction waits. */
export function* correctedInTime(evidence: Evidence): Iterable<string> {
  const { chronicle, sent, weather, settleMs } = evidence;
  for (const disabling of chronicle.disablings) {
    const { anchor, askedAt, held } = disabling;
    if (held?.operation == null || isExplained(disabling, evidence)) continue;
    const heldMs = askedAt - held.since;
    if (heldMs < settleMs || heldMs > LONG_HELD_MS) continue;
    const inTime = held.since + settleMs - 2 * weather.skewMs;
    const said = sent.flatMap(({ upload, answered }) => {
      if (answered === undefined || answered.atMs > inTime) return [];
      const numbered = upload.operations.map((operation, index) => ({
        ...operation,
        sequence: answered.first + index,
        acceptedAt: answered.atMs,
      }));
      return numbered.filter((one) => one.anchor === anchor && one.data.active !== undefined);
    });
    const newest = said.sort((a, b) => a.sequence - b.sequence).at(-1);
    if (newest?.data.active !== true || newest.sequence <= held.operation.sequence) continue;
    if (chronicle.refusedAt.has(newest.sequence)) continue;
    // What may go at once was let go before there was a correction; its message may come late all the same.
    if ((chronicle.letGoAt(anchor, held) ?? newest.acceptedAt) < newest.acceptedAt) continue;
    yield `${anchor} was disabled although operation ${newest.sequence} had come in time`;
  }
}

/** A leaver waits behind nobody's creation, and is told of whole: all that an upload says of a person travels in one lane. */
export function* lanesApart({ chronicle, logged }: Evidence): Iterable<string> {
  for (const errand of new Set(chronicle.strays)) yield `a ${errand} was sent in the ordinary lane`;
  const lanes = new Map<string, boolean>();
  for (const { entry } of logged) {
    if (entry.operation === null) continue;
    const { uploadFirst, ahead = false } = entry.operation;
    const name = `${entry.source.id} in upload ${uploadFirst}`;
    if ((lanes.get(name) ?? ahead) !== ahead) yield `what is said of ${name} travelled in both lanes`;
    lanes.set(name, ahead);
  }
}

/** After a quarter of an hour without an answer the guard waits for none. */
const LONG_HELD_MS = 10 * 60_000;

/** I5: what is staged waits for an administrator. */
export function* onlyWhenAllowed(evidence: Evidence): Iterable<string> {
  for (const disabling of evidence.chronicle.disablings) {
    const { anchor, held } = disabling;
    if (held?.staged !== true || isExplained(disabling, evidence)) continue;
    yield `${anchor} was staged, and disabled although nobody had allowed it`;
  }
}

/** Allowed by an administrator, or the late end of a deletion that another one has replaced since it was released. */
function isExplained(disabling: Disabling, evidence: Evidence): boolean {
  return isLate(disabling, evidence) || isAllowed(disabling, evidence);
}

function isLate({ sinceOtherMs }: Disabling, { weather: { stalls, targetLatencyMs } }: Evidence): boolean {
  return sinceOtherMs < 10_000 + 2 * targetLatencyMs + (stalls > 0 ? 50_000 : 0);
}

/** ForceDeletes allows all that is held when it is carried out, staged or not; what is allowed by name is that and no other. */
function isAllowed({ anchor, held, askedAt }: Disabling, { asked, weather }: Evidence): boolean {
  if (asked.some((one) => one.deed.kind === 'allow' && one.askedAt <= askedAt && names(one, anchor, held))) return true;
  const since = (held?.since ?? 0) - weather.skewMs;
  return asked.some((one) => isForce(one) && one.askedAt <= askedAt && since <= lastCarriedOut(one));
}

const lastCarriedOut = ({ answeredAt = Number.POSITIVE_INFINITY, mayComeLate }: Asked) =>
  mayComeLate ? Number.POSITIVE_INFINITY : answeredAt;

const names = ({ named }: Asked, anchor: string, held: Disabling['held']) =>
  named.some((one) => one.anchor === anchor && one.since === held?.since);

const isForce = ({ deed }: Asked) => deed.kind === 'restart' && deed.scopes.includes('ForceDeletes');

/** I5: a cycle that stays within the threshold is not stopped, and whoever is stopped is told of. */
export function* neverFewer({ chronicle, weather, logged, people }: Evidence): Iterable<string> {
  const staged = logged.filter(({ entry }) => entry.action === 'stagedDelete');
  // Told by the rows: an operation that waits with what an earlier cycle held back says so in its own cycle, which runs on.
  for (const cycleId of new Set(chronicle.stagings.map((one) => one.cycleId))) {
    const held = chronicle.holdings.filter((one) => one.cycleId === cycleId).length;
    if (held > weather.deletionThreshold) continue;
    yield `cycle ${cycleId} was stopped, although it held ${held} deletions and may run ${weather.deletionThreshold}`;
  }
  for (const { anchor, held } of people.values()) {
    if (held?.staged !== true) continue;
    const isTold = staged.some(
      ({ entry }) =>
        entry.source.id === anchor &&
        (held.operation === null || entry.operation?.sequence === held.operation.sequence),
    );
    if (!isTold) yield `${anchor} is staged without an entry that says so`;
  }
}

/** What an administrator allowed or rejected by name is held no more. */
export function* decidedIsDone({ asked, people }: Evidence): Iterable<string> {
  for (const one of asked) {
    if (one.answeredAt === undefined) continue;
    for (const { anchor, held } of people.values()) {
      if (held !== null && names(one, anchor, held))
        yield `${anchor} is still held although that was decided (${one.deed.kind})`;
    }
  }
}

/** What an administrator rejected does not run, until somebody asks for it anew and it is held again. */
export function* rejectedStays(evidence: Evidence): Iterable<string> {
  const { chronicle, logged, weather } = evidence;
  for (const { entry, at } of logged.filter(({ entry }) => isRejection(entry))) {
    const apart = 2 * weather.skewMs + CLOCKS_APART_MS;
    const ran = chronicle.disablings.find(
      (one) =>
        one.anchor === entry.source.id &&
        one.askedAt > at + apart &&
        heldSince(one, evidence) < at - apart &&
        !wasUnderWay(one, at, evidence),
    );
    if (ran !== undefined) yield `${ran.anchor} was disabled although an administrator had rejected that`;
  }
}

/**
 * Since when what runs was held. Where nothing is held any more, it may be what was held anew since the rejection, was let go, and loses to a
 * newer operation while it is at the target: that was asked for, and what follows enables the account again.
 */
function heldSince(disabling: Disabling, evidence: Evidence): number {
  const late = isLate(disabling, evidence) ? disabling.otherSince : undefined;
  return disabling.held?.since ?? late ?? 0;
}

/** Somebody had been allowed to do it before it was rejected, and was at it: what asks the target last is late, and said as such. */
function wasUnderWay(disabling: Disabling, rejectedAt: number, evidence: Evidence): boolean {
  const { anchor, held } = disabling;
  const isLet = ({ deed, askedAt, named }: Asked) =>
    deed.kind === 'allow' && askedAt < rejectedAt && named.some((one) => one.anchor === anchor);
  return held === null && isLate(disabling, evidence) && evidence.asked.some(isLet);
}

export const isRejection = ({ steps }: Logged['entry']) =>
  steps.some(({ details }) => details.SkipReason === 'RejectedByAdministrator');

/** What an administrator allowed is done. */
export function* allowedIsDone({ asked, logged, people }: Evidence): Iterable<string> {
  const last = asked.findLast(isForce);
  if (last?.answeredAt === undefined) return;
  for (const { anchor, held } of people.values()) {
    if (held?.staged !== true) continue;
    const stagedAt = Math.max(...logged.filter(({ entry }) => isStaging(entry, anchor)).map(({ at }) => at));
    if (stagedAt < last.askedAt - CLOCKS_APART_MS) yield `${anchor} is still staged although it was allowed`;
  }
}

const isStaging = ({ action, source }: Logged['entry'], anchor: string) =>
  action === 'stagedDelete' && source.id === anchor;

/** Clocks of two workers never quite agree. */
const CLOCKS_APART_MS = 5_000;

/** A restart purges only what was accepted before it, and only where the job did not work. */
export function* purgesNotTooMuch({ chronicle, logged }: Evidence): Iterable<string> {
  const purges = purgesOf(chronicle.jobs);
  for (const { entry } of logged) {
    if (!isPurged(entry)) continue;
    const sequence = entry.operation?.sequence ?? 0;
    if (!purges.some(({ below }) => sequence < below))
      yield `operation ${sequence} was purged, and no restart asked for it`;
  }
  for (const { at, below, wasWorking } of purges) {
    if (wasWorking) yield `a restart at ${new Date(at).toISOString()} purged below ${below} although the job worked`;
  }
}

/** A restart of a job that had long not worked keeps nothing that was waiting. */
export function* purgesNotTooLittle({ chronicle, logged, weather }: Evidence): Iterable<string> {
  // What was under way when the job was paused is finished, and may take its time.
  if (weather.stalls > 0 || weather.targetLatencyMs > 1_000) return;
  for (const { at, below, parkedSince } of purgesOf(chronicle.jobs)) {
    if (parkedSince === undefined || at - parkedSince < LONG_PARKED_MS) continue;
    for (const { entry, at: loggedAt } of logged) {
      const sequence = entry.operation?.sequence ?? below;
      if (sequence >= below || entry.status !== 'success' || entry.action === 'disable') continue;
      const beganAt = loggedAt - entry.durationMs;
      if (beganAt > at + 2 * weather.skewMs)
        yield `operation ${sequence} was carried out after a restart that purged it`;
    }
  }
}

/** Longer than any instance remembers what the job was. */
const LONG_PARKED_MS = 30_000;

interface Purge {
  readonly at: number;
  readonly below: number;
  readonly wasWorking: boolean;
  /** Since when the job had not worked. */
  readonly parkedSince: number | undefined;
}

function purgesOf(states: readonly JobState[]): readonly Purge[] {
  const purges: Purge[] = [];
  let parkedSince: number | undefined;
  for (const [index, { at, job }] of states.entries()) {
    const before = states[index - 1]?.job;
    if (before !== undefined && job.purgeBelow > before.purgeBelow) {
      purges.push({ at, below: job.purgeBelow, wasWorking: whyParked(before) === undefined, parkedSince });
    }
    parkedSince = whyParked(job) === undefined ? undefined : (parkedSince ?? at);
  }
  return purges;
}

export const isPurged = ({ steps }: Logged['entry']) =>
  steps.some(({ details }) => details.SkipReason === 'PurgedByRestart');

/** Whoever had failed when an administrator had failures forgotten is not tried again. */
export function wasGivenUp(anchor: string, { asked, logged }: Evidence): boolean {
  const forgets = asked.some(({ deed }) => deed.kind === 'restart' && deed.scopes.includes('Escrows'));
  return forgets && logged.some(({ entry }) => entry.source.id === anchor && entry.status === 'failure');
}

/** A schema that was saved is in the end everybody's. */
export function* newestSchema(evidence: Evidence): Iterable<string> {
  const { weather } = evidence;
  const { asked, accounts, people } = evidence;
  const mark = asked.flatMap(({ deed }) => (deed.kind === 'schema' ? [deed.mark] : [])).at(-1);
  if (mark === undefined) return;
  for (const { anchor, link, escrow, held, rejected, outOfScope, data } of people.values()) {
    if (outOfScope || (weather.filtered && data?.locale === LEFT_ALONE) || anchor === FORMER) continue;
    if (link === null || escrow !== null || held !== null || rejected === true || data === null) continue;
    if (isAfflictedByStorage(anchor)) continue;
    if (wasGivenUp(anchor, evidence)) continue;
    const account = accounts.find(({ id }) => id === link.targetAnchor);
    const found = account?.attributes[MARKED];
    if (found !== mark) yield `${anchor} has the mark '${String(found)}', the newest schema gives '${mark}'`;
  }
}

/** Somebody may have been forgotten: what the account has then is nobody's promise until the next upload. */
export function mayBeForgotten(anchor: string, { asked }: Evidence): boolean {
  return asked.some(({ deed }) => deed.kind === 'forget' && deed.anchor === anchor);
}
