/**
 * The end of what is kept for a time only: log entries, events of inlets, receipts, request ids, records of the audit, messages nobody could
 * work on, staged bulks whose message never came, and users in the embedded directory's recycle bin.
 * Of a job that says so, people nobody names any more, too (`forgetPeople.ts`).
 *
 * A round removes a bounded number of rows and leaves the rest for the next; one that dies half-way, or one thing that
 * cannot be removed, keeps nothing else from going. What is under way is not old, however long it has been.
 */

import type { Logger } from '../../ports';
import { CLOCK_SKEW_MS } from '../../store/people/entryPacks';
import type { RemovedJob } from '../../store/retention/removedJobs';
import { purgeInlets } from '../inlets/purgeInlets';
import type { Needs, RecycleBin } from '../ports';
import { type UnderWay, underWay } from '../uploads/underWay';
import { forgetPeople } from './forgetPeople';
import { purgeOutlets } from './purgeOutlets';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'contexts'
  | 'people'
  | 'ledger'
  | 'logger'
  | 'jobs'
  | 'removedJobs'
  | 'audit'
  | 'parked'
  | 'intake'
  | 'staging'
  | 'payloads'
  | 'putOff'
  | 'pastUploads'
  | 'packs'
  | 'inlets'
  | 'inletEvents'
  | 'fences'
  | 'outlets'
  | 'writebacks'
  | 'outletEvents'
  | 'outbox'
  | 'news'
  | 'recycleBin'
  | 'agents'
  | 'agentInactiveMs'
  | 'ask'
  | 'operations'
  | 'keepMs'
  | 'keepAuditMs'
>;

/** Rows removed in one round: five hundred calls, well under the five minutes a function has. */
const MOST_ROWS = 50_000;
/** Of deleted users, each of which costs several calls. */
const MOST_USERS = 1_000;

const HOUR_MS = 60 * 60_000;
/** A `client-request-id` stands for its upload this long (design, section 8.3). */
const KEEP_REQUESTS_MS = 24 * HOUR_MS;
/** What points at staged rows follows them within seconds. */
const KEEP_STAGED_MS = 24 * HOUR_MS;
/** Messages of a deleted job are worked on within minutes, or when its workers run again. */
const WATCH_REMOVED_MS = 30 * 24 * HOUR_MS;

/** Removes some rows. @returns how many, `most` at most */
type Purge = (most: number) => Promise<number>;

export async function purgeExpired(ports: Ports): Promise<void> {
  const now = ports.clock.now();
  const run = createRound(ports.logger);
  const works = new Map<string, UnderWay>();
  for (const jobId of await ports.jobs.listJobIds()) {
    const work = await findWork(jobId, ports);
    works.set(jobId, work);
    await purgeJob(jobId, work, now, run, ports);
  }
  for (const removed of await ports.removedJobs.list()) await purgeRemoved(removed, now, run, ports);
  await run('unworkable messages', (most) => ports.parked.purge(now - ports.keepMs, most));
  await run('staged bulks', (most) =>
    ports.staging.purge(async ({ jobId, sequence, at }, id) => {
      if (at >= now - KEEP_STAGED_MS) return false;
      // Parts of an upload go with it; those of a request that was refused belong to none.
      if (sequence === null) return !(await ports.payloads.isOwned(jobId, id));
      return sequence < (works.get(jobId)?.from ?? Number.POSITIVE_INFINITY);
    }, most),
  );
  await run('deleted users', (most) => purgeUsers(ports.recycleBin, Math.min(most, MOST_USERS)));
}

/** Of a job that cannot be read, everything may be under way. */
async function findWork(jobId: string, { intake, logger }: Ports): Promise<UnderWay> {
  try {
    return underWay((await intake.read(jobId))?.state);
  } catch (error) {
    logger.error('What a job has under way could not be read', { jobId, error: String(error) });
    return { from: 0, since: 0 };
  }
}

async function purgeJob(jobId: string, { from, since }: UnderWay, now: number, run: Round, ports: Ports) {
  const { pastUploads, packs, audit, keepMs, keepAuditMs } = ports;
  // Receipts before the entries they show: a receipt whose entries are gone would say that its people still wait.
  await run('receipts', (most) => pastUploads.purgeReceipts(jobId, now - keepMs, from, most), jobId);
  await run('operations that are answered', (most) => ports.payloads.purge(jobId, from, most), jobId);
  await run('notes of operations that waited', (most) => ports.putOff.purge(jobId, from, most), jobId);
  await run('request ids', (most) => pastUploads.purgeRequests(jobId, now - KEEP_REQUESTS_MS, most), jobId);
  const before = Math.min(now - keepMs, since - CLOCK_SKEW_MS);
  await run('log entries', (most) => packs.purge(jobId, before, most), jobId);
  await run('audit records', (most) => audit.purge(jobId, now - keepAuditMs, most), jobId);
  await run('what inlets received', (most) => purgeInlets(jobId, most, ports), jobId);
  await run('events of outlets', (most) => purgeOutlets(jobId, most, ports), jobId);
  await run('people nobody names', (most) => forgetPeople(jobId, most, ports), jobId);
}

/**
 * Looked at for a while after the first round: a worker that was at it may have the last word, and messages of the job may
 * still be on their way. What is known of it then is that it was there, as long as its audit is kept.
 */
async function purgeRemoved({ jobId, removedAt }: RemovedJob, now: number, run: Round, ports: Ports) {
  const { jobs, removedJobs, audit, keepAuditMs } = ports;
  const ageMs = now - removedAt;
  await run(
    'a deleted job',
    async (most) => {
      if ((await jobs.get(jobId)) !== undefined) return 0; // its removal died half-way, or it was made anew
      const rows = ageMs < WATCH_REMOVED_MS ? await removedJobs.purge(jobId, most) : 0;
      const records = await audit.purge(jobId, now - keepAuditMs, most - rows);
      if (ageMs > Math.max(keepAuditMs, WATCH_REMOVED_MS)) await removedJobs.forget(jobId);
      return rows + records;
    },
    jobId,
  );
}

async function purgeUsers(recycleBin: RecycleBin, most: number): Promise<number> {
  let purged = 0;
  while (purged < most) {
    const round = await recycleBin.purgeExpired();
    purged += round.purged;
    if (!round.more) break;
  }
  return purged;
}

type Round = (what: string, purge: Purge, jobId?: string) => Promise<void>;

function createRound(logger: Logger): Round {
  let left = MOST_ROWS;
  return async (what, purge, jobId) => {
    if (left <= 0) return;
    const about = { what, ...(jobId !== undefined && { jobId }) };
    try {
      const removed = await purge(left);
      left -= removed;
      if (removed > 0) logger.info('Old rows are removed', { ...about, rows: removed });
      if (left <= 0) logger.info('More old rows are left for the next round', about);
    } catch (error) {
      logger.error('Old rows could not be removed; the next round tries again', { ...about, error: String(error) });
    }
  };
}
