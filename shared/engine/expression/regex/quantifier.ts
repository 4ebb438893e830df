/** Repetition: `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, each lazy with a `?` behind it. */
import { PatternRefusal } from './refusal';

export interface Quantifier {
  readonly text: string;
  readonly least: number;
  /** `Infinity` where there is no limit. */
  readonly most: number;
  /** Whether it takes as few as it can. */
  readonly lazy: boolean;
  readonly end: number;
}

/** .NET's limit, and that of the numbers in the matcher's registers. */
const MAX_REPETITIONS = 2 ** 31 - 1;

const SIMPLE_LIMITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

const SIMPLE = /[*+?]\??/y;
const COUNTED = /\{([0-9]+)(?:(,)([0-9]+)?)?\}\??/y;

/** The quantifier at `at`; `undefined` if there is none. A brace that begins no count is an ordinary character. */
export function readQuantifier(pattern: string, at: number): Quantifier | undefined {
  SIMPLE.lastIndex = at;
  const simple = SIMPLE.exec(pattern);
  if (simple) {
    const [text] = simple;
    const [least, most] = SIMPLE_LIMITS[text.charAt(0)] ?? [0, 0];
    return { text, least, most, lazy: text.length > 1, end: at + text.length };
  }

  COUNTED.lastIndex = at;
  const counted = COUNTED.exec(pattern);
  if (!counted) return undefined;
  const [text, from = '', comma, to] = counted;
  const least = Number(from);
  const most = to === undefined ? least : Number(to);
  if (most < least) throw new PatternRefusal('The repetition runs backwards.', at);
  if (most > MAX_REPETITIONS) throw new PatternRefusal(`A repetition may count to ${MAX_REPETITIONS} at most.`, at);
  const endless = comma !== undefined && to === undefined;
  return { text, least, most: endless ? Infinity : most, lazy: text.endsWith('?'), end: at + text.length };
}
