/** .NET's TimeSpan as host.json and timer schedules write it: `[d.]hh:mm[:ss[.fffffff]]`. */

const SHAPE = /^(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;
const DAY_MS = 86_400_000;

/** @returns milliseconds; `undefined` when `text` is no TimeSpan. Hours go to 23: what .NET reads as days is refused */
export function parseTimeSpan(text: string): number | undefined {
  const match = SHAPE.exec(text.trim());
  if (match === null) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1, 5).map((part) => Number(part ?? 0));
  if (days === undefined || hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const fraction = Number(`0.${match[5] ?? '0'}`);
  return days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.round(fraction * 1000);
}

/** @param ms zero or more milliseconds @returns `hh:mm:ss`, days in front and milliseconds behind where there are any */
export function formatTimeSpan(ms: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const days = Math.floor(ms / DAY_MS);
  const seconds = Math.floor(ms / 1000);
  const time = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  const rest = ms % 1000;
  return `${days > 0 ? `${days}.` : ''}${time}${rest > 0 ? `.${String(rest).padStart(3, '0')}` : ''}`;
}
