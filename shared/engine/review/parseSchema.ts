/**
 * The schema a client wants saved: read tolerantly (spec/wire-contract.md 2.6, 8), completed, and judged as a whole, so that
 * an administrator sees every fault at once and each with its place. What passes compiles.
 */
import { isJsonObject } from '../../scim/json';
import { checkDirectories } from '../schema/parse/checkDirectories';
import { checkRules } from '../schema/parse/checkRules';
import type { Report, SchemaFault } from '../schema/parse/faults';
import { Fields } from '../schema/parse/fields';
import { readDirectory } from '../schema/parse/readDirectories';
import { readRule } from '../schema/parse/readRules';
import { completeSource } from '../schema/parse/sources';
import type { ObjectMapping, SynchronizationRule, SynchronizationSchema } from '../synchronizationSchema';
import { type SchemaWarning, schemaWarnings } from './schemaWarnings';

export type { SchemaFault, SchemaFaultCode } from '../schema/parse/faults';
export type { SchemaWarning, SchemaWarningCode } from './schemaWarnings';

export type SchemaParsing =
  | { readonly ok: true; readonly schema: SynchronizationSchema; readonly warnings: readonly SchemaWarning[] }
  | { readonly ok: false; readonly faults: readonly SchemaFault[] };

/** `id` and `version` are taken as sent; whoever saves the schema sets its own. */
export function parseSchema(value: unknown): SchemaParsing {
  const faults: SchemaFault[] = [];
  const report: Report = (path, code, message) => faults.push({ path, code, message });
  if (!isJsonObject(value)) {
    report('', 'InvalidType', 'The schema must be a JSON object.');
    return { ok: false, faults };
  }
  const fields = new Fields(value, '', report);
  const schema: SynchronizationSchema = {
    id: fields.optionalText('id') ?? '',
    version: fields.optionalText('version') ?? '',
    synchronizationRules: fields
      .children('synchronizationRules')
      .map((rule) => completeRule(readRule(rule), rule.path, report)),
    directories: fields.children('directories').map(readDirectory),
  };
  checkDirectories(schema.directories, report);
  checkRules(schema, report);
  return faults.length === 0 ? { ok: true, schema, warnings: schemaWarnings(schema) } : { ok: false, faults };
}

function completeRule(rule: SynchronizationRule, path: string, report: Report): SynchronizationRule {
  const objectMappings = rule.objectMappings.map((mapping, index) =>
    completeObjectMapping(mapping, `${path}.objectMappings[${index}]`, report),
  );
  return { ...rule, objectMappings };
}

function completeObjectMapping(mapping: ObjectMapping, path: string, report: Report): ObjectMapping {
  const attributeMappings = mapping.attributeMappings.map((each, index) =>
    completeSource(each, `${path}.attributeMappings[${index}]`, report),
  );
  return { ...mapping, attributeMappings };
}
