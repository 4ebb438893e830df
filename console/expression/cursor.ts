/** Where in an expression somebody types: what is begun there, and in which argument of which call. */
import { type Piece, piecesOf } from './tokens';

/** What is being typed, and where it starts. */
export type Typed =
  /** Behind an opening bracket; `from` is the first character of the name. */
  | { readonly kind: 'attribute'; readonly from: number; readonly text: string }
  /** A function, a constant, or nothing yet. */
  | { readonly kind: 'name'; readonly from: number; readonly text: string }
  /** A text, a number or what follows a whole value: nothing to complete. */
  | { readonly kind: 'nothing' };

export interface CallAt {
  readonly name: string;
  /** Of the argument the cursor stands in, from 0. */
  readonly argument: number;
}

export interface Cursor {
  readonly typed: Typed;
  /** The innermost call around the cursor. */
  readonly call: CallAt | undefined;
}

/** What can still be a name that lacks its bracket, with a filter in it or not. */
const ONE_NAME = /^(?:[^,()"]|"[^"]*"?)*$/;

/** @param offset of the character before which the cursor stands */
export function cursorAt(expression: string, offset: number): Cursor {
  const before = expression.slice(0, offset);
  const pieces = piecesOf(before);
  return { typed: typedAt(before, pieces), call: callAround(before, pieces) };
}

function typedAt(before: string, pieces: readonly Piece[]): Typed {
  const begun = pieces.find(
    ({ kind, from, closed }) => kind === 'attribute' && !closed && ONE_NAME.test(before.slice(from)),
  );
  if (begun) return { kind: 'attribute', from: begun.from + 1, text: before.slice(begun.from + 1) };
  const last = pieces.at(-1);
  if (last === undefined) return { kind: 'name', from: before.length, text: '' };
  const text = before.slice(last.from, last.to);
  const isTouched = last.to === before.length;
  if (last.kind === 'name' && isTouched) return { kind: 'name', from: last.from, text };
  const opensValue = last.kind === 'comma' || last.kind === 'relation' || text === '(';
  return opensValue ? { kind: 'name', from: before.length, text: '' } : { kind: 'nothing' };
}

function callAround(before: string, pieces: readonly Piece[]): CallAt | undefined {
  const open: { name: string; argument: number }[] = [];
  for (const [index, { kind, from, to }] of pieces.entries()) {
    const text = before.slice(from, to);
    if (text === '(') {
      const called = pieces[index - 1];
      open.push({ name: called?.kind === 'name' ? before.slice(called.from, called.to) : '', argument: 0 });
    } else if (text === ')') open.pop();
    else if (kind === 'comma') {
      const call = open.at(-1);
      if (call) call.argument += 1;
    }
  }
  return open.at(-1);
}
