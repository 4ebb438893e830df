import { compileAttributePath } from '../../shared/scim/attributePath';
import type { JsonObject } from '../../shared/scim/json';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CONTOSO = 'urn:contoso:employee';

const ANN: JsonObject = {
  userName: 'ann@contoso.com',
  active: false,
  level: 7,
  nothing: null,
  nickName: '',
  tags: ['a', 2, true, null],
  empty: [],
  name: { givenName: 'Ann', familyName: null },
  emails: [
    { type: 'home', value: 'ann@home.example' },
    { type: 'Work', value: 'ann@contoso.com', primary: true },
    { type: 'work', value: 'second@contoso.com' },
  ],
  phoneNumbers: [{ value: '+1 555' }],
  ims: ['ann.im'],
  roles: [{ value: 'a' }, { value: 'b' }, { display: 'no value' }],
  addresses: { type: 'work', locality: 'Leeds' },
  photos: [{ value: 'p', primary: 'True' }],
  [ENTERPRISE]: {
    department: 'Sales',
    manager: { value: '17', displayName: 'Bo' },
    phones: [{ type: 'a:b', value: '9' }],
  },
  [CONTOSO]: { JobCode: 'TL', 'sub:Grade': 'x', boss: '18' },
  [`${CONTOSO}:sub`]: { Grade: 'longest' },
};

