/**
 * The wait a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds from `nowMs`, never negative; `undefined` without a header that can be read
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(date - nowMs, 0);
}
