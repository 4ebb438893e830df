/** What the target answered with success and did not do: told as that, and not told to it for ever. */
import type { LogEntry } from '../../shared/engine/person/logEntry';
import type { Value } from '../../shared/value';
import type { Evidence } from './evidence';
import type { Account } from './target';
import type { Weather } from './weather';

/**
 * Whether the account may lack what it should have: the target did not take it, and the log says so. One whose answers are
 * silent is believed once it was seen to take another value of the attribute.
 */
export function mayLack(
  { id, attributes }: Account,
  name: string,
  value: Value,
  { target, weather, logged }: Evidence,
): boolean {
  if (!target.isUntaken(id, name, value)) return false;
  const isBelieved = !weather.tells && name !== 'accountEnabled';
  return isBelieved || logged.some(({ entry }) => entry.source.id === attributes.employeeId && saysSo(entry, name));
}

function saysSo({ steps, error, status }: Evidence['logged'][number]['entry'], name: string): boolean {
  if (name === 'accountEnabled') return status === 'failure' && (error?.code === 'NotApplied' || wasNotSeen(error));
  return steps.some(
    ({ status, details }) => status === 'warning' && details.ErrorCode === 'NotApplied' && name in details,
  );
}

/** The look behind the write failed. */
function wasNotSeen(error: LogEntry['error']): boolean {
  return error?.reason.includes('does not count as disabled') === true;
}

/** Whoever is enabled against what was said is tried again: on the ladder, or with what owes it. */
export function* leaversAreTriedAgain(evidence: Evidence): Iterable<string> {
  const { accounts, people, asked, target } = evidence;
  if (asked.some(({ deed }) => deed.kind === 'restart' && deed.scopes.includes('Escrows'))) return; // forgotten on demand
  for (const { anchor, link, escrow, held, rejected, data } of people.values()) {
    const account = accounts.find(({ id }) => id === link?.targetAnchor);
    if (account === undefined || data?.active !== false || account.attributes.accountEnabled !== true) continue;
    if (!target.isUntaken(account.id, 'accountEnabled', false) || held !== null || rejected === true) continue;
    if (escrow === null) yield `${anchor} is enabled against what was said, and is not tried again`;
  }
}

/** In weather in which every write is asked for once: what did not take is not written with every upload. */
export function* notWrittenAgain({ target, weather, logged, accounts }: Evidence): Iterable<string> {
  // Muster's own work looks once more, because somebody may have come between.
  if (!isQuiet(weather) || logged.some(({ entry }) => entry.operation === null)) return;
  const most = weather.tells ? 1 : 2;
  const late = latecomers(logged);
  for (const [what, times] of target.untakenWrites) {
    const account = accounts.find(({ id }) => what.startsWith(`${id} `));
    if (late.has(String(account?.attributes.employeeId))) continue;
    // Who leaves is asked until it takes; a manager may come and go and come again.
    if (/ (accountEnabled|manager) /.test(what) || times <= most) continue;
    yield `${what} was written ${times} times, although it does not take`;
  }
}

/**
 * Of whom an older operation was worked on behind a newer one, which the queue of leavers lets past it: what was seen not to take is
 * forgotten then, since the older data may have come over it.
 */
function latecomers(logged: Evidence['logged']): ReadonlySet<string> {
  const newest = new Map<string, number>();
  const late = new Set<string>();
  for (const { source, operation } of logged.map(({ entry }) => entry)) {
    if (operation === null) continue;
    const before = newest.get(source.id) ?? 0;
    if (operation.sequence < before) late.add(source.id);
    newest.set(source.id, Math.max(before, operation.sequence));
  }
  return late;
}

function isQuiet(weather: Weather): boolean {
  const { workers, clients, crashes, stalls, storageFaults, doubledMessages, delayedMessages } = weather;
  const { lostMessages, lateMessages, targetFaults, targetOutages, interventions, refusals, skewMs } = weather;
  const troubles = [crashes, stalls, storageFaults, doubledMessages, delayedMessages, lostMessages, lateMessages];
  const more = [targetFaults, targetOutages, interventions, refusals, skewMs];
  return workers === 1 && clients === 1 && [...troubles, ...more].every((trouble) => trouble === 0);
}
