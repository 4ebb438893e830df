/** The attributes of a directory that speaks Graph's vocabulary, as the synchronization schema describes them. */

import type { AttributeDefinition, AttributeType } from '../../engine/synchronizationSchema';
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

const BLANK: Omit<AttributeDefinition, 'name'> = {
  type: 'String',
  anchor: false,
  caseExact: false,
  defaultValue: null,
  flowNullValues: false,
  multivalued: false,
  mutability: 'ReadWrite',
  required: false,
  referencedObjects: [],
  apiExpressions: [],
  metadata: [],
};

export function describeAttributes(): readonly AttributeDefinition[] {
  return [
    ...GRAPH_ATTRIBUTES.map(describe),
    { ...BLANK, name: SOFT_DELETED_ATTRIBUTE, type: 'Boolean', mutability: 'ReadOnly' },
    {
      ...BLANK,
      name: MANAGER_ATTRIBUTE,
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: ANCHOR_ATTRIBUTE }],
    },
  ];
}

function describe(name: string): AttributeDefinition {
  const property = userProperty(graphPropertyOf(name) ?? '');
  if (property === undefined) return { ...BLANK, name, mutability: 'WriteOnly' }; // the password
  return {
    ...BLANK,
    name,
    type: TYPES[property.type],
    anchor: name === ANCHOR_ATTRIBUTE,
    multivalued: isMultivalued(name),
    mutability: property.readOnly ? 'ReadOnly' : 'ReadWrite',
    required: property.required ?? false,
  };
}
