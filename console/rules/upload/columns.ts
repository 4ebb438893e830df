/** The mapping of a file as its columns: which attribute each becomes, and back into a mapping file as `muster send` reads it. */
import { aliasesOf, OWN_ATTRIBUTES } from '../../../cli/mapping/autoMap';
import { FORMAT, type MappingFile, type Rule } from '../../../cli/mapping/mappingFile';
import { guessWord } from '../../../cli/mapping/synonyms';

type Map = MappingFile['map'];

const safeName = (column: string) => column.replace(/[[\]:]/g, '_');
const reference = (column: string) => `[${safeName(column)}]`;

/** The attribute that a column becomes; `undefined`: it is not used by itself. */
export function attributeOfColumn(map: Map, column: string): string | undefined {
  return Object.keys(map).find((attribute) => isOfColumn(map[attribute], column));
}

function isOfColumn(rule: Rule | undefined, column: string): boolean {
  if (typeof rule === 'string') return rule === reference(column);
  return rule !== undefined && 'column' in rule && rule.column === column;
}

/** Rules that stand beside no column: made of several, a second one of the same, or the same for everybody. */
export function otherRules(
  map: Map,
  columns: readonly string[],
): readonly (readonly [attribute: string, rule: Rule])[] {
  const shown = new Set(columns.map((column) => attributeOfColumn(map, column)));
  return Object.entries(map).filter(([attribute]) => !shown.has(attribute));
}

/** @param attribute empty: the column is not sent @param words that stand in the column */
export function withColumn(map: Map, column: string, attribute: string, words: readonly string[]): Map {
  const before = attributeOfColumn(map, column);
  const others = Object.entries(map).filter(([name]) => name !== before && name !== attribute);
  if (attribute === '') return Object.fromEntries(others);
  const rule: Rule =
    attribute === 'active'
      ? { column, values: Object.fromEntries(words.map((word) => [word, guessWord(word)])) }
      : reference(column);
  return Object.fromEntries([...others, [attribute, rule]]);
}

/** What a word of a column means. */
export function withWord(map: Map, attribute: string, word: string, value: boolean | null): Map {
  const rule = map[attribute];
  if (rule === undefined || typeof rule === 'string' || !('column' in rule)) return map;
  return { ...map, [attribute]: { ...rule, values: { ...rule.values, [word]: value } } };
}

export function without(map: Map, attribute: string): Map {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== attribute));
}

/** Columns nobody knows are proposed under a name of their own; they are left out until somebody wants them. */
export function withoutOwn(map: Map): Map {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !name.startsWith(OWN_ATTRIBUTES)));
}

export function toMappingFile(map: Map, columns: readonly string[], delimiter: string, encoding: string): MappingFile {
  const aliases = aliasesOf(columns);
  return {
    format: FORMAT,
    confirmed: null,
    read: { encoding, delimiter, blank: 'null', ...(aliases && { aliases }) },
    map,
  };
}
