/** Repetition: `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, each lazy with a `?` behind it. */
import { PatternRefusal } from './refusal';

export interface Quantifier {
  readonly text: string;
  /** How many copies of its element RE2 makes of it. */
  readonly copies: number;
  readonly end: number;
}

/** RE2's limit. */
const MAX_REPETITIONS = 1_000;

const SIMPLE = /[*+?]\??/y;
const COUNTED = /\{([0-9]+)(?:(,)([0-9]+)?)?\}\??/y;

/** The quantifier at `at`; `undefined` if there is none. A brace that begins no count is an ordinary character. */
export function readQuantifier(pattern: string, at: number): Quantifier | undefined {
  SIMPLE.lastIndex = at;
  const simple = SIMPLE.exec(pattern);
  if (simple) return { text: simple[0], copies: 1, end: at + simple[0].length };

  COUNTED.lastIndex = at;
  const counted = COUNTED.exec(pattern);
  if (!counted) return undefined;
  const [text, least = '', comma, most] = counted;
  const from = Number(least);
  const to = most === undefined ? from : Number(most);
  if (to < from) throw new PatternRefusal('The repetition runs backwards.', at);
  if (to > MAX_REPETITIONS) throw new PatternRefusal(`A repetition may count to ${MAX_REPETITIONS} at most.`, at);
  const endless = comma !== undefined && most === undefined;
  return { text, copies: endless ? to + 1 : to, end: at + text.length };
}
