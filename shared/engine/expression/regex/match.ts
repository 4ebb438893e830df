/** What a matcher finds in a text, however it looks for it. */

/** A stretch of the text; the end is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Match extends Span {
  /** The stretch a group took, by its number in .NET, 0 being the whole; `undefined` for a group that took no part. */
  group(number: number): Span | undefined;
  /** How many groups there are. */
  readonly groupCount: number;
}

export interface Matcher {
  /** Whether the pattern matches anywhere in the text; `undefined` where telling it takes too long. */
  test(text: string): boolean | undefined;
  /**
   * All matches from left to right, as .NET's `Regex.Matches`: one of no length may directly follow another. The groups of
   * a match can be asked for until the next match is.
   *
   * @param tooLong called when this text would be, or has become, too much work
   */
  matches(text: string, tooLong: () => never): Generator<Match>;
}
