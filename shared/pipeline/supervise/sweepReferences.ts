/**
 * References that nobody gives a sign of: those that wait, those that the target refused and are due, and those to people
 * whose account has become another one. Looked at in turn, a few thousand a sweep, so that those who wait in vain do not
 * keep the others from it. While the target is away nothing could be written, and nobody is looked at: the first sweep behind
 * the outage finds whoever is due.
 */
import { sinceRestart } from '../../store/people/people';
import { tellReferrers } from '../people/tellReferrers';
import type { Needs } from '../ports';
import { startErrand } from '../queue/errands';
import { withoutUnkept } from './withoutUnkept';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'jobs'
  | 'operations'
  | 'intake'
  | 'people'
  | 'ledger'
  | 'index'
  | 'unkept'
  | 'realms'
  | 'waitingSweepMs'
>;

/** People for whom tasks are sent in one sweep; the next one goes on behind them. */
const MOST_A_SWEEP = 5_000;
/** Each costs a look into every shard. */
const MOST_MOVED = 100;
/** No worker lives for so long (`functionTimeout` is half of it): what it saw of an account before is committed by then. */
const TOLD_MS = 10 * 60_000;

export async function sweepReferences(jobId: string, ports: Ports): Promise<void> {
  const now = ports.clock.now();
  const status = await ports.intake.readStatus(jobId);
  if (status.unreachableSince > 0 || now - status.waitingSweptAt < ports.waitingSweepMs) return;
  const { anchors, next } = await collectDue(jobId, status.waitingSweptTo, now, ports);
  await startErrand(jobId, 'resolveWaiting', await withoutUnkept(jobId, anchors, (one) => one, ports), ports);
  await tellOfMoved(jobId, now, ports);
  await ports.intake.changeStatus(jobId, ({ waitingSweptTo: _, ...found }) => ({
    ...found,
    waitingSweptAt: now,
    ...(next !== undefined && { waitingSweptTo: next }),
  }));
}

interface Stretch {
  readonly anchors: readonly string[];
  /** Where the next sweep begins; `undefined`: at the beginning. */
  readonly next: string | undefined;
}

async function collectDue(jobId: string, after: string | undefined, now: number, { index }: Ports): Promise<Stretch> {
  const anchors: string[] = [];
  for await (const { anchor, dueAt, place } of index.list(jobId, 'waiting', { after })) {
    if (dueAt <= now) anchors.push(anchor);
    if (anchors.length === MOST_A_SWEEP) return { anchors, next: place };
  }
  return { anchors, next: undefined };
}

async function tellOfMoved(jobId: string, now: number, ports: Ports): Promise<void> {
  const anchors: string[] = [];
  for await (const { anchor } of ports.index.list(jobId, 'moved')) {
    anchors.push(anchor);
    if (anchors.length === MOST_MOVED) break;
  }
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || anchors.length === 0) return;
  const before = await ports.people.load(jobId, anchors);
  await tellReferrers({ job, realm: await ports.realms.realmOf(jobId) }, anchors, ports);
  // As they were before everybody was told: who has got another account meanwhile goes on being told of.
  for (const stored of before.values()) {
    const { moved, ...person } = sinceRestart(stored.person, job.generation);
    if (moved !== undefined && now - moved >= TOLD_MS) await ports.ledger.write([{ ...stored, person }]);
  }
}
