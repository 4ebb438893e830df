/** .NET's inline options: `(?i)`, `(?s-m)`, `(?ix:…)`. */
import { PatternRefusal } from './refusal';

export interface Options {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly singleLine: boolean;
  /** Parentheses without a name do not capture. */
  readonly explicitCapture: boolean;
  /** White space and comments in the pattern mean nothing. */
  readonly ignoreWhiteSpace: boolean;
}

export const NO_OPTIONS: Options = {
  ignoreCase: false,
  multiline: false,
  singleLine: false,
  explicitCapture: false,
  ignoreWhiteSpace: false,
};

const LETTERS: Readonly<Record<string, keyof Options>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'singleLine',
  n: 'explicitCapture',
  x: 'ignoreWhiteSpace',
};

const INLINE = /\(\?([imnsx]*)(?:-([imnsx]+))?([:)])/iy;

export interface InlineOptions {
  readonly options: Options;
  /** Whether they open a group of their own, or hold to the end of the one they stand in. */
  readonly opensGroup: boolean;
  readonly end: number;
}

/** Reads what stands at the `(?` at `at`. */
export function readOptions(pattern: string, at: number, current: Options): InlineOptions {
  INLINE.lastIndex = at;
  const [whole, on = '', off = '', closing] = INLINE.exec(pattern) ?? [];
  if (whole === undefined) throw new PatternRefusal('This kind of group is not one that .NET knows.', at);
  const options = withOptions(withOptions(current, on, true), off, false);
  return { options, opensGroup: closing === ':', end: at + whole.length };
}

function withOptions(options: Options, letters: string, value: boolean): Options {
  const changes = [...letters.toLowerCase()].map((letter) => [LETTERS[letter], value]);
  return { ...options, ...Object.fromEntries(changes) };
}

/** The options RE2 has too, in its syntax: `i-ms`. */
export function printOptions({ ignoreCase, multiline, singleLine }: Options): string {
  const on = (ignoreCase ? 'i' : '') + (multiline ? 'm' : '') + (singleLine ? 's' : '');
  const off = (ignoreCase ? '' : 'i') + (multiline ? '' : 'm') + (singleLine ? '' : 's');
  return off === '' ? on : `${on}-${off}`;
}
