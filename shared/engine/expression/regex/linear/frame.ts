/** An open group of a pattern that is being rewritten, or the whole pattern. */
import type { Options } from '../options';

export interface Frame {
  readonly kind: 'pattern' | 'group' | 'condition' | 'tail' | 'behind';
  /** A look-around that must not match. */
  readonly negative: boolean;
  /** What opens it in RE2's syntax. */
  readonly opening: string;
  readonly openedAt: number;
  readonly outerOptions: Options;
  /** Its inside, in RE2's syntax, so far. */
  source: string;
  size: number;
  /** The size of the last element, while a quantifier may still follow it. */
  element: number | undefined;
  /** Whether nothing has been read yet; then, whether it was only `^`. */
  fresh: boolean;
  anchored: boolean;
  /** The look-ahead that the current alternative ends with, so far. */
  tail: Tail | undefined;
  /** The same for the alternatives before it. */
  earlierTail: Tail | undefined;
}

export interface Tail {
  readonly at: number;
  /** Only the end of the text is looked at: nothing that is taken in there could be taken in twice. */
  readonly isEnd: boolean;
}

/** Of two tails the one that allows less. */
export function stricterTail(one: Tail | undefined, other: Tail | undefined): Tail | undefined {
  return one && !one.isEnd ? one : (other ?? one);
}

export function newFrame(
  kind: Frame['kind'],
  {
    negative = false,
    opening,
    openedAt,
    outerOptions,
  }: Pick<Frame, 'opening' | 'openedAt' | 'outerOptions'> & { negative?: boolean },
): Frame {
  return {
    kind,
    negative,
    opening,
    openedAt,
    outerOptions,
    source: '',
    size: 0,
    element: undefined,
    fresh: true,
    anchored: false,
    tail: undefined,
    earlierTail: undefined,
  };
}
