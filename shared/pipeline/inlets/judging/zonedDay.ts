/** When somebody is fetched again on a day: shortly after it has begun where the company is, not everybody at once. */
import { createHash } from 'node:crypto';
import { LAST_TIME_MS } from '../../../store/rows/keys';

const MINUTE_MS = 60_000;
const AFTER_MIDNIGHT_MS = 5 * MINUTE_MS;
const SPREAD_MS = 30 * MINUTE_MS;

/**
 * @param day `YYYY-MM-DD`
 * @param zone an IANA name
 * @param person decides how much later than the others, the same each time
 * @returns milliseconds since the epoch; `undefined` for what is no day, or lies too far ahead
 */
export function dueOn(day: string, zone: string, person: string): number | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) return undefined;
  const first = midnight - offsetMs(midnight, zone);
  const start = midnight - offsetMs(first, zone); // the clocks may have been put forward or back between the two
  const share = createHash('sha256').update(person).digest().readUInt32BE(0) / 2 ** 32;
  const due = start + AFTER_MIDNIGHT_MS + Math.floor(share * SPREAD_MS);
  return due >= 0 && due <= LAST_TIME_MS ? due : undefined;
}

/** How far the zone's clocks are ahead of UTC at a moment, milliseconds. */
function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(at / 1_000) * 1_000;
}
