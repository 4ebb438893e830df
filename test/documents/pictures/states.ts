/**
 * Every state that the console shows, by the page of the demo where it is to be seen: whoever starts Muster with `--demo`
 * finds each of them (spec/console.md 10).
 */
import type { Picture } from './pictures';

interface State extends Pick<Picture, 'job' | 'path'> {
  /** Stands in the page when it is shown so. */
  readonly says: RegExp;
}

const WORKERS = 'Workers to Entra ID';
const CONTRACTORS = 'Contractors to Entra ID';

export const STATES: readonly State[] = [
  { path: '', says: /\bQuarantine\b/ },
  { path: '', says: /\b17 fail\b/ },
  { path: '', says: /\bPaused\b/ },
  { path: '', says: /\bNot started\b/ },
  { job: WORKERS, path: 'logs?status=success', says: /\bSuccess\b/ },
  { job: WORKERS, path: 'logs?status=skipped', says: /\bSkipped\b/ },
  { job: WORKERS, path: 'logs?status=warning', says: /\bWarning\b/ },
  { job: WORKERS, path: 'logs?status=failure', says: /\bFailure\b/ },
  { job: WORKERS, path: 'people/W10038', says: /\bNext try\b/ },
  { job: WORKERS, path: 'references', says: /\bW89607\b/ },
  { job: CONTRACTORS, path: 'held', says: /\b36 accounts would be disabled\b/ },
];
