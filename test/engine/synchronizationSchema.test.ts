import { attributeDefinition } from '../../shared/engine/synchronizationSchema';

describe('attributeDefinition', () => {
  test('is an optional, single-valued, writable text compared without case', () => {
    expect(attributeDefinition('city')).toEqual({
      name: 'city',
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
    });
  });

  test('has the traits that set it apart, in the order the wire has them', () => {
    const definition = attributeDefinition('enabled', { mutability: 'ReadOnly', type: 'Boolean' });
    expect(definition).toEqual({ ...attributeDefinition('enabled'), type: 'Boolean', mutability: 'ReadOnly' });
    expect(Object.keys(definition)).toEqual(Object.keys(attributeDefinition('enabled')));
  });
});
