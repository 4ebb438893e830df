/**
 * Scoping filters: which people of the source are provisioned (spec/engine.md 5). A filter is compiled once, when its
 * schema is; evaluating it looks at source attributes only, before matching and mapping.
 */

import type { Failure } from '../../errors';
import { isEmpty, listOf, type Value } from '../../value';
import type { AttributeType, FilterClause, FilterGroup, ScopeFilter } from '../synchronizationSchema';
import { Refusal } from '../values/convert';
import { type ScopeOperator, scopeOperator } from './scopeOperators';
import { SCOPE_TESTS, type Test } from './scopeTests';

export interface ScopeVerdict {
  /** Without meaning where the verdict is `undecided`. */
  readonly inScope: boolean;
  /** Shown word for word in the provisioning step. */
  readonly reason: string;
  /** Every clause as the log prints it, `{group}.{attribute} {OPERATOR} '{value}'`, and whether it held; `null`: see `undecided`. */
  readonly clauses: Readonly<Record<string, boolean | null>>;
  /** Kept out by an input filter, which never deprovisions an account that is there already. */
  readonly keepsAccount: boolean;
  /**
   * A clause that matters read what is none of its type, or its pattern takes too long on the value (spec/payload.md 4.1,
   * 6): the scope of somebody who has an account stays as it was, and anybody else fails with this.
   */
  readonly undecided?: Failure;
  /** Attributes that were said to be blank, where a filter that asks for their value keeps the person out (spec/payload.md 2). */
  readonly blank: readonly string[];
}

/** What the person's attribute holds, or why that cannot be read. */
type ReadAttribute = (name: string) => Value | Refusal;

export interface Scope {
  /** False without any filter: everybody is in scope. */
  readonly filters: boolean;
  /** @param said whether anything was said about the attribute, be it that it has no value */
  readonly evaluate: (read: ReadAttribute, said?: (name: string) => boolean) => ScopeVerdict;
}

/** What a filter needs to know of a source attribute. */
export interface ScopeAttribute {
  readonly type: AttributeType;
  readonly multivalued: boolean;
}

export interface ScopeFault {
  readonly code: 'UnknownOperator' | 'InvalidOperand' | 'AttributeNotFilterable';
  /** Where within the filter: `groups[0].clauses[1].operatorName`. */
  readonly path: string;
  readonly message: string;
}

export type ScopeCompilation =
  | { readonly ok: true; readonly scope: Scope }
  | { readonly ok: false; readonly faults: readonly ScopeFault[] };

/** @param attributes the source attributes; one that is missing here is taken as it comes, without a check of its type */
export function compileScope(
  filter: ScopeFilter | null,
  attributes: ReadonlyMap<string, ScopeAttribute>,
): ScopeCompilation {
  const faults: ScopeFault[] = [];
  const input = compileGroups(filter?.inputFilterGroups ?? [], 'inputFilterGroups', attributes, faults);
  const groups = compileGroups(filter?.groups ?? [], 'groups', attributes, faults);
  return faults.length === 0 ? { ok: true, scope: scopeOf(input, groups) } : { ok: false, faults };
}

const UNFILTERED: ScopeVerdict = {
  inScope: true,
  reason: 'No scoping filter is set.',
  clauses: {},
  keepsAccount: false,
  blank: [],
};

function scopeOf(input: readonly Group[], groups: readonly Group[]): Scope {
  if (input.length === 0 && groups.length === 0) return { filters: false, evaluate: () => UNFILTERED };
  return {
    filters: true,
    evaluate: (read, said = () => false) => {
      const clauses: Record<string, boolean | null> = {};
      const early = evaluateGroups(input, read, clauses);
      const late = evaluateGroups(groups, read, clauses);
      const { admits, reason, undecided, failing } = early.admits === true ? late : early;
      return {
        inScope: admits !== false,
        reason: undecided === undefined ? reason : `It cannot be told: ${undecided.message}`,
        clauses,
        keepsAccount: early.admits === false,
        ...(undecided !== undefined && { undecided }),
        blank: admits === false ? blankIn(failing, read, said) : [],
      };
    },
  };
}

interface GroupsVerdict {
  /** `undefined`: it hangs on a clause that cannot be judged. */
  readonly admits: boolean | undefined;
  readonly reason: string;
  readonly undecided: Failure | undefined;
  /** The clauses that keep the person out. */
  readonly failing: readonly Clause[];
}

/** Any group admits; a group admits when all its clauses do. No groups admit everybody, as no clauses do. */
function evaluateGroups(
  groups: readonly Group[],
  read: ReadAttribute,
  clauses: Record<string, boolean | null>,
): GroupsVerdict {
  const judged = groups.map((group) => ({ group, ...evaluateGroup(group, read, clauses) }));
  const admitting = judged.find(({ failing, undecided }) => failing.length === 0 && undecided === undefined);
  if (admitting !== undefined) return admitted(`Filter group "${admitting.group.name}" holds.`);
  if (groups.length === 0) return admitted(UNFILTERED.reason);
  const open = judged.find(({ failing }) => failing.length === 0);
  const needs = judged.map(({ group, failing }) => `"${group.name}" needs ${failing[0]?.text}`);
  return {
    admits: open === undefined ? false : undefined,
    reason: `No filter group holds: ${needs.join('; ')}.`,
    undecided: open?.undecided,
    failing: judged.flatMap(({ failing }) => failing),
  };
}

