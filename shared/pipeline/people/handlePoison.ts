/**
 * A message that failed every try. Its operations are worked on one by one, so that the one that broke the message does
 * not take the others with it (I6); what still fails becomes a failure entry and an escrow, never silence (I2).
 */
import { ProvisioningError } from '../../errors';
import type { JsonObject } from '../../scim/json';
import { StoreUnavailable } from '../../store/contract/table';
import type { Person } from '../../store/people/people';
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { quarantineAtOnce } from '../quarantine/quarantineJob';
import {
  type Message,
  type OperationsMessage,
  readMessage,
  UnreadableMessage,
  unpackOperations,
  writeMessage,
} from '../queue/messages';
import { parkMessages } from '../queue/parking';
import { dropEarlier, dropRemoved } from './dropRemoved';
import { processMessages } from './processMessages';
import { type LastWord, recordFailure } from './recordFailure';
import { runAlone } from './runAlone';

export interface ParkedMessages {
  /** Keeps a message nobody can work on, for a person to look at. */
  park(text: string, reason: string): Promise<void>;
}

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'removedJobs'
  | 'audit'
  | 'operations'
  | 'parking'
  | 'parked'
  | 'intake'
  | 'staging'
  | 'people'
  | 'ledger'
  | 'owners'
  | 'names'
  | 'notify'
  | 'claimMs'
  | 'retries'
  | 'quarantine'
>;

/** When storage does not answer, the message is tried again after so long: it has no tries left to be given back to. */
const PUT_OFF_SECONDS = 60;

export async function handlePoison(raw: unknown, ports: Ports): Promise<void> {
  const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
  const message = tryToRead(raw);
  if (typeof message === 'string') return park(text, message, ports);
  try {
    const reason = await handle(message, ports);
    if (reason !== undefined) await park(text, reason, ports);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) return park(text, `Muster failed whenever it tried: ${error}.`, ports);
    ports.logger.warn('Storage does not answer; a message that failed every try is put off', { error: String(error) });
    await ports.operations.send(message.jobId, text, { delaySeconds: PUT_OFF_SECONDS });
  }
}

async function park(text: string, reason: string, { logger, parked }: Ports): Promise<void> {
  logger.error('A message could not be processed and is parked', { reason });
  await parked.park(text, reason);
}

/** @returns why nobody can work on the message; `undefined` when everything in it is answered or waits */
async function handle(message: Message, ports: Ports): Promise<string | undefined> {
  const job = (await ports.contexts.find(message.jobId))?.job;
  if (job === undefined) {
    const isDropped = await dropRemoved(message.jobId, [message], ports);
    return isDropped ? undefined : `There is no job '${message.jobId}'.`;
  }
  if ((await dropEarlier(job, [message], ports)).length === 0) return undefined;
  if (!ports.operations.isOurs(job)) {
    await ports.operations.send(job.id, writeMessage(message)); // who is to work on it has not tried it yet
    return undefined;
  }
  const context = await reachOrPark(message, ports);
  if (context === undefined) return undefined;
  if (message.kind !== 'operations') {
    await runAlone(message, context, ports);
    return undefined;
  }

  const operations = message.operations ?? (await lostOperations(message, ports));
  if (operations === undefined) return `Upload ${message.uploadFirst} is not known.`;
  // People without a source anchor stay together: their pack is named after the first of them (see `anchorless.ts`).
  const anchorless = operations.filter(({ anchor }) => anchor === null);
  if (anchorless.length > 0) await workOn(anchorless, message, ports);
  for (const { anchor, ...operation } of operations) {
    if (anchor !== null) await workAlone({ anchor, ...operation }, message, context, ports);
  }
  return undefined;
}

/** @returns the message, or what is wrong with it */
function tryToRead(raw: unknown): Message | string {
  try {
    return readMessage(raw);
  } catch (error) {
    if (error instanceof UnreadableMessage) return error.message;
    throw error;
  }
}

/** Processes the operations as a message of their own; of data that was lost nothing is left to tell. */
async function workOn(operations: readonly Remains[], message: OperationsMessage, ports: Ports): Promise<void> {
  const queued = operations.map(({ data, ...operation }) => ({ ...operation, data: data ?? {} }));
  await processMessages(message.jobId, [{ ...message, operations: queued, stagingId: null }], ports);
}

/** @returns `undefined` when the target could not be reached by any try: then the job is quarantined and the message waits */
async function reachOrPark(message: Message, ports: Ports): Promise<JobContext | undefined> {
  try {
    return await ports.contexts.get(message.jobId);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    await quarantineAtOnce(message.jobId, error, ports);
    await parkMessages(message.jobId, [message], error.message, ports);
    return undefined;
  }
}

/** One operation of a poisoned message, as much as is left of it. */
interface Remains {
  readonly sequence: number;
  readonly bulkId: string;
  readonly anchor: string | null;
  /** `undefined`: lost with the staged rows. */
  readonly data: JsonObject | undefined;
}

/** Staged operations that are still there, or else what the receipt of the upload remembers of them. */
async function lostOperations(message: OperationsMessage, ports: Ports): Promise<readonly Remains[] | undefined> {
  const bytes = message.stagingId === null ? undefined : await ports.staging.get(message.stagingId);
  if (bytes !== undefined) return unpackOperations(bytes);
  const upload = await ports.intake.getUpload(message.jobId, message.uploadFirst);
  const all = upload?.operations.map(({ bulkId, anchor }, index) => ({
    sequence: upload.first + index,
    bulkId,
    anchor,
    data: undefined,
  }));
  const { sequences } = message; // older code did not say which part of the upload it had staged
  return sequences === undefined ? all : all?.filter(({ sequence }) => sequences.includes(sequence));
}

/** An operation of a person who has a source anchor. */
type NamedRemains = Remains & { readonly anchor: string };

async function workAlone(
  remains: NamedRemains,
  message: OperationsMessage,
  context: JobContext,
  ports: Ports,
): Promise<void> {
  const fail = (reason: string) => recordOrPark(reason, remains, message, context, ports);
  if (remains.data === undefined) return fail('The operation was lost in storage.');
  try {
    await workOn([remains], message, ports);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error; // no fault of the operation: the message comes again
    ports.logger.error('An operation fails whenever it is tried', { sequence: remains.sequence, error: String(error) });
    await fail(`Muster failed whenever it tried this operation: ${error}.`);
  }
}

/** An operation of which not even the failure can be recorded is kept for a person to look at; its neighbours go on (I6). */
async function recordOrPark(
  reason: string,
  remains: NamedRemains,
  message: OperationsMessage,
  context: JobContext,
  ports: Ports,
): Promise<void> {
  const { cycleId, uploadFirst } = message;
  const failure = new ProvisioningError('InternalError', reason);
  const judge = (person: Person) => lastWord(remains, uploadFirst, person);
  try {
    await recordFailure(remains.anchor, cycleId, judge, failure, context, ports);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    const operations = [{ ...remains, data: remains.data ?? {} }];
    const alone = writeMessage({ ...message, operations, stagingId: null });
    await park(alone, `${reason} That could not be recorded: ${error}.`, ports);
  }
}

/** @returns `undefined` for an operation that has its entry, or is held and gets it when it is released */
function lastWord({ sequence, bulkId, data }: NamedRemains, uploadFirst: number, person: Person): LastWord | undefined {
  if (person.logged.includes(sequence) || person.held?.operation?.sequence === sequence) return undefined;
  const word = { operation: { sequence, uploadFirst, bulkId }, attempt: 1 };
  if (data === undefined) return { ...word, next: { sentence: 'Send the person again.' } };
  return { ...word, data, next: 'retry' };
}
