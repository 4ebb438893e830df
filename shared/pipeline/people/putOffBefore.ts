/** What was put off before: it is left alone when a wake-up comes too early, and is forgotten when it is answered. */
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { isBare } from '../queue/messages';
import type { PersonTasks } from './runTasks';
import { type Opened, sequenceOf } from './sortMessages';
import { tellAlone } from './tellFailure';

type OpenedOperations = Extract<Opened, { readonly operations: unknown }>;

/**
 * A wake-up leaves alone what comes back by itself. Of what was given up it repeats the last word: who was to write it may
 * have died before.
 */
export async function withoutPutOff(
  opened: OpenedOperations,
  context: JobContext,
  ports: Needs<'clock' | 'putOff' | 'ledger' | 'people'>,
): Promise<OpenedOperations> {
  const { message, operations } = opened;
  if (operations === undefined || !isBare(message)) return opened;
  const { jobId, cycleId, uploadFirst, acceptedAt } = message;
  const noted = await ports.putOff.list(jobId, uploadFirst, (operations.at(-1)?.sequence ?? uploadFirst) + 1);
  const bySequence = new Map(noted.map((one) => [one.sequence, one]));
  const origin = { cycleId, uploadFirst, acceptedAt };
  for (const { anchor, ...operation } of operations) {
    if (anchor === null || bySequence.get(operation.sequence)?.why !== 'givenUp') continue;
    await tellAlone({ ...operation, anchor }, origin, context, ports);
  }
  const now = ports.clock.now();
  const left = operations.filter(({ sequence }) => {
    const one = bySequence.get(sequence);
    return one === undefined || (one.why !== 'givenUp' && one.until <= now);
  });
  return { message, operations: left };
}

/** Of what storage had refused before, that which it has taken now. */
export async function clearAnswered(
  jobId: string,
  tries: readonly (readonly [number, number])[],
  waiting: readonly PersonTasks[],
  { putOff }: Needs<'putOff'>,
): Promise<void> {
  const left = new Set(waiting.flatMap(({ tasks }) => tasks.map(sequenceOf)));
  const answered = tries.map(([sequence]) => sequence).filter((sequence) => !left.has(sequence));
  await putOff.clear(jobId, answered);
}
