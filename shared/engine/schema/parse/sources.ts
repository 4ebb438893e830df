/** What follows from an expression's text, which alone is authoritative: a source's type, name and parameters. */
import { parseExpression } from '../../expression';
import type { AttributeMapping, MappingSource } from '../../synchronizationSchema';
import type { Report } from './faults';

/** @param path place of the mapping */
export function completeSource(mapping: AttributeMapping, path: string, report: Report): AttributeMapping {
  if (mapping.source === null || mapping.source.expression === '') return mapping;
  const { expression } = mapping.source;
  const parsed = parseExpression(expression);
  if (parsed.ok) return { ...mapping, source: { ...parsed.source, expression } };
  for (const { column, message } of parsed.faults) {
    report(`${path}.source.expression`, 'InvalidExpression', `Column ${column}: ${message}`);
  }
  return mapping;
}

/** Whether the source calls the function anywhere. @param source completed */
export function calls(source: MappingSource, functionName: string): boolean {
  if (source.type === 'Function' && source.name === functionName) return true;
  return source.parameters.some(({ value }) => calls(value, functionName));
}
