/** I4 and references: what accounts hold in the end, as questions to the evidence of a run. */
import type { LogEntry } from '../../shared/engine/person/logEntry';
import type { Evidence } from './evidence';
import { isPurged, mayBeForgotten, wasGivenUp } from './guardInvariants';
import { isAfflictedByStorage } from './people';
import { expectedPeople } from './recordModel';
import { FORMER } from './rehire';
import { type Account, REFUSED_REFERRER } from './target';
import { mayLack } from './untakenInvariants';

/** I4: the account has the newest data. */
export function* newestData(evidence: Evidence): Iterable<string> {
  const { logged, accounts, people } = evidence;
  for (const [anchor, expected] of expectedPeople(evidence)) {
    const person = people.get(anchor);
    const account = accounts.find(({ attributes }) => attributes.employeeId === anchor);
    if (expected.isRefused || isAfflictedByStorage(anchor) || wasLost(anchor, logged)) continue;
    // What was held when a restart purged it was the person's data already; and who was given up on demand stays as it is.
    if (isPurgedData(person?.data?.title, logged) || wasGivenUp(anchor, evidence)) continue;
    if (expected.isPartlyPurged || !expected.isWhole) continue;
    if (expected.isLeftAlone || anchor === FORMER || mayBeForgotten(anchor, evidence)) continue;
    if (person?.held != null || person?.rejected === true) {
      const what = person.rejected === true ? 'was rejected' : 'is held';
      if (account?.attributes.accountEnabled === false) yield `${anchor} is disabled, although that ${what}`;
      continue;
    }
    // The worker of a purged operation may have died when it had written it; the next upload sets it right.
    if (isPurgedData(account?.attributes.jobTitle, logged)) continue;
    if (expected.isOut) {
      const isLinked = account !== undefined && person?.link?.targetAnchor === account.id;
      if (isLinked && account.attributes.accountEnabled === true) yield `${anchor} is out of scope, and enabled`;
      continue;
    }
    if (account === undefined) yield `${anchor} has no account, although all it needs was said`;
    else {
      for (const [name, value] of Object.entries(expected.texts)) {
        if (account.attributes[name] === value || mayLack(account, name, value, evidence)) continue;
        if (!isByHand(account, name, evidence))
          yield `${anchor} has the ${name} ${account.attributes[name]}, the newest is ${value}`;
      }
      for (const name of expected.cleared) {
        if (account.attributes[name] !== undefined && !mayLack(account, name, null, evidence))
          yield `${anchor} has the ${name} ${account.attributes[name]}, which was cleared`;
      }
      // Who is in scope and never said to be inactive is enabled.
      const isActive = expected.isActive ?? true;
      if (account.attributes.accountEnabled !== isActive && !mayLack(account, 'accountEnabled', isActive, evidence)) {
        yield `${anchor} is ${account.attributes.accountEnabled ? 'enabled' : 'disabled'} against ${expected.title}`;
      }
      const isLinked = person?.link?.targetAnchor === account.id;
      if (!isLinked && !wasForgotten(evidence)) yield `${anchor} is linked to ${person?.link?.targetAnchor}`;
    }
  }
}

/** I5: nothing but the guard holds up a leaver, not another attribute of the same person either. */
export function* leaversFirst(evidence: Evidence): Iterable<string> {
  const { logged, accounts, people } = evidence;
  for (const [anchor, expected] of expectedPeople(evidence)) {
    if (!expected.isRefused || expected.isActive !== false || isAfflictedByStorage(anchor) || wasLost(anchor, logged))
      continue;
    const person = people.get(anchor);
    // Without a link there is nobody to disable; what is held waits for the guard, and what was rejected or given up stays as it is.
    if (person?.link == null || person.held !== null || person.rejected === true) continue;
    if (wasGivenUp(anchor, evidence) || mayBeForgotten(anchor, evidence) || expected.isLeftAlone) continue;
    if (expected.isPartlyPurged || isPurgedData(expected.title, logged)) continue;
    const account = accounts.find(({ id }) => id === person.link?.targetAnchor);
    if (account?.attributes.accountEnabled === true && !mayLack(account, 'accountEnabled', false, evidence)) {
      yield `${anchor} is enabled against ${expected.title}, of which something else was refused`;
    }
  }
}

/** Another system wrote it last. */
function isByHand({ id, attributes }: Account, name: string, { handwritings }: Evidence): boolean {
  return handwritings.some((one) => one.account === id && one.attribute === name && one.value === attributes[name]);
}

function isPurgedData(title: unknown, logged: Evidence['logged']): boolean {
  return logged.some(({ entry }) => entry.operation?.bulkId === title && isPurged(entry));
}

/** An administrator had the links forgotten: they come back with the next upload, or when everybody is evaluated anew. */
function wasForgotten({ asked }: Evidence): boolean {
  return asked.some(({ deed }) => deed.kind === 'restart' && deed.scopes.includes('ConnectorDataStore'));
}

/** References find their person in the end; somebody whose account could never be taken over is waited for on and on. */
export function* references(evidence: Evidence): Iterable<string> {
  const { logged, accounts, people } = evidence;
  for (const [anchor, expected] of expectedPeople(evidence)) {
    const account = accounts.find(({ attributes }) => attributes.employeeId === anchor);
    const manager = accounts.find(({ attributes }) => attributes.employeeId === expected.manager);
    if (expected.isRefused || expected.manager === null || account === undefined || manager === undefined) continue;
    if (wasLost(anchor, logged) || isAfflictedByStorage(anchor) || isAfflictedByStorage(expected.manager)) continue;
    const person = people.get(anchor);
    if (expected.isOut || expected.isLeftAlone) continue;
    if (evidence.weather.refusesReferences && anchor === REFUSED_REFERRER) continue;
    if ([anchor, expected.manager].some((one) => mayBeForgotten(one, evidence))) continue;
    const areLinked = person?.link != null && people.get(expected.manager)?.link != null;
    if (!areLinked || person.held !== null || person.rejected === true) continue;
    if (isPurgedData(person.data?.title, logged) || wasGivenUp(anchor, evidence)) continue;
    // No operation has to name a manager: what was held when a restart purged it may have said this one, and not the title.
    if (expected.isManagerPurged) continue;
    if (account.attributes.manager !== manager.id && !mayLack(account, 'manager', manager.id, evidence)) {
      yield `the manager of ${anchor} is ${String(account.attributes.manager)}, should be ${manager.id} (${expected.title})`;
    }
  }
}

/** Data of this person was lost with its staged rows. */
export function wasLost(anchor: string, logged: Evidence['logged']): boolean {
  return logged.some(({ entry }) => entry.source.id === anchor && isLoss(entry));
}

export const isLoss = ({ error }: LogEntry) => /lost in storage/.test(error?.reason ?? '');
