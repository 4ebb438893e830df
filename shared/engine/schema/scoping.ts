/**
 * Scoping filters: which people of the source are provisioned (spec/engine.md 5). A filter is compiled once, when its
 * schema is; evaluating it looks at source attributes only, before matching and mapping.
 */

import { isEmpty, listOf, type Value } from '../../value';
import type { ReadAttribute } from '../expression/contract';
import type { AttributeType, FilterClause, FilterGroup, ScopeFilter } from '../synchronizationSchema';
import { type ScopeOperator, scopeOperator, type Test } from './scopeOperators';

export interface ScopeVerdict {
  readonly inScope: boolean;
  /** Shown word for word in the provisioning step. */
  readonly reason: string;
  /** Every clause as the log prints it, `{group}.{attribute} {OPERATOR} '{value}'`, and whether it held. */
  readonly clauses: Readonly<Record<string, boolean>>;
  /** Kept out by an input filter, which never deprovisions an account that is there already. */
  readonly keepsAccount: boolean;
}

export interface Scope {
  /** False without any filter: everybody is in scope. */
  readonly filters: boolean;
  readonly evaluate: (read: ReadAttribute) => ScopeVerdict;
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
};

function scopeOf(input: readonly Group[], groups: readonly Group[]): Scope {
  if (input.length === 0 && groups.length === 0) return { filters: false, evaluate: () => UNFILTERED };
  return {
    filters: true,
    evaluate: (read) => {
      const clauses: Record<string, boolean> = {};
      const early = evaluateGroups(input, read, clauses);
      const { admits, reason } = evaluateGroups(groups, read, clauses);
      return early.admits
        ? { inScope: admits, reason, clauses, keepsAccount: false }
        : { inScope: false, reason: early.reason, clauses, keepsAccount: true };
    },
  };
}

/** Any group admits; a group admits when all its clauses hold. No groups admit everybody, as no clauses do. */
function evaluateGroups(groups: readonly Group[], read: ReadAttribute, clauses: Record<string, boolean>) {
  let admitting: Group | undefined;
  const failing: string[] = [];
  for (const group of groups) {
    let failed: Clause | undefined;
    for (const clause of group.clauses) {
      const holds = clause.holds(read(clause.attribute));
      clauses[`${group.name}.${clause.text}`] = holds; // every clause is looked at: the log shows them all
      if (!holds) failed ??= clause;
    }
    if (failed === undefined) admitting ??= group;
    else failing.push(`"${group.name}" needs ${failed.text}`);
  }
  if (admitting !== undefined) return { admits: true, reason: `Filter group "${admitting.name}" holds.` };
  const admits = groups.length === 0;
  return { admits, reason: admits ? UNFILTERED.reason : `No filter group holds: ${failing.join('; ')}.` };
}

interface Group {
  readonly name: string;
  readonly clauses: readonly Clause[];
}

interface Clause {
  readonly attribute: string;
  /** As the log prints it, without the group's name. */
  readonly text: string;
  readonly holds: (value: Value) => boolean;
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
): ReturnType<ScopeOperator['compile']> {
  if (operator.arity === 'Unary') return operator.compile('', type);
  const [operand, ...more] = values;
  if (operand === undefined || more.length > 0) return { fault: `must be one value, got ${values.length}` };
  return operator.compile(operand, type);
}

/** Should a payload hold a list all the same, every value must pass (`multivaluedComparisonType` All). */
function holder(operator: ScopeOperator, test: Test): (value: Value) => boolean {
  return (value) => {
    if (isEmpty(value)) return operator.whenEmpty;
    return listOf(value).every(test);
  };
}
