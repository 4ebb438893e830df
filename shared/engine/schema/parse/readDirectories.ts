/** The directories of a schema as clients send them: which objects and attributes either side has. */
import type {
  AttributeDefinition,
  AttributeType,
  DirectoryDefinition,
  Mutability,
  ObjectDefinition,
} from '../../synchronizationSchema';
import type { Fields } from './fields';

const TYPES: readonly AttributeType[] = ['String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime'];
const MUTABILITIES: readonly Mutability[] = ['ReadWrite', 'ReadOnly', 'Immutable', 'WriteOnly'];

export function readDirectory(fields: Fields): DirectoryDefinition {
  return {
    id: fields.optionalText('id') ?? '',
    name: fields.text('name'),
    objects: fields.children('objects').map(readObject),
    readOnly: fields.flag('readOnly', false),
    version: fields.optionalText('version'),
    discoveryDateTime: fields.optionalText('discoveryDateTime'),
    discoverabilities: fields.optionalText('discoverabilities') ?? 'None',
  };
}

function readObject(fields: Fields): ObjectDefinition {
  return {
    name: fields.text('name'),
    attributes: fields.children('attributes').map(readAttribute),
    metadata: fields.keyValues('metadata'),
    supportedApis: fields.texts('supportedApis'),
  };
}

/** Clients that add attributes leave out most of a definition (spec/wire-contract.md 2.6). */
export function readAttribute(fields: Fields): AttributeDefinition {
  return {
    name: fields.text('name'),
    type: fields.choice('type', TYPES, 'String'),
    anchor: fields.flag('anchor', false),
    caseExact: fields.flag('caseExact', false),
    defaultValue: fields.optionalText('defaultValue'),
    flowNullValues: fields.flag('flowNullValues', false),
    multivalued: fields.flag('multivalued', false),
    mutability: fields.choice('mutability', MUTABILITIES, 'ReadWrite'),
    required: fields.flag('required', false),
    referencedObjects: fields.children('referencedObjects').map((reference) => ({
      referencedObjectName: reference.text('referencedObjectName'),
      referencedProperty: reference.text('referencedProperty'),
    })),
    apiExpressions: fields.keyValues('apiExpressions'),
    metadata: fields.keyValues('metadata'),
  };
}
