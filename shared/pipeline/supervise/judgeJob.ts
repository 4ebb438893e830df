/** Too many failures stop the job instead of hammering the target (spec/engine.md 7.5). */
import { judgeFailures } from '../../engine/job/quarantine';
import { allTotals, openTotals } from '../../store/jobs/jobStatus';
import { addTotals, type EntryPackStore, NO_TOTALS, type PackTotals } from '../../store/people/entryPacks';
import type { Needs } from '../ports';
import { quarantineJob } from '../quarantine/quarantineJob';
import { whyParked } from '../queue/whyParked';

type Ports = Needs<
  'clock' | 'logger' | 'jobs' | 'contexts' | 'audit' | 'intake' | 'packs' | 'notify' | 'quarantine' | 'cycleMs'
>;

export async function judgeJob(jobId: string, ports: Ports): Promise<void> {
  const job = (await ports.jobs.get(jobId))?.value;
  if (job === undefined || whyParked(job) !== undefined) return; // it has stopped for a reason already
  const status = await ports.intake.readStatus(jobId);
  const totals = allTotals(status);
  const { escrowed, waiting, linked } = totals;
  // Few of those who are well are in a small cycle: who has an account and is not escrowed is well too.
  const recent = status.open.length > 0 ? openTotals(status) : status.lastExecution?.totals;
  const people = Math.max(escrowed + wentWell(recent), linked);
  const count = { failures: escrowed, referenceFailures: waiting, successes: people - escrowed };
  const verdict = judgeFailures(count, ports.quarantine);
  if (verdict === undefined) return;
  if (job.liftedAt !== undefined && !(await failsAnew(jobId, job.liftedAt, ports))) return;
  await quarantineJob(jobId, { ...verdict, code: verdict.reason }, ports);
}

/**
 * The escrows that brought the quarantine are still there when it is lifted. Until they have been tried again, and within
 * one cycle failed in numbers that would bring it by themselves, they do not bring it back.
 */
async function failsAnew(jobId: string, liftedAt: number, { packs, clock, cycleMs, quarantine }: Ports) {
  const since = Math.max(liftedAt, clock.now() - cycleMs);
  const totals = await addUpSince(jobId, since, packs);
  const count = { failures: totals.failure, referenceFailures: totals.waiting, successes: wentWell(totals) };
  return judgeFailures(count, quarantine) !== undefined;
}

function wentWell(totals: PackTotals = NO_TOTALS): number {
  return totals.success + totals.skipped + totals.warning;
}

/** What a job has come to since then, milliseconds since the epoch, whatever the cycle. */
export async function addUpSince(jobId: string, oldest: number, packs: EntryPackStore): Promise<PackTotals> {
  let totals = NO_TOTALS;
  for await (const pack of packs.read(jobId, { oldest, totalsOnly: true })) totals = addTotals(totals, pack.totals);
  return totals;
}
