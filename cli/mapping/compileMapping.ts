/** A mapping file, compiled once against the columns of a table, into a function of rows. Pure. */
import { compileExpression } from '../../shared/engine/expression';
import type { CompiledExpression, EvaluationContext } from '../../shared/engine/expression/contract';
import { userBuilder } from '../../shared/scim/buildUser';
import type { JsonObject } from '../../shared/scim/json';
import { isNoValue, type Value } from '../../shared/value';
import type { Blank, MappingFault, MappingFile, Rule, ValuesRule } from './mappingFile';
import type { Cells, MapRow, RowFault } from './row';

export type MappingCompilation =
  | {
      readonly ok: true;
      readonly mapRow: MapRow;
      /** Columns that no rule reads. */
      readonly unused: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly MappingFault[] };

/** A value, or none for now, or why there is none. */
type Outcome = { readonly value: Value; readonly fault?: undefined } | { readonly fault: RowFault } | 'left out';
type Compiled = (cells: Cells) => Outcome;

/** @param columns of the table; names in the mapping compare with them as they are */
export function compileMapping(mapping: MappingFile, columns: readonly string[], blank: Blank): MappingCompilation {
  const faults: MappingFault[] = [];
  const used = new Set<string>();
  const columnOf = (name: string): string | undefined => {
    const column = mapping.read.aliases?.[name] ?? name;
    const known = columns.includes(column) ? column : columns.find((one) => one.toLowerCase() === column.toLowerCase());
    if (known !== undefined) used.add(known);
    return known;
  };
  const rules: Compiled[] = [];
  for (const [name, rule] of Object.entries(mapping.map)) {
    const place = `map[${JSON.stringify(name)}]`;
    const compiled = compileRule(name, rule, columnOf, (message) => faults.push({ place, message }));
    if (compiled !== undefined) rules.push(compiled);
  }
  const verdict = userBuilder(Object.keys(mapping.map));
  if (!verdict.ok) {
    faults.push(...verdict.faults.map(({ name, message }) => ({ place: `map[${JSON.stringify(name)}]`, message })));
  }
  if (!('externalId' in mapping.map))
    faults.push({ place: 'map', message: 'externalId must be mapped: it says whose a row is' });
  if (faults.length > 0 || !verdict.ok) return { ok: false, faults };
  const { builder } = verdict;
  return {
    ok: true,
    unused: columns.filter((column) => !used.has(column)),
    mapRow: (cells) => {
      const rowFaults: RowFault[] = [];
      const values = rules.map((compiled) => {
        const outcome = compiled(cells);
        if (outcome === 'left out') return undefined;
        if (outcome.fault === undefined) return blanked(outcome.value, blank);
        rowFaults.push(outcome.fault);
        return undefined;
      });
      if (rowFaults.length > 0) return { ok: false, faults: rowFaults };
      return { ok: true, data: builder.build((_, index) => values[index]) as JsonObject };
    },
  };
}

/** What is sent of no value (spec/hands.md 1.6): said to be blank, left out, or as it stands in the file. */
function blanked(value: Value, blank: Blank): Value | undefined {
  if (!isNoValue(value)) return value;
  if (blank === 'empty') return '';
  return blank === 'null' ? null : undefined;
}

function compileRule(
  attribute: string,
  rule: Rule,
  columnOf: (name: string) => string | undefined,
  fault: (message: string) => void,
): Compiled | undefined {
  if (typeof rule === 'string') return compileText(attribute, rule, columnOf, fault);
  if ('value' in rule) return () => ({ value: rule.value });
  const column = columnOf(rule.column);
  if (column === undefined) fault(`There is no column "${rule.column}".`);
  return column === undefined ? undefined : compileValues(attribute, column, rule);
}

function compileText(
  attribute: string,
  text: string,
  columnOf: (name: string) => string | undefined,
  fault: (message: string) => void,
): Compiled | undefined {
  const compilation = compileExpression(text);
  if (!compilation.ok) {
    for (const { message, column } of compilation.faults) fault(`${message} (column ${column} of the expression)`);
    return undefined;
  }
  const { expression } = compilation;
  if (expression.volatile || expression.selectsUniqueValue) {
    fault(
      'The same row must always give the same person: RandomString, Guid, Now and SelectUniqueValue are for the mappings of the job.',
    );
    return undefined;
  }
  const columns = new Map(expression.attributes.map((name) => [name, columnOf(name)]));
  const missing = [...columns].filter(([, column]) => column === undefined).map(([name]) => name);
  for (const name of missing) fault(`There is no column "${name}".`);
  return missing.length > 0 ? undefined : (cells) => evaluate(attribute, expression, columns, cells);
}

/** Nothing here may depend on when or where a row is mapped. */
const NOWHERE: EvaluationContext = {
  now: 0,
  defaultDomain: '',
  randomBytes: (length) => new Uint8Array(length),
  isTaken: () => false,
};

function evaluate(
  attribute: string,
  { text, evaluate: run }: CompiledExpression,
  columns: ReadonlyMap<string, string | undefined>,
  cells: Cells,
): Outcome {
  const evaluation = run((name) => cells.get(columns.get(name) ?? '') ?? null, NOWHERE);
  switch (evaluation.kind) {
    case 'value':
      return evaluation;
    case 'ignored':
      return 'left out';
    case 'ignoredObject':
      return { fault: { code: 'Ignored', attribute, reason: `${text} says that the row is not to be sent.` } };
    case 'failed':
      return { fault: { code: evaluation.failure.code, attribute, reason: evaluation.failure.message } };
  }
}

/** Words compare trimmed and without case. A blank cell is no value, unless the table has a word for it. */
function compileValues(attribute: string, column: string, { values, otherwise }: ValuesRule): Compiled {
  const table = new Map(Object.entries(values).map(([word, value]) => [wordOf(word), value]));
  const known = Object.entries(values).flatMap(([word, value]) => (value === null ? [] : [`"${word}"`]));
  return (cells) => {
    const cell = cells.get(column) ?? '';
    const value = table.get(wordOf(cell)) ?? null;
    if (value !== null) return { value };
    if (wordOf(cell) === '' && !table.has('')) return { value: null };
    if (otherwise !== undefined) return { value: otherwise };
    const expected = known.length === 0 ? 'no word of it is decided yet' : `expected ${known.slice(0, 10).join(', ')}`;
    return { fault: { code: 'UnknownValue', attribute, reason: `"${cell}" in column ${column}: ${expected}.` } };
  };
}

const wordOf = (text: string) => text.trim().toLowerCase();
