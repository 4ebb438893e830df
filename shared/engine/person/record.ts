/**
 * What the source has said of one person so far, entry by entry (spec/payload.md 1). An upload merges: what it names
 * replaces what was known of it, what it leaves out stays. The last writer is decided by sequence number, for every entry by
 * itself, so that the record is the same whatever the order in which operations are worked on, and however often.
 *
 * Every entry is of the newest operation merged but those that `older` names. So a file that repeats everything changes
 * nothing here, and what code before this one stored, a person's data as it was sent, is a record.
 */
import { canonicalUser } from '../../scim/canonical';
import type { JsonObject } from '../../scim/json';
import { flattenedName, keyOf, keysAround } from '../schema/entryNames';
import type { Vocabulary } from '../schema/vocabulary';
import { assemble, type Entries, type Entry, entriesOf, OF_THE_NEWEST, saidByOmission } from './entries';

export interface PersonRecord {
  /** Number of the newest operation that was merged; 0 before the first. */
  readonly sequence: number;
  /** Everything known, nested as SCIM nests it; `null` before the first operation. */
  readonly data: JsonObject | null;
  /** Names of entries that an older operation said last, by its number. */
  readonly older: Older;
}

export type Older = Readonly<Record<string, readonly string[]>>;

export const NONE_OLDER: Older = {};

/** Of a person nothing was said of. */
export const NO_RECORD: PersonRecord = { sequence: 0, data: null, older: NONE_OLDER };

export interface Merged {
  readonly record: PersonRecord;
  /** Keys of everything that the operation names. */
  readonly named: readonly string[];
  /** Whether any of it is news: newer operations have not named all of it. */
  readonly contributes: boolean;
}

export interface Said {
  readonly sequence: number;
  /** As sent. */
  readonly data: JsonObject;
}

/** Merging the same operation again changes nothing. */
export function mergeInto(record: PersonRecord, { sequence, data }: Said, vocabulary: Vocabulary): Merged {
  const known = listEntries(record, vocabulary);
  const said = sayingOf(data, sequence, vocabulary);
  const news = [...said].filter(([key]) => !isOvertaken(key, sequence, known));
  for (const [key, entry] of news) known.set(key, entry);
  const newest = Math.max(record.sequence, sequence);
  return {
    record: { sequence: newest, ...assemble(withoutHidden(known), newest, vocabulary) },
    named: [...said.keys()],
    contributes: news.length > 0,
  };
}

/** Keys of everything that an operation with this data names. */
export function namesIn(data: JsonObject, vocabulary: Vocabulary): readonly string[] {
  return [...sayingOf(data, 0, vocabulary).keys()];
}

/** What an operation says, what it says by leaving it out included. */
function sayingOf(sent: JsonObject, sequence: number, vocabulary: Vocabulary): Entries {
  const data = canonicalUser(sent);
  const said = entriesOf(data, sequence, vocabulary);
  for (const entry of saidByOmission(said, data, sequence, vocabulary)) {
    said.set(keyOf(flattenedName(entry.container, entry.member)), entry);
  }
  return said;
}

/** What there is, with the number of whoever said it last. */
export function listEntries({ sequence, data, older }: PersonRecord, vocabulary: Vocabulary): Map<string, Entry> {
  const entries = entriesOf(data ?? {}, sequence, vocabulary);
  for (const [text, names] of Object.entries(older)) {
    const number = Number(text) === OF_THE_NEWEST ? sequence : Number(text);
    for (const name of names) {
      const entry = entries.get(keyOf(name));
      // An object that has members again was said to be nothing before they were said.
      entries.set(keyOf(name), entry ? { ...entry, number } : { container: null, member: name, number, value: null });
    }
  }
  return entries;
}

/** Said as late or later already, or something around it was said later. */
function isOvertaken(key: string, sequence: number, known: Entries): boolean {
  return numberOf(key, known) >= sequence || isHidden(key, sequence, known);
}

const numberOf = (key: string, known: Entries) => known.get(key)?.number ?? 0;

const isHidden = (key: string, number: number, known: Entries) =>
  keysAround(key).some((around) => numberOf(around, known) > number);

function withoutHidden(known: Entries): Entries {
  return new Map([...known].filter(([key, { number }]) => !isHidden(key, number, known)));
}

export interface Knowledge {
  /** What is known, in the schema's spelling. */
  readonly data: JsonObject;
  /** Keys of what was ever said; to have no value counts. */
  readonly said: ReadonlySet<string>;
}

/** A job's setting: whether what the newest operation left out stays known, or is read as never said. */
export type OmittedAttributes = 'keep' | 'forget';

/**
 * The record as it is read.
 *
 * @param omitted the job's `OmittedAttributes`: `forget` reads what the newest operation did not name as never said
 */
export function knowledgeOf(
  record: PersonRecord,
  vocabulary: Vocabulary,
  omitted: OmittedAttributes = 'keep',
): Knowledge {
  const entries = listEntries(record, vocabulary);
  if (omitted === 'forget') {
    for (const [key, { number }] of entries) if (number !== record.sequence) entries.delete(key);
  }
  return { data: assemble(entries, record.sequence, vocabulary).data, said: new Set(entries.keys()) };
}

/** Whether anything in the record was said last by this operation. */
export function hasWordsOf(sequence: number, { sequence: newest, data, older }: PersonRecord): boolean {
  return sequence === newest ? data !== null : older[sequence] !== undefined;
}

/** @returns the record without the entries of these keys */
export function without(record: PersonRecord, keys: ReadonlySet<string>, vocabulary: Vocabulary): PersonRecord {
  const entries = listEntries(record, vocabulary);
  for (const key of keys) entries.delete(key);
  return { sequence: record.sequence, ...assemble(entries, record.sequence, vocabulary) };
}
