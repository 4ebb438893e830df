/**
 * Mail to the administrator goes out at least once: that it must is written with what it is about, in the same row, and
 * the timer tries again what a mail server refused or a crash cut off.
 */

import type { Job, JobEvent, UnsentMail } from '../../store/jobs/jobs';
import type { Needs } from '../ports';

type Ports = Needs<'clock' | 'jobs' | 'notify'>;

/** Time enough for whoever noted the mail to send it. */
const FIRST_RETRY_MS = 60_000;
const LATER_RETRY_MS = 5 * 60_000;

export function mailToSend(event: JobEvent, now: number): UnsentMail {
  return { event, dueAt: now + FIRST_RETRY_MS };
}

/** @param job as it was written with the note */
export async function sendMail(job: Job, { jobs, clock, notify }: Ports): Promise<void> {
  const { unsent } = job;
  if (!unsent) return;
  const isDone = await notify(unsent.event, job);
  const left = isDone ? null : { ...unsent, dueAt: clock.now() + LATER_RETRY_MS };
  await jobs.change(job.id, (found) => (isSame(found.unsent, unsent) ? { ...found, unsent: left } : undefined));
}

export async function sendDueMail(job: Job, ports: Ports): Promise<void> {
  if (job.unsent && ports.clock.now() >= job.unsent.dueAt) await sendMail(job, ports);
}

function isSame(one: Job['unsent'], other: UnsentMail): boolean {
  return one?.event === other.event && one.dueAt === other.dueAt;
}
