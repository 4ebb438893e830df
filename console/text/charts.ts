/** What the charts say in words, for who reads and for who listens. */
import { count } from '../rules/numbers';

export const charts = {
  outcomes: { success: 'Success', skipped: 'Skipped', warning: 'Warning', failure: 'Failure' },
  nothing: 'No operations in this time',
  highest: (total: number, time: string) => `Operations by outcome. Highest ${count(total)}, at ${time}.`,
  job: (total: number, failed: number) =>
    `${count(total)} operations in the last hour${failed === 0 ? '' : `, ${count(failed)} failed`}`,
  from: 'From',
  total: 'Total',
  table: 'Operations by outcome',
  share: (part: string, of: string) => `${part} of ${of}`,
} as const;
