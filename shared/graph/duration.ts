/** Durations as Graph writes them: ISO 8601 with days, hours, minutes and seconds (`PT40M`, `P1DT12H`). */

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const UNITS_MS = [86_400_000, 3_600_000, 60_000, 1_000];

/** @returns milliseconds; `undefined` when it is no such duration */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(text.trim())?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS_MS[index] ?? 0), 0);
}
