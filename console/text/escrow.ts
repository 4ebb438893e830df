/** Words of those who fail and are tried again, by cause. */
import { count, counted } from '../rules/numbers';

export const escrowWords = {
  title: 'Escrow',
  lede: (people: number, causes: number) =>
    people === 0
      ? 'Nobody fails.'
      : `${counted(people, 'person fails', 'people fail')} for ${counted(causes, 'cause')}, and ${people === 1 ? 'is' : 'are'} tried again.`,
  none: 'Nobody has failed',
  noneMore:
    'That is what this page is for when somebody does: who fails is tried again by itself, and stands here by cause.',
  causes: 'Causes, most people first',
  people: (people: number) => counted(people, 'person', 'people'),
  share: (code: string) => `Share of those who fail: ${code}`,
  of: (attribute: string) => `of ${attribute}`,
  since: 'since',
  next: 'next try',
  show: (people: number) => `Show ${counted(people, 'person', 'people')}`,
  hide: 'Hide people',
  tryOne: 'Try one (dry)',
  retryAll: (people: number) => `Retry ${people === 1 ? 'this person' : `these ${count(people)}`}`,
  retried: (people: number) => `${counted(people, 'person is', 'people are')} tried again now.`,
  retryOne: 'Retry',
  mapping: 'Open mapping',
  log: 'Log',
  list: (code: string) => `People who fail with ${code}`,
  person: 'Person',
  reason: 'Reason',
  attempts: 'Tries',
  first: 'First failed',
  nextTry: 'Next try',
  categories: {
    permanent: 'Needs a change of the data or the mapping',
    transient: 'Passes by itself',
    reference: 'Waits for somebody else',
    credentials: 'The connection is refused',
  } as Readonly<Record<string, string>>,
} as const;

export const referenceWords = {
  title: 'Waiting references',
  lede: (references: number) =>
    references === 0
      ? 'Nobody waits for anybody.'
      : `${counted(references, 'reference waits', 'references wait')} until the other has an account.`,
  none: 'No reference waits',
  noneMore:
    'A manager who has no account yet is written as soon as there is one. Until then the person waits here, and works on.',
  list: 'References that wait',
  person: 'Person',
  attribute: 'Attribute',
  waitsFor: 'Waits for',
  why: 'Why',
  unknown: 'Has no account yet',
  refused: (message: string) => `Refused by the target: ${message}`,
  next: 'Next try',
} as const;

export const agentWords = {
  title: 'Agents',
  lede: {
    notRequired: 'This job needs no agent: its directory is reached from here.',
    active: 'An agent is active and does the work beside its directory.',
    inactive: 'No agent is active: uploads wait, in order, until one comes back.',
  },
  none: 'No agent has ever come',
  noneMore: 'An agent runs where the directory is, and takes its work from queues of its own.',
  list: 'Agents that have come so far',
  name: 'Name',
  state: 'State',
  machine: 'Machine',
  version: 'Version',
  started: 'Started',
  seen: 'Last seen',
  trouble: 'Trouble',
  clock: (seconds: number) =>
    `Its clock is ${counted(Math.abs(seconds), 'second')} ${seconds > 0 ? 'ahead' : 'behind'}.`,
  states: { active: 'Active', inactive: 'Inactive', stopped: 'Stopped' } as Readonly<Record<string, string>>,
  queues: 'Queues that its storage access has to name',
  install: 'Start one, on a machine beside the directory',
} as const;

export const auditWords = {
  title: 'Audit',
  lede: 'What was done to this job, by whom, and what that changed. Newest first, across its whole life.',
  none: 'Nothing was done yet',
  noneMore: 'Whatever somebody does to this job is written down here.',
  list: 'Records of the audit',
  when: 'When',
  what: 'Activity',
  who: 'By',
  detail: 'What changed',
  all: 'Any',
  activity: 'Activity',
  person: 'By',
  before: 'before',
  after: 'after',
  service: 'Muster itself',
  changes: (changes: number) => counted(changes, 'change'),
  older: 'Show older',
  shown: (shown: number, total: number) =>
    shown === total ? counted(total, 'record') : `${count(shown)} of ${count(total)}`,
} as const;
