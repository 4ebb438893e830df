import { ProvisioningError } from '../../../shared/errors';
import type { LdapAttribute } from '../../../shared/targets/ldap/attributeTypes';
import { fromLdap, toLdapTexts } from '../../../shared/targets/ldap/values';

function attribute(known: Partial<LdapAttribute>): LdapAttribute {
  return {
    name: 'title',
    type: 'String',
    distinguishedName: false,
    caseExact: false,
    multivalued: false,
    readOnly: false,
    maxLength: undefined,
    ...known,
  };
}

const BIG = 9_223_372_036_854_775_807n;

describe('toLdapTexts', () => {
  test.each([
    { name: 'text', type: {}, value: 'Engineer', texts: ['Engineer'] },
    { name: 'null', type: {}, value: null, texts: [] },
    { name: 'no expiry', type: { name: 'accountExpires', type: 'Integer' }, value: null, texts: ['0'] },
    { name: 'no country', type: { name: 'countryCode', type: 'Integer' }, value: null, texts: ['0'] },
    { name: 'a list', type: { multivalued: true }, value: ['a', 'b'], texts: ['a', 'b'] },
    { name: 'a list that names a value twice', type: { multivalued: true }, value: ['a', 'b', 'a'], texts: ['a', 'b'] },
    { name: 'an empty list', type: { multivalued: true }, value: [], texts: [] },
    { name: 'a list of one into a single value', type: {}, value: ['a'], texts: ['a'] },
    { name: 'true', type: { type: 'Boolean' }, value: true, texts: ['TRUE'] },
    { name: 'false in words', type: { type: 'Boolean' }, value: 'False', texts: ['FALSE'] },
    { name: 'a boolean into text', type: {}, value: true, texts: ['True'] },
    { name: 'a number', type: { type: 'Integer' }, value: 554, texts: ['554'] },
    { name: 'a large number', type: { type: 'Integer' }, value: BIG, texts: ['9223372036854775807'] },
    {
      name: 'a point in time',
      type: { type: 'DateTime' },
      value: '2026-02-01T09:30:00+01:00',
      texts: ['20260201083000.0Z'],
    },
    { name: 'text of just the allowed length', type: { maxLength: 3 }, value: 'abc', texts: ['abc'] },
  ] as const)('writes $name', ({ type, value, texts }) => {
    expect(toLdapTexts(attribute(type), value)).toEqual(texts);
  });

  test.each([
    {
      name: 'empty text',
      type: {},
      value: '',
      code: 'InvalidAttributeSyntax-LdapErr',
      fault: 'is empty text, which Active Directory refuses',
    },
    {
      name: 'empty text in a list',
      type: { multivalued: true },
      value: ['a', ''],
      code: 'InvalidAttributeSyntax-LdapErr',
      fault: 'is empty text, which Active Directory refuses',
    },
    {
      name: 'a NUL character',
      type: {},
      value: 'a\0b',
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'contains a NUL character',
    },
    {
      name: 'text that is too long',
      type: { maxLength: 3 },
      value: 'abcd',
      code: 'SystemForCrossDomainIdentityManagementBadResponse',
      fault: 'takes at most 3 characters, got 4 (ConstraintViolation)',
    },
    {
      name: 'two values into one',
      type: {},
      value: ['a', 'b'],
      code: 'SchemaPropertyCanOnlyAcceptValue',
      fault: 'takes one value, got 2',
    },
    {
      name: 'bytes',
      type: { type: 'Binary' },
      value: 'YQ==',
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'is binary, which is not supported',
    },
    {
      name: 'no boolean',
      type: { type: 'Boolean' },
      value: 'yes',
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'takes TRUE or FALSE, got "yes"',
    },
    {
      name: 'no number',
      type: { type: 'Integer' },
      value: '1.5',
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'takes a whole number, got "1.5"',
    },
    {
      name: 'no date',
      type: { type: 'DateTime' },
      value: 'soon',
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'takes a point in time such as 2024-05-01T08:00:00Z, got "soon"',
    },
    {
      name: 'anything into a read-only attribute',
      type: { readOnly: true },
      value: 'a',
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'is written by the directory itself',
    },
    {
      name: 'a clear of a read-only attribute',
      type: { readOnly: true },
      value: null,
      code: 'HybridSynchronizationActiveDirectoryInvalidParameter',
      fault: 'is written by the directory itself',
    },
  ] as const)('refuses $name, and names the attribute', ({ type, value, code, fault }) => {
    const write = () => toLdapTexts(attribute(type), value);
    expect(write).toThrow(ProvisioningError);
    expect(write).toThrow(expect.objectContaining({ code, attribute: 'title', message: `title ${fault}.` }));
  });
});

describe('fromLdap', () => {
  const NAME = '<GUID=3931946abb321743a8e6c89c663ee90c>;<SID=0105>;CN=Jane,DC=corp';

  test.each([
    { name: 'text', type: {}, values: ['a'], value: 'a' },
    { name: 'the values of a list', type: { multivalued: true }, values: ['a', 'b'], value: ['a', 'b'] },
    { name: 'one value of a list', type: { multivalued: true }, values: ['a'], value: ['a'] },
    { name: 'no value', type: {}, values: [], value: null },
    { name: 'TRUE', type: { type: 'Boolean' }, values: ['TRUE'], value: true },
    { name: 'FALSE', type: { type: 'Boolean' }, values: ['FALSE'], value: false },
    { name: 'a number', type: { type: 'Integer' }, values: ['-5'], value: -5 },
    { name: 'a number beyond 2^53', type: { type: 'Integer' }, values: ['9223372036854775807'], value: BIG },
    {
      name: 'a point in time',
      type: { type: 'DateTime' },
      values: ['20260201083000.0Z'],
      value: '2026-02-01T08:30:00Z',
    },
    { name: 'bytes', type: { type: 'Binary' }, values: [Buffer.from([0, 255])], value: 'AP8=' },
    { name: 'bytes that happen to be text', type: { type: 'Binary' }, values: ['a'], value: 'YQ==' },
    { name: 'no point in time', type: { type: 'DateTime' }, values: ['soon'], value: 'soon' },
    { name: 'a name alone', type: { distinguishedName: true }, values: ['CN=Jane,DC=corp'], value: 'CN=Jane,DC=corp' },
    { name: 'a name', type: { distinguishedName: true }, values: [NAME], value: 'CN=Jane,DC=corp' },
    { name: 'text that looks like a name', type: {}, values: [NAME], value: NAME },
  ] as const)('reads $name', ({ type, values, value }) => {
    expect(fromLdap(attribute(type), values)).toEqual(value);
  });
});
