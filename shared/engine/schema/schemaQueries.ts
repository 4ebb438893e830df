/** Finding one's way in a synchronization schema. */
import type {
  AttributeDefinition,
  DirectoryDefinition,
  ObjectDefinition,
  ObjectMapping,
  SynchronizationRule,
  SynchronizationSchema,
} from '../synchronizationSchema';

/** The object type Muster provisions. */
export const USER = 'User';

/** The one mapping that provisions people, with both ends of it. */
export interface UserMapping {
  readonly rule: SynchronizationRule;
  readonly objectMapping: ObjectMapping;
  readonly source: SystemObject;
  readonly target: SystemObject;
}

export interface SystemObject {
  readonly directory: DirectoryDefinition;
  readonly object: ObjectDefinition;
}

/**
 * Rules apply in order of priority, lowest number first; within the first that maps users, an enabled mapping goes before
 * a disabled one. `undefined` when no rule maps users between directories and objects that exist.
 */
export function userMapping(schema: SynchronizationSchema): UserMapping | undefined {
  const rules = schema.synchronizationRules.toSorted((left, right) => left.priority - right.priority);
  for (const rule of rules) {
    const objectMapping = userObjectMapping(rule);
    if (objectMapping === undefined) continue;
    const source = findObject(schema, rule.sourceDirectoryName, objectMapping.sourceObjectName);
    const target = findObject(schema, rule.targetDirectoryName, objectMapping.targetObjectName);
    if (source !== undefined && target !== undefined) return { rule, objectMapping, source, target };
  }
  return undefined;
}

function userObjectMapping(rule: SynchronizationRule): ObjectMapping | undefined {
  const mappings = rule.objectMappings.filter(({ sourceObjectName }) => sourceObjectName === USER);
  return mappings.find(({ enabled }) => enabled) ?? mappings[0];
}

export function findObject(
  schema: SynchronizationSchema,
  directoryName: string,
  objectName: string,
): SystemObject | undefined {
  const directory = schema.directories.find(({ name }) => name === directoryName);
  const object = directory?.objects.find(({ name }) => name === objectName);
  return directory && object && { directory, object };
}

const ENTRA = 'Azure Active Directory';

/**
 * Whether an account is given this attribute when it is made, and never after: `Immutable` says so, and of Entra's `mail` it
 * is so whatever a schema says of it (spec/payload.md 6); schemas of older versions call it read-only.
 */
export function isSetOnce({ name, mutability }: Pick<AttributeDefinition, 'name' | 'mutability'>, directory: string) {
  return mutability === 'Immutable' || (directory === ENTRA && name === 'mail');
}

/** Names of the target's attributes; none where no rule maps users. */
export function targetNames(schema: SynchronizationSchema): ReadonlySet<string> {
  return new Set(userMapping(schema)?.target.object.attributes.map(({ name }) => name));
}

export function attributesByName(object: ObjectDefinition): ReadonlyMap<string, AttributeDefinition> {
  return new Map(object.attributes.map((attribute) => [attribute.name, attribute]));
}
