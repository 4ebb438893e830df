/**
 * Compiles a pattern's tree to steps, from its end to its start: each step knows what comes next. A look-behind is compiled
 * to run backward over the text, as .NET does it.
 */
import { ACCEPT, type Machine, type Step } from './machine';
import { compileCharacterRepeat, compileLoop } from './repetition';
import type { Anchor, LookNode, PatternNode, ReferenceNode, RepeatNode } from './tree';

export interface StepProgram {
  readonly first: Step;
  readonly registerCount: number;
}

/** The registers that hold where a group's stretch starts and ends. */
export function startRegister(group: number): number {
  return (group - 1) * 2;
}

export function endRegister(group: number): number {
  return startRegister(group) + 1;
}

export function compileSteps(root: PatternNode, groupCount: number): StepProgram {
  const compiler = new StepCompiler(groupCount * 2);
  const first = compiler.compile(root, ACCEPT, false);
  return { first, registerCount: compiler.registerCount };
}

const HOLDS: Readonly<Record<Anchor, (machine: Machine) => boolean>> = {
  start: ({ position }) => position === 0,
  lineStart: (machine) => machine.atLineStart(),
  end: ({ position, text }) => position === text.length,
  lastLineEnd: (machine) => machine.atLastLineEnd(),
  lineEnd: (machine) => machine.atLineEnd(),
  boundary: (machine) => machine.atBoundary(),
  noBoundary: (machine) => !machine.atBoundary(),
  searchStart: ({ position, searchStart }) => position === searchStart,
};

class StepCompiler {
  registerCount: number;

  constructor(registerCount: number) {
    this.registerCount = registerCount;
  }

  /** @param next what follows when the node has matched */
  compile(node: PatternNode, next: Step, backward: boolean): Step {
    switch (node.kind) {
      case 'character': {
        const { test } = node;
        return (machine) => (machine.take(test, backward) ? next : undefined);
      }
      case 'anchor': {
        const holds = HOLDS[node.anchor];
        return (machine) => (holds(machine) ? next : undefined);
      }
      case 'sequence': {
        let following = next;
        const fromItsEnd = backward ? node.items : node.items.toReversed();
        for (const item of fromItsEnd) following = this.compile(item, following, backward);
        return following;
      }
      case 'choice':
        return oneAfterTheOther(node.branches.map((branch) => this.compile(branch, next, backward)));
      case 'repeat':
        return this.compileRepeat(node, next, backward);
      case 'capture':
        return this.compileCapture(node.group, node.body, next, backward);
      case 'reference':
        return compileReference(node, next, backward);
      case 'atomic':
        return this.compileAtomic(node.body, next, backward);
      case 'look':
        return node.negative ? this.compileNegativeLook(node, next) : this.compileLook(node, next);
    }
  }

  private newRegister(): number {
    this.registerCount += 1;
    return this.registerCount - 1;
  }

  private compileRepeat({ body, least, most, lazy }: RepeatNode, next: Step, backward: boolean): Step {
    if (most === 0) return next;
    if (body.kind === 'character') return compileCharacterRepeat(body.test, { least, most, lazy, backward }, next);
    if (least === 0 && most === 1) {
      const once = this.compile(body, next, backward);
      return oneAfterTheOther(lazy ? [next, once] : [once, next]);
    }
    const registers = { count: this.newRegister(), turnStart: this.newRegister() };
    return compileLoop((again) => this.compile(body, again, backward), { least, most, lazy }, registers, next);
  }

  /** A group has what it took last; what it takes counts from when it closes. */
  private compileCapture(group: number, body: PatternNode, next: Step, backward: boolean): Step {
    const opened = this.newRegister();
    const inside = this.compile(
      body,
      (machine) => {
        const { position } = machine;
        machine.set(startRegister(group), Math.min(machine.get(opened), position));
        machine.set(endRegister(group), Math.max(machine.get(opened), position));
        return next;
      },
      backward,
    );
    return (machine) => {
      machine.set(opened, machine.position);
      return inside;
    };
  }

  /** What has matched once is not tried in another way. */
  private compileAtomic(body: PatternNode, next: Step, backward: boolean): Step {
    const choices = this.newRegister();
    const inside = this.compile(
      body,
      (machine) => {
        machine.cut(machine.get(choices));
        return next;
      },
      backward,
    );
    return (machine) => {
      machine.set(choices, machine.choices);
      return inside;
    };
  }

  private compileLook({ body, behind }: LookNode, next: Step): Step {
    const choices = this.newRegister();
    const origin = this.newRegister();
    const inside = this.compile(
      body,
      (machine) => {
        machine.cut(machine.get(choices));
        machine.position = machine.get(origin);
        return next;
      },
      behind,
    );
    return (machine) => {
      machine.set(choices, machine.choices);
      machine.set(origin, machine.position);
      return inside;
    };
  }

  /** Going on is kept as the way to take where the inside leads nowhere; where it matches, that way is forgotten. */
  private compileNegativeLook({ body, behind }: LookNode, next: Step): Step {
    const choices = this.newRegister();
    const inside = this.compile(
      body,
      (machine) => {
        machine.cut(machine.get(choices));
        return undefined;
      },
      behind,
    );
    return (machine) => {
      machine.set(choices, machine.choices);
      machine.keep(next);
      return inside;
    };
  }
}

/** Each way is tried when those before it have led nowhere. */
function oneAfterTheOther(ways: readonly Step[]): Step {
  return ways.reduceRight((others, way) => (machine) => {
    machine.keep(others);
    return way;
  });
}

/** A group that took no part is nothing to refer to, and does not match. */
function compileReference({ group, ignoreCase }: ReferenceNode, next: Step, backward: boolean): Step {
  return (machine) => {
    const start = machine.get(startRegister(group));
    const taken = start >= 0 && machine.takeAgain(start, machine.get(endRegister(group)), ignoreCase, backward);
    return taken ? next : undefined;
  };
}
