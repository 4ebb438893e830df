/**
 * A message that failed every try. Its operations are worked on one by one, so that the one that broke the message does
 * not take the others with it (I6); what still fails becomes a failure entry and an escrow, never silence (I2).
 */
import { ProvisioningError } from '../../errors';
import type { JsonObject } from '../../scim/json';
import { StoreUnavailable } from '../../store/contract/table';
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { quarantineAtOnce } from '../quarantine/quarantineJob';
import {
  type Message,
  type OperationsMessage,
  type QueuedOperation,
  readMessage,
  UnreadableMessage,
  writeMessage,
} from '../queue/messages';
import { parkMessages } from '../queue/parking';
import { dropEarlier, dropRemoved } from './dropRemoved';
import { operationsOf } from './messageOperations';
import { isOutage } from './outage';
import { processMessages } from './processMessages';
import { runAlone } from './runAlone';
import { tellFailure } from './tellFailure';
import type { WorkNeeds } from './workNeeds';

export interface ParkedMessages {
  /** Keeps a message nobody can work on, for a person to look at. */
  park(text: string, reason: string): Promise<void>;
}

type Ports = WorkNeeds & Needs<'parked'>;

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

  const operations = (await readOperations(message, ports)) ?? (await receivedOperations(message, ports));
  if (operations === undefined) return `Upload ${message.uploadFirst} is not known.`;
  for (const operation of operations) await workAlone(operation, message, context, ports);
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
type Remains = Omit<QueuedOperation, 'data'> & {
  /** `undefined`: lost in storage. */
  readonly data: JsonObject | undefined;
};

/** Those that storage will not give, although it answers, are as good as lost. */
async function readOperations(message: OperationsMessage, ports: Ports): Promise<readonly Remains[] | undefined> {
  try {
    return await operationsOf(message, ports);
  } catch (error) {
    if (await isOutage(error, message.jobId, '', ports)) throw error;
    ports.logger.error('Operations cannot be read', { first: message.uploadFirst, error: String(error) });
    return undefined;
  }
}

/** What the receipt of the upload remembers of them. */
async function receivedOperations(message: OperationsMessage, ports: Ports): Promise<readonly Remains[] | undefined> {
  const upload = await ports.intake.getUpload(message.jobId, message.uploadFirst);
  const all = upload?.operations.map((operation, index) => ({
    ...operation,
    sequence: upload.first + index,
    data: undefined,
  }));
  const { sequences } = message; // older code did not say which part of the upload it had staged
  return sequences === undefined ? all : all?.filter(({ sequence }) => sequences.includes(sequence));
}

/** The operation as a message of its own. One of which not even the failure can be told is kept for a person to look at. */
async function workAlone(
  { data, ...operation }: Remains,
  message: OperationsMessage,
  context: JobContext,
  ports: Ports,
): Promise<void> {
  const { jobId, cycleId, uploadFirst, acceptedAt } = message;
  const { anchor, sequence } = operation;
  const alone: OperationsMessage = { ...message, operations: [{ ...operation, data: data ?? {} }], stagingId: null };
  const fail = async (reason: string) => {
    if (anchor === null) throw new Error(reason);
    const origin = { cycleId, uploadFirst, acceptedAt };
    await tellFailure({ ...operation, anchor, data }, origin, reason, context, ports);
  };
  try {
    if (data === undefined && anchor !== null) return await fail('The operation was lost in storage.');
    try {
      await processMessages(jobId, [alone], ports);
    } catch (error) {
      // An outage is no fault of the operation: the message comes again.
      if (await isOutage(error, jobId, anchor ?? '', ports)) throw error;
      ports.logger.error('An operation fails whenever it is tried', { sequence, error: String(error) });
      await fail(`Muster failed whenever it tried this operation: ${error}.`);
    }
  } catch (error) {
    if (await isOutage(error, jobId, anchor ?? '', ports)) throw error;
    await park(writeMessage(alone), `Not even a failure could be recorded: ${error}`, ports);
  }
}
