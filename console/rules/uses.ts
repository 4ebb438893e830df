/** What mappings read, and who else reads the same. */
import { compileExpression } from '../../shared/engine/expression';
import type { AttributeMapping } from '../../shared/engine/synchronizationSchema';

/** Source attributes of an expression; of one that does not compile, none. */
export function readBy({ source }: AttributeMapping): readonly string[] {
  if (source === null) return [];
  const compilation = compileExpression(source.expression);
  return compilation.ok ? compilation.expression.attributes : [];
}

export function usesOf(mapping: AttributeMapping, all: readonly AttributeMapping[]) {
  const others = all.filter(({ targetAttributeName }) => targetAttributeName !== mapping.targetAttributeName);
  return readBy(mapping).map((name) => ({
    name,
    others: others
      .filter((other) => readBy(other).includes(name))
      .map((other) => ({ target: other.targetAttributeName, expression: other.source?.expression ?? '' })),
  }));
}
