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

/** @param said keys of everything that is known */
export function flowOf(owed: Owed, said: ReadonlySet<string>): Flow {
  return owed === 'all' ? said : new Set(owed);
}
