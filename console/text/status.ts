/** Words of a job's own page: what it does, what needs attention, and how it is started, paused and restarted. */
import { count, counted } from '../rules/numbers';

export const jobWords = {
  start: 'Start',
  pause: 'Pause',
  restart: 'Restart…',
  onDemand: 'Provision on demand',
  upload: 'Upload',
  more: 'More',
  quarantine: 'Quarantine…',
  current: 'Current cycle',
  idle: 'Nothing is under way',
  idleMore: 'The next upload is worked on as soon as it comes.',
  waits: (operations: number, state: string) =>
    `${counted(operations, 'operation waits', 'operations wait')}: the job is ${state}.`,
  left: (time: string) => `about ${time} left`,
  working: (operations: number) => `${counted(operations, 'operation is', 'operations are')} on the way`,
  units: {
    operations: (done: number, total: number) => `${count(done)} of ${counted(total, 'operation')}`,
    shards: (done: number, total: number) => `everybody is evaluated anew: ${count(done)} of ${count(total)} parts`,
    errands: (_done: number, total: number) => counted(total, 'errand', 'errands'),
  },
  minute: 'Last 60 minutes',
  statistics: 'Statistics to date',
  people: 'People with an account',
  lastCycle: 'Last cycle',
  ended: 'ended',
  cycleState: 'How it ended',
  imported: 'Imported',
  inScope: 'In scope',
  exported: 'Exported',
  failed: 'Failed',
  skipped: 'Skipped',
  steadyFirst: 'Steady state, first',
  steadyLast: 'Steady state, last',
  never: 'never',
  attention: 'Needs attention',
  calm: 'Nothing needs attention',
  calmMore: 'Nobody fails, nothing is held, nobody waits.',
  escrowed: (people: number) =>
    `${counted(people, 'person fails', 'people fail')} and ${people === 1 ? 'is' : 'are'} tried again`,
  heldStaged: (held: number) => `${counted(held, 'deletion is', 'deletions are')} held until you decide`,
  heldSettling: (held: number) => `${counted(held, 'deletion settles', 'deletions settle')} and will run soon`,
  waiting: (people: number) => `${counted(people, 'reference waits', 'references wait')} for somebody's account`,
  agentAway: 'No agent is active',
  targetAway: 'The target does not answer',
  technical: 'Technical information',
  endpoint: 'API endpoint',
  logs: 'Logs',
  job: 'Job',
  principal: 'Service principal',
  application: 'Application',
  tenant: 'Tenant',
  rule: 'Rule',
  schema: 'Schema version',
  domains: 'Verified domains',
  connection: 'Connection',
  target: 'Target',
  credentials: 'Credentials',
  credentialsAre: {
    set: 'set',
    notSet: 'not set',
    ownIdentity: 'not set: Muster signs in as itself',
    atAgents: 'held by the agents',
  },
  lastTest: 'Last test',
  neverTested: 'never',
  testWorked: 'the target took it',
  guard: 'Deletion guard',
  guardOff: 'off',
  guardAt: (threshold: number, percent: number | null) =>
    `${count(threshold)} a cycle${percent === null ? '' : `, or ${percent} %`}`,
  notification: 'Notification',
  notificationOff: 'off: nobody hears of a quarantine',
  settings: 'Settings',
  copy: (name: string) => `Copy ${name}`,
} as const;

export const startWords = {
  title: (job: string) => `Start ${job}?`,
  verb: 'Start the job',
  waits: (operations: number) =>
    operations === 0
      ? 'Nothing waits. Whatever is uploaded from now on is worked on at once.'
      : `${counted(operations, 'operation waits', 'operations wait')} and will be worked on at once, in the order they came.`,
} as const;

export const pauseWords = {
  title: (job: string) => `Pause ${job}?`,
  verb: 'Pause the job',
  body: 'Uploads are accepted and wait in order. Nothing is lost. What is under way right now is finished.',
} as const;

export const quarantineWords = {
  title: (job: string) => `Put ${job} in quarantine?`,
  verb: 'Quarantine the job',
  body: 'Nothing is provisioned until somebody restarts it; uploads wait. Administrators get mail, with your reason.',
  reason: 'Reason',
} as const;

interface RestartCost {
  readonly carriedOut: 'now' | 'whenIdle';
  readonly purgedOperations: number;
  readonly clearedEscrows: number;
  readonly forgottenLinks: number;
  readonly reevaluatedPeople: number;
  readonly releasedDeletions: number;
}

export const restartWords = {
  title: (job: string) => `Restart ${job}`,
  verb: 'Restart the job',
  full: 'Forget everything and begin anew',
  fullMore: 'Who is linked to which account is forgotten and found again by matching; uploads that wait are lost.',
  choices: [
    {
      id: 'QuarantineState',
      title: 'Continue with what waits',
      more: 'Ends the quarantine. What failed keeps its time of the next try.',
    },
    {
      id: 'QuarantineState, Escrows',
      title: 'Continue, and forget who fails',
      more: 'Nobody of them is tried again until an upload names them. To try them now, retry them on the escrow page.',
    },
    {
      id: 'QuarantineState, Watermark, Escrows',
      title: 'Evaluate everybody anew',
      more: 'With the mapping and the scope as they are now. Who should change changes; the deletion guard counts.',
    },
  ],
  whole: 'Full',
  /** With today's numbers. */
  cost: (cost: RestartCost) => {
    const all = [
      cost.purgedOperations > 0 &&
        `${counted(cost.purgedOperations, 'operation that waits is', 'operations that wait are')} lost and must be sent again`,
      cost.forgottenLinks > 0 && `${counted(cost.forgottenLinks, 'person is', 'people are')} matched anew`,
      cost.clearedEscrows > 0 &&
        `${counted(cost.clearedEscrows, 'person who fails is', 'people who fail are')} not tried again by themselves`,
      cost.reevaluatedPeople > 0 && `${counted(cost.reevaluatedPeople, 'person is', 'people are')} evaluated anew`,
      cost.releasedDeletions > 0 && `${counted(cost.releasedDeletions, 'held deletion runs', 'held deletions run')}`,
    ].filter(Boolean);
    const what = all.length === 0 ? 'Nothing is lost, and nobody is evaluated anew' : all.join('; ');
    return `${what}. ${cost.carriedOut === 'now' ? 'It is carried out at once.' : 'It is carried out when the running cycle has ended.'}`;
  },
  upload: (id: string) => `Upload ${id.slice(id.lastIndexOf('~'))}`,
} as const;
