/** What a restart would do, counted before it is asked for; nothing is changed. `restartJob.ts` does it. */
import type { ResetScope } from '../../engine/job/resetScope';
import { allTotals } from '../../store/jobs/jobStatus';
import type { Job } from '../../store/jobs/jobs';
import { CLOCK_SKEW_MS } from '../../store/people/entryPacks';
import { SHARDS } from '../../store/people/personRow';
import type { IntakeState } from '../../store/uploads/intake';
import { isRunning, waitsForCycle, willPurge } from '../jobs/restartJob';
import { type HeldPerson, listHeld } from '../person/heldDeletions';
import type { Needs } from '../ports';
import { underWay } from '../uploads/underWay';
import { countLinked } from './countLinked';

type Ports = Needs<'intake' | 'packs' | 'people' | 'index'>;

export interface RestartPreview {
  /** Whether a cycle is open. */
  readonly isRunning: boolean;
  readonly carriedOut: 'now' | 'whenIdle';
  /** Operations that were uploaded and would not be processed. */
  readonly purgedOperations: number;
  /** First numbers of the uploads they belong to, `MOST_UPLOADS` at most, oldest first. */
  readonly purgedUploads: readonly number[];
  readonly clearedEscrows: number;
  readonly forgottenLinks: number;
  readonly reevaluatedPeople: number;
  readonly releasedDeletions: number;
}

export const MOST_UPLOADS = 100;

export async function previewRestart(job: Job, scopes: ReadonlySet<ResetScope>, ports: Ports): Promise<RestartPreview> {
  const state = (await ports.intake.read(job.id))?.state;
  const letGo = scopes.has('ForceDeletes') ? await listHeld(job.id, ports) : [];
  const purged =
    state !== undefined && willPurge(state, job, scopes) ? await findUnanswered(job.id, state, letGo, ports) : [];
  const status = await ports.intake.readStatus(job.id);
  return {
    isRunning: isRunning(state),
    carriedOut: waitsForCycle(state, job, scopes) ? 'whenIdle' : 'now',
    purgedOperations: purged.reduce((sum, { open }) => sum + open, 0),
    purgedUploads: purged.slice(0, MOST_UPLOADS).map(({ first }) => first),
    clearedEscrows: scopes.has('Escrows') ? Math.max(0, allTotals(status).escrowed) : 0,
    forgottenLinks: scopes.has('ConnectorDataStore') ? await countLinked(job.id, ports) : 0,
    reevaluatedPeople: scopes.has('Watermark') ? await countKnown(job.id, ports) : 0,
    releasedDeletions: letGo.length,
  };
}

/**
 * Uploads of the open cycles of which something has no entry yet, and how much.
 *
 * @param letGo held deletions that are carried out all the same
 */
async function findUnanswered(
  jobId: string,
  state: IntakeState,
  letGo: readonly HeldPerson[],
  { intake, packs }: Ports,
) {
  const { from, since } = underWay(state);
  const answered = new Map<number, number>();
  for await (const pack of packs.read(jobId, { oldest: since - CLOCK_SKEW_MS, totalsOnly: true })) {
    for (const [upload, share] of pack.uploads ?? []) {
      answered.set(upload, (answered.get(upload) ?? 0) + share.answered);
    }
  }
  const firsts: number[] = [];
  for await (const { first } of intake.listUploads(jobId, from)) if (first < state.next) firsts.push(first);
  return firsts
    .map((first, index) => {
      const end = firsts[index + 1] ?? state.next; // numbers follow each other without gaps
      const isOfIt = ({ held: { sequence, staged } }: HeldPerson) =>
        sequence !== null && !staged && first <= sequence && sequence < end;
      return { first, open: end - first - (answered.get(first) ?? 0) - letGo.filter(isOfIt).length };
    })
    .filter(({ open }) => open > 0);
}

const LARGEST_PAGE = 1_000;

/** Shards side by side, each a page a call. */
async function countKnown(jobId: string, { people }: Ports): Promise<number> {
  const shards = Array.from({ length: SHARDS }, async (_, shard) => {
    let count = 0;
    for (let after: string | null = null; ; ) {
      const anchors: readonly string[] = await people.anchors(jobId, shard, after, LARGEST_PAGE);
      count += anchors.length;
      if (anchors.length < LARGEST_PAGE) return count;
      after = anchors.at(-1) ?? null;
    }
  });
  return (await Promise.all(shards)).reduce((sum, count) => sum + count, 0);
}
