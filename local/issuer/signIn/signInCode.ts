/**
 * The code that `npm start` prints. Without it a page that signs in whom one chooses would make every process of this computer
 * an administrator; with it only those who see the terminal are.
 */
import { createRateLimit } from '../../../shared/api/http/rateLimit';
import type { Clock, RandomSource } from '../../../shared/ports';
import { isSame } from '../clients';

const DIGITS = 8;
/** For everybody together: who guesses may come from anywhere. */
const TRIES = { most: 5, windowMs: 60_000 };

/** @returns eight digits */
export function makeSignInCode(random: Pick<RandomSource, 'bytes'>): string {
  const number = Buffer.from(random.bytes(8)).readBigUInt64BE() % 10n ** BigInt(DIGITS);
  return number.toString().padStart(DIGITS, '0');
}

export type Verdict =
  | { readonly isRight: true }
  /** `retryAfterMs`: how long no more tries are heard; 0 while some are left. */
  | { readonly isRight: false; readonly retryAfterMs: number };

/** @returns judges what somebody typed; blanks do not count, so that the code may be typed as it is printed */
export function createCodeCheck(code: string, clock: Pick<Clock, 'now'>): (typed: string) => Verdict {
  const limit = createRateLimit([TRIES], clock);
  return (typed) => {
    const retryAfterMs = limit.take('code');
    if (retryAfterMs > 0) return { isRight: false, retryAfterMs };
    return isSame(typed.replace(/\s+/g, ''), code) ? { isRight: true } : { isRight: false, retryAfterMs: 0 };
  };
}
