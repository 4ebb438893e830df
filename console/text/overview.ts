/** Words of the overview, and of how a job is doing. */
import type { Health } from '../rules/health';
import { count, counted } from '../rules/numbers';

export const healthWords: Readonly<Record<Health['kind'], string>> = {
  quarantine: 'Quarantine',
  disabled: 'Disabled',
  agentAway: 'Agent away',
  held: 'Held',
  failing: 'Failing',
  paused: 'Paused',
  new: 'Not started',
  working: 'Working',
  healthy: 'Healthy',
};

export const healthWord = (health: Health): string =>
  health.kind === 'failing' ? `${count(health.people)} fail` : healthWords[health.kind];

export const overviewWords = {
  title: 'Overview',
  newJob: 'New job',
  upload: 'Upload',
  jobs: 'Jobs',
  job: 'Job',
  health: 'Health',
  people: 'People',
  lastHour: 'Last 60 minutes',
  lag: 'Lag',
  escrow: 'Escrow',
  held: 'Held',
  lastUpload: 'Last upload',
  never: 'none yet',
  wait: (operations: number) => `${count(operations)} wait`,
  uploaded: (people: number) => counted(people, 'person', 'people'),
  chart: 'Operations per minute',
  chartOf: 'all jobs, last 60 minutes',
  now: 'Now',
  perMinute: 'per minute',
  oldest: 'Oldest waiting',
  failedHour: 'Failed, last hour',
  backlog: 'Waiting to be processed',
  latest: 'Latest',
  nothingYet: 'Nothing happened yet.',
  none: 'No job yet',
  noneLede: 'A job takes people from one source and keeps their accounts in one directory.',
  noneCurl: 'By the API: POST servicePrincipals, then POST …/synchronization/jobs.',
} as const;

/** `1 of 4 jobs needs a decision. 1 has people who fail, 1 is paused.` */
export function summary(health: readonly Health[], decisions: number): string {
  const total = health.length;
  const number = (kind: Health['kind']) => health.filter((one) => one.kind === kind).length;
  const [failing, paused, fresh] = [number('failing'), number('paused'), number('new')];
  const rest = [
    failing > 0 && `${failing} ${failing === 1 ? 'has' : 'have'} people who fail`,
    paused > 0 && `${paused} ${paused === 1 ? 'is' : 'are'} paused`,
    fresh > 0 && `${fresh} ${fresh === 1 ? 'was' : 'were'} never started`,
  ].filter(Boolean);
  const first =
    decisions > 0 ? `${decisions} of ${counted(total, 'job')} ${decisions === 1 ? 'needs' : 'need'} a decision.` : '';
  const second = rest.length > 0 ? `${rest.join(', ')}.` : '';
  return [first, second].filter(Boolean).join(' ') || `${counted(total, 'job')}, all healthy.`;
}

/** Reasons for a quarantine as Graph names them, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EncounteredBaseEscrowThreshold: 'too many people fail',
  EncounteredTotalEscrowThreshold: 'too many people fail',
  EncounteredEscrowProportionThreshold: 'too many people fail',
  EncounteredQuarantineException: 'the target refuses to work with it',
  QuarantinedOnDemand: 'somebody stopped it',
  TooManyDeletes: 'too many deletions',
  IngestionInterrupted: 'its source was interrupted',
  Unknown: 'for a reason it does not know',
};

export const reasonWord = (reason: string): string => REASONS[reason] ?? reason;

export const bannerWords = {
  deletions: (job: string, held: number, threshold: number | null) =>
    `${job} is in quarantine: ${counted(held, 'deletion is', 'deletions are')} held${
      threshold === null ? '' : `, the threshold is ${count(threshold)}`
    }.`,
  other: (job: string, reason: string) => `${job} is in quarantine: ${reasonWord(reason)}.`,
  deletionsMore: 'Creates and updates go on. Nothing is deleted or disabled until you decide.',
  otherMore: 'Uploads are accepted and wait in order. Nothing is lost.',
  since: 'Since',
  again: 'looked at again at',
  review: (held: number) => `Review ${counted(held, 'deletion')}`,
  open: 'What to do',
} as const;

export const activityWords: Readonly<Record<string, string>> = {
  CreateServicePrincipal: 'Service principal created',
  UpdateServicePrincipal: 'Service principal changed',
  DeleteServicePrincipal: 'Service principal deleted',
  CreateJob: 'Job created',
  UpdateJob: 'Job changed',
  DeleteJob: 'Job deleted',
  StartJob: 'Job started',
  PauseJob: 'Job paused',
  RestartJob: 'Job restarted',
  SaveSchema: 'Mapping saved',
  ResetSchema: 'Mapping reset',
  SaveTemplateSchema: 'Template changed',
  SaveSecrets: 'Secrets saved',
  RetryEscrows: 'Retry of people who fail',
  AllowDeletions: 'Deletions allowed',
  RejectDeletions: 'Deletions rejected',
  ProvisionOnDemand: 'Provisioned on demand',
  ForgetPerson: 'Person forgotten',
  RematchPerson: 'Person matched anew',
  RequestLeavers: 'Leavers requested',
  Quarantine: 'Quarantine',
  LeaveQuarantine: 'Quarantine over',
  DisableJob: 'Job disabled',
};

export const activityWord = (activity: string): string =>
  activityWords[activity] ??
  activity.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

export const feedWords = {
  upload: (operations: number) => `Upload of ${counted(operations, 'person', 'people')}`,
  quarantine: (reason: string) => `Quarantine: ${reason}`,
} as const;