const admitted = (reason: string): GroupsVerdict => ({ admits: true, reason, undecided: undefined, failing: [] });

/** Every clause is looked at: the log shows them all. */
function evaluateGroup(group: Group, read: ReadAttribute, clauses: Record<string, boolean | null>) {
  const failing: Clause[] = [];
  let undecided: Failure | undefined;
  for (const clause of group.clauses) {
    const value = read(clause.attribute);
    const holds = value instanceof Refusal ? value : clause.holds(value);
    clauses[`${group.name}.${clause.text}`] = holds instanceof Refusal ? null : holds;
    if (holds === false) failing.push(clause);
    else if (holds instanceof Refusal)
      undecided ??= { code: holds.code, message: holds.message, attribute: clause.attribute };
  }
  return { failing, undecided };
}

function blankIn(failing: readonly Clause[], read: ReadAttribute, said: (name: string) => boolean): readonly string[] {
  const isBlank = (name: string) => {
    const value = read(name);
    return !(value instanceof Refusal) && isEmpty(value) && said(name);
  };
  return [...new Set(failing.map(({ attribute }) => attribute))].filter(isBlank);
}

interface Group {
  readonly name: string;
  readonly clauses: readonly Clause[];
}

interface Clause {
  readonly attribute: string;
  /** As the log prints it, without the group's name. */
  readonly text: string;
  readonly holds: (value: Value) => boolean | Refusal;
}

function compileGroups(
  groups: readonly FilterGroup[],
  place: string,
  attributes: ReadonlyMap<string, ScopeAttribute>,
  faults: ScopeFault[],
): readonly Group[] {
  return groups.map((group, groupIndex) => ({
    name: group.name,
    clauses: group.clauses.flatMap((clause, clauseIndex) => {
      const path = `${place}[${groupIndex}].clauses[${clauseIndex}]`;
      return compileClause(clause, path, attributes.get(clause.sourceOperandName), faults) ?? [];
    }),
  }));
}

function compileClause(
  { sourceOperandName, operatorName, targetOperand: { values } }: FilterClause,
  path: string,
  attribute: ScopeAttribute | undefined,
  faults: ScopeFault[],
): Clause | undefined {
  const operator = scopeOperator(operatorName);
  if (operator === undefined) {
    const message = `"${operatorName}" is no operator of scoping filters.`;
    faults.push({ code: 'UnknownOperator', path: `${path}.operatorName`, message });
    return undefined;
  }
  const obstacle = attribute && unfilterable(attribute, operator);
  if (obstacle !== undefined) {
    const message = `${sourceOperandName} ${obstacle}`;
    faults.push({ code: 'AttributeNotFilterable', path: `${path}.sourceOperandName`, message });
  }
  const test = compileOperand(operator, values, attribute?.type);
  if (typeof test !== 'function') {
    const message = `The operand of ${operator.name} ${test.fault}.`;
    faults.push({ code: 'InvalidOperand', path: `${path}.targetOperand.values`, message });
    return undefined;
  }
  const operand = operator.arity === 'Binary' ? ` '${values[0]}'` : '';
  return {
    attribute: sourceOperandName,
    text: `${sourceOperandName} ${operator.name}${operand}`,
    holds: holder(operator, test),
  };
}

function unfilterable({ type, multivalued }: ScopeAttribute, operator: ScopeOperator): string | undefined {
  if (multivalued) return 'is multi-valued; scoping filters test single values only.';
  if (type === 'Reference') return 'is a reference; scoping filters cannot test references.';
  if (operator.supportedAttributeTypes.includes(type)) return undefined;
  return `is of type ${type}; ${operator.name} tests ${operator.supportedAttributeTypes.join(' and ')} only.`;
}

function compileOperand(
  operator: ScopeOperator,
  values: readonly string[],
  type: AttributeType | undefined,
): Test | { readonly fault: string } {
  const compile = SCOPE_TESTS[operator.name];
  if (operator.arity === 'Unary') return compile('', type);
  const [operand, ...more] = values;
  if (operand === undefined || more.length > 0) return { fault: `must be one value, got ${values.length}` };
  return compile(operand, type);
}

/** Should a payload hold a list all the same, every value must pass (`multivaluedComparisonType` All). */
function holder(operator: ScopeOperator, test: Test): Clause['holds'] {
  return (value) => {
    if (isEmpty(value)) return operator.whenEmpty;
    const verdicts = listOf(value).map(test);
    // One that fails decides, whatever the others may be.
    return verdicts.every((verdict) => verdict !== false) && (verdicts.find((verdict) => verdict !== true) ?? true);
  };
}
