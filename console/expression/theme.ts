/** The editor's look, by the tokens of the page, which reach into its shadow root. No image: the policy refuses `data:`. */
import { EditorView } from '@codemirror/view';

const RAISED = {
  background: 'var(--raised)',
  color: 'var(--text)',
  border: '1px solid var(--line)',
  borderRadius: 'var(--radius)',
  boxShadow: 'var(--shadow-l)',
};

export const editorTheme = EditorView.theme({
  '&': {
    font: '12.5px / 20px var(--mono)',
    color: 'var(--text)',
    background: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '1px' },
  '.cm-content': { padding: '8px 0', minHeight: '64px', caretColor: 'var(--text)', fontFamily: 'var(--mono)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-scroller': { lineHeight: '20px', fontFamily: 'var(--mono)' },
  '.fn': { color: 'var(--accent)' },
  '.at': { color: 'var(--ok)' },
  '.sg': { color: 'var(--warn)' },
  '.nr': { color: 'var(--held)' },
  '.fault': { textDecoration: 'underline wavy var(--fail)', textUnderlineOffset: '3px' },
  '.cm-tooltip': RAISED,
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: 'var(--t-s)', fontFamily: 'var(--mono)', maxHeight: '220px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '20px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--selected)', color: 'var(--text)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal', marginLeft: '8px' },
  // The drawer stands at the right edge: what explains a choice stands below the list, not beside it.
  '.cm-completionInfo': {
    ...RAISED,
    font: 'var(--t-xs)',
    padding: '8px 10px',
    maxWidth: '280px',
    whiteSpace: 'pre-wrap',
  },
});
