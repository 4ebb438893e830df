/** Where in the text a fault is underlined: the piece that its column points to. */
import type { ExpressionFault } from '../../shared/engine/expression/contract';
import { piecesOf } from './tokens';

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export function marksOf(text: string, faults: readonly ExpressionFault[]): readonly Mark[] {
  const pieces = piecesOf(text);
  return faults.map(({ column, message }) => {
    const at = Math.min(Math.max(column - 1, 0), text.length);
    const piece = pieces.find(({ from, to }) => from <= at && at < to);
    // At the end something is missing: the last character is what can be underlined.
    const from = piece?.from ?? Math.max(0, text.length - 1);
    return { from, to: piece?.to ?? text.length, message };
  });
}
