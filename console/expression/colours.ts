/** Colours of an expression while it is typed, by the same pieces as where it is only read. */
import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { type PieceKind, piecesOf } from './tokens';

const LOOKS: Partial<Record<PieceKind, Decoration>> = {
  attribute: Decoration.mark({ class: 'at' }),
  text: Decoration.mark({ class: 'sg' }),
  number: Decoration.mark({ class: 'nr' }),
};
const CALL = Decoration.mark({ class: 'fn' });

function decorate({ state }: EditorView): DecorationSet {
  const text = state.doc.toString();
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of piecesOf(text)) {
    const look = kind === 'name' && text.charAt(to) === '(' ? CALL : LOOKS[kind];
    if (look) builder.add(from, to, look);
  }
  return builder.finish();
}

export const expressionColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update({ docChanged, view }: ViewUpdate): void {
      if (docChanged) this.decorations = decorate(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);
