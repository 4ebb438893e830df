/** Decisions (spec/engine.md 2.2): only the branch that is chosen is evaluated. */
import { ListBuilder } from '../bounds';
import { isList, isNull, isTrue, textOf } from '../coercion';
import { type Evaluate, requireValue } from '../evaluation';
import {
  type Argument,
  type CallSite,
  evaluateOf,
  type FunctionEntry,
  optional,
  repeating,
  required,
} from '../functionEntry';
import { anything, scalar } from '../parameterType';

const iif: FunctionEntry = {
  name: 'IIF',
  help: 'One value if the condition is True, another if not. A condition may compare with `=`, `<>`, `>`, `>=`, `<` and `<=`.',
  parameters: [required('condition', anything), required('valueIfTrue', anything), required('valueIfFalse', anything)],
  example: {
    expression: 'IIF(IsNullOrEmpty([department]), "Unassigned", [department])',
    source: {},
    expected: 'Unassigned',
  },
  compile({ args: [condition, valueIfTrue, valueIfFalse] }) {
    const holds = evaluateOf(condition);
    const ifTrue = evaluateOf(valueIfTrue);
    const ifFalse = evaluateOf(valueIfFalse);
    return (read, context) =>
      isTrue(requireValue(holds(read, context))) ? ifTrue(read, context) : ifFalse(read, context);
  },
};

/** The comparison is of text, ordinal and with case; null is empty text, so that the key `""` catches it. */
const switchEntry: FunctionEntry = {
  name: 'Switch',
  help: 'The value behind the first key that equals the source; the default if none does. The key "" also stands for a missing source.',
  parameters: [
    required('source', scalar),
    optional('defaultValue', anything),
    repeating('switchValue', { atLeast: 2, inPairs: true }),
  ],
  example: {
    expression: 'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney", "QLD", "Australia/Brisbane")',
    source: { state: 'QLD' },
    expected: 'Australia/Brisbane',
  },
  compile({ args: [source, defaultValue], rest, site }) {
    const subject = evaluateOf(source);
    const branchFor = chooser(casesOf(rest), evaluateOf(defaultValue), site);
    return (read, context) => {
      const value = requireValue(subject(read, context));
      if (!isList(value)) return branchFor(textOf(value), read, context)(read, context);
      const results = new ListBuilder(site);
      for (const each of value) results.add(requireValue(branchFor(textOf(each), read, context)(read, context)));
      return results.list();
    };
  },
};

interface Case {
  readonly key: Argument;
  readonly branch: Evaluate;
}

function casesOf(rest: readonly Argument[]): Case[] {
  return rest.flatMap((key, index) => {
    const value = rest[index + 1];
    return index % 2 === 0 && value ? [{ key, branch: value.evaluate }] : [];
  });
}

type Chooser = (subject: string, ...person: Parameters<Evaluate>) => Evaluate;

/** Constant keys, which nearly all are, are looked up; others are evaluated one after the other. */
function chooser(cases: readonly Case[], otherwise: Evaluate, site: CallSite): Chooser {
  const branches = new Map<string, Evaluate>();
  for (const { key, branch } of cases) {
    if (key.constant === undefined || isList(key.constant)) return scanner(cases, otherwise, site);
    const text = textOf(key.constant);
    if (!branches.has(text)) branches.set(text, branch);
  }
  return (subject) => branches.get(subject) ?? otherwise;
}

function scanner(cases: readonly Case[], otherwise: Evaluate, site: CallSite): Chooser {
  return (subject, read, context) => {
    for (const { key, branch } of cases) {
      const value = requireValue(key.evaluate(read, context));
      if (isList(value)) site.fail('a key must be a single value.');
      else if (textOf(value) === subject) return branch;
    }
    return otherwise;
  };
}

const coalesce: FunctionEntry = {
  name: 'Coalesce',
  help: 'The first source that is not null. Empty text is not null.',
  parameters: [repeating('source')],
  example: {
    expression: 'Coalesce([mail], [userPrincipalName], "none")',
    source: { userPrincipalName: 'ann@contoso.example' },
    expected: 'ann@contoso.example',
  },
  compile({ rest }) {
    const sources = rest.map(({ evaluate }) => evaluate);
    return (read, context) => {
      for (const source of sources) {
        const outcome = source(read, context);
        if (typeof outcome === 'symbol' || !isNull(outcome)) return outcome;
      }
      return null;
    };
  },
};

export const LOGIC_FUNCTIONS = [iif, switchEntry, coalesce];
