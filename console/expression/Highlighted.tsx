/** An expression in colours, to read: what it calls, reads and writes out. */
import { type PieceKind, piecesOf } from './tokens';

const CLASSES: Partial<Record<PieceKind, string>> = { attribute: 'at', text: 'sg', number: 'nr' };

export function Highlighted({ expression }: { expression: string }) {
  const pieces = piecesOf(expression);
  return (
    <code class="expression">
      {pieces.map(({ kind, from, to }, index) => {
        const before = expression.slice(pieces[index - 1]?.to ?? 0, from);
        const isCalled = kind === 'name' && expression.charAt(to) === '(';
        const look = isCalled ? 'fn' : CLASSES[kind];
        return (
          <span key={`${from}`} class={look}>
            {before}
            {expression.slice(from, to)}
          </span>
        );
      })}
    </code>
  );
}
