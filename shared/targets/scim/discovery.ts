/**
 * A service's schema documents (RFC 7643, 7) as attribute definitions of the synchronization schema: every path a mapping
 * can write. Collections give one path for each type the service knows, `phoneNumbers[type eq "mobile"].value`.
 */
import {
  type AttributeDefinition,
  type AttributeType,
  attributeDefinition,
  type Mutability,
} from '../../engine/synchronizationSchema';
import { isJsonObject, type JsonObject } from '../../scim/json';
import { CORE_USER } from '../../scim/urns';
import { MANAGER } from './manager';
import { member } from './resource';

/** @param schemas the documents that make up a user, the core schema among them */
export function attributeDefinitions(schemas: readonly JsonObject[]): readonly AttributeDefinition[] {
  const described = schemas.flatMap((schema) => {
    const urn = text(schema, 'id');
    const prefix = urn.toLowerCase() === CORE_USER.toLowerCase() ? '' : `${urn}:`;
    return objects(schema, 'attributes').flatMap((attribute) => pathsOf(attribute, prefix));
  });
  const known = new Set(described.map(({ name }) => name));
  return [...COMMON.filter(({ name }) => !known.has(name)), ...described];
}

/** Whether a create must bring a password. */
export function requiresPassword(schemas: readonly JsonObject[]): boolean {
  return attributeDefinitions(schemas).some(({ name, required }) => name === 'password' && required);
}

/** Attributes of every resource, which no schema document lists (RFC 7643, 3.1). */
const COMMON: readonly AttributeDefinition[] = [
  attributeDefinition('id', { anchor: true, caseExact: true, mutability: 'ReadOnly', required: true }),
  attributeDefinition('externalId', { caseExact: true }),
];

function pathsOf(attribute: JsonObject, prefix: string): readonly AttributeDefinition[] {
  const path = `${prefix}${text(attribute, 'name')}`;
  if (path.toLowerCase() === MANAGER.toLowerCase()) return [manager(attribute)];
  if (text(attribute, 'type') !== 'complex') return [describe(path, attribute)];
  return isTrue(attribute, 'multiValued') ? collectionPaths(path, attribute) : subPaths(path, attribute);
}

function manager(attribute: JsonObject): AttributeDefinition {
  const referencedObjects = [{ referencedObjectName: 'User', referencedProperty: 'id' }];
  return { ...describe(MANAGER, attribute), type: 'Reference', referencedObjects };
}

function subPaths(path: string, attribute: JsonObject): readonly AttributeDefinition[] {
  return objects(attribute, 'subAttributes').map((part) => {
    const definition = describe(`${path}.${text(part, 'name')}`, part);
    return { ...definition, required: definition.required && isTrue(attribute, 'required') };
  });
}

/** What tells elements apart or repeats what the element says elsewhere; mapped only through the path itself. */
const LABELS = new Set(['type', 'primary', 'display', '$ref']);

function collectionPaths(path: string, attribute: JsonObject): readonly AttributeDefinition[] {
  const parts = objects(attribute, 'subAttributes').filter((part) => !LABELS.has(text(part, 'name')));
  const type = objects(attribute, 'subAttributes').find((part) => text(part, 'name') === 'type');
  const elements = strings(type, 'canonicalValues').flatMap((value) =>
    parts.map((part) => ({
      ...describe(`${path}[type eq ${JSON.stringify(value)}].${text(part, 'name')}`, part),
      required: false,
    })),
  );
  const whole = parts.some((part) => text(part, 'name') === 'value') ? [describe(path, attribute)] : [];
  return [...whole, ...(isReadOnly(attribute) ? [] : elements)];
}

function describe(name: string, attribute: JsonObject): AttributeDefinition {
  return attributeDefinition(name, {
    type: TYPES[text(attribute, 'type')] ?? 'String',
    caseExact: isTrue(attribute, 'caseExact'),
    multivalued: isTrue(attribute, 'multiValued'),
    mutability: MUTABILITIES[text(attribute, 'mutability')] ?? 'ReadWrite',
    required: isTrue(attribute, 'required'),
  });
}

const TYPES: Readonly<Record<string, AttributeType>> = {
  boolean: 'Boolean',
  integer: 'Integer',
  dateTime: 'DateTime',
  binary: 'Binary',
};

const MUTABILITIES: Readonly<Record<string, Mutability>> = {
  readOnly: 'ReadOnly',
  immutable: 'Immutable',
  writeOnly: 'WriteOnly',
};

function isReadOnly(attribute: JsonObject): boolean {
  return text(attribute, 'mutability') === 'readOnly';
}

function isTrue(from: JsonObject, name: string): boolean {
  return member(from, name) === true;
}

function text(from: JsonObject, name: string): string {
  const value = member(from, name);
  return typeof value === 'string' ? value : '';
}

function objects(from: JsonObject, name: string): readonly JsonObject[] {
  const value = member(from, name);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function strings(from: JsonObject | undefined, name: string): readonly string[] {
  const value = member(from, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
