import type { AttributeDefinition } from '../../../shared/engine/synchronizationSchema';
import type { JsonObject } from '../../../shared/scim/json';
import { DIALECTS } from '../../../shared/targets/scim/dialect';
import { attributeDefinitions, requiresPassword } from '../../../shared/targets/scim/discovery';
import { chooseDialect } from '../../../shared/targets/scim/selfDescription';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function core(...attributes: readonly JsonObject[]): JsonObject {
  return { id: CORE, attributes };
}

function found(schemas: readonly JsonObject[], name: string): AttributeDefinition | undefined {
  return attributeDefinitions(schemas).find((definition) => definition.name === name);
}

const EMAILS = {
  name: 'emails',
  type: 'complex',
  multiValued: true,
  subAttributes: [
    { name: 'value', type: 'string', required: true },
    { name: 'display', type: 'string' },
    { name: 'type', type: 'string', canonicalValues: ['work', 'home'] },
    { name: 'primary', type: 'boolean' },
  ],
};

describe('attributeDefinitions', () => {
  test('every service has an id, which is the anchor, and an externalId', () => {
    expect(attributeDefinitions([])).toEqual([
      expect.objectContaining({ name: 'id', anchor: true, caseExact: true, mutability: 'ReadOnly', required: true }),
      expect.objectContaining({ name: 'externalId', anchor: false, caseExact: true, mutability: 'ReadWrite' }),
    ]);
  });

  test('an attribute that every service has is not listed twice when a document lists it', () => {
    const names = attributeDefinitions([core({ name: 'externalId', type: 'string' })]).map(({ name }) => name);
    expect(names).toEqual(['id', 'externalId']);
  });

  test('what is said of an attribute is carried over', () => {
    expect(
      found(
        [core({ name: 'userName', type: 'string', caseExact: true, required: true, mutability: 'immutable' })],
        'userName',
      ),
    ).toEqual({
      name: 'userName',
      type: 'String',
      anchor: false,
      caseExact: true,
      defaultValue: null,
      flowNullValues: false,
      multivalued: false,
      mutability: 'Immutable',
      required: true,
      referencedObjects: [],
      apiExpressions: [],
      metadata: [],
    });
  });

  test.each([
    ['string', 'String'],
    ['boolean', 'Boolean'],
    ['integer', 'Integer'],
    ['decimal', 'String'],
    ['dateTime', 'DateTime'],
    ['binary', 'Binary'],
    ['reference', 'String'],
    ['something new', 'String'],
  ])('the type %s becomes %s', (type, expected) => {
    expect(found([core({ name: 'x', type })], 'x')?.type).toBe(expected);
  });

  test('a complex attribute gives its parts, required only where it is required itself', () => {
    const parts = [{ name: 'givenName', type: 'string', required: true }];
    expect(found([core({ name: 'name', type: 'complex', subAttributes: parts })], 'name.givenName')?.required).toBe(
      false,
    );
    expect(
      found([core({ name: 'name', type: 'complex', required: true, subAttributes: parts })], 'name.givenName')
        ?.required,
    ).toBe(true);
  });

  test('a collection gives itself and one path for each type, without labels', () => {
    const names = attributeDefinitions([core(EMAILS)]).map(({ name, multivalued, required }) => ({
      name,
      multivalued,
      required,
    }));
    expect(names.slice(2)).toEqual([
      { name: 'emails', multivalued: true, required: false },
      { name: 'emails[type eq "work"].value', multivalued: false, required: false },
      { name: 'emails[type eq "home"].value', multivalued: false, required: false },
    ]);
  });

  test('a collection that cannot be written is listed as a whole', () => {
    const names = attributeDefinitions([core({ ...EMAILS, name: 'groups', mutability: 'readOnly' })]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['id', 'externalId', 'groups']);
  });

  test('attributes of an extension carry its URN, and the manager is a reference', () => {
    const enterprise = {
      id: ENTERPRISE,
      attributes: [
        { name: 'department', type: 'string' },
        { name: 'manager', type: 'complex', subAttributes: [{ name: 'value', type: 'string' }] },
      ],
    };
    expect(found([enterprise], `${ENTERPRISE}:department`)?.type).toBe('String');
    expect(found([enterprise], `${ENTERPRISE}:manager`)).toMatchObject({
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: 'id' }],
    });
    expect(found([enterprise], `${ENTERPRISE}:manager.value`)).toBeUndefined();
  });

  test('a document that is out of shape gives what can be read', () => {
    const names = attributeDefinitions([core({ name: 'title' }), { id: ENTERPRISE }, {}]).map(({ name }) => name);
    expect(names).toEqual(['id', 'externalId', 'title']);
  });
});

test.each([
  { name: 'required', password: { name: 'password', type: 'string', required: true }, expected: true },
  { name: 'optional', password: { name: 'password', type: 'string' }, expected: false },
  { name: 'unknown', password: { name: 'title', type: 'string', required: true }, expected: false },
])('a password that is $name', ({ password, expected }) => {
  expect(requiresPassword([core(password)])).toBe(expected);
});

describe('chooseDialect', () => {
  const features = { patch: true, filter: true, etag: false, bulk: undefined };
  test.each([
    { name: 'PATCH is spoken to in the standard’s way', given: { kind: 'read', value: features }, profile: 'rfc' },
    {
      name: 'no PATCH gets whole resources',
      given: { kind: 'read', value: { ...features, patch: false } },
      profile: 'noPatch',
    },
    {
      name: 'nothing to say of itself is spoken to as Microsoft’s client does',
      given: { kind: 'absent' },
      profile: 'entraClassic',
    },
    { name: 'a description that cannot be read is, too', given: { kind: 'unreadable' }, profile: 'entraClassic' },
  ] as const)('a service with $name', ({ given, profile }) => {
    expect(chooseDialect(given)).toBe(DIALECTS[profile]);
  });
});
