/** Start, pause and restart, as an administrator asks for them (spec/wire-contract.md 2.5). */
import type { ResetScope } from '../engine/resetScope';
import type { AuditActivity, Initiator } from '../store/audit';
import type { Job } from '../store/jobs';
import { jobRecord } from './jobRecord';
import { lift, type QuarantinePorts, quarantineJob } from './quarantineJob';
import { type RestartPorts, restartJob } from './restartJob';
import { type UnparkPorts, unpark } from './unpark';
import { whatChanged } from './whatChanged';

export interface ControlPorts extends RestartPorts, QuarantinePorts, UnparkPorts {
  readonly jobs: RestartPorts['jobs'];
  readonly contexts: RestartPorts['contexts'];
  readonly operations: RestartPorts['operations'];
  readonly clock: RestartPorts['clock'];
  /** Whether the job may not run for want of a notification e-mail. */
  lacksEmail(job: Job): Promise<boolean>;
}

const NO_EMAIL = {
  reason: 'EncounteredQuarantineException',
  code: 'NotificationEmailMissing',
  message:
    'No notification e-mail is set, so nobody would learn of a failure. Save one (PUT …/synchronization/secrets, key ' +
    'SyncNotificationSettings, value {"Enabled":true,"Recipients":"admin@example.com"}), then restart provisioning. ' +
    'REQUIRE_NOTIFICATION_EMAIL=false lets jobs run without.',
} as const;

/** Goes on where it stopped and leaves quarantine. A job that works already is left alone. */
export async function startJob(job: Job, by: Initiator, ports: ControlPorts): Promise<void> {
  const lacksEmail = await ports.lacksEmail(job);
  const isAsStarted = ({ state, started, quarantine }: Job) =>
    started && state === 'Active' && (quarantine === null || (lacksEmail && quarantine.error?.code === NO_EMAIL.code));
  await change(job.id, 'StartJob', by, ports, (found) =>
    isAsStarted(found) ? undefined : { ...lift(found, ports.clock.now()), state: 'Active', started: true },
  );
  await goOn(job.id, lacksEmail, ports);
}

/** What is under way is finished; what comes waits. */
export async function pauseJob(job: Job, by: Initiator, ports: ControlPorts): Promise<void> {
  await change(job.id, 'PauseJob', by, ports, (found) =>
    found.state === 'Active' ? { ...found, state: 'Paused' } : undefined,
  );
}

export async function restart(
  job: Job,
  scopes: ReadonlySet<ResetScope>,
  by: Initiator,
  ports: ControlPorts,
): Promise<void> {
  const after = await restartJob(job.id, scopes, ports);
  if (after === undefined) return;
  const detail = scopes.size === 0 ? 'Nothing is reset.' : `Reset: ${[...scopes].join(', ')}.`;
  const changes = whatChanged(jobRecord(job), jobRecord(after));
  await ports.audit.record(job.id, { activity: 'RestartJob', by, detail, changes });
  await goOn(job.id, await ports.lacksEmail(after), ports);
}

/** Without a notification e-mail the job is quarantined at once (seed 000); with one, what waited goes on at once. */
async function goOn(jobId: string, lacksEmail: boolean, ports: ControlPorts): Promise<void> {
  if (lacksEmail) await quarantineJob(jobId, NO_EMAIL, ports);
  else await unpark(jobId, ports);
}

async function change(
  jobId: string,
  activity: AuditActivity,
  by: Initiator,
  { jobs, contexts, audit }: ControlPorts,
  how: (job: Job) => Job | undefined,
): Promise<void> {
  let before: Job | undefined;
  const after = await jobs.change(jobId, (found) => {
    before = found;
    return how(found);
  });
  if (after === undefined || before === undefined || after === before) return;
  contexts.forget(jobId);
  await audit.record(jobId, { activity, by, changes: whatChanged(jobRecord(before), jobRecord(after)) });
}
