/** Whether people can be matched: some mapping is meant for it, and each that is can be looked up (spec/engine.md 6). */

import { compileExpression } from '../../expression';
import type { AttributeMapping } from '../../synchronizationSchema';
import { OBJECT_FILTER } from '../compileMapping';
import type { MappingEnds } from './checkMappings';
import type { Report } from './faults';

/** @param path place of the list of mappings */
export function checkMatching(
  mappings: readonly AttributeMapping[],
  ends: MappingEnds,
  path: string,
  report: Report,
): void {
  if (!mappings.some(({ matchingPriority }) => matchingPriority > 0)) {
    report(path, 'NoMatchingAttribute', 'At least one mapping must have a matchingPriority above 0.');
  }
  mappings.forEach((mapping, index) => {
    const place = `${path}[${index}].matchingPriority`;
    if (mapping.matchingPriority < 0) {
      report(place, 'InvalidValue', `${place} must be 0 or more, got ${mapping.matchingPriority}.`);
    } else if (mapping.matchingPriority > 0) {
      const obstacle = obstacleTo(mapping, ends);
      if (obstacle) report(place, 'InvalidMatching', `${mapping.targetAttributeName} cannot be matched: ${obstacle}.`);
    }
  });
}

/** Why the target cannot be searched for what the mapping gives. */
function obstacleTo(
  { source, targetAttributeName }: AttributeMapping,
  { target, targetName }: MappingEnds,
): string | undefined {
  if (source === null) return 'its mapping has no source';
  if (targetAttributeName === OBJECT_FILTER.name) return 'it is no attribute of accounts';
  const definition = target.get(targetAttributeName);
  if (definition?.type === 'Reference') return 'it is a reference';
  if (definition?.multivalued) return 'it is multi-valued';
  if (definition?.mutability === 'WriteOnly') return 'it cannot be read';
  if (targetName === ENTRA && /^extensionAttribute\d+$/.test(targetAttributeName)) {
    return 'Microsoft Entra ID does not find accounts by extension attributes; use employeeId';
  }
  const compilation = compileExpression(source.expression);
  if (!compilation.ok) return undefined; // reported as such
  if (compilation.expression.selectsUniqueValue) return 'SelectUniqueValue gives a value that no account has';
  return compilation.expression.volatile ? 'the expression gives another value each time' : undefined;
}

const ENTRA = 'Azure Active Directory';
