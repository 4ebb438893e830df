/**
 * What of a filter the store can answer by key or range. Both functions give a superset of what the filter admits: the
 * whole filter is applied afterwards all the same.
 */
import type { Comparison, ComparisonOperator, Filter, Literal } from './filter';

export interface Range {
  /** Inclusive; absent: no lower bound. */
  readonly from?: number;
  /** Inclusive; absent: no upper bound. */
  readonly to?: number;
}

/**
 * The texts a property must equal: from `eq`, `in`, or an `or` of these over the property alone, at the top level.
 *
 * @param names every spelling of the property; compared without case
 * @returns the shortest such list; `undefined` when the filter does not bind the property
 */
export function collectEquals(filter: Filter, ...names: readonly string[]): readonly string[] | undefined {
  const isProperty = propertyTest(names);
  return conjuncts(filter)
    .map((conjunct) => equalTexts(conjunct, isProperty))
    .filter((texts) => texts !== undefined)
    .sort((a, b) => a.length - b.length)[0];
}

/**
 * Bounds on a number or timestamp property from the comparisons at the top level.
 *
 * @param names every spelling of the property; compared without case
 */
export function collectRange(filter: Filter, ...names: readonly string[]): Range {
  const isProperty = propertyTest(names);
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (const conjunct of conjuncts(filter)) {
    const bound = conjunct.kind === 'comparison' ? propertyAndLiteral(conjunct, isProperty) : undefined;
    if (typeof bound?.literal.value !== 'number') continue;
    const { operator, literal } = bound;
    if (operator === 'eq' || operator === 'gt' || operator === 'ge') from = Math.max(from, Number(literal.value));
    if (operator === 'eq' || operator === 'lt' || operator === 'le') to = Math.min(to, Number(literal.value));
  }
  return { ...(Number.isFinite(from) && { from }), ...(Number.isFinite(to) && { to }) };
}

type PropertyTest = (node: Filter) => boolean;

function propertyTest(names: readonly string[]): PropertyTest {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return (node) => node.kind === 'property' && wanted.has(node.name.toLowerCase());
}

/** The conditions that must all hold. */
function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.terms.flatMap(conjuncts) : [filter];
}

function equalTexts(node: Filter, isProperty: PropertyTest): readonly string[] | undefined {
  if (node.kind === 'comparison') {
    const bound = propertyAndLiteral(node, isProperty);
    return bound?.operator === 'eq' ? texts([bound.literal]) : undefined;
  }
  if (node.kind === 'in') return isProperty(node.subject) ? texts(node.values) : undefined;
  if (node.kind === 'or') {
    const lists = node.terms.map((term) => equalTexts(term, isProperty));
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  }
  return undefined;
}

/** `undefined` unless all are texts: `eq null` cannot be looked up. */
function texts(literals: readonly Literal[]): readonly string[] | undefined {
  const values = literals.map((literal) => literal.value);
  return values.every((value) => typeof value === 'string') ? values : undefined;
}

const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'lt',
  ge: 'le',
  lt: 'gt',
  le: 'ge',
};

/** The comparison as `property operator literal`, turned around where it was written the other way. */
function propertyAndLiteral(
  { left, right, operator }: Comparison,
  isProperty: PropertyTest,
): { readonly operator: ComparisonOperator; readonly literal: Literal } | undefined {
  if (isProperty(left) && right.kind === 'literal') return { operator, literal: right };
  if (isProperty(right) && left.kind === 'literal') return { operator: MIRRORED[operator], literal: left };
  return undefined;
}
