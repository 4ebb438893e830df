import {
  childName,
  domainOfName,
  firstStep,
  isDistinguishedName,
  parentName,
  sameName,
} from '../../../shared/targets/ldap/dn';

describe('firstStep', () => {
  test.each([
    { value: 'Jane Doe', step: 'CN=Jane Doe' },
    { value: 'Doe, Jane', step: 'CN=Doe\\2C Jane' },
    { value: 'back\\slash\\', step: 'CN=back\\5Cslash\\5C' },
    { value: 'a+b;c<d>e=f"g', step: 'CN=a\\2Bb\\3Bc\\3Cd\\3Ee\\3Df\\22g' },
    { value: '#1', step: 'CN=\\231' },
    { value: 'No #1', step: 'CN=No #1' },
    { value: ' padded ', step: 'CN=\\20padded\\20' },
    { value: 'one\r\ntwo', step: 'CN=one\\0D\\0Atwo' },
    { value: '李小龍 🐉', step: 'CN=李小龍 🐉' },
  ])('writes $value as $step', ({ value, step }) => {
    expect(firstStep(value)).toBe(step);
  });
});

test('childName puts a name below a container', () => {
  expect(childName('Doe, Jane', 'OU=People,DC=corp')).toBe('CN=Doe\\2C Jane,OU=People,DC=corp');
});

describe('parentName', () => {
  test.each([
    { dn: 'CN=Jane,OU=People,DC=corp', parent: 'OU=People,DC=corp' },
    { dn: 'CN=Doe\\, Jane,OU=People,DC=corp', parent: 'OU=People,DC=corp' },
    { dn: 'CN=ends in \\\\,OU=A\\,B,DC=corp', parent: 'OU=A\\,B,DC=corp' },
    { dn: 'DC=corp', parent: '' },
  ])('of $dn is $parent', ({ dn, parent }) => {
    expect(parentName(dn)).toBe(parent);
  });
});

describe('isDistinguishedName', () => {
  test.each([
    'OU=People,DC=corp,DC=example',
    'ou=people , dc=corp',
    'CN=Doe\\, Jane,DC=corp',
    'CN=Doe\\2C Jane,DC=corp',
    '2.5.4.3=Jane,DC=corp',
    'street=Main Street,0.9.2342.19200300.100.1.25=corp',
    'OU=ends in a blank\\ ,DC=corp',
    'OU=Søren Ærø,DC=corp',
  ])('%s is one', (text) => {
    expect(isDistinguishedName(text)).toBe(true);
  });

  test.each([
    '',
    'People',
    'OU=',
    'OU=People,,DC=corp',
    'OU=People,DC=corp,',
    'OU="People",DC=corp',
    'OU=A;DC=corp',
    'OU=trailing\\',
    'OU=half a pair \\2,DC=corp',
    '-ou=People,DC=corp',
    'o u=People,DC=corp',
    '=x,DC=corp',
    '<GUID=3f2504e0-4f89-11d3-9a0c-0305e82c3301>',
  ])('%p is none', (text) => {
    expect(isDistinguishedName(text)).toBe(false);
  });
});

describe('sameName', () => {
  test.each([
    { left: 'OU=People,DC=corp', right: 'ou=PEOPLE, dc=Corp', same: true },
    { left: 'OU=People,DC=corp', right: '  OU = People ,DC=corp ', same: true },
    { left: 'OU=A\\,B,DC=corp', right: 'OU=A\\2CB,DC=corp', same: true },
    { left: 'OU=\\C3\\84rzte,DC=corp', right: 'OU=Ärzte,DC=corp', same: true },
    { left: 'OU=A\\\\41,DC=corp', right: 'OU=AA,DC=corp', same: false },
    { left: 'OU=\\ A,DC=corp', right: 'OU=A,DC=corp', same: false },
    { left: 'OU=People,DC=corp', right: 'OU=People,DC=corp,DC=example', same: false },
    { left: 'OU=A B,DC=corp', right: 'OU=AB,DC=corp', same: false },
    { left: 'not a name', right: 'not a name', same: true },
    { left: 'not a name', right: 'OU=People,DC=corp', same: false },
  ])('$left and $right: $same', ({ left, right, same }) => {
    expect(sameName(left, right)).toBe(same);
    expect(sameName(right, left)).toBe(same);
  });

  test('a written name is the same as the one a directory answers with', () => {
    expect(sameName(childName(' Doe, "J" \\', 'DC=corp'), 'CN=\\ Doe\\, \\"J\\" \\\\,DC=corp')).toBe(true);
  });
});

test.each([
  { dn: 'OU=People,DC=corp,dc=Example,DC=com', domain: 'corp.Example.com' },
  { dn: 'OU=A\\,B,DC=b\\C3\\BCro , DC=a\\+b', domain: 'büro.a+b' },
  { dn: 'People', domain: '' },
])('domainOfName joins the domain components of $dn', ({ dn, domain }) => {
  expect(domainOfName(dn)).toBe(domain);
});
