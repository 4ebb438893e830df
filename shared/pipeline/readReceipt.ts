/** What became of an upload: every operation with its outcome, or why it waits (design, section 8.3). */
import type { LogEntry } from '../engine/logEntry';
import type { Clock } from '../ports';
import { entryId } from '../store/entryId';
import type { EntryPackStore } from '../store/entryPacks';
import type { IntakeStore, Upload } from '../store/intake';
import type { Job } from '../store/jobs';
import { shardOf } from '../store/people';
import { type AgentWatchPorts, findAgentsMissing } from './agentWatch';
import { ANCHORLESS_SHARD } from './anchorless';
import { underWay } from './underWay';
import { whyParked } from './whyParked';

export interface OperationReceipt {
  readonly bulkId: string;
  readonly sourceAnchor: string | null;
  /** `undefined`: not answered yet. */
  readonly outcome: { readonly entryId: string; readonly at: number; readonly entry: LogEntry } | undefined;
}

export interface Receipt {
  readonly upload: Upload;
  readonly operations: readonly OperationReceipt[];
  /** Why operations that are not answered yet wait; `undefined` when all are answered. */
  readonly waiting: string | undefined;
}

export interface ReceiptPorts extends AgentWatchPorts {
  readonly intake: IntakeStore;
  readonly packs: EntryPackStore;
  readonly clock: Clock;
  /** How long receipts are kept, milliseconds. */
  readonly keepMs: number;
}

/** A pack may carry an earlier time than the upload it answers: clocks of two machines never quite agree. */
const CLOCK_SKEW_MS = 2 * 60_000;

/** @returns `undefined` when there is no such upload, or it is older than receipts are kept */
export async function readReceipt(job: Job, first: number, ports: ReceiptPorts): Promise<Receipt | undefined> {
  const upload = await ports.intake.getUpload(job.id, first);
  if (upload === undefined || (await isExpired(upload, ports))) return undefined;
  const outcomes = await findOutcomes(upload, ports.packs);
  const operations = upload.operations.map(({ bulkId, anchor }, index) => ({
    bulkId,
    sourceAnchor: anchor,
    outcome: outcomes.get(upload.first + index),
  }));
  const answered = operations.every(({ outcome }) => outcome !== undefined);
  return { upload, operations, waiting: answered ? undefined : await whyWaiting(job, ports) };
}

/** Its entries may be gone already, and must not look as if they were still to come. */
async function isExpired(
  { jobId, acceptedAt, first }: Upload,
  { intake, clock, keepMs }: ReceiptPorts,
): Promise<boolean> {
  if (acceptedAt >= clock.now() - keepMs) return false;
  return first < underWay((await intake.read(jobId))?.state).from;
}

async function findOutcomes(upload: Upload, packs: EntryPackStore) {
  const outcomes = new Map<number, NonNullable<OperationReceipt['outcome']>>();
  const last = upload.first + upload.operations.length - 1;
  const shards = new Set(upload.operations.map(({ anchor }) => (anchor === null ? ANCHORLESS_SHARD : shardOf(anchor))));
  const range = { oldest: upload.acceptedAt - CLOCK_SKEW_MS, shards: [...shards] };
  for await (const pack of packs.read(upload.jobId, range)) {
    if (pack.span.highest < upload.first || pack.span.lowest > last) continue;
    for (const [index, entry] of pack.entries().entries()) {
      const sequence = entry.operation?.sequence ?? 0;
      if (sequence < upload.first || sequence > last || outcomes.has(sequence)) continue; // newest first: the latest attempt stands
      outcomes.set(sequence, { entryId: entryId({ ...pack, index }), at: pack.at, entry });
    }
    if (outcomes.size === upload.operations.length) break;
  }
  return outcomes;
}

/** A job that somebody stopped waits for that person; a quarantine may have come because no agent is there. */
async function whyWaiting(job: Job, ports: AgentWatchPorts): Promise<string> {
  const works = job.started && job.state === 'Active';
  const missing = works ? await findAgentsMissing(job, ports) : undefined;
  const queued = 'The upload is queued and will be processed in a moment, or held by the deletion guard.';
  return missing?.message ?? whyParked(job) ?? queued;
}
