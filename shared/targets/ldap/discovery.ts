/** The attributes a user account can have, read from the schema of the domain itself. */
import { type AttributeDefinition, attributeDefinition } from '../../engine/synchronizationSchema';
import { DISABLED, PARENT, REFERENCES } from './account';
import { type LdapAttribute, readAttribute, SCHEMA_FIELDS } from './attributeTypes';
import type { DirectoryEntry } from './entry';
import { equals } from './filter';
import type { Session } from './session';

const OWN_ATTRIBUTES = ['mustContain', 'systemMustContain', 'mayContain', 'systemMayContain'];
const PARENT_CLASSES = ['subClassOf', 'auxiliaryClass', 'systemAuxiliaryClass'];

export async function discoverUser(session: Session): Promise<readonly AttributeDefinition[]> {
  const { schemaNamingContext: base } = await session.domain();
  const [classes, attributes] = await Promise.all([
    session.search({
      base,
      scope: 'sub',
      filter: equals('objectClass', 'classSchema'),
      attributes: ['lDAPDisplayName', ...OWN_ATTRIBUTES, ...PARENT_CLASSES],
    }),
    session.search({
      base,
      scope: 'sub',
      filter: equals('objectClass', 'attributeSchema'),
      attributes: SCHEMA_FIELDS,
    }),
  ]);
  const ofUser = attributesOfClass('user', classes);
  return [
    pseudoAttribute(PARENT, { type: 'String', distinguishedName: true }),
    pseudoAttribute(DISABLED, { type: 'Boolean' }),
    ...attributes
      .map(readAttribute)
      .filter(({ name }) => ofUser.has(name))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  ].map(toDefinition);
}

/** What the class, the classes it descends from, and their auxiliary classes allow (MS-ADTS 3.1.1.2.4.8). */
function attributesOfClass(className: string, entries: readonly DirectoryEntry[]): ReadonlySet<string> {
  const byName = new Map(entries.map((entry) => [namesIn(entry, ['lDAPDisplayName'])[0], entry]));
  const found = new Set<string>();
  const visited = new Set<string>();
  const waiting = [className];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const entry = byName.get(name);
    if (entry === undefined || visited.has(name)) continue;
    visited.add(name);
    for (const attribute of namesIn(entry, OWN_ATTRIBUTES)) found.add(attribute);
    waiting.push(...namesIn(entry, PARENT_CLASSES));
  }
  return found;
}

function namesIn(entry: DirectoryEntry, fields: readonly string[]): string[] {
  return fields.flatMap((field) => entry.attributes.get(field.toLowerCase()) ?? []).map(String);
}

function pseudoAttribute(name: string, known: Partial<LdapAttribute>): LdapAttribute {
  return {
    name,
    type: 'String',
    distinguishedName: false,
    caseExact: false,
    multivalued: false,
    readOnly: false,
    maxLength: undefined,
    ...known,
  };
}

function toDefinition(attribute: LdapAttribute): AttributeDefinition {
  const { name, maxLength } = attribute;
  const anchor = name === 'objectGUID';
  const reference = REFERENCES.includes(name);
  return attributeDefinition(name, {
    type: reference ? 'Reference' : anchor ? 'String' : attribute.type,
    anchor,
    caseExact: attribute.caseExact,
    multivalued: attribute.multivalued,
    mutability: attribute.readOnly || attribute.type === 'Binary' ? 'ReadOnly' : 'ReadWrite',
    required: name === 'cn',
    referencedObjects: reference ? [{ referencedObjectName: 'user', referencedProperty: 'objectGUID' }] : [],
    metadata: [
      ...(maxLength === undefined ? [] : [{ key: 'MaximumLength', value: String(maxLength) }]),
      // Tells the engine to compare without regard to case and to blanks after commas.
      ...(attribute.distinguishedName && !reference ? [{ key: 'IsContainer', value: 'true' }] : []),
    ],
  });
}
