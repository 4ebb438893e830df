/** Text of a `$filter` to tokens. Literals are recognised here, so that the parser sees values and not their spelling. */

import { parseTimestamp } from '../../graph/timestamp';
import { FilterError } from '../queryError';
import type { Literal } from './filter';

export type Token =
  | { readonly kind: '(' | ')' | ','; readonly position: number }
  | { readonly kind: 'word' | 'variable'; readonly text: string; readonly position: number }
  | { readonly kind: 'value'; readonly literal: Literal; readonly position: number }
  | { readonly kind: 'end'; readonly position: number };

const SPACE = /[ \t]+/y;
const PUNCTUATION = /[(),]/y;
const QUOTED = /'((?:[^']|'')*)'/y;
/** What a condition on elements calls one: `x:`. */
const VARIABLE = /([A-Za-z_]\w*):/y;
/** A run of characters that can make up a name, a number, a GUID or a timestamp. */
const BARE = /[^\s(),']+/y;

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*(?:\/[A-Za-z_][A-Za-z0-9_.]*)*$/;
/** Before the quoted member of an enumeration: `microsoft.graph.provisioningResult'failure'`. */
const QUALIFIED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const GUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** @throws {FilterError} for text that is no token: an open quote, a stray character, a malformed value */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match) offset = pattern.lastIndex;
    return match;
  };

  for (;;) {
    take(SPACE);
    const position = offset + 1;
    if (offset === text.length) {
      tokens.push({ kind: 'end', position });
      return tokens;
    }
    const punctuation = take(PUNCTUATION)?.[0] as '(' | ')' | ',' | undefined;
    if (punctuation !== undefined) {
      tokens.push({ kind: punctuation, position });
      continue;
    }
    const quoted = take(QUOTED)?.[1];
    if (quoted !== undefined) {
      tokens.push(valueToken('string', quoted.replaceAll("''", "'"), position));
      continue;
    }
    const variable = take(VARIABLE)?.[1];
    if (variable !== undefined) {
      tokens.push({ kind: 'variable', text: variable, position });
      continue;
    }
    const bare = take(BARE)?.[0];
    if (bare === undefined) {
      throw text[offset] === "'"
        ? new FilterError('a quoted string is not closed', position)
        : new FilterError(`unexpected character ${JSON.stringify(text[offset])}`, position);
    }
    const member = QUALIFIED.test(bare) ? take(QUOTED)?.[1] : undefined;
    tokens.push(member === undefined ? bareToken(bare, position) : valueToken('string', member, position));
  }
}

function bareToken(text: string, position: number): Token {
  const constant = CONSTANTS.get(text.toLowerCase());
  if (constant !== undefined) return valueToken(constant === null ? 'null' : 'boolean', constant, position);
  if (NUMBER.test(text)) return valueToken('number', Number(text), position);
  if (GUID.test(text)) return valueToken('string', text.toLowerCase(), position);
  if (NAME.test(text)) return { kind: 'word', text, position };
  if (/^\d{4}-/.test(text)) return valueToken('dateTime', timestamp(text, position), position);
  throw new FilterError(`'${text}' is neither a name nor a value`, position);
}

function timestamp(text: string, position: number): number {
  const parsed = parseTimestamp(text);
  if (parsed === undefined) {
    throw new FilterError(`'${text}' is not a timestamp like 2026-01-15T09:30:00Z or 2026-01-15`, position);
  }
  return parsed;
}

function valueToken(type: Literal['type'], value: Literal['value'], position: number): Token {
  return { kind: 'value', literal: { kind: 'literal', type, value, position }, position };
}
