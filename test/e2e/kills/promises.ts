/** The promises (design, section 2) as questions to what a run left behind. Each answer is a sentence about what is wrong. */
import { faultsOfAccounts } from '../stages/faultsOfAccounts';
import type { Evidence } from './evidence';

/** @returns nothing when all promises were kept */
export function brokenPromises(evidence: Evidence): string[] {
  return [receiptsComplete, loggedOnce, oneAccountEach, statusAgrees].flatMap((check) => [...check(evidence)]);
}

/** I1, I2: every operation of every upload that was answered has its outcome, under an entry that is in the log. */
function* receiptsComplete({ plan, accepted, receipts, entries }: Evidence): Iterable<string> {
  const ids = new Set(entries.map(({ id }) => id));
  const named = new Set<string>();
  if (receipts.length !== plan.bulks.length) yield `${receipts.length} of ${plan.bulks.length} bulks have a receipt`;
  for (const { id, status, waitingReason, totalOperations, operations } of receipts) {
    if (status !== 'completed') yield `upload ${id} is ${status}: ${waitingReason}`;
    if (totalOperations !== operations.length) yield `upload ${id} lists ${operations.length} of ${totalOperations}`;
    for (const { externalId, status: outcome, reason, ...answer } of operations) {
      const logEntryId = answerOf(answer);
      if (outcome === 'waiting') continue; // told above
      if (outcome === 'failure') yield `${externalId} failed: ${reason}`;
      if (!ids.has(logEntryId))
        yield `the receipt of ${externalId} names the entry ${logEntryId}, which is not in the log`;
      if (named.has(logEntryId)) yield `two operations name the entry ${logEntryId} as theirs`;
      named.add(logEntryId);
    }
  }
  if (named.size !== accepted.length) yield `${named.size} operations are answered, ${accepted.length} were accepted`;
}

/**
 * I2, I3: every operation has one entry, which is its receipt's. What else there is of a person are attempts that were
 * followed by another, and what Muster did of its own accord, for which there is an entry only if it changed something:
 * a manager whose account came later, an account looked at once more because old data may have come over it.
 */
function* loggedOnce({ accepted, entries, receipts }: Evidence): Iterable<string> {
  const answers = answersOf(receipts);
  const sent = new Set(accepted.map(({ anchor }) => anchor));
  for (const { id, sourceIdentity, provisioningStatusInfo, modifiedProperties } of entries) {
    const anchor = sourceIdentity.id;
    if (!sent.has(anchor)) yield `${anchor} was never sent and has an entry`;
    if (answers.has(id) || provisioningStatusInfo.status === 'failure' || modifiedProperties.length > 0) continue;
    yield `${anchor} has an entry too many, ${id}, which changed nothing and answers nothing`;
  }
  const ids = new Set(entries.map(({ id }) => id));
  if (ids.size !== entries.length) yield `${entries.length} entries share ${ids.size} ids`;
}

function answersOf(receipts: Evidence['receipts']): ReadonlySet<string> {
  return new Set(receipts.flatMap(({ operations }) => operations.map(answerOf)));
}

type Answer = Pick<Evidence['receipts'][number]['operations'][number], 'logEntryId' | 'firstOutcome'>;

/** The entry that is the operation's own: a later attempt may stand for several. */
const answerOf = ({ logEntryId = '', firstOutcome }: Answer) => firstOutcome?.logEntryId ?? logEntryId;

/** I3, I4: nobody has two accounts, and everybody's has the values accepted last and the right manager. */
function oneAccountEach({ accepted, accounts }: Evidence): Iterable<string> {
  const inOrder = [...accepted].sort((a, b) => a.sequence - b.sequence);
  const newest = new Map(inOrder.map(({ anchor, person }) => [anchor, person]));
  return faultsOfAccounts([...newest.values()], accounts);
}

/** The counts an administrator sees are those of the log and the directory. */
function* statusAgrees({ plan, entries, receipts, job }: Evidence): Iterable<string> {
  const [people] = job.synchronizedEntryCountByType;
  const { lastExecution } = job;
  if (job.code !== 'Active') yield `the job is ${job.code}`;
  if (job.quarantine !== null) yield `the job is in quarantine: ${JSON.stringify(job.quarantine)}`;
  for (const { completedUnits, totalUnits } of job.progress)
    yield `a cycle is open at ${completedUnits} of ${totalUnits}`;
  if (people?.value !== plan.people.length)
    yield `the job counts ${people?.value} people, ${plan.people.length} were sent`;
  const answers = answersOf(receipts);
  const inCycle = entries.filter(({ id, cycleId }) => cycleId === lastExecution?.activityIdentifier && answers.has(id));
  if (lastExecution?.countImported !== inCycle.length) {
    yield `the last cycle counts ${lastExecution?.countImported} operations, the log has ${inCycle.length} of it`;
  }
  if (lastExecution?.state !== 'Succeeded') yield `the last cycle ended as ${lastExecution?.state}`;
}
