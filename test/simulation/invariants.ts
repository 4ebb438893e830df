/** The promises of the design (section 2), each as a question to the evidence of a run. */

import type { LogEntry } from '../../shared/engine/person/logEntry';
import { failureCategory } from '../../shared/errors';
import type { Sent } from './client';
import { isLoss, leaversFirst, newestData, references } from './dataInvariants';
import { type Evidence, openCycles } from './evidence';
import { filteredStand, handsStand, nothingNeedless } from './flowInvariants';
import {
  allowedIsDone,
  correctedInTime,
  decidedIsDone,
  lanesApart,
  mayBeForgotten,
  neverBlind,
  neverFewer,
  neverMore,
  neverSooner,
  neverTheRest,
  newestSchema,
  onlyWhenAllowed,
  purgesNotTooLittle,
  purgesNotTooMuch,
  rejectedStays,
} from './guardInvariants';
import { everyEventEnds, newestFetched } from './inletInvariants';
import { disablingIsTold, promptLeavers } from './leaverInvariants';
import { looksAgain, twiceIsNobodys } from './listInvariants';
import { freedWhenBack, tokensRenewed } from './outageInvariants';
import { isAfflictedByStorage, SICK, TWICE } from './people';
import { oneRecord } from './recordInvariants';
import { boundedReferences, refusedAlone } from './referenceInvariants';
import { FORMER, REHIRED } from './rehire';
import { PICKED } from './schema';
import { REFUSED_DOMAIN } from './target';
import { everythingIsTold, onlyWhatHappened, toldInOrder } from './toldInvariants';
import { totals } from './totalsInvariants';
import { leaversAreTriedAgain, notWrittenAgain } from './untakenInvariants';
import { hrHasTheNewest, writtenWhenChanged } from './writebackInvariants';

export interface Violation {
  readonly invariant: string;
  readonly message: string;
}

type Check = (evidence: Evidence) => Iterable<string>;

/** I1: whatever was answered with 202 has its entry in the end. */
function* durable({ sent, logged }: Evidence): Iterable<string> {
  const answered = new Set(logged.map(({ entry }) => `${entry.operation?.sequence} ${entry.operation?.bulkId}`));
  for (const { upload, answered: answer } of sent) {
    if (answer === undefined) continue;
    for (const [index, { bulkId }] of upload.operations.entries()) {
      const sequence = answer.first + index;
      if (!answered.has(`${sequence} ${bulkId}`)) yield `${bulkId} was accepted as ${sequence} and has no entry`;
    }
  }
}

/** I2 and I3: one entry an attempt, and one that says how it ended. */
function* loggedOnce({ logged }: Evidence): Iterable<string> {
  const seen = new Set<string>();
  for (const { entry } of logged) {
    const { operation, attempt, status, error } = entry;
    if (operation !== null) {
      const key = `${operation.sequence} attempt ${attempt}`;
      if (seen.has(key)) yield `operation ${key} (${operation.bulkId}) has a second entry`;
      seen.add(key);
    }
    if (status === 'failure' && !/retried|again|waiting|stands/.test(error?.reason ?? '')) {
      yield `the failure of ${entry.source.id} (${operation?.sequence}) does not say what happens next: ${error?.reason}`;
    }
  }
}

/** I2: after a failure something newer went well, or the person is still to be tried again. */
function* followedUp(evidence: Evidence): Iterable<string> {
  const { logged, people, asked } = evidence;
  if (asked.some(({ deed }) => deed.kind === 'restart' && deed.scopes.includes('Escrows'))) return; // forgotten on demand
  for (const { entry } of logged) {
    if (entry.status !== 'failure' || isLoss(entry)) continue;
    const { id } = entry.source;
    const person = people.get(id);
    if (mayBeForgotten(id, evidence)) continue;
    if (person === undefined || person.escrow !== null || person.waiting.length > 0 || id === SICK) continue;
    // Clocks differ, so the order in which entries were committed is told from the person's row.
    const place = (operation: LogEntry['operation']) => person.logged.indexOf(operation?.sequence ?? 0);
    const followed = logged.some(
      ({ entry: { source, status, operation } }) =>
        source.id === id && status !== 'failure' && (operation === null || place(operation) > place(entry.operation)),
    );
    if (!followed) yield `${id} failed (${entry.operation?.sequence}) and is not tried again`;
  }
}

