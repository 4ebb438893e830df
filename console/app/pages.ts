/** The pages of a job, in the order of the navigation: one line a page. Where a page is made stands in `routes.ts`. */
import type { JobRow } from '../api/types';
import type { IconName } from '../parts/Icon';
import type { JobPage } from '../state/paths';

export interface PageEntry {
  readonly page: JobPage;
  readonly icon: IconName;
  readonly group: 'job' | 'configure';
  /** Pressed after `g`. */
  readonly key?: string;
  /** How much is to be done there; shown where it is more than nothing. */
  readonly todo?: (job: JobRow) => number;
  readonly tone?: 'fail' | 'held';
}

export const PAGES: readonly PageEntry[] = [
  { page: 'status', icon: 'play', group: 'job', key: 's' },
  { page: 'logs', icon: 'list', group: 'job', key: 'l' },
  { page: 'people', icon: 'people', group: 'job', key: 'p' },
  { page: 'upload', icon: 'upload', group: 'job', key: 'u' },
  { page: 'uploads', icon: 'inbox', group: 'job' },
  { page: 'held', icon: 'hand', group: 'job', key: 'h', todo: ({ held }) => held.staged, tone: 'held' },
  { page: 'escrow', icon: 'retry', group: 'job', key: 'e', todo: ({ escrowed }) => escrowed, tone: 'fail' },
  { page: 'references', icon: 'link', group: 'job', todo: ({ waiting }) => waiting },
  { page: 'mapping', icon: 'map', group: 'configure', key: 'm' },
  { page: 'scope', icon: 'filter', group: 'configure' },
  { page: 'on-demand', icon: 'person', group: 'configure' },
  { page: 'agents', icon: 'system', group: 'configure' },
  { page: 'settings', icon: 'settings', group: 'configure' },
  { page: 'audit', icon: 'file', group: 'configure' },
];
