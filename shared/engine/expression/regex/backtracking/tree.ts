/** A pattern taken apart, for the matcher that backtracks. */
import type { CharacterTest } from './characterTest';

export type Anchor =
  /** `\A`, `^` */
  | 'start'
  /** `^` with the multiline option */
  | 'lineStart'
  /** `\z` */
  | 'end'
  /** `\Z`, `$`: the end, or before a line break that ends the text */
  | 'lastLineEnd'
  /** `$` with the multiline option */
  | 'lineEnd'
  /** `\b` */
  | 'boundary'
  /** `\B` */
  | 'noBoundary'
  /** `\G`: where the search began */
  | 'searchStart';

export interface CharacterNode {
  readonly kind: 'character';
  readonly test: CharacterTest;
}

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly body: PatternNode;
  readonly least: number;
  /** `Infinity` where there is no limit. */
  readonly most: number;
  readonly lazy: boolean;
}

export interface LookNode {
  readonly kind: 'look';
  readonly behind: boolean;
  readonly negative: boolean;
  readonly body: PatternNode;
  /** Where it stands in the pattern. */
  readonly at: number;
}

export interface ReferenceNode {
  readonly kind: 'reference';
  /** The group's number in order of the opening parentheses, from 1. */
  readonly group: number;
  readonly ignoreCase: boolean;
}

export type PatternNode =
  | CharacterNode
  | RepeatNode
  | LookNode
  | ReferenceNode
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly PatternNode[] }
  | { readonly kind: 'capture'; readonly group: number; readonly body: PatternNode }
  | { readonly kind: 'atomic'; readonly body: PatternNode };