/** I3: nobody has two accounts. */
function* oneAccount({ accounts }: Evidence): Iterable<string> {
  const owners = new Map<string, string>();
  for (const { id, attributes } of accounts) {
    const owner = String(attributes.employeeId);
    if (owner === TWICE) continue;
    const other = owners.get(owner);
    if (other !== undefined) yield `${owner} has two accounts, ${other} and ${id}`;
    owners.set(owner, id);
  }
}

/** Nobody has a name that SelectUniqueValue picked for somebody else (spec/engine.md 2.5). */
function* oneName({ accounts }: Evidence): Iterable<string> {
  const holders = new Map<string, string>();
  for (const { id, attributes } of accounts) {
    // The name is promised to the person; this directory, which has no unique attributes, does not mind who has the account.
    if (attributes.employeeId === FORMER) continue;
    const name = String(attributes[PICKED]).toLowerCase();
    const other = holders.get(name);
    if (other !== undefined) yield `${other} and ${id} have one name, ${name}`;
    holders.set(name, id);
  }
}

/** I3: sent again under its `client-request-id`, an upload is the same upload. */
function* sentAgain({ sent, logged }: Evidence): Iterable<string> {
  const named = new Set(sent.filter(({ upload }) => upload.clientRequestId !== undefined).map(({ upload }) => upload));
  for (const { operations } of named) {
    for (const { bulkId } of operations) {
      const sequences = logged.flatMap(({ entry: { operation } }) =>
        operation?.bulkId === bulkId ? [operation.sequence] : [],
      );
      const numbers = new Set(sequences);
      if (numbers.size > 1) yield `${bulkId} was accepted as ${[...numbers].join(' and ')}`;
    }
  }
}

/** I4: an upload sent after the answer to another has the higher numbers, whoever sent them. */
function* acceptedInOrder({ sent }: Evidence): Iterable<string> {
  for (const earlier of sent) {
    for (const later of sent) {
      const [a, b] = [earlier.answered, later.answered];
      if (a === undefined || b === undefined || later.upload === earlier.upload) continue;
      const sentAt = firstSentAt(later, sent);
      if (sentAt > a.at && b.first < a.first + earlier.upload.operations.length) {
        yield `an upload answered at step ${a.at} has number ${a.first}, and one sent at step ${sentAt} has ${b.first}`;
      }
    }
  }
}

/** Sent again under its `client-request-id`, an upload may have been accepted when it was sent for the first time. */
function firstSentAt({ upload, sentAt }: Sent, sent: readonly Sent[]): number {
  if (upload.clientRequestId === undefined) return sentAt;
  return sent.find((one) => one.upload === upload)?.sentAt ?? sentAt;
}

/** I6: nobody fails without cause, and nobody is skipped who had something to write. */
function* innocent({ logged, planned, afflicted, weather, chronicle }: Evidence): Iterable<string> {
  // What one operation said is planned with the next, until it is carried out: that one fails for it, too.
  const refused = new Set(
    [...planned.values()].flatMap(({ data, anchor }) =>
      String(data.userName).endsWith(REFUSED_DOMAIN) ? [anchor] : [],
    ),
  );
  let outages = 0;
  for (const { entry } of logged) {
    const { operation, status, error, source } = entry;
    const owner = source.id === FORMER ? REHIRED : source.id; // whose the account is by now
    if (status !== 'failure' || afflicted.has(source.id) || afflicted.has(owner)) continue;
    if (source.id === TWICE && error?.code === 'DuplicateTargetEntries') continue;
    if (refused.has(source.id) && error?.code === 'InvalidDomain') continue;
    if (source.id === FORMER && error?.code === 'DuplicateSourceEntries') continue; // the account is another's by now
    // A part came first, that does not say all an account needs.
    if (weather.parts > 0 && error?.code === 'MandatoryFieldsMissing') continue;
    if (isAfflictedByStorage(source.id) || (weather.stagingLost && isLoss(entry))) continue;
    // Another worker, at what was said before, had enabled the account again when it was looked at: that is said, and tried again.
    if (error?.code === 'NotApplied' && /still enabled/.test(error.reason) && chronicle.enabledAgain.has(source.id)) {
      continue;
    }
    // However often it is tried, it may be storage that fails each time; never twice in a run.
    if (weather.storageFaults > 0 && isStorageFault(entry)) {
      outages += 1;
      if (outages === 1) continue;
    }
    yield `${source.id} (${operation?.bulkId}) failed without cause: ${error?.code} ${error?.reason}`;
  }
}

