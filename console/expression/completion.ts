/** What may stand where somebody types: functions with help and example, the person's attributes with their values. */
import { type FunctionEntry, signature } from '../../shared/engine/expression/functionEntry';
import { FUNCTIONS } from '../../shared/engine/expression/functions/catalogue';
import { CONSTANT_NAMES } from '../../shared/engine/expression/syntax';
import { type CallAt, cursorAt } from './cursor';

export interface SourceAttribute {
  readonly name: string;
  /** Of the person the mapping is tried on, as text; `null` for no value, `undefined` where nobody is chosen. */
  readonly value: string | null | undefined;
}

export interface Proposal {
  readonly label: string;
  readonly kind: 'function' | 'attribute' | 'constant';
  /** Behind the label, in short: the parameters, or the person's value. */
  readonly detail: string;
  /** What it does, for who looks longer; empty where the label says it. */
  readonly help: string;
  /** What is put in place of what was typed. */
  readonly insert: string;
  /** How far from the end of what is put in the cursor then stands. */
  readonly back: number;
}

export interface Completion {
  /** Offset from which on the text is replaced, up to the cursor. */
  readonly from: number;
  readonly proposals: readonly Proposal[];
}

/** @returns `undefined` where there is nothing to complete */
export function completionAt(
  expression: string,
  offset: number,
  attributes: readonly SourceAttribute[],
  none: string,
): Completion | undefined {
  const { typed } = cursorAt(expression, offset);
  if (typed.kind === 'nothing') return undefined;
  const isClosed = expression.charAt(offset) === ']';
  const all =
    typed.kind === 'attribute'
      ? attributes.map((each) => attributeProposal(each, none, isClosed ? each.name : `${each.name}]`))
      : [
          ...attributes.map((each) => attributeProposal(each, none, `[${each.name}]`)),
          ...[...FUNCTIONS.values()].map(functionProposal),
          ...CONSTANT_NAMES.map(constantProposal),
        ];
  return { from: typed.from, proposals: matching(all, typed.text) };
}

function attributeProposal({ name, value }: SourceAttribute, none: string, insert: string): Proposal {
  return {
    label: name,
    kind: 'attribute',
    detail: value === undefined ? '' : (value ?? none),
    help: '',
    insert,
    back: 0,
  };
}

function functionProposal(entry: FunctionEntry): Proposal {
  const takesNothing = entry.parameters.length === 0;
  return {
    label: entry.name,
    kind: 'function',
    detail: signature(entry).slice(entry.name.length),
    help: `${entry.help}\n${entry.example.expression}`,
    insert: `${entry.name}()`,
    back: takesNothing ? 0 : 1,
  };
}

function constantProposal(name: string): Proposal {
  return { label: name, kind: 'constant', detail: '', help: '', insert: name, back: 0 };
}

/** Those that begin with what was typed first, then those that hold it; case does not matter. */
function matching(proposals: readonly Proposal[], typed: string): readonly Proposal[] {
  const wanted = typed.trim().toLowerCase();
  const starts = proposals.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const holds = proposals.filter(
    ({ label }) => !label.toLowerCase().startsWith(wanted) && label.toLowerCase().includes(wanted),
  );
  return [...starts, ...holds];
}

export interface SignatureHelp {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Which of them is being typed; past the last one, the last one, which then repeats. */
  readonly active: number;
  readonly help: string;
}

/** @returns `undefined` outside of a call, or for a function there is not */
export function signatureAt(expression: string, offset: number): SignatureHelp | undefined {
  const { call } = cursorAt(expression, offset);
  const entry = call && FUNCTIONS.get(call.name);
  return entry && helpOf(entry, call);
}

function helpOf(entry: FunctionEntry, { argument }: CallAt): SignatureHelp {
  const parameters = entry.parameters.map(({ name, required, repeats }) =>
    repeats ? `${name}, …` : required ? name : `${name}?`,
  );
  return { name: entry.name, parameters, active: Math.min(argument, parameters.length - 1), help: entry.help };
}
