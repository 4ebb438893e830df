/** A proposal of a mapping, made of the header and a look at the rows; for somebody to look at. Pure. */

import { FORMAT, type MappingFile, type Rule } from './mappingFile';
import { attributeOf, guessWord } from './synonyms';

/** What is known of a column from the rows. */
export interface ColumnSample {
  readonly column: string;
  /** The first few values, blank ones aside. */
  readonly examples: readonly string[];
  /** How often each word stands in it; `undefined` when there are too many to be words. */
  readonly words: ReadonlyMap<string, number> | undefined;
}

export type Certainty = 'sure' | 'one of several' | 'own attribute' | 'made of others';

export interface ProposedColumn {
  readonly column: string;
  readonly attribute: string;
  readonly certainty: Certainty;
  readonly examples: readonly string[];
}

export interface Proposal {
  readonly map: MappingFile['map'];
  readonly columns: readonly ProposedColumn[];
  /** The status column and its words, which nobody but a person decides. */
  readonly status: { readonly column: string; readonly words: ReadonlyMap<string, number> } | undefined;
  /** What it needs before it can be used. */
  readonly open: readonly string[];
}

/** What columns nobody knows are offered under. */
export const OWN_ATTRIBUTES = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';

export function proposeMapping(samples: readonly ColumnSample[]): Proposal {
  const columns: ProposedColumn[] = [];
  const taken = new Map<string, string>();
  const map: Record<string, Rule> = {};
  let status: Proposal['status'];
  for (const { column, examples, words } of samples) {
    const known = attributeOf(column);
    const isFree = known !== undefined && !taken.has(known);
    const attribute = isFree ? known : `${OWN_ATTRIBUTES}:${safeName(column)}`;
    taken.set(attribute, column);
    columns.push({ column, attribute, certainty: certaintyOf(known, isFree), examples });
    if (attribute === 'active') {
      const distinct = words ?? new Map<string, number>();
      map[attribute] = {
        column,
        values: Object.fromEntries([...distinct.keys()].map((word) => [word, guessWord(word)])),
      };
      status = { column, words: distinct };
    } else {
      map[attribute] = reference(column);
    }
  }
  columns.push(...addMissing(map));
  return { map, columns, status, open: openQuestions(map, columns) };
}

/** A column whose name has a `]` goes by an alias (`aliasesOf`). */
const reference = (column: string) => `[${safeName(column)}]`;

const safeName = (column: string) => column.replace(/[[\]:]/g, '_');

/** @returns the names that columns go by in expressions, where their own cannot stand there */
export function aliasesOf(columns: readonly string[]): Readonly<Record<string, string>> | undefined {
  const renamed = columns.filter((column) => safeName(column) !== column);
  return renamed.length === 0 ? undefined : Object.fromEntries(renamed.map((column) => [safeName(column), column]));
}

function certaintyOf(known: string | undefined, isFree: boolean): Certainty {
  if (known === undefined) return 'own attribute';
  return isFree ? 'sure' : 'one of several';
}

const MAIL = 'emails[type eq "work"].value';

/** Every directory asks for a name to show and one to sign in with: made of others where the file has none. */
function addMissing(map: Record<string, Rule>): readonly ProposedColumn[] {
  const made: ProposedColumn[] = [];
  const add = (attribute: string, expression: string, column: string) => {
    map[attribute] = expression;
    made.push({ column, attribute, certainty: 'made of others', examples: [] });
  };
  const { [MAIL]: mail, 'name.givenName': given, 'name.familyName': family } = map;
  if (map.userName === undefined && typeof mail === 'string') add('userName', mail, mail);
  if (map.displayName === undefined && typeof given === 'string' && typeof family === 'string') {
    add('displayName', `Join(" ", ${given}, ${family})`, `${given} ${family}`);
  }
  return made;
}

function openQuestions(map: Readonly<Record<string, Rule>>, columns: readonly ProposedColumn[]): readonly string[] {
  const several = columns.filter(({ certainty }) => certainty === 'one of several');
  return [
    ...(map.externalId === undefined ? ['No column looks like the key of a person: map externalId.'] : []),
    ...several.map(
      ({ column }) => `Another column goes before "${column}" for ${attributeOf(column)}: see which one it is.`,
    ),
  ];
}

export function mappingOf(
  { map }: Proposal,
  columns: readonly string[],
  read: { readonly encoding: string; readonly delimiter: string },
): MappingFile {
  const aliases = aliasesOf(columns);
  return { format: FORMAT, confirmed: null, read: { ...read, blank: 'null', ...(aliases && { aliases }) }, map };
}
