/** How large an expression and what it makes may get. All lengths in UTF-16 code units. */

/** Longer text is refused when the mapping is saved (spec/engine.md 1.1, rule 5). */
export const MAX_EXPRESSION_LENGTH = 10_000;

/**
 * How deep calls may nest. The language states no limit, but each level takes stack when an expression is read and when it
 * runs: this depth takes less than half of Node's, so it runs from wherever the engine is called.
 */
export const MAX_NESTING = 500;

/** The largest text, and the largest sum of texts in a list, that a function may make: 1 Mi. */
export const MAX_TEXT_LENGTH = 1_048_576;

/** Digits beyond this are text, not a number: reading a number takes more than linear time in its digits. */
export const MAX_NUMBER_LENGTH = 400;

/** As many digits as a double tells apart, wherever the decimal point stands. */
export const MAX_DECIMAL_DIGITS = 15;
