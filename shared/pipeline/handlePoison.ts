/**
 * A message that failed every try. Its operations are worked on one by one, so that the one that broke the message does
 * not take the others with it (I6); what still fails becomes a failure entry and an escrow, never silence (I2).
 */
import { escrowAfter } from '../engine/escrow';
import { exportFailedStep, failureError } from '../engine/steps';
import { ProvisioningError } from '../errors';
import { canonicalUser } from '../scim/canonical';
import type { JsonObject } from '../scim/json';
import { NO_TOTALS } from '../store/entryPacks';
import type { Change } from '../store/ledger';
import type { Escrow, Person } from '../store/people';
import { changeId } from './changeId';
import { entryPackMaker } from './entryPackMaker';
import type { JobContext } from './jobContext';
import { type Message, type OperationsMessage, readMessage, UnreadableMessage, unpackOperations } from './messages';
import { parkMessages } from './parkMessages';
import { type ProcessPorts, processMessages } from './processOperations';
import { quarantineAtOnce } from './quarantineJob';
import { supersededEntry } from './superseded';
import { Trail } from './trail';

export interface ParkedMessages {
  /** Keeps a message nobody can work on, for a person to look at. */
  park(text: string, reason: string): Promise<void>;
}

export interface PoisonPorts extends ProcessPorts {
  readonly parked: ParkedMessages;
}

export async function handlePoison(raw: unknown, ports: PoisonPorts): Promise<void> {
  const text = typeof raw === 'string' ? raw : JSON.stringify(raw);
  const park = async (reason: string) => {
    ports.logger.error('A message could not be processed and is parked', { reason });
    await ports.parked.park(text, reason);
  };
  let message: Message;
  try {
    message = readMessage(raw);
  } catch (error) {
    if (error instanceof UnreadableMessage) return park(error.message);
    throw error;
  }
  if ((await ports.contexts.find(message.jobId)) === undefined) return park(`There is no job '${message.jobId}'.`);
  const context = await reach(message, ports);
  if (context === undefined) return;
  if (message.kind !== 'operations') {
    // Nothing is lost: the people are still escrowed, held or waiting, and the timer finds them again.
    if (message.work !== null) await ports.intake.endWork(message.jobId, message.cycleId, message.work);
    return park('Work of Muster itself failed every time it was tried.');
  }

  const operations = message.operations ?? (await lostOperations(message, ports));
  if (operations === undefined) return park(`Upload ${message.uploadFirst} is not known.`);
  // People without a source anchor stay together: their pack is named after the first of them (see `anchorless.ts`).
  const anchorless = operations.filter(({ anchor }) => anchor === null);
  if (anchorless.length > 0) await workOn(anchorless, message, ports);
  for (const { anchor, ...operation } of operations) {
    if (anchor !== null) await workAlone({ anchor, ...operation }, message, context, ports);
  }
}

/** Processes the operations as a message of their own; of data that was lost nothing is left to tell. */
async function workOn(operations: readonly Remains[], message: OperationsMessage, ports: PoisonPorts): Promise<void> {
  const queued = operations.map(({ data, ...operation }) => ({ ...operation, data: data ?? {} }));
  await processMessages(message.jobId, [{ ...message, operations: queued, stagingId: null }], ports);
}

/** @returns `undefined` when the target could not be reached by any try: then the job is quarantined and the message waits */
async function reach(message: Message, ports: PoisonPorts): Promise<JobContext | undefined> {
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
async function lostOperations(message: OperationsMessage, ports: PoisonPorts): Promise<readonly Remains[] | undefined> {
  const bytes = message.stagingId === null ? undefined : await ports.staging.get(message.stagingId);
  if (bytes !== undefined) return unpackOperations(bytes);
  const upload = await ports.intake.getUpload(message.jobId, message.uploadFirst);
  return upload?.operations.map(({ bulkId, anchor }, index) => ({
    sequence: upload.first + index,
    bulkId,
    anchor,
    data: undefined,
  }));
}

/** An operation of a person who has a source anchor. */
type NamedRemains = Remains & { readonly anchor: string };

async function workAlone(
  remains: NamedRemains,
  message: OperationsMessage,
  context: JobContext,
  ports: PoisonPorts,
): Promise<void> {
  const { data } = remains;
  if (data === undefined) {
    const failure = new ProvisioningError('InternalError', 'The operation was lost in storage; send the person again.');
    return recordFailure(remains, message, failure, context, ports);
  }
  try {
    await workOn([remains], message, ports);
  } catch (error) {
    ports.logger.error('An operation fails whenever it is tried', { sequence: remains.sequence, error: String(error) });
    const failure = new ProvisioningError('InternalError', `Muster failed whenever it tried this operation: ${error}.`);
    await recordFailure(remains, message, failure, context, ports);
  }
}

/** The entry, and the escrow where there is data left to try again with. */
async function recordFailure(
  { sequence, bulkId, anchor, data }: NamedRemains,
  message: OperationsMessage,
  error: ProvisioningError,
  context: JobContext,
  ports: PoisonPorts,
): Promise<void> {
  const { jobId, cycleId, uploadFirst } = message;
  for (;;) {
    const stored = (await ports.people.load(jobId, [anchor])).get(anchor);
    if (stored === undefined || isAnswered(stored.person, sequence)) return;
    const now = ports.clock.now();
    const { person } = stored;
    // One that a newer operation has overtaken only gets its entry: the newest data stands, and so does its escrow (I4).
    const isNewest = data !== undefined && sequence >= person.sequence;
    const escrow = isNewest ? escrowAfter(error.toFailure(), person.escrow, now, ports.retries) : person.escrow;
    const trail = new Trail({
      anchor,
      data: data ?? {},
      changeId: changeId(cycleId, anchor),
      cycleId,
      startedAt: now,
      attempt: 1,
      operation: { sequence, uploadFirst, bulkId },
    });
    trail.step(exportFailedStep(context.systems, 'other', anchor, error.toFailure()));
    trail.end('failure', failureError(error.toFailure(), whatNext(isNewest ? escrow : null, data)));
    // A deletion that was held ends where a newer operation takes its place, though that one failed.
    const ended = isNewest && person.held !== null && !person.held.staged ? person.held : null;
    const superseded = ended?.operation ? [supersededEntry(ended, person, sequence, context.systems, now)] : [];
    const change: Change = {
      ...stored,
      person: {
        ...person,
        escrow,
        logged: [...person.logged, ...(ended?.operation ? [ended.operation.sequence] : []), sequence],
        ...(isNewest && { data: canonicalUser(data), sequence }),
        ...(ended !== null && { held: null }),
      },
      entries: [...superseded, trail.entry(now)],
      totals: {
        ...NO_TOTALS,
        operations: 1 + superseded.length,
        failure: 1,
        skipped: superseded.length,
        escrowed: (escrow === null ? 0 : 1) - (person.escrow === null ? 0 : 1),
      },
    };
    const lost = await ports.ledger.commit(
      [change],
      entryPackMaker({ ...ports, context, cycleId }, ports.people.shardOf(anchor)),
    );
    if (lost.length === 0) return;
  }
}

function whatNext(escrow: Escrow | null, data: JsonObject | undefined): string {
  if (escrow !== null)
    return `It is retried at ${new Date(escrow.nextAttempt).toISOString()}, or with the person's next upload.`;
  return data === undefined ? '' : 'A newer operation for this person stands; send the person again if it should not.';
}

/** What the guard holds is answered when it is released. */
function isAnswered({ logged, held }: Person, sequence: number): boolean {
  return logged.includes(sequence) || held?.operation?.sequence === sequence;
}
