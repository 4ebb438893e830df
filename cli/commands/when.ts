/** Times as people say them: `2h`, `3d`, a date, or a whole ISO time. Pure. */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from './command';

/** @returns ISO, UTC @throws {InvalidArgumentError} */
export function parseWhen(text: string, now: number): string {
  if (/^\d+(?:\.\d+)?(?:s|m|h|d)$/.test(text)) return new Date(now - parseDuration(text)).toISOString();
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  // A date alone is this computer's own day, as who types it means it.
  const at = new Date(isDate ? `${text}T00:00:00` : text).getTime();
  if (Number.isNaN(at) || !/^\d{4}-/.test(text)) {
    throw new InvalidArgumentError('Expected 2h, 3d, 2026-11-29 or a whole ISO time.');
  }
  return new Date(at).toISOString();
}
