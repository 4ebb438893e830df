/** What a `$filter` or `$orderby` may name, and how each is read from an item. */

export type FieldType = 'string' | 'number' | 'boolean' | 'dateTime';

/** `null` and `undefined` are both no value. A `dateTime` is milliseconds since the epoch. */
export type FieldValue = string | number | boolean | null | undefined;

export interface Field<Item> {
  readonly type: FieldType;
  readonly read: (item: Item) => FieldValue;
  /** Text compares without case: enum members, and everything a directory matches by. */
  readonly caseInsensitive?: boolean;
  /** Other spellings clients use for the same property. */
  readonly aliases?: readonly string[];
}

/** Property name to field; names, aliases included, are looked up without case. */
export type FieldTable<Item> = Readonly<Record<string, Field<Item>>>;

/** Collections of texts, whose elements compare without case, by property name. */
export type CollectionTable<Item> = Readonly<Record<string, (item: Item) => readonly string[]>>;

/** @returns a look-up by any spelling of a field's name or aliases */
export function fieldLookup<Item>(fields: FieldTable<Item>): (name: string) => Field<Item> | undefined {
  const byName = new Map<string, Field<Item>>();
  for (const [name, field] of Object.entries(fields)) {
    for (const spelling of [name, ...(field.aliases ?? [])]) byName.set(spelling.toLowerCase(), field);
  }
  return (name) => byName.get(name.toLowerCase());
}
