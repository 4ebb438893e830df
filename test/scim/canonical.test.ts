import { canonicalUser } from '../../shared/scim/canonical';
import { ENTERPRISE_USER } from '../../shared/scim/urns';

describe('canonicalUser', () => {
  test('hands back the very same data when every name is spelled as the schema spells it', () => {
    const data = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      externalId: '1',
      userName: 'ann',
      active: true,
      name: { givenName: 'Ann' },
      emails: [{ type: 'work', value: 'ann@contoso.com', primary: true }],
      [ENTERPRISE_USER]: { department: 'Sales', manager: { value: '2' } },
    };
    expect(canonicalUser(data)).toBe(data);
  });

  test.each([
    {
      rule: 'top-level names',
      data: { username: 'ann', EXTERNALID: '1' },
      canonical: { userName: 'ann', externalId: '1' },
    },
    { rule: 'nested names', data: { Name: { givenname: 'Ann' } }, canonical: { name: { givenName: 'Ann' } } },
    {
      rule: 'names within collections',
      data: { phonenumbers: [{ Type: 'work', VALUE: '5' }, 'plain', null] },
      canonical: { phoneNumbers: [{ type: 'work', value: '5' }, 'plain', null] },
    },
    {
      rule: 'addresses',
      data: { addresses: [{ postalcode: '1' }, { locality: 'Leeds' }] },
      canonical: { addresses: [{ postalCode: '1' }, { locality: 'Leeds' }] },
    },
    {
      rule: 'the enterprise URN and what it holds',
      data: { [ENTERPRISE_USER.toUpperCase()]: { CostCenter: '1', Manager: { Value: '2', displayname: 'Bo' } } },
      canonical: { [ENTERPRISE_USER]: { costCenter: '1', manager: { value: '2', displayName: 'Bo' } } },
    },
    {
      rule: 'no password, which older code may have kept',
      data: { PassWord: 'x', title: 'a' },
      canonical: { title: 'a' },
    },
    {
      rule: 'nor one of an extension',
      data: { 'urn:x': { password: 'x', level: 1 }, passwordProfile: { password: 'y' } },
      canonical: { 'urn:x': { level: 1 }, passwordProfile: {} },
    },
  ])('$rule', ({ data, canonical }) => {
    expect(canonicalUser(data)).toEqual(canonical);
  });

  test.each([
    { rule: 'custom attributes keep their case', data: { BadgeId: '1', 'urn:contoso:User': { jobcode: 'x' } } },
    { rule: 'names below custom attributes too', data: { custom: { GivenName: 'x' } } },
    {
      rule: 'what is called a password and is of no extension',
      data: { custom: { password: 'x' }, name: { password: 'y' } },
    },
    { rule: 'a boolean sent as text: types are applied when values are read', data: { active: ' True ' } },
    { rule: 'empty text', data: { active: '' } },
    { rule: 'a complex name sent as text', data: { name: 'Ann' } },
    { rule: 'null in place of a complex value', data: { name: null, emails: null } },
  ])('leaves alone: $rule', ({ data }) => {
    expect(canonicalUser(data)).toBe(data);
  });

  test('the spelling of the schema wins when both were sent, in either order', () => {
    expect(canonicalUser({ username: 'no', userName: 'yes' })).toEqual({ userName: 'yes' });
    expect(canonicalUser({ userName: 'yes', USERNAME: 'no' })).toEqual({ userName: 'yes' });
  });

  test('does not touch what it was given', () => {
    const data = { username: 'ann', name: { givenname: 'Ann' }, emails: [{ Value: 'x' }] };
    canonicalUser(data);
    expect(data).toEqual({ username: 'ann', name: { givenname: 'Ann' }, emails: [{ Value: 'x' }] });
  });

  test('no name of the language is taken for an attribute', () => {
    const data = JSON.parse('{"__proto__": {"x": "1"}, "constructor": "c", "USERNAME": "ann"}');
    expect(Object.entries(canonicalUser(data))).toEqual([
      ['__proto__', { x: '1' }],
      ['constructor', 'c'],
      ['userName', 'ann'],
    ]);
  });
});
