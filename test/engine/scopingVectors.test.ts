/** Every filter vector of the specification (format: spec/engine.md 14), each by its id. */

import { compileScope } from '../../shared/engine/schema/scoping';
import type { AttributeType, ScopeFilter } from '../../shared/engine/synchronizationSchema';
import type { Value } from '../../shared/value';
import vectors from '../vectors/filter-vectors.json';

interface Vector {
  readonly id: string;
  readonly note: string;
  readonly filter: ScopeFilter;
  readonly attributeTypes: Readonly<Record<string, AttributeType>>;
  readonly source: Readonly<Record<string, Value>>;
  readonly expected: boolean | { readonly error: 'config' };
}

test.each(vectors as unknown as readonly Vector[])('$id $note', ({ filter, attributeTypes, source, expected }) => {
  const declared = Object.entries(attributeTypes).map(([name, type]) => [name, { type, multivalued: false }] as const);
  const compilation = compileScope(filter, new Map(declared));
  const outcome = compilation.ok
    ? compilation.scope.evaluate((name) => source[name] ?? null).inScope
    : { error: 'config' };
  expect(outcome).toEqual(expected);
});
