/** Start, pause, restart and quarantine, as an administrator asks for them (spec/wire-contract.md 2.5). */
import type { ResetScope } from '../../engine/job/resetScope';
import type { AuditActivity, Initiator } from '../../store/jobs/audit';
import type { Job } from '../../store/jobs/jobs';
import type { Needs } from '../ports';
import { NO_EMAIL } from '../quarantine/notificationSettings';
import { lift, quarantineJob } from '../quarantine/quarantineJob';
import { remindOfStaged } from '../quarantine/stagedDeletions';
import { unpark } from '../queue/parking';
import { auditChanges, jobRecord } from './auditChanges';
import { restartJob } from './restartJob';

type Ports = Needs<
  | 'clock'
  | 'random'
  | 'logger'
  | 'jobs'
  | 'contexts'
  | 'audit'
  | 'operations'
  | 'parking'
  | 'intake'
  | 'people'
  | 'index'
  | 'notify'
  | 'lacksEmail'
  | 'quarantine'
>;

/** Goes on where it stopped and leaves quarantine. A job that works already is left alone. */
export async function startJob(job: Job, by: Initiator, ports: Ports): Promise<void> {
  const lacksEmail = await ports.lacksEmail(job);
  const isAsStarted = ({ state, started, quarantine }: Job) =>
    started && state === 'Active' && (quarantine === null || (lacksEmail && quarantine.error?.code === NO_EMAIL.code));
  await change(job.id, 'StartJob', by, ports, (found) =>
    isAsStarted(found) ? undefined : { ...lift(found, ports.clock.now()), state: 'Active', started: true },
  );
  await goOn(job, lacksEmail, ports);
}

const ON_DEMAND = {
  reason: 'QuarantinedOnDemand',
  code: 'QuarantinedOnDemand',
  message: 'An operator put the job into quarantine.',
} as const;

/**
 * What is under way is finished; what comes waits until the job is started or restarted by hand.
 * @param why a sentence for the status, the mail and the audit record; absent: a standing one
 */
export function quarantineOnDemand(job: Job, why: string | undefined, by: Initiator, ports: Ports) {
  return quarantineJob(job.id, { ...ON_DEMAND, ...(why !== undefined && { message: why }) }, ports, by);
}

/** What is under way is finished; what comes waits. */
export async function pauseJob(job: Job, by: Initiator, ports: Ports): Promise<void> {
  await change(job.id, 'PauseJob', by, ports, (found) =>
    found.state === 'Active' ? { ...found, state: 'Paused' } : undefined,
  );
}

export async function restart(job: Job, scopes: ReadonlySet<ResetScope>, by: Initiator, ports: Ports): Promise<void> {
  const after = await restartJob(job.id, scopes, ports);
  if (after === undefined) return;
  const detail = scopes.size === 0 ? 'Nothing is reset.' : `Reset: ${[...scopes].join(', ')}.`;
  const changes = auditChanges(jobRecord(job), jobRecord(after));
  await ports.audit.record(job.id, { activity: 'RestartJob', by, detail, changes });
  await goOn(job, await ports.lacksEmail(after), ports, scopes);
}

/** Without a notification e-mail the job is quarantined at once; with one, what waited goes on at once. */
async function goOn(
  { id, quarantine }: Job,
  lacksEmail: boolean,
  ports: Ports,
  scopes: ReadonlySet<ResetScope> = new Set(),
): Promise<void> {
  if (lacksEmail) return quarantineJob(id, NO_EMAIL, ports);
  await unpark(id, ports);
  const isOtherTrouble = quarantine !== null && quarantine.reason !== 'TooManyDeletes';
  const decides = scopes.has('ForceDeletes') || scopes.has('Watermark'); // they run, or are planned anew
  if (isOtherTrouble && !decides) await remindOfStaged(id, ports);
}

async function change(
  jobId: string,
  activity: AuditActivity,
  by: Initiator,
  { jobs, contexts, audit }: Ports,
  how: (job: Job) => Job | undefined,
): Promise<void> {
  let before: Job | undefined;
  const after = await jobs.change(jobId, (found) => {
    before = found;
    return how(found);
  });
  if (after === undefined || before === undefined || after === before) return;
  contexts.forget(jobId);
  await audit.record(jobId, { activity, by, changes: auditChanges(jobRecord(before), jobRecord(after)) });
}
