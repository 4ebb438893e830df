/**
 * What the account is owed (spec/payload.md 2): the entries that operations named and that were not carried out yet, because
 * they failed, are held, or were put off. The next attempt is about them, too, so that a part that follows never cancels
 * what came before it: it is planned together with it.
 */
import type { Flow } from './plan';

/** Keys of entries; `all`: whatever was ever said. */
export type Owed = readonly string[] | 'all';

export const NOTHING_OWED: Owed = [];

/** More names than these are not remembered: then all that was ever said is owed. */
const MOST_NAMES = 64;
/** Characters of all of them: the source may call an entry what it likes, and they lie beside the record in one row. */
const MOST_LETTERS = 8_192;

export function owing(before: Owed, more: Owed): Owed {
  if (before === 'all' || more === 'all') return 'all';
  const keys = new Set([...before, ...more]);
  if (keys.size > MOST_NAMES || lettersOf(keys) > MOST_LETTERS) return 'all';
  return keys.size === before.length ? before : [...keys];
}

function lettersOf(keys: ReadonlySet<string>): number {
  let letters = 0;
  for (const key of keys) letters += key.length;
  return letters;
}

/** Debts that an attempt paid which had taken them over from others. */
export interface Paid {
  readonly names: Owed;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Longer than a message of a worker that died takes to come back. */
export const REMEMBERED_MS = 60 * 60_000;

/**
 * What an operation that comes late is about beside what it names: a worker that died at it may have written, with old data,
 * what was owed then and has been paid since (decision 0035).
 */
export function paidLately(paid: Paid | null, now: number): Owed {
  return paid !== null && now - paid.at < REMEMBERED_MS ? paid.names : NOTHING_OWED;
}

/** @param taken what an attempt that pays everything had taken over; where that is remembered for long yet, nothing is to be written */
export function remembering(before: Paid | null, taken: Owed, now: number): Paid | null {
  const isKnown = before !== null && owing(before.names, taken) === before.names;
  if (isKnown && now - before.at < REMEMBERED_MS / 2) return before;
  return taken.length === 0 ? before : { names: owing(paidLately(before, now), taken), at: now };
}

/** @param said keys of everything that is known */
export function flowOf(owed: Owed, said: ReadonlySet<string>): Flow {
  return owed === 'all' ? said : new Set(owed);
}
