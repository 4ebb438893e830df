/** Whom an outlet is told of: its scoping filter over what the source says of the person. */
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import { compileScope } from '../../engine/schema/scoping';
import type { ScopeFilter } from '../../engine/synchronizationSchema';
import type { JsonObject } from '../../scim/json';

/** @returns `undefined` where everybody is told of; what cannot be decided is not told */
export function createWhom(
  where: ScopeFilter | null,
  { sourceAttribute }: CompiledSchema,
): ((data: JsonObject | null) => boolean) | undefined {
  if (where === null) return undefined;
  const compilation = compileScope(where, new Map());
  if (!compilation.ok) return () => false; // checked when it was saved
  return (data) => {
    if (data === null) return false;
    const verdict = compilation.scope.evaluate((name) => sourceAttribute(name).read(data));
    return verdict.undecided === undefined && verdict.inScope;
  };
}
