/** What commands on a job have in common: its paths, a word before what cannot be undone, and dry runs (spec/hands.md 1.2). */
import type { Command } from 'commander';
import type { Answer, Http, Method } from '../client/http';
import { type JobPlace, jobPath, musterPath } from '../client/jobs';
import { usage } from '../exit';
import type { Muster } from './command';

export interface JobDesk {
  readonly http: Http;
  readonly place: JobPlace;
  /** Graph's `…/synchronization/jobs/{jobId}`. */
  readonly job: string;
  /** Muster's own `/muster/jobs/{jobId}`. */
  readonly own: string;
  /** Graph's `…/synchronization`. */
  readonly synchronization: string;
}

/** The job that is meant, on the service that is. */
export async function openJob({ service }: Muster): Promise<JobDesk> {
  const opened = await service();
  const place = await opened.job();
  const job = jobPath(place);
  return {
    http: opened.http,
    place,
    job,
    own: musterPath(place),
    synchronization: job.slice(0, job.lastIndexOf('/jobs/')),
  };
}

/** As people know it: the service principal's display name; its id where that is not for the caller to see. */
export async function nameOfJob({ http, place }: JobDesk): Promise<string> {
  if (place.displayName !== undefined) return place.displayName;
  const path = `/v1.0/servicePrincipals/${encodeURIComponent(place.servicePrincipalId)}`;
  const { status, text } = await http.ask('GET', path);
  const { displayName } = status === 200 ? (JSON.parse(text) as { displayName?: string }) : {};
  return displayName || place.jobId;
}

export interface Confirmable {
  /** The job's name, given beforehand. */
  readonly confirm?: string;
}

export const addConfirm = (command: Command) =>
  command.option('--confirm <name>', "the job's name, so that nobody has to be asked");

/**
 * Asks for the job's name to be typed: its display name, or its whole id. `--yes` does not answer.
 *
 * @param deed what is about to happen: `Delete the job`
 * @throws {Failure} 2 where another name is given, or nobody can be asked
 */
export async function confirmByName(
  { messages }: Muster,
  desk: JobDesk,
  deed: string,
  { confirm }: Confirmable,
): Promise<void> {
  const name = await nameOfJob(desk);
  const advice = `Say so with --confirm '${name}'`;
  const unasked = usage(`${deed}? Nobody is here to ask.`, { code: 'NotConfirmed', advice });
  const given = confirm ?? (await messages.ask(`${deed}? Type the job's name (${name}): `, unasked));
  if (given === name || given === desk.place.jobId) return;
  throw usage(`"${given}" is not the name of the job, so nothing was done.`, { code: 'NotConfirmed', advice });
}

/** For what can be undone: y answers, or `--yes`. @throws {Failure} 2 when it is not answered so */
export async function confirmYes({ messages, options }: Muster, question: string): Promise<void> {
  if (options.yes) return;
  const advice = 'Say so with --yes';
  const unasked = usage(`${question} Nobody is here to ask.`, { code: 'NotConfirmed', advice });
  const given = await messages.ask(`${question} [y/N] `, unasked);
  if (!/^y(es)?$/i.test(given)) throw usage('Nothing was done.', { code: 'NotConfirmed', advice });
}

export interface DryRunnable {
  readonly dryRun?: boolean;
}

export const addDryRun = (command: Command, shows = 'show what would be written, and write nothing') =>
  command.option('--dry-run', shows);

export interface Deed {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What stands in the place of the body where it is shown: a secret is not. */
  readonly shown?: unknown;
  /** Afterwards, in a word for people: `Paused.` */
  readonly done: string;
  /** For programs: `pause`. */
  readonly action: string;
}

/** Carries it out and says so, or shows what would be written. @returns the service's answer; none of a dry run */
export async function carryOut(
  { answers }: Muster,
  { http, place }: JobDesk,
  { method, path, body, headers, shown = body, done, action }: Deed,
  { dryRun }: DryRunnable,
): Promise<Answer | undefined> {
  if (dryRun) {
    const value = { method, path, body: shown ?? null };
    const text = `${method} ${path}${shown === undefined ? '' : `\n${JSON.stringify(shown, null, 2)}`}`;
    await answers.single({ kind: 'muster.dryRun/1', value, text: () => text });
    return undefined;
  }
  const answer = await http.call(method, path, { ...(body !== undefined && { body }), ...(headers && { headers }) });
  const value = { action, jobId: place.jobId };
  await answers.single({ kind: 'muster.done/1', value, text: () => done, name: ({ jobId }) => jobId });
  return answer;
}
