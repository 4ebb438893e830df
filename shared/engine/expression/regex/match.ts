/** A match of a pattern in a text. */

/** A stretch of the text; the end is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Match extends Span {
  /** The stretch a group took, by the group's number in RE2; `undefined` for a group that took no part. */
  group(number: number): Span | undefined;
  /** The numbers of all groups, in .NET's order. */
  readonly groups: readonly number[];
}