const isStorageFault = ({ error }: LogEntry) =>
  error?.code === 'InternalError' && /the storage does not answer/.test(error.reason);

/** What began comes to an end: no message is left, no cycle stays open, nobody is still to be tried again. */
function* ended({ messagesLeft, intake, logged, people }: Evidence): Iterable<string> {
  if (messagesLeft > 0) yield `${messagesLeft} messages are left`;
  for (const { anchor, escrow, held } of people.values()) {
    if (held !== null && !held.staged) yield `a deletion of ${anchor} is still held`;
    if (escrow !== null && failureCategory(escrow.failure.code) === 'transient' && !isAfflictedByStorage(anchor)) {
      yield `${anchor} is still to be tried again: ${escrow.failure.code}`;
    }
  }
  if (intake === undefined) return;
  const answered = new Set(logged.map(({ entry }) => entry.operation?.sequence));
  for (const { id, first, end, pending } of openCycles(intake)) {
    const work = Object.keys(pending).join(', ') || 'none';
    const numbers = Array.from({ length: end - first }, (_, index) => first + index);
    const missing = numbers.filter((number) => !answered.has(number));
    yield `cycle ${id} stays open for numbers ${missing.join(', ') || 'none'} and work ${work}`;
  }
}

/** A message nobody can read is kept for somebody to look at. */
function* garbageIsKept({ parked, weather }: Evidence): Iterable<string> {
  if (parked < weather.garbage) yield 'an unreadable message is gone';
}

const CHECKS: Readonly<Record<string, Check>> = {
  'I1 durable accept': durable,
  'I2 I3 one entry an attempt': loggedOnce,
  'I2 what happens next': followedUp,
  'I2 nothing vanishes': garbageIsKept,
  'I3 one account': oneAccount,
  'I3 sent again': sentAgain,
  'one of two is nobody’s': twiceIsNobodys,
  'one name each': oneName,
  'I4 accepted in order': acceptedInOrder,
  'I4 newest data': newestData,
  'I11 one record': oneRecord,
  'what another system wrote stays': handsStand,
  'what another system wrote is seen': looksAgain,
  'who is filtered out stays': filteredStand,
  'B6 no data is written that is as before': nothingNeedless,
  'I6 one bad apple': innocent,
  references,
  'references never loop': boundedReferences,
  'a refused reference fails nobody': refusedAlone,
  totals,
  'I10 everything is told': everythingIsTold,
  'I10 only what happened': onlyWhatHappened,
  'I10 in order': toldInOrder,
  'written back when it changed': writtenWhenChanged,
  'HR has the newest': hrHasTheNewest,
  'I5 leavers first': leaversFirst,
  'I5 never more': neverMore,
  'I5 never the rest of what is held back': neverTheRest,
  'I5 never sooner': neverSooner,
  'I5 never blind': neverBlind,
  'I5 corrected in time': correctedInTime,
  'I5 lanes apart': lanesApart,
  'I5 never fewer': neverFewer,
  'I5 decided is done': decidedIsDone,
  'I5 rejected stays': rejectedStays,
  'I5 only when allowed': onlyWhenAllowed,
  'I5 allowed is done': allowedIsDone,
  'a leaver within twenty rounds': promptLeavers,
  'a disabling is told': disablingIsTold,
  'a leaver until it takes': leaversAreTriedAgain,
  'not written again': notWrittenAgain,
  'an outage ends for everybody': freedWhenBack,
  'a token that dies': tokensRenewed,
  'a restart purges not too much': purgesNotTooMuch,
  'a restart purges not too little': purgesNotTooLittle,
  'the newest schema': newestSchema,
  'I8 every event ends': everyEventEnds,
  'I9 newest fetched': newestFetched,
  'everything ends': ended,
};

export function findViolations(evidence: Evidence): readonly Violation[] {
  return Object.entries(CHECKS).flatMap(([invariant, check]) =>
    [...check(evidence)].map((message) => ({ invariant, message })),
  );
}
