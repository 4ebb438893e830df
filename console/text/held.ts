/** Words of the held deletions: what the guard holds, why, and what can be done about it. */
import { count, counted } from '../rules/numbers';

interface ByAction {
  readonly disable: number;
  readonly delete: number;
}

/** `disable 30 and delete 6 accounts` */
function deeds({ disable, delete: remove }: ByAction): string {
  const accounts = (value: number) => counted(value, 'account');
  if (remove === 0) return `disable ${accounts(disable)}`;
  if (disable === 0) return `delete ${accounts(remove)}`;
  return `disable ${count(disable)} and delete ${accounts(remove)}`;
}

const capital = (text: string) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** `36 accounts would be disabled` */
function passive({ disable, delete: remove }: ByAction): string {
  const would = 'would be';
  if (remove === 0) return `${counted(disable, 'account')} ${would} disabled`;
  if (disable === 0) return `${counted(remove, 'account')} ${would} deleted`;
  return `${counted(disable, 'account')} ${would} disabled and ${count(remove)} deleted`;
}

export const heldWords = {
  title: 'Held deletions',
  none: 'Nothing is held',
  noneMore:
    'Whoever leaves is held for a moment, so that a mass deletion is seen whole. Above the threshold it waits here until somebody decides.',
  lede: (by: ByAction) => passive(by),
  threshold: (threshold: number, percent: number | null) =>
    `The threshold is ${count(threshold)} a cycle${percent === null ? '' : `, or ${percent} % of the people`}.`,
  off: 'The guard is off: what is held runs when it has settled.',
  share: (percent: number | null, linked: number) =>
    percent === null ? '' : `${percent} % of ${counted(linked, 'person', 'people')} with an account.`,
  bar: 'Held deletions against the threshold',
  tripped: (staged: number) => `${counted(staged, 'waits', 'wait')} for your decision; none of them runs by itself.`,
  settling: (settling: number) =>
    `${counted(settling, 'settles', 'settle')} and ${settling === 1 ? 'runs' : 'run'} then, if the guard allows.`,
  why: 'Why',
  byUpload: (number: number) => `${count(number)} by an upload`,
  notByUpload: (number: number) => `${count(number)} by a retry, a restart or a change of the mapping or scope`,
  openUpload: 'Open upload',
  byReason: (number: number, reason: string) => `${count(number)}: ${reason}`,
  list: 'People whose accounts are held',
  select: (name: string) => `Select ${name}`,
  selectAll: 'Select all',
  person: 'Person',
  account: 'Account',
  action: 'Action',
  reason: 'Reason',
  since: 'Held since',
  status: 'Status',
  actions: { disable: 'Disable', delete: 'Delete' },
  statuses: { staged: 'Waits for you' },
  settles: (seconds: number) => (seconds > 0 ? `Settles, ${seconds} s` : 'Runs with the next look'),
  more: (shown: number, total: number) => `The first ${count(shown)} of ${count(total)}.`,
  selected: (number: number) => `${count(number)} selected`,
  allowAll: (by: ByAction) => `${capital(deeds(by))}…`,
  allow: (by: ByAction) => capital(deeds(by)),
  reject: (number: number) => `Keep ${number === 1 ? 'this account' : `these ${count(number)} accounts`}…`,
  rejectVerb: (number: number) => `Keep ${counted(number, 'account')}`,
  allowTitle: (job: string) => `Let them go from ${job}?`,
  allowBody: (by: ByAction) =>
    `${passive(by)}. Exactly those that you have seen: if another one is held by now, nothing is done.`,
  rejectTitle: (job: string) => `Keep them in ${job}?`,
  rejectBody: (number: number) =>
    `${counted(number, 'account stays', 'accounts stay')} as it is. The same is held again only when an upload, a change of the mapping or a restart asks for it.`,
  note: 'Note, for the audit',
  allowed: (number: number) => `${counted(number, 'deletion was', 'deletions were')} allowed and will run now.`,
  rejected: (number: number) => `${counted(number, 'deletion was', 'deletions were')} rejected.`,
  gone: (number: number) => `${counted(number, 'was', 'were')} not held any more, or anew, and left alone.`,
  audit: 'Open the audit',
  log: 'Open their log entries',
  ask: 'Only a Muster.Admin can decide. Send one this page:',
  askLink: 'Copy link to this page',
  wrong: 'These are wrong: how to stop them',
  wrongTitle: 'How to stop them',
  steps: [
    [
      'Find the cause',
      'See above which upload asked for them, and in which words; the audit says whether the scope or the mapping was changed.',
    ],
    ['Undo it', 'Upload the people again as they should be, or restore the scope or the mapping as it was.'],
    [
      'Evaluate everybody anew',
      'Whoever should not go any more is let off, and the quarantine ends. Before the cause is gone the same people are held again.',
    ],
    ['Watch this list empty', 'It is shown anew by itself.'],
  ],
  toAudit: 'Audit',
  toUpload: 'Upload again',
  toScope: 'Scoping filter',
  toMapping: 'Attribute mapping',
  restart: 'Evaluate everybody anew…',
  restartTitle: (job: string) => `Evaluate everybody of ${job} anew?`,
  restartBody:
    'With what was uploaded last, and with the mapping and the scope as they are now. Who should change changes; the guard counts again.',
  restartVerb: 'Evaluate everybody anew',
  restarted: 'Everybody is evaluated anew. Whoever should stay leaves this list.',
} as const;
