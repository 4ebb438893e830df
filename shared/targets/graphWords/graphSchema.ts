/** The attributes of a directory that speaks Graph's vocabulary, as the synchronization schema describes them. */

import { type AttributeDefinition, type AttributeType, attributeDefinition } from '../../engine/synchronizationSchema';
import { type UserProperty, userProperty } from '../../graph/userProperties';
import {
  GRAPH_ATTRIBUTES,
  graphPropertyOf,
  isMultivalued,
  MANAGER_ATTRIBUTE,
  SOFT_DELETED_ATTRIBUTE,
} from './graphProperties';

const ANCHOR_ATTRIBUTE = 'objectId';

const TYPES: Readonly<Record<UserProperty['type'], AttributeType>> = {
  String: 'String',
  Boolean: 'Boolean',
  DateTime: 'DateTime',
  StringCollection: 'String',
  Complex: 'String',
};

export function describeAttributes(): readonly AttributeDefinition[] {
  return [
    ...GRAPH_ATTRIBUTES.map(describe),
    attributeDefinition(SOFT_DELETED_ATTRIBUTE, { type: 'Boolean', mutability: 'ReadOnly' }),
    attributeDefinition(MANAGER_ATTRIBUTE, {
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: ANCHOR_ATTRIBUTE }],
    }),
  ];
}

function describe(name: string): AttributeDefinition {
  const property = userProperty(graphPropertyOf(name) ?? '');
  if (property === undefined) return attributeDefinition(name, { mutability: 'WriteOnly' }); // the password
  return attributeDefinition(name, {
    type: TYPES[property.type],
    anchor: name === ANCHOR_ATTRIBUTE,
    multivalued: isMultivalued(name),
    mutability: property.readOnly ? 'ReadOnly' : 'ReadWrite',
    required: property.required ?? false,
  });
}
