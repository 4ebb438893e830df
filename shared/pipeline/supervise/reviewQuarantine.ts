/**
 * A quarantined job is looked at again when its time comes (spec/engine.md 7.6): is the trouble over? Then the quarantine
 * is lifted and what waited goes on; otherwise it is kept, and looked at less and less often. One of the deletion guard is
 * looked at in each round. After four weeks the job is disabled.
 */
import { isJobGivenUp, keepQuarantine, type Quarantine, type QuarantineError } from '../../engine/job/quarantine';
import { MUSTER } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import { newsOf } from '../../store/jobs/news';
import type { Needs } from '../ports';
import { NO_EMAIL } from '../quarantine/notificationSettings';
import { leaveQuarantine, tellOfMore } from '../quarantine/quarantineJob';
import { holdsBack, remindOfStaged } from '../quarantine/stagedDeletions';
import { mailToSend, sendMail } from '../quarantine/unsentMail';
import { startErrand } from '../queue/errands';
import { connectionTrouble } from './judgeConnection';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'operations'
  | 'intake'
  | 'people'
  | 'index'
  | 'notify'
  | 'lacksEmail'
  | 'quarantine'
>;

/** Escrows tried when a look is due: one success is enough to see that the trouble is over. */
const PROBES = 20;

export async function reviewQuarantine(job: Job, ports: Ports): Promise<void> {
  const { quarantine } = job;
  const now = ports.clock.now();
  if (quarantine === null || job.state !== 'Active') return;
  if (isJobGivenUp(quarantine, now, ports.quarantine)) return giveUp(job.id, ports);
  const isDue = now >= quarantine.nextAttempt;
  const isOfDeletions = quarantine.reason === 'TooManyDeletes'; // what is held is told by our own rows, in any round
  if (!isDue && !isOfDeletions) return;

  const finding = await examine(job, quarantine, ports);
  if (finding.kind === 'over') {
    await leaveQuarantine(job.id, finding.why, (_, found) => isSame(found, quarantine), ports);
    return remindOfStaged(job.id, ports);
  }
  if (isOfDeletions) await tellOfMore(job.id, ports);
  if (!isDue) return;
  await ports.jobs.change(job.id, (found) => {
    if (found.quarantine?.reason !== quarantine.reason) return undefined; // other trouble came meanwhile
    const kept = keepQuarantine(found.quarantine, now, ports.quarantine);
    return { ...found, quarantine: finding.error === undefined ? kept : { ...kept, error: finding.error } };
  });
  ports.contexts.forget(job.id);
  if (finding.kind === 'unclear') await probe(job.id, ports);
}

/** The guard may have tripped again since the held deletions were looked at. */
function isSame(found: Quarantine, { reason, trips }: Quarantine): boolean {
  return found.reason === reason && JSON.stringify(found.trips) === JSON.stringify(trips);
}

type Finding =
  | { readonly kind: 'over'; readonly why: string }
  /** @property error what the trouble is now, where that may be another than at the beginning */
  | { readonly kind: 'stands'; readonly error?: QuarantineError }
  /** The target is there; only trying a few of the failed can tell more. */
  | { readonly kind: 'unclear'; readonly error?: undefined };

const STANDS: Finding = { kind: 'stands' };

async function examine(job: Job, { reason, trips }: Quarantine, ports: Ports): Promise<Finding> {
  switch (reason) {
    case 'QuarantinedOnDemand':
      return STANDS; // an operator's doing, and undoing
    case 'TooManyDeletes':
      if (await holdsBack(job.id, trips, ports)) return STANDS;
      return { kind: 'over', why: 'No deletion is held back any more.' };
    case 'EncounteredQuarantineException': {
      const error = (await ports.lacksEmail(job)) ? NO_EMAIL : await connectionTrouble(job.id, ports.contexts);
      if (error === undefined) return { kind: 'over', why: 'The target answers again.' };
      return { kind: 'stands', error: { code: error.code, message: error.message, tenantActionable: true } };
    }
    default:
      return (await connectionTrouble(job.id, ports.contexts)) === undefined ? { kind: 'unclear' } : STANDS;
  }
}

/** A few of the failed are tried although the job is quarantined; the worker lifts it when one succeeds. */
async function probe(jobId: string, ports: Ports): Promise<void> {
  const anchors: string[] = [];
  for await (const { anchor } of ports.index.list(jobId, 'escrow')) {
    anchors.push(anchor);
    if (anchors.length === PROBES) break;
  }
  await startErrand(jobId, 'probe', anchors, ports);
}

async function giveUp(jobId: string, ports: Ports): Promise<void> {
  const { jobs, contexts, audit, clock, logger } = ports;
  const job = await jobs.change(jobId, (found) => {
    const now = clock.now();
    const news = [newsOf(jobId, now, 'muster.job.disabled', { reason: found.quarantine?.reason ?? null })];
    return { ...found, state: 'Disabled', unsent: mailToSend('disabled', now), news };
  });
  if (job === undefined) return;
  contexts.forget(jobId);
  const since = new Date(job.quarantine?.seriesBegan ?? 0).toISOString();
  const detail = `The job was in quarantine from ${since} on, and nothing changed.`;
  logger.warn('The job is disabled', { jobId, detail });
  const changes = [{ name: 'schedule.state', before: 'Active', after: 'Disabled' }];
  await audit.record(jobId, { activity: 'DisableJob', by: MUSTER, detail, changes });
  await sendMail(job, ports);
}
