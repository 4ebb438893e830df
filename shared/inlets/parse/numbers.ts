/** Numbers and times of a definition within their bounds. */
import type { Fields } from '../../engine/schema/parse/fields';

export function readCount(fields: Fields, name: string, fallback: number, least: number, most: number): number {
  const value = fields.integer(name, fallback);
  if (value >= least && value <= most) return value;
  fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} must be ${least} to ${most}, got ${value}.`);
  return fallback;
}

const DURATION = /^P(?=.)(?:(\d{1,4})D)?(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/;

/** @returns milliseconds; `null` where nothing is said */
export function readDuration(fields: Fields, name: string): number | null {
  const text = fields.optionalText(name);
  if (text === null) return null;
  const [whole, days = 0, hours = 0, minutes = 0] = DURATION.exec(text) ?? [];
  const ms = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
  if (whole !== undefined && ms > 0) return ms;
  fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} must be a time such as PT24H or P7D.`);
  return null;
}
