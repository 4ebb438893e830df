/** The syntax tree of an OData `$filter` (spec/wire-contract.md 5.1, 7.1). Positions are 1-based places in the text. */

export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type FunctionName = 'contains' | 'startswith' | 'endswith' | 'tolower' | 'toupper';

export interface Literal {
  readonly kind: 'literal';
  /** A GUID may be written with or without quotes; without, it is a `string` here. */
  readonly type: 'string' | 'number' | 'boolean' | 'dateTime' | 'null';
  /** A `dateTime` is milliseconds since the epoch. */
  readonly value: string | number | boolean | null;
  readonly position: number;
}

export interface Property {
  readonly kind: 'property';
  /** As written; segments separated by `/`. */
  readonly name: string;
  readonly position: number;
}

export interface Call {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly args: readonly Filter[];
  readonly position: number;
}

export interface Logical {
  readonly kind: 'and' | 'or';
  /** Two or more; a chain of the same operator is one node. */
  readonly terms: readonly Filter[];
  readonly position: number;
}

export interface Not {
  readonly kind: 'not';
  readonly term: Filter;
  readonly position: number;
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Filter;
  readonly right: Filter;
  readonly position: number;
}

export interface Membership {
  readonly kind: 'in';
  readonly subject: Filter;
  readonly values: readonly Literal[];
  readonly position: number;
}

/** Whether an element of a collection fits: `otherMails/any(x:x eq 'a@contoso.com')`. */
export interface Any {
  readonly kind: 'any';
  /** As written. */
  readonly collection: string;
  /** Of an element, which is named by the collection's own name in place of the variable's. */
  readonly term: Filter;
  readonly position: number;
}

export type Filter = Any | Literal | Property | Call | Logical | Not | Comparison | Membership;

/** Every node of the tree, outermost first. */
export function* walk(filter: Filter): Iterable<Filter> {
  yield filter;
  for (const child of children(filter)) yield* walk(child);
}

function children(filter: Filter): readonly Filter[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms;
    case 'any':
    case 'not':
      return [filter.term];
    case 'comparison':
      return [filter.left, filter.right];
    case 'in':
      return [filter.subject, ...filter.values];
    case 'call':
      return filter.args;
    case 'literal':
    case 'property':
      return [];
  }
}
