/** Whether the rules of a schema lead somewhere: to directories and objects that exist, and from there to their mappings. */
import type {
  ObjectMapping,
  ScopeFilter,
  SynchronizationRule,
  SynchronizationSchema,
} from '../../synchronizationSchema';
import { attributesByName, findObject, userMapping } from '../schemaQueries';
import { compileScope } from '../scoping';
import { checkMappings, type MappingEnds, unknownAttribute } from './checkMappings';
import { checkMatching } from './checkMatching';
import type { Report } from './faults';

export function checkRules(schema: SynchronizationSchema, report: Report): void {
  schema.synchronizationRules.forEach((rule, index) => {
    const path = `synchronizationRules[${index}]`;
    const ends = ['sourceDirectoryName', 'targetDirectoryName'] as const;
    const unknown = ends.filter((end) => !schema.directories.some(({ name }) => name === rule[end]));
    for (const end of unknown) {
      report(`${path}.${end}`, 'UnknownDirectory', `There is no directory "${rule[end]}".`);
    }
    if (unknown.length > 0) return;
    rule.objectMappings.forEach((objectMapping, mappingIndex) => {
      const place = `${path}.objectMappings[${mappingIndex}]`;
      const found = findEnds(schema, rule, objectMapping, place, report);
      if (found !== undefined) checkObjectMapping(objectMapping, found, place, report);
    });
  });
  if (userMapping(schema) === undefined) {
    report(
      'synchronizationRules',
      'NoUserMapping',
      'There must be a rule with an object mapping whose source is User.',
    );
  }
}

function findEnds(
  schema: SynchronizationSchema,
  rule: SynchronizationRule,
  { sourceObjectName, targetObjectName }: ObjectMapping,
  path: string,
  report: Report,
): MappingEnds | undefined {
  const source = findObject(schema, rule.sourceDirectoryName, sourceObjectName);
  const target = findObject(schema, rule.targetDirectoryName, targetObjectName);
  if (source === undefined) {
    const message = `"${rule.sourceDirectoryName}" has no object "${sourceObjectName}".`;
    report(`${path}.sourceObjectName`, 'UnknownObject', message);
  }
  if (target === undefined) {
    const message = `"${rule.targetDirectoryName}" has no object "${targetObjectName}".`;
    report(`${path}.targetObjectName`, 'UnknownObject', message);
  }
  if (source === undefined || target === undefined) return undefined;
  return {
    source: attributesByName(source.object),
    target: attributesByName(target.object),
    targetName: target.directory.name,
  };
}

function checkObjectMapping(objectMapping: ObjectMapping, ends: MappingEnds, path: string, report: Report): void {
  checkMappings(objectMapping, ends, `${path}.attributeMappings`, report);
  checkMatching(objectMapping.attributeMappings, ends, `${path}.attributeMappings`, report);
  checkScope(objectMapping.scope, ends, `${path}.scope`, report);
}

function checkScope(scope: ScopeFilter | null, { source }: MappingEnds, path: string, report: Report): void {
  const compilation = compileScope(scope, source);
  for (const fault of compilation.ok ? [] : compilation.faults)
    report(`${path}.${fault.path}`, fault.code, fault.message);
  for (const part of ['groups', 'inputFilterGroups'] as const) {
    scope?.[part]?.forEach(({ clauses }, groupIndex) => {
      clauses.forEach(({ sourceOperandName }, index) => {
        if (source.has(sourceOperandName)) return;
        const place = `${path}.${part}[${groupIndex}].clauses[${index}].sourceOperandName`;
        report(place, 'UnknownAttribute', unknownAttribute('source', sourceOperandName, source));
      });
    });
  }
}
