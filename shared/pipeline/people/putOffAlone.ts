/**
 * People whose row storage refuses (I6): everybody else is through, and each of these is tried again alone, five times in
 * ten minutes. What is refused to the end is told as a failure. The timer knows of it meanwhile, so that neither the
 * deletion guard waits for it nor a wake-up brings it back before its time. Work of Muster's own is told as a failure at
 * once: its escrow has a ladder of its own.
 */
import { groupBy } from '../../collections';
import { ProvisioningError } from '../../errors';
import { StoreLimitExceeded } from '../../store/contract/table';
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { enqueue } from '../queue/enqueue';
import { errandOf, type Operation, sinceOf } from '../queue/tasks';
import type { RefusedPerson } from './provisionPeople';
import { tellErrand } from './tellErrand';
import { tellFailure } from './tellFailure';

type Ports = Needs<
  'clock' | 'random' | 'logger' | 'operations' | 'staging' | 'putOff' | 'unkept' | 'people' | 'ledger' | 'retries'
>;

/** Before each further try: the fifth comes ten minutes after the first. */
const DELAYS_SECONDS = [30, 60, 150, 360] as const;

/** @param triesBefore how often storage has refused an operation before this time, by its number */
export async function putOffAlone(
  refused: readonly RefusedPerson[],
  cycleId: string,
  triesBefore: ReadonlyMap<number, number>,
  context: JobContext,
  ports: Ports,
): Promise<void> {
  for (const { anchor, tasks, error } of refused) {
    const operations = tasks.flatMap((task) => (task.kind === 'operation' ? [task.operation] : []));
    const tries = 1 + Math.max(0, ...operations.map(({ sequence }) => triesBefore.get(sequence) ?? 0));
    ports.logger.error('Storage refuses to write a person', { anchor, tries, error: String(error) });
    for (const task of tasks) {
      if (task.kind === 'operation') continue;
      const failure = new ProvisioningError('InternalError', refusal(error));
      await tellErrand({ anchor, since: sinceOf(task) }, cycleId, errandOf(task), failure, context, ports);
    }
    const delaySeconds = error instanceof StoreLimitExceeded ? undefined : DELAYS_SECONDS[tries - 1];
    for (const members of groupBy(operations, ({ uploadFirst }) => uploadFirst).values()) {
      if (delaySeconds === undefined) await tell(anchor, members, cycleId, error, context, ports);
      else await sendLater(anchor, members, { cycleId, tries, delaySeconds }, context, ports);
    }
  }
}

interface NextTry {
  readonly cycleId: string;
  readonly tries: number;
  readonly delaySeconds: number;
}

/** Noted before it is sent: should it not be sent, a wake-up brings it back. */
async function sendLater(
  anchor: string,
  operations: readonly Operation[],
  { cycleId, tries, delaySeconds }: NextTry,
  { job }: JobContext,
  ports: Ports,
): Promise<void> {
  const [first] = operations;
  if (first === undefined) return;
  const until = ports.clock.now() + delaySeconds * 1_000;
  await ports.putOff.note(
    job.id,
    operations.map(({ sequence }) => ({ sequence, anchor, until, why: 'refused' })),
  );
  const upload = { jobId: job.id, cycleId, first: first.uploadFirst, acceptedAt: first.acceptedAt };
  const queued = operations.map(({ uploadFirst: _, acceptedAt: __, ...said }) => ({ ...said, anchor }));
  await enqueue(upload, queued, ports, delaySeconds, tries);
}

async function tell(
  anchor: string,
  operations: readonly Operation[],
  cycleId: string,
  error: Error,
  context: JobContext,
  ports: Ports,
): Promise<void> {
  const reason = refusal(error);
  for (const { uploadFirst, acceptedAt, ...said } of operations) {
    await tellFailure({ ...said, anchor }, { cycleId, uploadFirst, acceptedAt }, reason, context, ports);
  }
}

const refusal = (error: Error) => `Storage refused to keep what came of this: ${error.message}.`;
