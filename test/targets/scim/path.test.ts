import { elementPathOf, parseScimPath } from '../../../shared/targets/scim/path';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('parseScimPath', () => {
  test.each([
    { name: 'userName', parts: { attribute: 'userName' } },
    { name: 'name.givenName', parts: { attribute: 'name', subAttribute: 'givenName' } },
    { name: 'urn:ietf:params:scim:schemas:core:2.0:User:title', parts: { attribute: 'title' } },
    { name: `${ENTERPRISE}:department`, parts: { schema: ENTERPRISE, attribute: 'department' } },
    {
      name: `${ENTERPRISE}:manager.value`,
      parts: { schema: ENTERPRISE, attribute: 'manager', subAttribute: 'value' },
    },
    {
      name: 'urn:contoso:User:badges[type eq "a:b"].value',
      parts: {
        schema: 'urn:contoso:User',
        attribute: 'badges',
        element: [{ subAttribute: 'type', equals: 'a:b' }],
        subAttribute: 'value',
      },
    },
    {
      name: 'emails[type eq "work"].value',
      parts: { attribute: 'emails', element: [{ subAttribute: 'type', equals: 'work' }], subAttribute: 'value' },
    },
    {
      name: 'emails[primary EQ true].value',
      parts: { attribute: 'emails', element: [{ subAttribute: 'primary', equals: true }], subAttribute: 'value' },
    },
    {
      name: 'emails[type eq "work" and primary eq false].value',
      parts: {
        attribute: 'emails',
        element: [
          { subAttribute: 'type', equals: 'work' },
          { subAttribute: 'primary', equals: false },
        ],
        subAttribute: 'value',
      },
    },
    {
      name: 'ims[type eq "a \\"quoted\\" ] and"].value',
      parts: {
        attribute: 'ims',
        element: [{ subAttribute: 'type', equals: 'a "quoted" ] and' }],
        subAttribute: 'value',
      },
    },
  ])('takes $name apart', ({ name, parts }) => {
    expect(parseScimPath(name)).toEqual({
      name,
      schema: undefined,
      element: undefined,
      subAttribute: undefined,
      ...parts,
    });
  });

  test.each([
    '',
    'user name',
    'a.b.c',
    '.value',
    'emails[]',
    'emails[].value',
    'emails[type eq "work"]',
    'emails[type ne "work"].value',
    'emails[type eq work].value',
    'emails[type eq "work" or type eq "home"].value',
    'emails[type eq "\\q"].value',
    'emails[type eq "work".value',
    'urn:a:b:',
  ])('refuses %j by name', (name) => {
    expect(() => parseScimPath(name)).toThrow(
      expect.objectContaining({ code: 'SchemaAttributeNotFound', attribute: name }),
    );
  });
});

test('the path of an element states every condition, with strings as JSON', () => {
  const path = parseScimPath('urn:c:User:badges[type eq "a\\"b" and primary eq true].value');
  expect(elementPathOf(path, path.element ?? [])).toBe('urn:c:User:badges[type eq "a\\"b" and primary eq true]');
});
