/** When a timer-triggered function is due: an NCRONTAB expression or a fixed interval, in UTC. */
import { Cron } from 'croner';
import { normalizeNcrontab } from '../../../shared/settings/ncrontab';
import { parseTimeSpan } from '../timeSpan';

export interface Schedule {
  /** @returns the first due time after `after`, milliseconds since the epoch; `undefined` when there is none */
  next(after: number): number | undefined;
  /** Whether due times lie a minute or more apart, so that missing one matters to the Functions host. */
  readonly isMonitored: boolean;
}

const MONITORED_FROM_MS = 60_000;

/**
 * @param text `{second} {minute} {hour} {day} {month} {day of week}`, the same without seconds, or a TimeSpan
 * @throws {Error} that says which field is wrong and what it may hold
 */
export function parseSchedule(text: string): Schedule {
  if (text.includes(':')) return everyInterval(text);
  // With both day fields restricted NCRONTAB wants both to hold, where cron wants either.
  const cron = new Cron(normalizeNcrontab(text), { mode: '6-part', timezone: 'UTC', domAndDow: true });
  const next = (after: number) => cron.nextRun(new Date(after))?.getTime();
  const first = next(0);
  const second = first === undefined ? undefined : next(first);
  if (first === undefined || second === undefined) throw new Error(`schedule "${text}" names a date that never comes`);
  return { next, isMonitored: second - first >= MONITORED_FROM_MS };
}

function everyInterval(text: string): Schedule {
  const intervalMs = parseTimeSpan(text);
  if (intervalMs === undefined || intervalMs < 1_000) {
    throw new Error(`schedule "${text}" must be an interval of at least a second, written hh:mm:ss`);
  }
  return { next: (after) => after + intervalMs, isMonitored: intervalMs >= MONITORED_FROM_MS };
}
