/** Whether the time that was signed is near enough to ours; what is older may be a recording. */
import { parseInstant } from '../../engine/values/instant';
import type { TimeUnit } from '../definition';

const UNITS = { s: 1_000, ms: 1 } as const;
/** Digits only: `1e9`, a sign or a fraction is nobody's timestamp. */
const WHOLE = /^\d{1,15}$/;

/** @returns milliseconds since the epoch, or `undefined` for text that is no time in that unit */
export function readTimestamp(text: string, unit: TimeUnit): number | undefined {
  if (unit === 'auto') return readTimestamp(text, WHOLE.test(text) ? (text.length < 13 ? 's' : 'ms') : 'iso');
  if (unit === 'iso') return parseInstant(text);
  return WHOLE.test(text) ? Number(text) * UNITS[unit] : undefined;
}

export function isWithin(at: number, now: number, toleranceSeconds: number): boolean {
  return Math.abs(now - at) <= toleranceSeconds * 1_000;
}
