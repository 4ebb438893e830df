/**
 * Matches what RE2 cannot express: look-arounds, back-references, atomic groups, word boundaries in all scripts
 * (spec/payload.md 6). Such patterns may take more than linear time, so the steps are counted.
 */
import { afterCharacter } from '../../../values/characters';
import type { GroupTable } from '../groups';
import type { Match, Matcher } from '../match';
import { refuseUnbounded } from './lookBehind';
import { Machine, type Starts } from './machine';
import { startsOf } from './starts';
import { compileSteps, endRegister, type StepProgram, startRegister } from './stepCompiler';
import { parsePattern } from './treeParser';

/** For one text and pattern, all its matches together: some tens of milliseconds. */
export const MAX_STEPS = 1_000_000;

export class BacktrackingMatcher implements Matcher {
  readonly groups: GroupTable;
  private readonly program: StepProgram;
  private readonly starts: Starts;
  private readonly maxSteps: number;

  /**
   * @param lookBehind how far back a pattern may look
   * @throws {PatternRefusal}
   */
  constructor(pattern: string, lookBehind: 'bounded' | 'unbounded', maxSteps: number = MAX_STEPS) {
    const { root, groups, groupCount, refersBack } = parsePattern(pattern);
    if (lookBehind === 'bounded') refuseUnbounded(root);
    this.groups = groups;
    this.program = compileSteps(root, groupCount);
    this.starts = startsOf(root, refersBack);
    this.maxSteps = maxSteps;
  }

  test(text: string): boolean | undefined {
    return this.machineFor(text).search(this.program.first, 0, this.starts);
  }

  *matches(text: string, tooLong: () => never): Generator<Match> {
    const machine = this.machineFor(text);
    let from = 0;
    while (from <= text.length) {
      const found = machine.search(this.program.first, from, this.starts) ?? tooLong();
      if (!found) return;
      const match = this.read(machine);
      yield match;
      from = match.end > match.start ? match.end : afterCharacter(text, match.end);
    }
  }

  private machineFor(text: string): Machine {
    return new Machine(text, this.program.registerCount, this.maxSteps);
  }

  private read(machine: Machine): Match {
    const { numbers } = this.groups;
    return {
      start: machine.matchStart,
      end: machine.position,
      groupCount: numbers.length,
      group(number) {
        if (number === 0) return this;
        const own = numbers[number - 1] ?? 0;
        const start = machine.get(startRegister(own));
        return start < 0 ? undefined : { start, end: machine.get(endRegister(own)) };
      },
    };
  }
}
