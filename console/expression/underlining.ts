/** The faults of an expression where it is typed: underlined, told to whoever points there, and said of the field to who hears it. */
import { type Extension, StateEffect, StateField, type TransactionSpec } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Mark } from './marks';

interface Underlined {
  readonly marks: readonly Mark[];
  readonly decorations: DecorationSet;
}

const NONE: Underlined = { marks: [], decorations: Decoration.none };
const setMarks = StateEffect.define<readonly Mark[]>();

/** The marks of another text than the editor has by now may lie behind its end: those are cut. */
function underline(marks: readonly Mark[], length: number): Underlined {
  const ranges = marks.flatMap(({ from, to, message }) =>
    from < Math.min(to, length)
      ? [Decoration.mark({ class: 'fault', attributes: { title: message } }).range(from, Math.min(to, length))]
      : [],
  );
  return { marks, decorations: Decoration.set(ranges, true) };
}

const field = StateField.define<Underlined>({
  create: () => NONE,
  update(underlined, { effects, changes, newDoc }) {
    const told = effects.find((effect) => effect.is(setMarks));
    if (told?.is(setMarks)) return underline(told.value, newDoc.length);
    return { ...underlined, decorations: underlined.decorations.map(changes) };
  },
});

/** Said where the field itself is read: the list below it is outside of the editor's shadow root, where no id leads. */
const saidOfField = EditorView.contentAttributes.of((view): Record<string, string> => {
  const { marks } = view.state.field(field);
  if (marks.length === 0) return { 'aria-invalid': 'false' };
  return { 'aria-invalid': 'true', 'aria-description': marks.map(({ message }) => message).join(' ') };
});

export const underlining: Extension = [
  field,
  EditorView.decorations.of((view) => view.state.field(field).decorations),
  saidOfField,
];

/** @param marks in the place of those that were underlined before */
export const underlined = (marks: readonly Mark[]): TransactionSpec => ({ effects: setMarks.of(marks) });
