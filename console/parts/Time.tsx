/** A moment: in the reader's zone or UTC, with the other as its title and the exact one for machines. */
import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayTime, fullTime, logTime, relativeTime } from '../rules/time';
import { zone } from '../state/preferences';

const FORMS = {
  clock: (ms: number) => clockTime(ms, zone.value),
  day: (ms: number, now: number) => dayTime(ms, now, zone.value),
  log: (ms: number, now: number) => logTime(ms, now, zone.value),
  full: (ms: number) => fullTime(ms, zone.value),
  relative: (ms: number, now: number) => relativeTime(ms, now, zone.value),
};

/** @param at ISO 8601, or milliseconds since the epoch */
export function Time({ at, form = 'day' }: { at: string | number; form?: keyof typeof FORMS }) {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  const now = useNow(form === 'relative' ? 10_000 : 60_000);
  if (Number.isNaN(ms)) return <>{String(at)}</>;
  const other = zone.value === 'utc' ? 'local' : 'utc';
  const suffix = other === 'utc' ? ' UTC' : '';
  return (
    <time dateTime={new Date(ms).toISOString()} title={`${fullTime(ms, other)}${suffix}`}>
      {FORMS[form](ms, now)}
    </time>
  );
}

/** What is now, told anew every so often. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
