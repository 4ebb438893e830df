/** What became of an upload: every operation with its outcome, or why it waits (design, section 8.3). */
import type { LogEntry } from '../../engine/person/logEntry';
import type { Job } from '../../store/jobs/jobs';
import { entryId } from '../../store/people/entryId';
import type { Upload } from '../../store/uploads/intake';
import { findAgentsMissing } from '../agentWatch';
import type { Needs } from '../ports';
import { whyParked } from '../whyParked';
import { underWay } from './underWay';
import { packsOfUpload } from './uploadEntries';

export interface OperationReceipt {
  readonly bulkId: string;
  readonly sourceAnchor: string | null;
  /** `undefined`: not answered yet. */
  readonly outcome: { readonly entryId: string; readonly at: number; readonly entry: LogEntry } | undefined;
  /** The deletion guard holds it, and its entry is still to come. */
  readonly isHeld: boolean;
}

export interface Receipt {
  readonly upload: Upload;
  readonly operations: readonly OperationReceipt[];
  /** Why operations that are not answered yet wait; `undefined` when all are answered. */
  readonly waiting: string | undefined;
}

type Ports = Needs<'clock' | 'intake' | 'people' | 'packs' | 'agents' | 'keepMs' | 'agentInactiveMs'>;

/** @returns `undefined` when there is no such upload, or it is older than receipts are kept */
export async function readReceipt(job: Job, first: number, ports: Ports): Promise<Receipt | undefined> {
  const upload = await ports.intake.getUpload(job.id, first);
  if (upload === undefined || (await isExpired(upload, ports))) return undefined;
  const outcomes = await findOutcomes(upload, ports);
  const held = await findHeld(upload, outcomes, ports);
  const operations = upload.operations.map(({ bulkId, anchor }, index) => {
    const sequence = upload.first + index;
    return { bulkId, sourceAnchor: anchor, outcome: outcomes.get(sequence), isHeld: held.has(sequence) };
  });
  const answered = operations.every(({ outcome }) => outcome !== undefined);
  return { upload, operations, waiting: answered ? undefined : await whyWaiting(job, ports) };
}

/** Its entries may be gone already, and must not look as if they were still to come. */
async function isExpired({ jobId, acceptedAt, first }: Upload, { intake, clock, keepMs }: Ports): Promise<boolean> {
  if (acceptedAt >= clock.now() - keepMs) return false;
  return first < underWay((await intake.read(jobId))?.state).from;
}

type Outcome = NonNullable<OperationReceipt['outcome']>;

async function findOutcomes(upload: Upload, ports: Ports): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for (const pack of await packsOfUpload(upload, () => true, ports)) {
    for (const [index, entry] of pack.entries().entries()) {
      const { operation } = entry;
      if (operation?.uploadFirst !== upload.first || outcomes.has(operation.sequence)) continue; // the latest attempt stands
      outcomes.set(operation.sequence, { entryId: entryId({ ...pack, index }), at: pack.at, entry });
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

/** A job that somebody stopped waits for that person; a quarantine may have come because no agent is there. */
async function whyWaiting(job: Job, ports: Needs<'clock' | 'agents' | 'agentInactiveMs'>): Promise<string> {
  const works = job.started && job.state === 'Active';
  const missing = works ? await findAgentsMissing(job, ports) : undefined;
  const queued =
    'The upload is queued and will be processed in a moment, or the deletion guard holds what is left of it.';
  return missing?.message ?? whyParked(job) ?? queued;
}
