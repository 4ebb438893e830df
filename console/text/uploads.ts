/** Words of uploads and of their receipts. */
import { count, counted } from '../rules/numbers';

export const outcomeWords = {
  success: 'Success',
  warning: 'Warning',
  skipped: 'Skipped',
  failure: 'Failure',
  held: 'Held',
  waiting: 'Waiting',
} as const;

export const uploadsWords = {
  title: 'Uploads',
  lede: (job: string) => `${job}. What was sent, by whom, and what came of it.`,
  when: 'Accepted',
  upload: 'Upload',
  people: 'People',
  outcome: 'What came of it',
  sender: 'Sent by',
  state: 'State',
  done: 'Done',
  open: (answered: number, total: number) => `${count(answered)} of ${count(total)}`,
  unknownSender: 'not known',
  application: (id: string) => `application ${id}`,
  more: 'Older uploads',
  end: 'These are all that are kept.',
  empty: 'No uploads yet',
  emptyMore: 'An HR system sends them to the API endpoint of the job; you can send a file from here.',
  send: 'Upload people',
  shares: (text: string) => `Outcomes: ${text}`,
} as const;

export const receiptWords = {
  title: (id: string) => `Upload ~${id}`,
  lede: (people: number) => counted(people, 'person', 'people'),
  accepted: 'accepted',
  by: 'by',
  waiting: 'It waits',
  csv: 'Export as CSV',
  json: 'Failures as JSON',
  jsonOf: 'A request with what is known of them today: correct it, and upload it again.',
  known: (done: number, total: number) => `${count(done)} of ${counted(total, 'person', 'people')} read…`,
  leftOut: (people: number) =>
    `${counted(people, 'person is', 'people are')} left out: nothing is known of them any more, or a mapping redacts a part.`,
  entries: 'Log entries',
  all: 'All',
  operation: 'bulkId',
  person: 'Person',
  status: 'Status',
  action: 'Action',
  code: 'Code',
  reason: 'Reason',
  entry: 'entry',
  open: 'Open the entry',
  nobody: 'Nobody ended so',
  retried: (people: number) => `${counted(people, 'person is', 'people are')} tried again`,
  search: 'Find a person',
  id: 'Receipt id',
} as const;
