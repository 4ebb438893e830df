/**
 * Everybody of a shard evaluated anew on the last data they sent: after a restart or a change of the schema. A shard is
 * gone through in stretches, each its own message, so that a company of any size needs no more memory than a village.
 */

import type { Clock, RandomSource } from '../../ports';
import { type PeopleStore, SHARDS } from '../../store/people/people';
import type { IntakeStore } from '../../store/uploads/intake';
import { KEEP_MS } from '../jobContext';
import type { JobQueues } from '../ports';
import { type ReevaluateAllMessage, writeMessage } from './messages';
import type { Task } from './tasks';

/** People a message. */
const STRETCH = 200;

/** What pending work of this kind is called. */
export const REEVALUATE_ALL = 'sweep';

export interface ReevaluateAllPorts {
  readonly intake: IntakeStore;
  readonly people: PeopleStore;
  readonly operations: JobQueues;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** By then no instance remembers the job as it was before what the evaluation is for. */
const DELAY_SECONDS = Math.ceil(KEEP_MS / 1_000) + 1;

/** Begins with all shards at once; the cycle stays open until the last one is through. */
export async function beginReevaluateAll(jobId: string, ports: Omit<ReevaluateAllPorts, 'people'>): Promise<void> {
  const { intake, operations, clock, random } = ports;
  const series = random.uuid();
  const shards = Array.from({ length: SHARDS }, (_, shard) => ({
    shard,
    work: `${REEVALUATE_ALL}-${series}-${shard}`,
  }));
  const names = shards.map(({ work }) => work);
  const cycleId = await intake.beginWork(jobId, names, random.uuid(), clock.now());
  for (const { shard, work } of shards) {
    const message = writeMessage({ kind: 'sweep', jobId, cycleId, shard, after: null, work });
    await operations.send(jobId, message, { delaySeconds: DELAY_SECONDS });
  }
}

/**
 * Adds the next stretch of a shard.
 * @returns what goes on behind it, to be done when the stretch is committed: a crash repeats a stretch and never skips one
 */
export async function nextStretch(
  message: ReevaluateAllMessage,
  add: (anchor: string, task: Task) => void,
  ports: ReevaluateAllPorts,
): Promise<() => Promise<void>> {
  const { jobId, cycleId, work, shard } = message;
  // A message that comes twice must not work in a cycle that has ended, nor go through the shard beside its double.
  if (!(await ports.intake.isPending(jobId, cycleId, work))) return async () => undefined;
  const anchors = await ports.people.anchors(jobId, shard, message.after, STRETCH);
  for (const anchor of anchors) add(anchor, { kind: 'reevaluate' });
  if (anchors.length < STRETCH) return () => ports.intake.endWork(jobId, cycleId, work);
  return () => ports.operations.send(jobId, writeMessage({ ...message, after: anchors.at(-1) ?? null }));
}
