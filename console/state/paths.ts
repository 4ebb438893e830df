/** The addresses of the console's pages (spec/console.md 5). The URL is the state: whoever gets it sees the same. */

export const BASE = '/console/';

/** Pages of a job, by the last part of their path. */
export type JobPage =
  | 'status'
  | 'logs'
  | 'people'
  | 'uploads'
  | 'upload'
  | 'mapping'
  | 'scope'
  | 'on-demand'
  | 'held'
  | 'escrow'
  | 'references'
  | 'agents'
  | 'audit'
  | 'settings';

/** What follows the question mark; `undefined` is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

export const overviewPath = () => BASE;
export const doctorPath = () => `${BASE}doctor`;
export const aboutPath = () => `${BASE}about`;
export const newJobPath = () => `${BASE}new`;

export const jobPath = (jobId: string, page: JobPage, query: Query = {}) =>
  `${BASE}jobs/${encodeURIComponent(jobId)}/${page}${toSearch(query)}`;

export const personPath = (jobId: string, anchor: string) =>
  `${BASE}jobs/${encodeURIComponent(jobId)}/people/${encodeURIComponent(anchor)}`;

export const uploadPath = (jobId: string, uploadId: string) =>
  `${BASE}jobs/${encodeURIComponent(jobId)}/uploads/${encodeURIComponent(uploadId)}`;

/** With its question mark; empty without any value. */
export function toSearch(query: Query): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/** The job that a path is about, and the page of it. */
export interface JobPlace {
  readonly jobId: string;
  readonly page: string;
}

export function jobOfPath(path: string): JobPlace | undefined {
  const match = /^\/console\/jobs\/([^/]+)(?:\/([^/]+))?/.exec(path);
  return match?.[1] === undefined ? undefined : { jobId: decodeURIComponent(match[1]), page: match[2] ?? 'status' };
}

/** @returns the path, or one of no page where a part of it is spelt as nobody can read it: `%E0%A4%A` */
export function readablePath(path: string): string {
  try {
    decodeURIComponent(path);
    return path;
  } catch {
    return `${BASE}unreadable`;
  }
}
