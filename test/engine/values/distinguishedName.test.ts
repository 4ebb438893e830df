import { canonicalName } from '../../../shared/engine/values/distinguishedName';

const same = (left: string, right: string) => canonicalName(left) === canonicalName(right);

test.each([
  ['OU=Sales\\, EMEA,DC=corp', 'OU=Sales\\2C EMEA,DC=corp'],
  ['OU=Leavers#1,DC=corp', 'OU=Leavers\\#1,DC=corp'],
  ['OU=#1,DC=corp', 'OU=\\#1,DC=corp'],
  ['OU=Leavers,DC=corp', 'ou = leavers , dc=CORP'],
  ['OU=Café,DC=corp', 'OU=Caf\\C3\\A9,DC=corp'],
  ['OU=a\\=b,DC=corp', 'OU=a=b,DC=corp'],
  ['OU=a\\\\,DC=corp', 'OU=a\\5C,DC=corp'],
  ['OU=a\\ ,DC=corp', 'OU=a\\20,DC=corp'],
  ['CN=a+UID=1,DC=corp', 'cn=A + uid=1,dc=corp'],
  ['OU=a\\\\ ,DC=corp', 'OU=a\\5C,DC=corp'],
  ['OU=a\\  ,DC=corp', 'OU=a\\20,DC=corp'],
])('%s and %s name the same', (left, right) => {
  expect(same(left, right)).toBe(true);
});

test.each([
  ['OU=Sales,OU=EMEA,DC=corp', 'OU=Sales\\,OU=EMEA,DC=corp'],
  ['OU=a\\ ,DC=corp', 'OU=a,DC=corp'],
  ['OU=a\\\\ ,DC=corp', 'OU=a\\ ,DC=corp'],
  ['OU=a,DC=corp', 'CN=a,DC=corp'],
  ['OU=a,DC=corp', 'OU=a'],
  ['OU=\\FF,DC=corp', 'OU=\\FE,DC=corp'],
  ['CN=a+UID=1,DC=corp', 'CN=a\\+UID=1,DC=corp'],
  ['OU=ß,DC=corp', 'OU=ss,DC=corp'],
])('%s and %s name two', (left, right) => {
  expect(same(left, right)).toBe(false);
});

test.each([
  ['Leavers', 'leavers', true],
  ['Sales\\, EMEA', 'sales\\2C emea', true],
  ['ß', 'ss', false],
  ['', ' ', true],
  ['Leavers', 'Joiners', false],
  ['a\\', 'a', false],
])('what is no name is compared without case: %j and %j', (left, right, expected) => {
  expect(same(left, right)).toBe(expected);
});
