/**
 * From queue messages to people (design, section 3). Messages are taken together, because a transaction costs the same
 * for one person as for a hundred; what goes wrong with one message is that message's matter and no other's (I6).
 */

import { groupBy } from '../../collections';
import { ProvisioningError } from '../../errors';
import type { JobContext } from '../jobContext';
import { recordAnchorless } from '../person/anchorless';
import type { Invocation } from '../person/run';
import { quarantineAtOnce } from '../quarantine/quarantineJob';
import { startErrand, startErrandFor } from '../queue/errands';
import { type Message, writeMessage } from '../queue/messages';
import { parkMessages } from '../queue/parking';
import { goOnBehind } from '../queue/reevaluateAll';
import { whyParked } from '../queue/whyParked';
import { dropEarlier, dropRemoved } from './dropRemoved';
import { leaveWhenHealed } from './leaveWhenHealed';
import { noteWhereEntriesLie } from './noteEntries';
import { type Overwritten, provisionPeople } from './provisionPeople';
import { putOffAlone } from './putOffAlone';
import { clearAnswered, withoutPutOff } from './putOffBefore';
import { requeue } from './requeue';
import { type Opened, openMessage, sortMessages } from './sortMessages';
import { tellReferrers } from './tellReferrers';
import type { WorkNeeds } from './workNeeds';

type Ports = WorkNeeds;

/** A message that cannot be worked on, now or ever; it is parked with this reason (see `handlePoison.ts`). */
export class UnprocessableMessage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnprocessableMessage';
  }
}

/** Word to the waiting is given this much time, so that the account they wait for is usually committed when it arrives. */
const WAKE_DELAY_SECONDS = 1;

/** Messages that cannot be worked on, and why. All others are done. */
export type Refused = ReadonlyMap<Message, UnprocessableMessage>;

/**
 * Works on messages of one job, or hands them over to those who are to. When it returns, everything in them is committed
 * or queued again and they may be deleted, except those refused: their job or their staged operations are gone.
 */
export async function processMessages(jobId: string, messages: readonly Message[], ports: Ports): Promise<Refused> {
  const refused = new Map<Message, UnprocessableMessage>();
  const job = (await ports.contexts.find(jobId))?.job;
  if (job === undefined) {
    if (await dropRemoved(jobId, messages, ports)) return refused;
    for (const message of messages) refused.set(message, new UnprocessableMessage(`There is no job '${jobId}'.`));
    return refused;
  }
  const ours = await dropEarlier(job, messages, ports);
  const reason = whyParked(job);
  const [probes, others] = partition(ours, (message) => job.state === 'Active' && isProbe(message));
  const workable = reason === undefined ? ours : probes;
  if (reason !== undefined) await parkMessages(jobId, others, reason, ports);
  if (workable.length === 0) return refused;
  if (!ports.operations.isOurs(job)) {
    for (const message of workable) await ports.operations.send(jobId, writeMessage(message));
    return refused;
  }

  const context = await reachOrQuarantine(jobId, ports);
  if (context === undefined) {
    await parkMessages(jobId, workable, 'The target does not take our credentials.', ports);
    return refused;
  }
  const byCycle = groupBy(workable, (message) => message.cycleId);
  for (const [cycleId, members] of byCycle) await processCycle(context, cycleId, members, ports, refused);
  if (reason !== undefined) await leaveWhenHealed(jobId, probes, ports);
  return refused;
}

const isProbe = (message: Message) => message.kind === 'errand' && message.errand === 'probe';

/** @returns `undefined` when the target refused us altogether; then the job is quarantined */
async function reachOrQuarantine(jobId: string, ports: Ports): Promise<JobContext | undefined> {
  try {
    return await ports.contexts.get(jobId);
  } catch (error) {
    if (!(error instanceof ProvisioningError) || error.category !== 'credentials') throw error;
    await quarantineAtOnce(jobId, error, ports);
    return undefined;
  }
}

async function processCycle(
  context: JobContext,
  cycleId: string,
  messages: readonly Message[],
  ports: Ports,
  refused: Map<Message, UnprocessableMessage>,
): Promise<void> {
  const opened: Opened[] = [];
  for (const message of messages) {
    const found = await openMessage(message, ports);
    opened.push('operations' in found ? await withoutPutOff(found, context, ports) : found);
  }
  const { tasks, anchorless, staged, overtaken, afterwards, tries, lost } = sortMessages(opened);
  for (const message of lost) {
    const reason = `The operations of upload ${message.uploadFirst} are gone.`;
    refused.set(message, new UnprocessableMessage(reason));
  }

  const jobId = context.job.id;
  const { realm } = context.target.capabilities;
  await ports.realms.note(jobId, realm);
  const run: Invocation = { ...ports, purpose: 'upload', context, cycleId, worker: ports.random.uuid() };
  for (const { message, operations } of anchorless) await recordAnchorless(operations, message, run, ports.ledger);
  const {
    deferred,
    refused: left,
    fatal,
    overwritten,
    packs,
  } = await provisionPeople(tasks, run, {
    ledger: ports.ledger,
    // Word to those who wait for an account that is about to be committed.
    wake: (anchors) => startErrand(jobId, 'resolveWaiting', anchors, ports, { delaySeconds: WAKE_DELAY_SECONDS }),
    tellOfMoved: (anchors) => tellReferrers({ job: context.job, realm }, anchors, ports),
  });
  await putOffAlone(left, cycleId, new Map(tries), context, ports);
  await requeue(jobId, cycleId, deferred, ports);
  await clearAnswered(jobId, tries, [...left, ...deferred], ports);
  await startErrandFor(jobId, 'converge', [...overtaken.map(aboutAll), ...overwritten], ports);
  if (fatal !== undefined) await quarantineAtOnce(jobId, fatal, ports);
  for (const next of afterwards) {
    if (next.kind === 'goOn') await goOnBehind(next.stretch, next.message, ports);
    else await ports.intake.endWork(jobId, cycleId, next.work);
  }
  if (deferred.length === 0 && left.length === 0) await noteWhereEntriesLie(jobId, opened, packs, ports);
  // What had to wait goes on under a row of its own; should this message come again before that, it must not find its
  // operations gone and tell of a loss. The rows are removed by age.
  if (deferred.length > 0 || left.length > 0) return;
  for (const stagingId of staged) await ports.staging.remove(stagingId);
}

const aboutAll = (anchor: string): Overwritten => ({ anchor, about: 'all' });

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
