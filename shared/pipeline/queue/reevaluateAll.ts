/**
 * Evaluates everybody of a shard anew on the last data they sent. That follows a restart or a change of the schema. A shard
 * is gone through in stretches, each its own message, so that a company of any size needs no more memory than a village.
 */

import { SHARDS } from '../../store/people/personRow';
import { KEEP_MS } from '../jobContext';
import type { Needs } from '../ports';
import { type ReevaluateAllMessage, writeMessage } from './messages';

/** People a message. */
const STRETCH = 200;

/** What pending work of this kind is called. */
export const REEVALUATE_ALL = 'sweep';

/** By then no instance remembers the job as it was before what the evaluation is for. */
const DELAY_SECONDS = Math.ceil(KEEP_MS / 1_000) + 1;

/** Begins with all shards at once; the cycle stays open until the last one is through. */
export async function beginReevaluateAll(
  jobId: string,
  ports: Needs<'clock' | 'random' | 'operations' | 'intake'>,
): Promise<void> {
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

/** People of a shard who are worked on together. */
export interface Stretch {
  readonly anchors: readonly string[];
  /** Behind it nobody is left. */
  readonly isLast: boolean;
}

/** @returns `undefined` when the shard is through: a message that comes twice must not work in a cycle that has ended, nor beside its double */
export async function readStretch(
  { jobId, cycleId, work, shard, after }: ReevaluateAllMessage,
  { intake, people }: Needs<'intake' | 'people'>,
): Promise<Stretch | undefined> {
  if (!(await intake.isPending(jobId, cycleId, work))) return undefined;
  const anchors = await people.anchors(jobId, shard, after, STRETCH);
  return { anchors, isLast: anchors.length < STRETCH };
}

/** To be done when the stretch is committed: a crash repeats a stretch and never skips one. */
export async function goOnBehind(
  { anchors, isLast }: Stretch,
  message: ReevaluateAllMessage,
  { intake, operations }: Needs<'intake' | 'operations'>,
): Promise<void> {
  const { jobId, cycleId, work } = message;
  if (isLast) return intake.endWork(jobId, cycleId, work);
  return operations.send(jobId, writeMessage({ ...message, after: anchors.at(-1) ?? null }));
}
