/** Words of a job's settings: who gets mail, what the guard lets through, what it is called, and how it ends. */

import type { SettingsField } from '../rules/job/settings';
import { count, counted } from '../rules/numbers';

export const settingsWords = {
  title: 'Connection and settings',
  lede: (source: string, target: string) => `${source} → ${target}`,
  notification: 'Notification',
  enabled: 'Send mail when the job enters quarantine or is disabled',
  recipients: 'Recipients',
  recipientsHint: 'E-mail addresses, parted by commas',
  noAddress: (wrong: readonly string[]) => `No e-mail address: ${wrong.join(', ')}`,
  nobody:
    'Without an address the job is put into quarantine when it is started, because nobody would learn of a failure.',
  besides: (addresses: readonly string[]) => `Besides, by the service principal: ${addresses.join(', ')}`,
  guard: 'Deletion guard',
  guardOn: 'Hold deletions and disablings back where a cycle has more of them than this',
  cycle: 'Cycle and people',
  noCycle: 'It is told, and can be set, when the job was started.',
  fields: {
    guard: { label: 'Deletion guard' },
    threshold: { label: 'Threshold', hint: 'Of one cycle. More are held until somebody decides; 0 lets nobody go' },
    percent: {
      label: 'Or per cent of the people',
      hint: 'Of those who have an account. Left empty: only the number counts',
    },
    minutes: {
      label: 'Length of a cycle, minutes',
      hint: 'From 1 to 1,440. Uploads are worked on at once; what the guard adds up is a cycle',
    },
    omitted: { label: 'Attributes that an upload leaves out' },
    forgetAfter: {
      label: 'Forget people after days',
      hint: 'Who has no enabled account and was named by no upload for so long. Left empty: never',
    },
  } satisfies Readonly<Record<SettingsField, { readonly label: string; readonly hint?: string }>>,
  omitted: { keep: 'Stay as they were', forget: 'Are taken as having no value' },
  wrong: {
    guard: '',
    threshold: 'A whole number from 0',
    percent: 'A number from 0 to 100, or empty',
    minutes: 'A whole number from 1 to 1,440',
    omitted: '',
    forgetAfter: 'A whole number of days up to 36,500, or empty',
  } satisfies Readonly<Record<SettingsField, string>>,
  correct: 'Correct what is marked first.',
  guardLoose: 'Off: what an upload says is done, however much it is.',
  name: 'Name',
  nameLabel: 'What the job is called',
  nameHint: 'Its service principal goes by the same name.',
  nameMissing: 'A job needs a name.',
  danger: 'Danger zone',
  delete: 'Delete the job…',
  deleteMore:
    'It ends at once, with its log, its receipts and all that is known of its people. Accounts are left as they are.',
  deleteTitle: (job: string) => `Delete ${job}?`,
  deleteVerb: 'Delete the job',
  deleteBody: (people: number, backlog: number, held: number) =>
    [
      `${counted(people, 'account stays', 'accounts stay')} as ${people === 1 ? 'it is' : 'they are'} in the target, and nobody looks after ${people === 1 ? 'it' : 'them'} any more.`,
      backlog > 0 && `${counted(backlog, 'operation that waits is', 'operations that wait are')} never worked on.`,
      held > 0 && `${count(held)} held ${held === 1 ? 'deletion is' : 'deletions are'} never carried out.`,
      'The log, the receipts, the mapping and what is known of people are removed. The audit stays.',
    ]
      .filter(Boolean)
      .join(' '),
  deleteSecrets: 'Its connection and secrets belong to its service principal and stay saved.',
  deleted: (job: string) => `${job} is deleted`,
  deletedMore: 'Accounts in the target were left as they are.',
  toAudit: 'Open the audit',
  toOverview: 'Overview',
} as const;

/** Of inlets and outlets, whose states are docs/inlets.md's and docs/outlets.md's. */
export const doorWords = {
  inlets: 'Inlets',
  noInlets: 'No HR system posts webhooks to this job. To connect one:',
  addInlet: 'muster inlet add',
  outlets: 'Outlets',
  noOutlets: 'Nobody is told of what is done for its people. To tell somebody:',
  addOutlet: 'muster outlet add',
  name: 'Name',
  kind: 'Kind',
  state: 'State',
  lately: 'Lately',
  states: {
    healthy: 'Healthy',
    paused: 'Paused',
    failing: 'Failing',
    backlog: 'Falls behind',
    silent: 'Silent for too long',
    unverified: 'Has not answered yet',
    disabled: 'Given up',
  } as Readonly<Record<string, string>>,
  received: 'received',
  delivered: 'delivered',
  never: 'nothing yet',
  open: (events: number) => `${count(events)} under way`,
  parked: (events: number) => `${count(events)} parked`,
  rejected: (events: number) => `${count(events)} refused in a day`,
  failures: (tries: number) => `${counted(tries, 'try has', 'tries have')} failed in a row`,
} as const;
