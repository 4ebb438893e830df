/** How large an expression and what it makes may get. All lengths in UTF-16 code units. */

/** Longer text is refused when the mapping is saved (spec/engine.md 1.1, rule 5). */
export const MAX_EXPRESSION_LENGTH = 10_000;

/**
 * How deep calls may nest. The language states no limit; 10,000 characters allow 2,000 levels, and each level takes
 * stack when the expression runs, so this is the depth that runs safely from wherever the engine is called.
 */
export const MAX_NESTING = 1_000;

/** The largest text, and the largest sum of texts in a list, that a function may make: 1 Mi. */
export const MAX_TEXT_LENGTH = 1_048_576;

/** Digits beyond this are text, not a number: reading a number takes more than linear time in its digits. */
export const MAX_NUMBER_LENGTH = 400;
