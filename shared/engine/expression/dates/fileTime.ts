/** Windows FILETIME: ticks of 100 ns since 1601-01-01 UTC. Beyond what a double holds exactly, hence bigint. */
import { type DateTime, dateTimeAt, TICKS_PER_SECOND } from './dateTime';

const SECONDS_FROM_1601_TO_1970 = 11_644_473_600n;
const TICKS = BigInt(TICKS_PER_SECOND);

/** `undefined` for negative numbers and those beyond the year 9999, of which "never expires" is one. */
export function dateTimeOfFileTime(fileTime: bigint): DateTime | undefined {
  if (fileTime < 0n) return undefined;
  return dateTimeAt(Number(fileTime / TICKS - SECONDS_FROM_1601_TO_1970), Number(fileTime % TICKS));
}

/** `undefined` before 1601. */
export function fileTimeOf({ seconds, ticks }: DateTime): bigint | undefined {
  const fileTime = (BigInt(seconds) + SECONDS_FROM_1601_TO_1970) * TICKS + BigInt(ticks);
  return fileTime < 0n ? undefined : fileTime;
}
