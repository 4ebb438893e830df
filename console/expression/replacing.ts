/**
 * What is typed over a selection. Left to the browser, it keeps the colours of what it replaces in a style attribute, which
 * the policy of the page refuses and reports.
 */
import { EditorView } from '@codemirror/view';

export const typedOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event;
    if (inputType !== 'insertText' || !data || view.composing || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});
