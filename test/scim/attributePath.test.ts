import { compileAttributePath, hasValuelessElements } from '../../shared/scim/attributePath';
import type { Json, JsonObject } from '../../shared/scim/json';

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

  describe('said', () => {
    const WORK = 'emails[type eq "work"].value';
    test.each<{ name: string; data: JsonObject; said: boolean; rule: string }>([
      { name: 'title', data: {}, said: false, rule: 'what was left out' },
      { name: 'title', data: { title: null }, said: true, rule: 'null is said' },
      { name: 'title', data: { title: '' }, said: true, rule: 'so is empty text' },
      { name: 'name.givenName', data: { name: { givenName: '' } }, said: true, rule: 'a member of name' },
      { name: 'name.givenName', data: { name: { familyName: 'Lee' } }, said: false, rule: 'another member' },
      { name: 'name.givenName', data: { name: {} }, said: false, rule: 'no member' },
      { name: 'name.givenName', data: { name: null }, said: true, rule: 'name is null, and with it every member' },
      { name: 'name.givenName', data: { name: '' }, said: true, rule: 'or empty' },
      { name: 'name.givenName', data: { name: 'Ann' }, said: false, rule: 'text in its place says nothing of members' },
      { name: 'name.givenName', data: { 'name.givenName': null }, said: true, rule: 'the flattened name' },
      { name: WORK, data: {}, said: false, rule: 'the list was left out' },
      { name: WORK, data: { emails: [] }, said: true, rule: 'there are none' },
      { name: WORK, data: { emails: null }, said: true, rule: 'there are none either' },
      { name: WORK, data: { emails: [{}, ' '] }, said: true, rule: 'all of them are blank' },
      { name: WORK, data: { emails: [{ type: 'home', value: 'h' }] }, said: false, rule: 'another element' },
      { name: WORK, data: { emails: [{ type: 'work' }] }, said: true, rule: 'the element without its value' },
      {
        name: 'emails[type eq "work"]',
        data: { emails: [{ type: 'home' }] },
        said: false,
        rule: 'an element as a whole',
      },
      { name: 'emails[type eq "work"]', data: { emails: ['', {}] }, said: true, rule: 'in a list of blanks' },
      { name: 'address', data: { address: { city: 'Bern' } }, said: false, rule: 'an object that stands for nothing' },
      { name: 'address', data: { address: {} }, said: true, rule: 'one without members is blank' },
      { name: 'address.city', data: { address: { zip: '1' } }, said: true, rule: 'a complex value is said as a whole' },
      { name: 'address.city.name', data: { address: { zip: '1' } }, said: false, rule: 'but not what is deeper' },
      { name: `${ENTERPRISE}:department`, data: {}, said: false, rule: 'the extension was left out' },
      { name: `${ENTERPRISE}:department`, data: { [ENTERPRISE]: {} }, said: false, rule: 'no member of it' },
      { name: `${ENTERPRISE}:department`, data: { [ENTERPRISE]: null }, said: true, rule: 'the extension is null' },
      { name: `${ENTERPRISE}:department`, data: { [ENTERPRISE]: 7 }, said: false, rule: 'or nonsense' },
      { name: `${ENTERPRISE}:department`, data: { [ENTERPRISE]: { department: '' } }, said: true, rule: 'a member' },
      {
        name: `${ENTERPRISE}:manager`,
        data: { [ENTERPRISE]: { manager: { value: '' } } },
        said: true,
        rule: 'complex',
      },
      { name: `${ENTERPRISE}:manager.value`, data: { [ENTERPRISE]: {} }, said: false, rule: 'below a member left out' },
      {
        name: `${ENTERPRISE}:manager`,
        data: { [ENTERPRISE]: { manager: { displayName: 'Bo' } } },
        said: false,
        rule: 'a manager of whom only the name was sent',
      },
      {
        name: `${ENTERPRISE}:manager.value`,
        data: { [ENTERPRISE]: { manager: {} } },
        said: true,
        rule: 'below a blank',
      },
      { name: `${ENTERPRISE}:name.x`, data: { [ENTERPRISE]: { name: {} } }, said: true, rule: 'name of an extension' },
      { name: 'urn', data: {}, said: false, rule: 'no URN at all' },
      { name: 'urn:', data: { urn: null }, said: true, rule: 'an empty attribute name' },
    ])('$name of $data: $rule', ({ name, data, said }) => {
      expect(compileAttributePath(name).said(data)).toBe(said);
    });
  });

  test.each<{ emails: Json; valueless: boolean; rule: string }>([
    { emails: [{ type: 'work' }], valueless: true, rule: 'objects without a value' },
    { emails: ['a', { type: 'work' }], valueless: true, rule: 'one among others' },
    { emails: [{ value: { x: 1 } }], valueless: true, rule: 'a value that is no value' },
    { emails: [['a']], valueless: true, rule: 'a list within the list' },
    { emails: [{ type: 'work', value: '' }, {}, null, '', 'a'], valueless: false, rule: 'blank elements are none' },
    { emails: { type: 'work' }, valueless: false, rule: 'no list' },
    { emails: null, valueless: false, rule: 'nothing' },
  ])('elements without a value: $rule', ({ emails, valueless }) => {
    for (const name of ['emails', 'emails.value'])
      expect(hasValuelessElements(compileAttributePath(name).part({ emails }))).toBe(valueless);
  });

  test('blank members of a list are dropped', () => {
    expect(compileAttributePath('emails').read({ emails: ['a', '', null, ' ', { value: '' }, 'b'] })).toEqual([
      'a',
      'b',
    ]);
    expect(compileAttributePath('emails').read({ emails: ['', {}] })).toBeNull();
  });
});
