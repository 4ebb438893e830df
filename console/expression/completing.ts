/** What is offered, in CodeMirror's words. */
import { type CompletionContext, type CompletionResult, startCompletion } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { common } from '../text/common';
import { completionAt, type Proposal, type SourceAttribute } from './completion';

/** Nothing unasked where nothing is typed yet: a list that opens by itself over an empty field is in the way. */
export function proposalsOf(
  { state, pos, explicit }: CompletionContext,
  attributes: readonly SourceAttribute[],
): CompletionResult | null {
  const text = state.doc.toString();
  const completion = completionAt(text, pos, attributes, common.noValue);
  if (completion === undefined || completion.proposals.length === 0) return null;
  const isEmpty = completion.from === pos && text.charAt(pos - 1) !== '[';
  if (isEmpty && !explicit) return null;
  return { from: completion.from, options: completion.proposals.map(optionOf), filter: false };
}

function optionOf(proposal: Proposal) {
  const { label, detail, help, kind } = proposal;
  return {
    label,
    type: kind,
    ...(detail !== '' && { detail }),
    ...(help !== '' && { info: help }),
    apply: (view: EditorView, _chosen: unknown, from: number, to: number) => insert(view, proposal, from, to),
  };
}

function insert(view: EditorView, { insert: text, back }: Proposal, from: number, to: number): void {
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length - back },
    userEvent: 'input.complete',
  });
  if (back > 0) startCompletion(view);
}
