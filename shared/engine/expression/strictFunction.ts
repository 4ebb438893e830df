/**
 * Functions that need all their arguments: each is read by its parameter's type and handed to the body. Where a parameter
 * takes single values and its argument has several, the body runs for each (spec/engine.md 1.5).
 */
import type { Scalar, Value } from '../../value';
import { bounded, checkLength, ListBuilder } from './bounds';
import { isList, quoted } from './coercion';
import type { EvaluationContext } from './contract';
import { type Evaluate, EvaluationFailure, type Outcome, requireValue } from './evaluation';
import type { Argument, BoundCall, CallSite, FunctionEntry, Parameter } from './functionEntry';

type Read<P extends readonly Parameter[]> = { [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

type TypedBody<P extends readonly Parameter[]> = (...args: [...Read<P>, CallSite, EvaluationContext]) => Outcome;

export interface StrictFunction<P extends readonly Parameter[]> extends Omit<FunctionEntry, 'compile' | 'parameters'> {
  readonly parameters: P;
  readonly body: TypedBody<P>;
}

export function strictFunction<const P extends readonly Parameter[]>(definition: StrictFunction<P>): FunctionEntry {
  const { body, ...entry } = definition;
  return { ...entry, compile: strict(entry.parameters, body) };
}

/** A body once the types of its parameters have been checked against it. */
type Body = (...args: readonly unknown[]) => Outcome;

/** How a function with these parameters and this body compiles a call. */
export function strict<const P extends readonly Parameter[]>(
  parameters: P,
  typedBody: TypedBody<P>,
): FunctionEntry['compile'] {
  const body = typedBody as unknown as Body;
  return ({ args, rest, site }: BoundCall): Evaluate => {
    const slots = parameters.map((parameter, index) =>
      parameter.repeats ? restSlot(parameter, rest, site) : argumentSlot(parameter, args[index], site),
    );
    return callWith(slots, body, site);
  };
}

interface Slot {
  readonly name: string;
  readonly single: boolean;
  readonly evaluate: Evaluate;
  readonly read: (value: Value) => unknown;
}

function callWith(slots: readonly Slot[], body: Body, site: CallSite): Evaluate {
  const [first, second] = slots;
  if (!first) return (_read, context) => bounded(body(site, context), site);

  // Most calls have one argument or two, and then nothing needs an array.
  if (slots.length === 1) {
    return (read, context) => {
      const value = requireValue(first.evaluate(read, context));
      if (first.single && isList(value)) return forEachValue(slots, [value], body, site, context);
      return bounded(body(first.read(value), site, context), site);
    };
  }
  if (second && slots.length === 2) {
    return (read, context) => {
      const one = requireValue(first.evaluate(read, context));
      const two = requireValue(second.evaluate(read, context));
      if ((first.single && isList(one)) || (second.single && isList(two))) {
        return forEachValue(slots, [one, two], body, site, context);
      }
      return bounded(body(first.read(one), second.read(two), site, context), site);
    };
  }
  return (read, context) => {
    const values: Value[] = [];
    let hasList = false;
    for (const { evaluate, single } of slots) {
      const value = requireValue(evaluate(read, context));
      hasList ||= single && isList(value);
      values.push(value);
    }
    if (hasList) return forEachValue(slots, values, body, site, context);
    return bounded(body(...readAll(slots, values), site, context), site);
  };
}

function readAll(slots: readonly Slot[], values: readonly Value[]): unknown[] {
  const args: unknown[] = [];
  for (const [index, slot] of slots.entries()) args.push(slot.read(values[index] ?? null));
  return args;
}

function forEachValue(
  slots: readonly Slot[],
  values: readonly Value[],
  body: Body,
  site: CallSite,
  context: EvaluationContext,
): Value {
  const lists = slots.flatMap(({ name, single }, index) => {
    const value = values[index];
    return single && isList(value) ? [{ name, index, value }] : [];
  });
  const [list, second] = lists;
  if (!list || second) {
    return site.fail(`${lists.map(({ name }) => name).join(' and ')} have several values each; only one of them may.`);
  }
  const results = new ListBuilder(site);
  for (const value of list.value) {
    const args = readAll(slots, values.with(list.index, value));
    results.add(requireValue(body(...args, site, context)));
  }
  return results.list();
}

function argumentSlot({ name, type }: Parameter, argument: Argument | undefined, site: CallSite): Slot {
  if (!argument) return { name, single: false, evaluate: () => null, read: () => undefined };
  const { single } = type;
  const read = (value: Value) =>
    type.read(value, {
      reject(expected, given) {
        const message = `${site.name}: ${name} must be ${expected}, got ${quoted(given)}.`;
        throw new EvaluationFailure(message, argument.node.column);
      },
    });
  const { constant } = argument;
  if (constant === undefined || isList(constant)) return { name, single, evaluate: argument.evaluate, read };
  return { name, single: false, evaluate: () => null, read: readOnce(() => read(constant)) };
}

/** Reads a constant when the expression is compiled. One that cannot be read fails only if its branch is ever taken. */
function readOnce(read: () => unknown): () => unknown {
  try {
    const value = read();
    return () => value;
  } catch (thrown) {
    if (thrown instanceof EvaluationFailure) return read;
    throw thrown;
  }
}

/** The arguments of a parameter that repeats are one list: every value of each of them, nulls left out. */
function restSlot({ name }: Parameter, rest: readonly Argument[], site: CallSite): Slot {
  const sources = rest.map(({ evaluate }) => evaluate);
  const evaluate: Evaluate = (read, context) => {
    const values: Scalar[] = [];
    for (const source of sources) {
      const value = requireValue(source(read, context));
      if (isList(value)) for (const each of value) values.push(each);
      else if (value !== null) values.push(value);
      checkLength(values.length, site);
    }
    return values;
  };
  return { name, single: false, evaluate, read: (values) => values };
}
