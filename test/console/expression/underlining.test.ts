import { EditorState } from '@codemirror/state';
import { type DecorationSet, EditorView } from '@codemirror/view';
import { underlined, underlining } from '../../../console/expression/underlining';

const MARK = { from: 0, to: 4, message: 'There is no function Jion.' };

/** What stands on the field and under its text, as an editor would ask for it. */
function shown(state: EditorState) {
  const view = { state } as EditorView;
  const attributes = state
    .facet(EditorView.contentAttributes)
    .map((each) => (each as (of: EditorView) => object)(view));
  const under: string[] = [];
  for (const each of state.facet(EditorView.decorations)) {
    const set = (each as (of: EditorView) => DecorationSet)(view);
    set.between(0, state.doc.length, (from, to, { spec }) => {
      under.push(`${state.sliceDoc(from, to)}: ${spec.attributes.title}`);
    });
  }
  return { under, ...Object.assign({}, ...attributes) };
}

const begun = EditorState.create({ doc: 'Jion([title])', extensions: underlining });
const marked = begun.update(underlined([MARK])).state;

test('a fault is underlined and said of the field, until it is gone', () => {
  expect(shown(begun)).toEqual({ under: [], 'aria-invalid': 'false' });
  expect(shown(marked)).toEqual({
    under: ['Jion: There is no function Jion.'],
    'aria-invalid': 'true',
    'aria-description': 'There is no function Jion.',
  });
  expect(shown(marked.update(underlined([])).state)).toEqual({ under: [], 'aria-invalid': 'false' });
});

test('what is typed in front moves it, and what is deleted takes it along', () => {
  const later = marked.update({ changes: { from: 0, insert: 'Trim(' } }).state;
  expect(shown(later).under).toEqual(['Jion: There is no function Jion.']);
  expect(shown(later.update({ changes: { from: 5, to: 9 } }).state).under).toEqual([]);
});

test.each([
  { name: 'behind the end', mark: { from: 20, to: 24 }, under: [] },
  { name: 'beyond the end', mark: { from: 12, to: 24 }, under: [')'] },
  { name: 'in an empty text', mark: { from: 0, to: 0 }, under: [] },
])('a mark $name of another text is cut', ({ mark, under }) => {
  const { state } = begun.update(underlined([{ ...mark, message: 'Late' }]));
  expect(shown(state).under).toEqual(under.map((text) => `${text}: Late`));
});
