/**
 * A person's data taken apart into entries, and put together again (spec/payload.md 1.1). Taken apart, it is known of each
 * entry which operation said it; put together, it is data as SCIM nests it, which is what everything else reads.
 */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { flattenedName, isUrn, keyOf, liesWithin, placeOf } from '../schema/entryNames';
import type { Vocabulary } from '../schema/vocabulary';

export interface Entry {
  /** The object it is a member of, as spelled; `null` at the top, where `name` and extensions lie that are sent as `null`. */
  readonly container: string | null;
  readonly member: string;
  /** Of the operation that said it. */
  readonly number: number;
  readonly value: Json;
}

/** By key. Their order is that of the data, so that what is said again in another order changes nothing. */
export type Entries = ReadonlyMap<string, Entry>;

/**
 * @param data core names in their canonical spelling (`canonical.ts`)
 * @param number of the operation
 */
export function entriesOf(data: JsonObject, number: number, vocabulary: Vocabulary): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const flattened: Flattened[] = [];
  const say = (container: string | null, member: string, value: Json) => {
    const name = flattenedName(container, member);
    const key = keyOf(name);
    const spelled = vocabulary.spelling.get(key);
    // Said in two spellings, the schema's own wins.
    if (entries.has(key) && spelled !== undefined && spelled !== name) return;
    entries.set(key, { ...spell(container, member, vocabulary), number, value });
  };
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const key = keyOf(name);
    if (!isContainer(key, value, vocabulary)) {
      const { container, member, below } = placeOf(name);
      if (container === null) say(null, name, value);
      else flattened.push({ name, container, member, below, value });
    } else if (isJsonObject(value)) {
      for (const [member, one] of Object.entries(value)) if (one !== undefined) say(name, member, one);
    } else if (value === null || (typeof value === 'string' && value.trim() === '')) {
      say(null, name, null);
    } // anything else in the place of an object says nothing of its members
  }
  // A flattened name says exactly what it means: it wins over the object it lies in.
  for (const each of flattened) sayFlattened(each, say);
  return entries;
}

/** `name`, and what has members or is known to; an attribute that the schema has under this very name is none. */
function isContainer(key: string, value: Json, { containers, attributes }: Vocabulary): boolean {
  if (attributes.has(key)) return false;
  return containers.has(key) || (isUrn(key) && isJsonObject(value));
}

/** A member of an object that was sent under its whole name (`entryNames.ts`). */
interface Flattened {
  readonly name: string;
  readonly container: string;
  readonly member: string;
  readonly below: string;
  readonly value: Json;
}

function sayFlattened(
  { name, container, member, below, value }: Flattened,
  say: (container: string | null, member: string, value: Json) => void,
) {
  if (below === '') say(container, member, value);
  // A manager's number, sent under the longest name there is.
  else if (isUrn(container) && below.toLowerCase() === '.value') say(container, member, { value });
  else say(null, name, value); // part of an entry, kept under its own name: it is what reads it first
}

function spell(container: string | null, member: string, { spelling }: Vocabulary) {
  if (container === null) return { container, member: spelling.get(keyOf(member)) ?? member };
  const known = spelling.get(keyOf(flattenedName(container, member)));
  const place = known === undefined ? undefined : placeOf(known);
  return {
    container: spelling.get(keyOf(container)) ?? container,
    member: place?.container != null && place.below === '' ? place.member : member,
  };
}

/** Operation numbers with the names of what they said last; see `record.ts`. */
export type Numbered = Record<string, string[]>;

export interface Assembled {
  readonly data: JsonObject;
  /** Names of the entries that are not of the newest operation, by number. */
  readonly older: Readonly<Record<string, readonly string[]>>;
}

/** A container that was said to be nothing in the very operation that says one of its members has no number of its own. */
export const OF_THE_NEWEST = 0;

interface Group {
  /** The entry of that very name. */
  whole: Entry | undefined;
  readonly members: Entry[];
}

/** @param newest number of the newest operation; what was said by it is in no list */
export function assemble(entries: Entries, newest: number, { spelling }: Vocabulary): Assembled {
  const groups = new Map<string, Group>();
  for (const [key, entry] of entries) {
    const group = groupOf(groups, entry.container === null ? key : keyOf(entry.container));
    if (entry.container === null) group.whole = entry;
    else group.members.push(entry);
  }
  const data: [string, Json][] = [];
  const older: Numbered = {};
  const note = (number: number, name: string) => {
    older[number] = [...(older[number] ?? []), name];
  };
  for (const [key, { whole, members }] of groups) {
    if (members.length === 0 && whole !== undefined) {
      data.push([whole.member, whole.value]);
      if (whole.number !== newest) note(whole.number, whole.member);
      continue;
    }
    const name = spelling.get(key) ?? newestOf(members).container ?? key;
    data.push([name, Object.fromEntries(members.map(({ member, value }) => [member, value]))]);
    if (whole !== undefined) note(whole.number === newest ? OF_THE_NEWEST : whole.number, name);
    for (const { member, number } of members) if (number !== newest) note(number, flattenedName(name, member));
  }
  return { data: Object.fromEntries(data), older };
}

function groupOf(groups: Map<string, Group>, key: string): Group {
  const group = groups.get(key) ?? { whole: undefined, members: [] };
  groups.set(key, group);
  return group;
}

/** Whose spelling of the object stands where the schema has none. */
function newestOf(members: readonly Entry[]): Entry {
  return members.reduce((newest, entry) => (entry.number > newest.number ? entry : newest));
}

/**
 * What an upload says by leaving it out, where an administrator has opened both gates of null flow (spec/payload.md 3.2): a
 * top-level attribute always, a member only where its object is in the payload and says anything, an element of a list never.
 */
export function saidByOmission(
  said: Entries,
  data: JsonObject,
  number: number,
  vocabulary: Vocabulary,
): readonly Entry[] {
  const sent = new Set(Object.keys(data).flatMap((name) => (hasMembers(data[name]) ? keyOf(name) : [])));
  return vocabulary.clearedByOmission.flatMap((name) => {
    const { container, member, below } = placeOf(name);
    const key = keyOf(name);
    const isSaid = said.has(key) || [...said.keys()].some((other) => liesWithin(key, other) || liesWithin(other, key));
    const isMeant = container === null || sent.has(keyOf(container));
    return below !== '' || isSaid || !isMeant ? [] : { container, member, number, value: null };
  });
}

/** An object without members says nothing, and so nothing by what it leaves out. */
const hasMembers = (value: Json | undefined) => isJsonObject(value) && Object.keys(value).length > 0;
