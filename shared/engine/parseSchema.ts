/**
 * The schema a client wants saved: read tolerantly (spec/wire-contract.md 2.6, 8), completed, and judged as a whole, so that
 * an administrator sees every fault at once and each with its place. What passes compiles.
 */
import { isJsonObject } from '../scim/json';
import { checkDirectories } from './parse/checkDirectories';
import { checkRules } from './parse/checkRules';
import type { Report, SchemaFault } from './parse/faults';
import { Fields } from './parse/fields';
import { readDirectory } from './parse/readDirectories';
import { readRule } from './parse/readRules';
import { completeSource } from './parse/sources';
import { type SchemaWarning, schemaWarnings } from './parse/warnings';
import type { ObjectMapping, SynchronizationRule, SynchronizationSchema } from './schema';

export type { SchemaFault, SchemaFaultCode } from './parse/faults';
export type { SchemaWarning, SchemaWarningCode } from './parse/warnings';

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
