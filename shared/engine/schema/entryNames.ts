/**
 * The names of what a source says of a person (spec/payload.md 1.1). An *entry* is a top-level attribute, a member of `name`,
 * or a member of an extension object; what lies below is part of its value. Its key is its flattened name in lower case,
 * because names compare without case: `title`, `name.givenname`, `urn:contoso:employee:jobcode`.
 */

/** Where an entry lies in a person's data. */
export interface EntryPlace {
  /** The object it is a member of, as spelled: `name` or a URN; `null` at the top. */
  readonly container: string | null;
  readonly member: string;
  /** What of the entry the name goes on to: `.value`, `[type eq "work"].value`; empty for the entry itself. */
  readonly below: string;
}

/** The complex attribute of the core schema whose members are entries of their own. */
export const NAME = 'name';

export const keyOf = (name: string) => name.toLowerCase();

export const isUrn = (name: string) => /^urn:/i.test(name);

/** The name of a member as one flattened text. */
export function flattenedName(container: string | null, member: string): string {
  if (container === null) return member;
  return `${container}${isUrn(container) ? ':' : '.'}${member}`;
}

/** Which entry a name reads from, or is. */
export function placeOf(name: string): EntryPlace {
  if (isUrn(name)) {
    const path = name.split('[', 1)[0] ?? name; // a colon within a filter is text
    const colon = path.lastIndexOf(':');
    return { container: name.slice(0, colon), ...split(name.slice(colon + 1)) };
  }
  const { member, below } = split(name);
  if (keyOf(member) !== NAME || !below.startsWith('.') || below === '.') return { container: null, member, below };
  return { container: member, ...split(below.slice(1)) };
}

function split(path: string): Pick<EntryPlace, 'member' | 'below'> {
  const end = path.slice(1).search(/[.[]/) + 1; // a name that begins with a dot is one name
  return end === 0 ? { member: path, below: '' } : { member: path.slice(0, end), below: path.slice(end) };
}

/**
 * Keys of the entries that hide this one when they are newer: what it lies in. `name` for `name.givenname`, `emails` for
 * `emails[type eq "work"].value` sent as one name, and every URN that an extension's member may lie under.
 */
export function keysAround(key: string): readonly string[] {
  const around: string[] = [];
  for (const { index } of key.matchAll(/[.:[]/g)) {
    if (index > 0) around.push(key.slice(0, index));
    if (key[index] === '[') break; // what a filter holds is text
  }
  return around;
}

/** Whether the entry of one key lies within that of the other. */
export function liesWithin(key: string, outer: string): boolean {
  return key.startsWith(outer) && /^[.:[]/.test(key.slice(outer.length));
}

/** Keys of all entries that can change what an attribute of this name reads. */
export function keysReadBy(name: string): readonly string[] {
  const key = keyOf(name);
  return [...keysAround(key), key];
}
