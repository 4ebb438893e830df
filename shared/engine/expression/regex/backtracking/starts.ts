/** Where a match may start: a pattern that begins with `^` or `.*` need not be tried behind every character. */
import { anyCharacter, anyInLine } from './characterTest';
import type { Starts } from './machine';
import type { PatternNode } from './tree';

/**
 * What `.*` cannot reach from one place, it cannot reach from later in the same line.
 *
 * @param refersBack then it matters what a group has taken, not only how far
 */
export function startsOf(node: PatternNode | undefined, refersBack: boolean): Starts {
  switch (node?.kind) {
    case 'sequence':
      return startsOf(node.items[0], refersBack);
    case 'capture':
      return refersBack ? 'anywhere' : startsOf(node.body, refersBack);
    case 'anchor':
      if (node.anchor === 'lineStart') return 'lineStarts';
      return node.anchor === 'start' || node.anchor === 'searchStart' ? 'here' : 'anywhere';
    case 'repeat':
      if (node.body.kind !== 'character' || node.most < Infinity) return 'anywhere';
      if (node.body.test === anyCharacter) return 'here';
      return node.body.test === anyInLine ? 'lineStarts' : 'anywhere';
    default:
      return 'anywhere';
  }
}
