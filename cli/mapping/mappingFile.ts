/** A mapping file: how the columns of a table become attributes (spec/hands.md 1.6). Read with every fault, and its place. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';

export const FORMAT = 'muster.mapping/1';
export const BLANKS = ['null', 'omit', 'empty'] as const;
export type Blank = (typeof BLANKS)[number];

/** A closed table: a word that is not in it is no value of the column. */
export interface ValuesRule {
  readonly column: string;
  /** By word; `null` where nobody has decided yet. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** Of every other word, where somebody has said so: CSV2SCIM's `-eq` does. */
  readonly otherwise?: string | number | boolean;
}

/** An expression over columns, a table of words, or the same for everybody. */
export type Rule = string | ValuesRule | { readonly value: string | number | boolean };

export interface MappingFile {
  readonly format: typeof FORMAT;
  /** The hash of the header that somebody has looked at; `null`: nobody has. */
  readonly confirmed: string | null;
  readonly read: {
    readonly encoding?: string;
    readonly delimiter?: string;
    readonly blank?: Blank;
    /** Names for columns whose own has a `]`. */
    readonly aliases?: Readonly<Record<string, string>>;
  };
  /** By attribute. */
  readonly map: Readonly<Record<string, Rule>>;
}

export interface MappingFault {
  /** `map["name.givenName"]`. */
  readonly place: string;
  readonly message: string;
}

export type MappingVerdict =
  | { readonly ok: true; readonly mapping: MappingFile }
  | { readonly ok: false; readonly faults: readonly MappingFault[] };

/** Whether it is one of ours, and not a wizard's. */
export function isMappingFile(value: unknown): value is JsonObject {
  return isJsonObject(value) && (typeof value.format === 'string' || isJsonObject(value.map));
}

export function readMappingFile(value: unknown): MappingVerdict {
  if (!isJsonObject(value)) return { ok: false, faults: [{ place: '', message: 'must be a JSON object' }] };
  const faults: MappingFault[] = [];
  const expect = (holds: boolean, place: string, message: string) => {
    if (!holds) faults.push({ place, message });
    return holds;
  };
  expect(value.format === FORMAT, 'format', `must be "${FORMAT}"`);
  const confirmed = value.confirmed ?? null;
  expect(confirmed === null || typeof confirmed === 'string', 'confirmed', 'must be a text, or null');
  const read = value.read ?? {};
  if (expect(isJsonObject(read), 'read', 'must be an object')) checkRead(read as JsonObject, expect);
  const map = value.map;
  if (expect(isJsonObject(map), 'map', 'must be an object of attributes')) {
    for (const [name, rule] of Object.entries(map as JsonObject))
      checkRule(rule, `map[${JSON.stringify(name)}]`, expect);
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, mapping: { format: FORMAT, confirmed, read, map } as unknown as MappingFile };
}

type Expect = (holds: boolean, place: string, message: string) => boolean;

function checkRead({ encoding, delimiter, blank, aliases }: JsonObject, expect: Expect): void {
  const isText = (text: unknown) => text === undefined || (typeof text === 'string' && text !== '');
  expect(isText(encoding), 'read.encoding', 'must be a text, such as "windows-1252"');
  expect(isText(delimiter), 'read.delimiter', 'must be a text, such as ";"');
  expect(blank === undefined || BLANKS.includes(blank as Blank), 'read.blank', `must be one of ${BLANKS.join(', ')}`);
  const areTexts = isJsonObject(aliases) && Object.values(aliases).every((name) => typeof name === 'string');
  expect(aliases === undefined || areTexts, 'read.aliases', 'must be an object of names of columns');
}

function checkRule(rule: Json | undefined, place: string, expect: Expect): void {
  if (typeof rule === 'string') {
    expect(rule.trim() !== '', place, 'must be an expression, such as "[WorkerID]"');
  } else if (isJsonObject(rule) && 'column' in rule) {
    expect(typeof rule.column === 'string' && rule.column !== '', `${place}.column`, 'must be the name of a column');
    const { values, otherwise } = rule;
    expect(
      otherwise === undefined || isPlain(otherwise),
      `${place}.otherwise`,
      'must be a text, a number, true or false',
    );
    if (!expect(isJsonObject(values), `${place}.values`, 'must be an object of words')) return;
    for (const [word, value] of Object.entries(values as JsonObject)) {
      expect(
        value === null || isPlain(value),
        `${place}.values[${JSON.stringify(word)}]`,
        'must be a text, a number, true, false, or null while undecided',
      );
    }
  } else {
    const isConstant = isJsonObject(rule) && isPlain(rule.value);
    expect(isConstant, place, 'must be an expression, {"column", "values"}, or {"value"}');
  }
}

const isPlain = (value: Json | undefined) => ['string', 'number', 'boolean'].includes(typeof value);
