/** Thrown while a pattern is rewritten; `compilePattern` returns it as a value. */
export class PatternRefusal {
  readonly message: string;
  /** Where in the pattern, from 0, in UTF-16 code units. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}
