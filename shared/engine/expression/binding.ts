/** Matches a call's slots to its function's parameters, and says in the entry's own words what does not fit. */
import { type FunctionEntry, type Parameter, signature } from './functionEntry';

export type Binding<S> =
  | {
      readonly ok: true;
      /** One for each parameter that does not repeat; `null` where an optional argument is absent. */
      readonly args: readonly (S | null)[];
      readonly rest: readonly S[];
    }
  | { readonly ok: false; readonly message: string };

export function bind<S>(entry: FunctionEntry, slots: readonly (S | null)[]): Binding<S> {
  const args: (S | null)[] = [];
  let used = 0;
  for (const parameter of entry.parameters) {
    if (parameter.repeats) return bindRest(entry, parameter, args, slots.slice(used));
    if (parameter.omittable && slots.length === entry.parameters.length - 1) {
      args.push(null);
      continue;
    }
    const slot = slots[used] ?? null;
    used += 1;
    if (parameter.required && slot === null) return refuse(entry, `needs ${parameter.name}`);
    args.push(slot);
  }
  if (slots.length > used) {
    return refuse(entry, `takes ${count(entry.parameters.length, 'argument')}, and ${slots.length} are given`);
  }
  return { ok: true, args, rest: [] };
}

function bindRest<S>(
  entry: FunctionEntry,
  { name, repeats = { atLeast: 0 } }: Parameter,
  args: readonly (S | null)[],
  slots: readonly (S | null)[],
): Binding<S> {
  const rest = slots.filter((slot) => slot !== null);
  if (repeats.inPairs && (rest.length < slots.length || rest.length % 2 > 0)) {
    return refuse(entry, `needs its ${name} arguments in pairs, none of them empty`);
  }
  if (rest.length < repeats.atLeast) {
    return refuse(entry, `needs at least ${count(repeats.atLeast, `${name} argument`)}`);
  }
  return { ok: true, args, rest };
}

function refuse(entry: FunctionEntry, problem: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `${entry.name} ${problem}: ${signature(entry)}.` };
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}
