/** The syntax tree of an expression (spec/engine.md 1.4). Columns are 1-based, in UTF-16 code units. */

export const RELATIONS = ['=', '<>', '>=', '<=', '>', '<'] as const;
export type Relation = (typeof RELATIONS)[number];

export const CONSTANT_NAMES = [
  'vbTextCompare',
  'vbBinaryCompare',
  'IgnoreAttributeFlow',
  'IgnoreObjectFlow',
  'True',
  'False',
] as const;
export type ConstantName = (typeof CONSTANT_NAMES)[number];

export interface AttributeNode {
  readonly kind: 'attribute';
  readonly column: number;
  /** The exact text between the outer brackets. */
  readonly name: string;
}

export interface TextNode {
  readonly kind: 'text';
  readonly column: number;
  readonly value: string;
  /** As written between the quotation marks, so that a place in the value can be found again in the expression. */
  readonly raw: string;
}

export interface IntegerNode {
  readonly kind: 'integer';
  readonly column: number;
  readonly value: bigint;
}

export interface DecimalNode {
  readonly kind: 'decimal';
  readonly column: number;
  readonly value: number;
  /** As written, so that `1.50` stays `1.50` in what is stored. */
  readonly raw: string;
}

export interface ConstantNode {
  readonly kind: 'constant';
  readonly column: number;
  readonly name: ConstantName;
}

export interface CallNode {
  readonly kind: 'call';
  readonly column: number;
  readonly name: string;
  /** `null` is an empty slot: an argument that is absent but keeps its position. */
  readonly slots: readonly (ExpressionNode | null)[];
}

export interface ComparisonNode {
  readonly kind: 'comparison';
  readonly column: number;
  readonly relation: Relation;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

export type ExpressionNode =
  | AttributeNode
  | TextNode
  | IntegerNode
  | DecimalNode
  | ConstantNode
  | CallNode
  | ComparisonNode;

/** The column in the expression of the character at `offset` (from 0) of a text literal's value. */
export function columnInText(node: TextNode, offset: number): number {
  let at = 0;
  for (let decoded = 0; decoded < offset; decoded += 1) at += escapeLength(node.raw, at);
  return node.column + 1 + at;
}

/** How many characters of the source make the next one of the value: 2 for `\"` and `\\`, else 1. */
export function escapeLength(raw: string, at: number): 1 | 2 {
  if (raw[at] !== '\\') return 1;
  return raw[at + 1] === '"' || raw[at + 1] === '\\' ? 2 : 1;
}
