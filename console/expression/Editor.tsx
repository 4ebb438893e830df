/**
 * The expression editor: CodeMirror in a shadow root, where its styles are adopted sheets and pass the policy of the page
 * (spec/console.md 3). What it completes, marks and colours is this folder's own, and so the engine's.
 */
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, type KeyBinding, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import { expressionColours } from './colours';
import { proposalsOf } from './completing';
import type { SourceAttribute } from './completion';
import type { Mark } from './marks';
import { typedOverSelection } from './replacing';
import { editorTheme } from './theme';
import { underlined, underlining } from './underlining';

interface EditorProps {
  readonly label: string;
  /** What it begins with. From then on it is the editor's own: give it another `key` to begin anew. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Where the cursor went. */
  readonly onCursor?: (offset: number) => void;
  readonly attributes: readonly SourceAttribute[];
  readonly marks: readonly Mark[];
  readonly readOnly?: boolean;
}

/** Out of the editor, and no further: the drawer around it closes by the same key, and would take along what was typed. */
const LEAVE: KeyBinding = {
  key: 'Escape',
  run: ({ contentDOM }) => {
    contentDOM.blur();
    return true;
  },
};

export default function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({ parent: root, root, state: stateOf(latest) });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => view.current?.dispatch(underlined(props.marks)), [props.marks]);

  // Named as CodeMirror's own element, which keys elsewhere on the page leave alone (state/keys.ts).
  return <div class="cm-editor editor" ref={host} />;
}

function stateOf(latest: { readonly current: EditorProps }): EditorState {
  const { value, label, readOnly = false } = latest.current;
  const extensions: Extension[] = [
    history(),
    closeBrackets(),
    autocompletion({
      override: [(context) => proposalsOf(context, latest.current.attributes)],
      icons: false,
      activateOnTyping: true,
    }),
    keymap.of([...completionKeymap, LEAVE, ...historyKeymap, ...standardKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
    EditorState.readOnly.of(readOnly),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      if (docChanged) latest.current.onChange(state.doc.toString());
      if (docChanged || selectionSet) latest.current.onCursor?.(state.selection.main.head);
    }),
    typedOverSelection,
    expressionColours,
    underlining,
    editorTheme,
  ];
  return EditorState.create({ doc: value, extensions });
}