describe('compileAttributePath', () => {
  test.each([
    { name: 'userName', value: 'ann@contoso.com', rule: 'a plain member' },
    { name: 'active', value: false, rule: 'a boolean stays a boolean' },
    { name: 'level', value: 7, rule: 'a number stays a number' },
    { name: 'nickName', value: '', rule: 'empty text is a value' },
    { name: 'nothing', value: null, rule: 'null is null' },
    { name: 'missing', value: null, rule: 'an absent member is null' },
    { name: 'username', value: null, rule: 'names are case-sensitive' },
    { name: 'tags', value: ['a', 2, true], rule: 'a list keeps its scalars' },
    { name: 'empty', value: null, rule: 'an empty list is no value' },
    { name: 'name.givenName', value: 'Ann', rule: 'a nested member' },
    { name: 'name.familyName', value: null, rule: 'a nested null' },
    { name: 'name.middleName', value: null, rule: 'an absent nested member' },
    { name: 'userName.givenName', value: null, rule: 'a scalar has no members' },
    { name: 'name', value: null, rule: 'a complex value without `value`' },
    { name: 'nothing.givenName', value: null, rule: 'null has no members' },
    { name: 'emails[type eq "work"].value', value: 'ann@contoso.com', rule: 'the first of a type, whatever its case' },
    { name: 'emails[type eq "HOME"].value', value: 'ann@home.example', rule: 'the wanted type in any case' },
    { name: 'emails[TYPE EQ "home"].value', value: null, rule: 'the name of the filter attribute as it stands' },
    { name: 'emails[type EQ "home"].value', value: 'ann@home.example', rule: 'the operator in any case' },
    { name: 'emails[ type  eq  "home" ].value', value: 'ann@home.example', rule: 'blanks within a filter' },
    { name: 'emails[type eq "other"].value', value: null, rule: 'no element of the type' },
    { name: 'emails[type eq "home"]', value: 'ann@home.example', rule: 'an element stands for its value' },
    { name: 'emails[primary eq true].value', value: 'ann@contoso.com', rule: 'the primary element' },
    { name: 'photos[primary eq true].value', value: 'p', rule: 'a primary flag sent as text' },
    { name: 'emails[primary eq false].value', value: null, rule: 'an absent flag is not false' },
    { name: 'emails.value', value: ['ann@home.example', 'ann@contoso.com', 'second@contoso.com'], rule: 'all values' },
    { name: 'roles', value: ['a', 'b'], rule: 'a collection stands for its values' },
    { name: 'phoneNumbers[type eq "work"].value', value: '+1 555', rule: 'a lone untyped element answers to work' },
    { name: 'phoneNumbers[type eq "mobile"].value', value: null, rule: 'and to nothing else' },
    { name: 'ims[type eq "work"].value', value: 'ann.im', rule: 'a scalar element is its own value' },
    { name: 'roles[type eq "work"].value', value: null, rule: 'several untyped elements answer to nothing' },
    { name: 'addresses[type eq "work"].locality', value: 'Leeds', rule: 'a lone object in place of a collection' },
    { name: `${ENTERPRISE}:department`, value: 'Sales', rule: 'an extension attribute' },
    { name: `${ENTERPRISE}:manager`, value: '17', rule: 'a reference stands for its value' },
    { name: `${ENTERPRISE}:manager.value`, value: '17', rule: 'and may be spelled out' },
    { name: `${ENTERPRISE}:phones[type eq "a:b"].value`, value: '9', rule: 'a colon within a filter is text' },
    { name: `${ENTERPRISE}:absent`, value: null, rule: 'an absent extension attribute' },
    { name: `${CONTOSO}:JobCode`, value: 'TL', rule: 'a URN without version' },
    { name: `${CONTOSO}:boss.value`, value: '18', rule: 'a reference sent as text' },
    { name: `${CONTOSO}:sub:Grade`, value: 'longest', rule: 'the longest URN wins' },
    { name: 'URN:contoso:employee:JobCode', value: null, rule: 'custom URNs are case-sensitive' },
    { name: 'urn:other:x:y', value: null, rule: 'an extension that was not sent' },
    { name: 'urn', value: null, rule: 'a member that happens to be called urn' },
    { name: 'emails[type eq', value: null, rule: 'text that is no path' },
    { name: 'emails[type eq "work"]value', value: null, rule: 'a missing dot' },
    { name: 'name.', value: null, rule: 'a dot at the end' },
    { name: '', value: null, rule: 'nothing' },
    { name: 'constructor', value: null, rule: 'nothing of the language shows through' },
    { name: 'constructor.name', value: null, rule: 'nor nested' },
    { name: '__proto__.constructor.name', value: null, rule: 'nor through the prototype' },
    { name: 'toString', value: null, rule: 'nor functions' },
  ])('[$name] reads $rule', ({ name, value }) => {
    expect(compileAttributePath(name).read(ANN)).toEqual(value);
  });

  test.each(['name.givenName', 'emails[type eq "work"].value', `${ENTERPRISE}:department`, 'name.'])(
    'a member of exactly the name %s wins, as flattened records have it',
    (name) => {
      expect(compileAttributePath(name).read({ ...ANN, [name]: 'flat' })).toBe('flat');
      expect(compileAttributePath(name).read({ ...ANN, [name]: null })).toBeNull();
    },
  );

  test('an untyped element answers to work among typed ones too, but never before one of that type', () => {
    const path = compileAttributePath('emails[type eq "work"].value');
    expect(path.read({ emails: [{ value: 'untyped' }, { type: 'home', value: 'h' }] })).toBe('untyped');
    expect(path.read({ emails: [{ type: '', value: 'blank' }] })).toBe('blank');
    expect(path.read({ emails: [{ value: 'untyped' }, { type: 'work', value: 'w' }] })).toBe('w');
    expect(path.read({ emails: null })).toBeNull();
  });

  test('a filter on another attribute leaves untyped elements alone', () => {
    expect(compileAttributePath('emails[display eq "work"].value').read({ emails: [{ value: 'x' }] })).toBeNull();
  });

  describe('containerPresent', () => {
    test.each([
      { name: 'title', data: {}, present: true, rule: 'a top-level attribute has no container' },
      { name: 'name.givenName', data: {}, present: false, rule: 'the complex object was left out' },
      { name: 'name.givenName', data: { name: {} }, present: true, rule: 'the complex object was sent' },
      { name: 'name.givenName', data: { name: null }, present: true, rule: 'the complex object was sent as null' },
      { name: 'name.givenName', data: { 'name.givenName': null }, present: true, rule: 'the flattened name was sent' },
      { name: 'emails[type eq "work"].value', data: { emails: [] }, present: false, rule: 'no such element' },
      {
        name: 'emails[type eq "work"].value',
        data: { emails: [{ type: 'work' }] },
        present: true,
        rule: 'the element was sent',
      },
      { name: `${ENTERPRISE}:department`, data: {}, present: true, rule: 'extensions are name spaces, not containers' },
      { name: `${ENTERPRISE}:department`, data: { [ENTERPRISE]: {} }, present: true, rule: 'likewise when sent' },
      { name: `${ENTERPRISE}:manager.value`, data: {}, present: false, rule: 'a complex extension attribute left out' },
      {
        name: `${ENTERPRISE}:manager.value`,
        data: { [ENTERPRISE]: {} },
        present: false,
        rule: 'with its extension sent',
      },
      { name: `${ENTERPRISE}:manager.value`, data: { [ENTERPRISE]: { manager: {} } }, present: true, rule: 'and sent' },
      { name: 'urn', data: {}, present: true, rule: 'no URN at all' },
      { name: 'urn:', data: {}, present: true, rule: 'an empty attribute name' },
    ])('$name: $rule', ({ name, data, present }) => {
      expect(compileAttributePath(name).containerPresent(data)).toBe(present);
    });
  });
});
