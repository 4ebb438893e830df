/** How long what a look-behind looks at can get. */
import { PatternRefusal } from '../refusal';
import type { PatternNode } from './tree';

/** @throws {PatternRefusal} at the first look-behind that may look at a stretch of any length */
export function refuseUnbounded(root: PatternNode): void {
  const lengths = new Map<number, number>();
  visit(root, (node) => {
    if (node.kind !== 'capture') return;
    const length = longest(node.body, NONE_KNOWN);
    lengths.set(node.group, Math.max(length, lengths.get(node.group) ?? 0));
  });
  visit(root, (node) => {
    if (node.kind !== 'look' || !node.behind || longest(node.body, lengths) < Infinity) return;
    throw new PatternRefusal('A look-behind must have a greatest length; write {0,20} rather than * in it.', node.at);
  });
}

const NONE_KNOWN: ReadonlyMap<number, number> = new Map();

/** @param groups the greatest length of each group, where it is known */
function longest(node: PatternNode, groups: ReadonlyMap<number, number>): number {
  switch (node.kind) {
    case 'character':
      return 1;
    case 'anchor':
    case 'look':
      return 0;
    case 'reference':
      return groups.get(node.group) ?? Infinity;
    case 'sequence':
      return node.items.reduce((sum, item) => sum + longest(item, groups), 0);
    case 'choice':
      return Math.max(...node.branches.map((branch) => longest(branch, groups)));
    case 'repeat': {
      const once = longest(node.body, groups);
      return once === 0 || node.most === 0 ? 0 : once * node.most;
    }
    case 'capture':
    case 'atomic':
      return longest(node.body, groups);
  }
}

function visit(node: PatternNode, see: (node: PatternNode) => void): void {
  see(node);
  for (const part of partsOf(node)) visit(part, see);
}

function partsOf(node: PatternNode): readonly PatternNode[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'choice':
      return node.branches;
    case 'repeat':
    case 'look':
    case 'capture':
    case 'atomic':
      return [node.body];
    default:
      return [];
  }
}
