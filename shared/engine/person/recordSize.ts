/** A record has to fit into a row: what nobody reads makes room, oldest first (spec/payload.md 1.4). */

import { flattenedName } from '../schema/entryNames';
import type { Vocabulary } from '../schema/vocabulary';
import { listEntries, type PersonRecord, without } from './record';

export type Room =
  | { readonly ok: true; readonly record: PersonRecord }
  /** Names of the entries that take the most, largest first. */
  | { readonly ok: false; readonly largest: readonly string[] };

/** As many names as help. */
const LARGEST = 3;

/** What of a record takes room: the data, and the names of who said what. */
export type Sized = Pick<PersonRecord, 'data' | 'older'>;

/**
 * What one operation says always has room: the door has measured it.
 *
 * @param fits whether a record of this size can be stored
 */
export function makeRoom(record: PersonRecord, fits: (record: Sized) => boolean, vocabulary: Vocabulary): Room {
  const holds = ({ data, older }: Sized) => data === null || Object.keys(older).length === 0 || fits({ data, older });
  if (holds(record)) return { ok: true, record };
  const entries = listEntries(record, vocabulary);
  const unread = [...entries.keys()]
    .filter((key) => !vocabulary.read.has(key))
    .sort((a, b) => (entries.get(a)?.number ?? 0) - (entries.get(b)?.number ?? 0));
  const lighter = (count: number) => without(record, new Set(unread.slice(0, count)), vocabulary);
  if (!holds(lighter(unread.length))) return { ok: false, largest: largestOf(record, vocabulary) };
  let tooFew = 0;
  let enough = unread.length;
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (holds(lighter(middle))) enough = middle;
    else tooFew = middle;
  }
  return { ok: true, record: lighter(enough) };
}

function largestOf(record: PersonRecord, vocabulary: Vocabulary): readonly string[] {
  return [...listEntries(record, vocabulary).values()]
    .map(({ container, member, value }) => {
      const name = flattenedName(container, member);
      return { name, size: name.length + JSON.stringify(value).length };
    })
    .sort((a, b) => b.size - a.size)
    .slice(0, LARGEST)
    .map(({ name }) => name);
}
