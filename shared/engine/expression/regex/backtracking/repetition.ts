/** Repetitions as steps. */
import type { CharacterTest } from './characterTest';
import type { Step } from './machine';
import type { RepeatNode } from './tree';

type Limits = Pick<RepeatNode, 'least' | 'most' | 'lazy'>;

/** One character again and again, which nearly all repetitions are: one step, and one for each that is given back. */
export function compileCharacterRepeat(
  test: CharacterTest,
  { least, most, lazy, backward }: Limits & { readonly backward: boolean },
  next: Step,
): Step {
  const more: Step = (machine) => {
    const left = machine.kept;
    if (!machine.take(test, backward)) return undefined;
    if (left > 1) machine.keep(more, left - 1);
    return next;
  };
  const fewer: Step = (machine) => {
    const shortest = machine.kept;
    machine.position = machine.beside(machine.position, !backward);
    if (machine.position !== shortest) machine.keep(fewer, shortest);
    return next;
  };
  return (machine) => {
    const wanted = lazy ? least : most;
    let shortest = machine.position;
    let taken = 0;
    while (taken < wanted && machine.take(test, backward)) {
      taken += 1;
      if (taken === least) shortest = machine.position;
    }
    machine.spend(taken);
    if (taken < least) return undefined;
    if (lazy) {
      if (most > least) machine.keep(more, most - least);
    } else if (taken > least) {
      machine.keep(fewer, shortest);
    }
    return next;
  };
}

/**
 * Anything else again and again. A turn that takes nothing is the last, as in .NET: all that may follow would be the same.
 *
 * @param compileBody gives the body's steps, with what to do after a turn
 * @param registers where the turns are counted, and where the current one began
 */
export function compileLoop(
  compileBody: (again: Step) => Step,
  { least, most, lazy }: Limits,
  registers: { readonly count: number; readonly turnStart: number },
  next: Step,
): Step {
  const { count, turnStart } = registers;
  const turn: Step = (machine) => {
    machine.set(count, machine.get(count) + 1);
    machine.set(turnStart, machine.position);
    return body;
  };
  const again: Step = (machine) => {
    const turns = machine.get(count);
    const tookNothing = turns > 0 && machine.get(turnStart) === machine.position;
    if (tookNothing || turns >= most) return next;
    if (turns < least) return turn;
    machine.keep(lazy ? turn : next);
    return lazy ? next : turn;
  };
  const body = compileBody(again);
  return (machine) => {
    machine.set(count, 0);
    return again;
  };
}
