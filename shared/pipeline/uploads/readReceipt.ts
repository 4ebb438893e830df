/** What became of an upload: every operation with its outcome, or why it waits (design, section 8.3). */
import type { FailureCode } from '../../errors';
import type { Job } from '../../store/jobs/jobs';
import type { Upload } from '../../store/uploads/intake';
import { findAgentsMissing } from '../agentWatch';
import type { Needs } from '../ports';
import { whyParked } from '../queue/whyParked';
import { findSequels, type Outcome, outcomesIn, type Sequel } from './sequels';
import { underWay } from './underWay';
import { packsOfUpload } from './uploadEntries';

export interface OperationReceipt {
  readonly bulkId: string;
  readonly sourceAnchor: string | null;
  /** `undefined`: not answered yet. */
  readonly outcome: Outcome | undefined;
  /** What became of it afterwards, where the answer was a failure. */
  readonly sequel: Sequel | undefined;
  /** The deletion guard holds it, and its entry is still to come. */
  readonly isHeld: boolean;
}

export interface Receipt {
  readonly upload: Upload;
  readonly operations: readonly OperationReceipt[];
  /** Why operations that are not answered yet, or are tried again, wait; `undefined` when there is nothing to say. */
  readonly waiting: string | undefined;
}

type Ports = Needs<'clock' | 'intake' | 'people' | 'packs' | 'agents' | 'keepMs' | 'agentInactiveMs'>;

/** @returns `undefined` when there is no such upload, or it is older than receipts are kept */
export async function readReceipt(job: Job, first: number, ports: Ports): Promise<Receipt | undefined> {
  const upload = await ports.intake.getUpload(job.id, first);
  if (upload === undefined || (await isExpired(upload, ports))) return undefined;
  const outcomes = await findOutcomes(upload, ports);
  const held = await findHeld(upload, outcomes, ports);
  const sequels = await findSequels(job, failedOf(upload, outcomes), ports);
  const operations = upload.operations.map(({ bulkId, anchor }, index) => {
    const sequence = upload.first + index;
    return {
      bulkId,
      sourceAnchor: anchor,
      outcome: outcomes.get(sequence),
      sequel: sequels.get(sequence),
      isHeld: held.has(sequence),
    };
  });
  const isAnswered = operations.every(({ outcome }) => outcome !== undefined);
  const isRetried = operations.some(({ sequel }) => sequel?.nextAttempt !== undefined);
  const why = isAnswered && isRetried ? await whyRetried(job, ports) : undefined;
  return { upload, operations, waiting: isAnswered ? why : await whyWaiting(job, ports) };
}

const NOT_TAKEN_IN: FailureCode = 'RecordTooLarge';

/** Those with a sequel: one that could not be taken in is over, whatever becomes of the person. */
function failedOf({ first, operations }: Upload, outcomes: ReadonlyMap<number, Outcome>) {
  return operations.flatMap(({ anchor }, index) => {
    const sequence = first + index;
    const outcome = outcomes.get(sequence);
    if (anchor === null || outcome?.entry.status !== 'failure') return [];
    return outcome.entry.error?.code === NOT_TAKEN_IN ? [] : [{ sequence, anchor, outcome }];
  });
}

/** Its entries may be gone already, and must not look as if they were still to come. */
async function isExpired({ jobId, acceptedAt, first }: Upload, { intake, clock, keepMs }: Ports): Promise<boolean> {
  if (acceptedAt >= clock.now() - keepMs) return false;
  return first < underWay((await intake.read(jobId))?.state).from;
}

async function findOutcomes(upload: Upload, ports: Ports): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for (const pack of await packsOfUpload(upload, () => true, ports)) {
    for (const outcome of outcomesIn(pack)) {
      const { operation } = outcome.entry;
      if (operation?.uploadFirst !== upload.first || outcomes.has(operation.sequence)) continue; // the latest attempt stands
      outcomes.set(operation.sequence, outcome);
    }
  }
  return outcomes;
}

/** Numbers of the operations that nobody has answered because the guard holds them. */
async function findHeld(
  { jobId, first, operations }: Upload,
  outcomes: ReadonlyMap<number, unknown>,
  { people }: Ports,
): Promise<ReadonlySet<number>> {
  const open = operations.filter((_, index) => !outcomes.has(first + index)).flatMap(({ anchor }) => anchor ?? []);
  const loaded = open.length === 0 ? [] : (await people.load(jobId, open)).values();
  return new Set([...loaded].flatMap(({ person: { held } }) => held?.operation?.sequence ?? []));
}

/** A job that stands still, and a target that is away, keep retries waiting whatever the ladder says. */
async function whyRetried(job: Job, { intake }: Needs<'intake'>): Promise<string | undefined> {
  const parked = whyParked(job);
  if (parked !== undefined) return parked;
  const { unreachableSince, unreachable } = await intake.readStatus(job.id);
  if (unreachableSince === 0) return undefined;
  const since = new Date(unreachableSince).toISOString();
  return `The target is away since ${since}: ${unreachable?.message ?? ''} Who failed is tried again as soon as it answers.`;
}

/** A job that somebody stopped waits for that person; a quarantine may have come because no agent is there. */
async function whyWaiting(job: Job, ports: Needs<'clock' | 'agents' | 'agentInactiveMs'>): Promise<string> {
  const works = job.started && job.state === 'Active';
  const missing = works ? await findAgentsMissing(job, ports) : undefined;
  const queued =
    'The upload is queued and will be processed in a moment, or the deletion guard holds what is left of it.';
  return missing?.message ?? whyParked(job) ?? queued;
}
