/** A scoping filter as it is edited: groups of clauses, and what it means as a sentence. */
import { SCOPE_OPERATORS, scopeOperator } from '../../shared/engine/schema/scopeOperators';
import type {
  AttributeDefinition,
  FilterClause,
  FilterGroup,
  ScopeFilter,
} from '../../shared/engine/synchronizationSchema';

export const groupsOf = (scope: ScopeFilter | null): readonly FilterGroup[] => scope?.groups ?? [];

/** Without any group everybody is in scope, which is said by no filter at all; other filters of the scope stay. */
export function withGroups(scope: ScopeFilter | null, groups: readonly FilterGroup[]): ScopeFilter | null {
  const others = { ...scope, groups };
  const isEmpty = groups.length === 0 && !scope?.inputFilterGroups?.length && !scope?.categoryFilterGroups?.length;
  return isEmpty ? null : others;
}

export const replaced = <T>(list: readonly T[], index: number, item: T): readonly T[] =>
  list.map((each, at) => (at === index ? item : each));

export const dropped = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_each, at) => at !== index);

/** Attributes that a clause can test: one value, and none of another person. */
export const testable = (attributes: readonly AttributeDefinition[]): readonly AttributeDefinition[] =>
  attributes.filter(({ multivalued, type }) => !multivalued && type !== 'Reference');

/** Names of operators for an attribute, in their usual order. */
export function operatorsFor(attribute: AttributeDefinition | undefined): readonly string[] {
  const { type = 'String' } = attribute ?? {};
  return SCOPE_OPERATORS.filter(({ supportedAttributeTypes }) => supportedAttributeTypes.includes(type)).map(
    ({ name }) => name,
  );
}

export const takesOperand = (operatorName: string): boolean => scopeOperator(operatorName)?.arity !== 'Unary';

/** A clause of this attribute: the operator stays where it suits, and the operand where it is asked for. */
export function clauseFor(attribute: AttributeDefinition, before?: FilterClause): FilterClause {
  const operators = operatorsFor(attribute);
  const operatorName = operators.find((name) => name === before?.operatorName) ?? operators[0] ?? '';
  return withOperator(
    { sourceOperandName: attribute.name, operatorName, targetOperand: { values: [] } },
    operatorName,
    before,
  );
}

export function withOperator(clause: FilterClause, operatorName: string, before: FilterClause = clause): FilterClause {
  const [value = ''] = before.targetOperand.values;
  return { ...clause, operatorName, targetOperand: { values: takesOperand(operatorName) ? [value] : [] } };
}

export const newGroup = (attribute: AttributeDefinition, number: number): FilterGroup => ({
  name: `Group ${number}`,
  clauses: [clauseFor(attribute)],
});

export interface Words {
  readonly everybody: string;
  /** Before the first clause. */
  readonly start: string;
  readonly and: string;
  readonly or: string;
  readonly operators: Readonly<Record<string, string>>;
}

/** «People are in scope if department is Sales and active is true, or title is known.» */
export function sentenceOf(scope: ScopeFilter | null, words: Words): string {
  const groups = groupsOf(scope).filter(({ clauses }) => clauses.length > 0);
  if (groups.length === 0) return words.everybody;
  const said = groups.map(({ clauses }) => clauses.map((clause) => clauseSaid(clause, words)).join(words.and));
  return `${words.start}${said.join(words.or)}.`;
}

function clauseSaid({ sourceOperandName, operatorName, targetOperand }: FilterClause, words: Words): string {
  const name = scopeOperator(operatorName)?.name ?? operatorName;
  const operand = takesOperand(operatorName) ? ` «${targetOperand.values.join(', ')}»` : '';
  return `${shortName(sourceOperandName)} ${words.operators[name] ?? name}${operand}`;
}

/** Of an extension's attribute its last part: the sentence is for people. */
export const shortName = (name: string): string =>
  name.startsWith('urn:') ? name.slice(name.lastIndexOf(':') + 1) : name;

export const ACTIONS = ['Add', 'Update', 'Delete'] as const;
export type Action = (typeof ACTIONS)[number];

export const actionsOf = (flowTypes: string): ReadonlySet<Action> =>
  new Set(ACTIONS.filter((action) => flowTypes.split(',').some((part) => part.trim() === action)));

export function toFlowTypes(actions: ReadonlySet<Action>): string {
  const on = ACTIONS.filter((action) => actions.has(action));
  return on.length === 0 ? 'None' : on.join(',');
}
