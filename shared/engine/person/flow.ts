/** Whether a mapped value flows into an account, by the mapping's flow type and what the account holds (spec/engine.md 3.2). */

import type { JsonObject } from '../../scim/json';
import { isEmpty, listOf, type Value } from '../../value';
import { type CompiledMapping, readsNothing } from '../schema/compileMapping';
import { missingValues, sameValue } from '../values/compare';
import { holdsNone } from '../values/none';

/**
 * What to write, `null` to clear; `undefined` when the value does not flow or the account has it already. References are
 * compared by whoever knows the account they point to, so they count as different here.
 */
export function nextValue(mapping: CompiledMapping, value: Value, current: Value): Value | undefined {
  if (value === null) return holdsNone(mapping.definition.name, current) ? undefined : null;
  const always = mapping.isReference || mapping.mapping.flowBehavior === 'FlowAlways';
  if (!always && sameValue(value, current, mapping.keyOf)) return undefined;
  if (isEmpty(current)) return value;
  const { multivalued } = mapping.definition;
  switch (mapping.flow) {
    case 'AttributeAddOnly':
      return undefined;
    case 'MultiValueAddOnly':
      return multivalued ? withAdditions(mapping, value, current) : undefined;
    case 'ValueAddOnly':
      return multivalued ? withAdditions(mapping, value, current) : value;
    case 'Always':
    case 'ObjectAddOnly':
      return value;
  }
}

/** The union, where there is anything to add: additions flow, removals do not. */
function withAdditions({ keyOf }: CompiledMapping, value: Value, current: Value): Value | undefined {
  const additions = missingValues(value, current, keyOf);
  return additions.length === 0 ? undefined : [...listOf(current), ...additions];
}

/**
 * What the source said to be none was to be cleared, and is not: the other gate is shut, or the flow type lets no clear
 * through.
 */
export function keepsUncleared(mapping: CompiledMapping, data: JsonObject, current: Value): boolean {
  const { flowsNull, sources, definition } = mapping;
  const isMeant = mapping.mapping.flowNullValues === true && !flowsNull && sources.length > 0;
  const wasSaid = () => sources.every((source) => source.said(data)) && readsNothing(mapping, data);
  return isMeant && !holdsNone(definition.name, current) && wasSaid();
}
