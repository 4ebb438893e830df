/**
 * An expression cut into pieces for colours and completion, also while it is half typed, when the engine's own tokenizer
 * would stop at the first fault. Where the engine accepts a text, both cut it alike (a property test holds them to it).
 */

export type PieceKind = 'attribute' | 'text' | 'number' | 'name' | 'relation' | 'bracket' | 'comma' | 'other';

export interface Piece {
  readonly kind: PieceKind;
  /** Offset of the first character. */
  readonly from: number;
  /** Offset behind the last one. */
  readonly to: number;
  /** `false` for an attribute or a text whose closing mark is missing. */
  readonly closed: boolean;
}

const PATTERNS: readonly (readonly [PieceKind, RegExp])[] = [
  ['text', /\x22(?:\\[\x22\\]|[^\x22])*\x22?/y],
  ['number', /-?[0-9]+(?:\.[0-9]+)?|&H[0-9A-Fa-f]+/y],
  ['name', /[A-Za-z][A-Za-z0-9]*/y],
  ['relation', /<>|<=|>=|[=<>]/y],
  ['bracket', /[()]/y],
  ['comma', /,/y],
];
const WHOLE_TEXT = /^\x22(?:\\[\x22\\]|[^\x22])*\x22$/;
/** As far as a name that lacks its bracket may be meant to go: what follows keeps its colours. */
const OPEN_ATTRIBUTE = /\[[^[\](),\x22]*/y;
const QUOTATION_MARK = 0x22;
const WHITE_SPACE = /[ \t\r\n\xa0\u202f]+/y;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = lengthOf(WHITE_SPACE, text, 0);
  while (at < text.length) {
    const piece = text.charAt(at) === '[' ? attributeAt(text, at) : pieceAt(text, at);
    pieces.push(piece);
    at = piece.to + lengthOf(WHITE_SPACE, text, piece.to);
  }
  return pieces;
}

/** Brackets nest, and those inside quotation marks do not count: `[emails[type eq "a]b"].value]` is one name. */
function attributeAt(text: string, from: number): Piece {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (text.charCodeAt(at) === QUOTATION_MARK) quoted = !quoted;
    if (quoted) continue;
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (depth === 0) return { kind: 'attribute', from, to: at + 1, closed: true };
  }
  return { kind: 'attribute', from, to: from + lengthOf(OPEN_ATTRIBUTE, text, from), closed: false };
}

function pieceAt(text: string, from: number): Piece {
  for (const [kind, pattern] of PATTERNS) {
    const to = from + lengthOf(pattern, text, from);
    if (to > from) return { kind, from, to, closed: kind !== 'text' || WHOLE_TEXT.test(text.slice(from, to)) };
  }
  const length = String.fromCodePoint(text.codePointAt(from) ?? 0).length;
  return { kind: 'other', from, to: from + length, closed: true };
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
