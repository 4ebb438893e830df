/** Words of lists that become files. */
import { count } from '../rules/numbers';

export const exportWords = {
  export: 'Export',
  logs: {
    entries: 'Entries, as CSV',
    steps: 'Steps, as CSV',
    properties: 'Modified properties, as CSV',
    json: 'Entries, as JSON',
  },
  reading: (rows: number) => `${count(rows)} rows read…`,
  limit: (most: number) => `At most ${count(most)} rows are exported.`,
  done: (rows: number, isCut: boolean) => `${count(rows)} rows exported${isCut ? ', and there are more' : ''}`,
} as const;
