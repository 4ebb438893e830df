import { checkLdapSettings, type LdapSettings } from '../../../shared/targets/ldap/settings';

const GOOD: LdapSettings = {
  urls: ['ldaps://dc1.corp.example', 'ldaps://dc2.corp.example:3269'],
  bindDn: 'CORP\\muster',
  password: 'secret',
  defaultContainer: 'OU=People,DC=corp,DC=example',
};

test.each([
  { name: 'LDAPS', changes: {} },
  { name: 'StartTLS', changes: { urls: ['ldap://dc1'], tls: { startTls: true } } },
])('$name is accepted', ({ changes }) => {
  expect(() => checkLdapSettings({ ...GOOD, ...changes })).not.toThrow();
});

test.each([
  { name: 'no controller', changes: { urls: [] }, fault: 'urls must name at least one domain controller' },
  {
    name: 'an unencrypted connection',
    changes: { urls: ['ldap://dc1'] },
    fault: 'urls[0] must be ldaps://, or ldap:// with tls.startTls',
  },
  { name: 'StartTLS inside LDAPS', changes: { tls: { startTls: true } }, fault: 'urls[0] is ldaps:// already' },
  {
    name: 'another protocol',
    changes: { urls: ['ldaps://dc1', 'https://dc1'] },
    fault: 'urls[1] must be ldaps://host[:port]',
  },
  { name: 'a host without protocol', changes: { urls: ['dc1'] }, fault: 'got "dc1"' },
  { name: 'no account', changes: { bindDn: ' ' }, fault: 'bindDn must not be empty' },
  { name: 'no password', changes: { password: '' }, fault: 'password must not be empty' },
  { name: 'no container', changes: { defaultContainer: '' }, fault: 'defaultContainer must be a distinguished name' },
  {
    name: 'a container that is no name',
    changes: { defaultContainer: 'People' },
    fault: 'defaultContainer must be a distinguished name',
  },
  { name: 'a base that is no name', changes: { baseDn: 'corp.example' }, fault: 'baseDn must be a distinguished name' },
  { name: 'no time', changes: { timeoutMs: 0 }, fault: 'timeoutMs must be greater than 0' },
])('$name is refused', ({ changes, fault }) => {
  expect(() => checkLdapSettings({ ...GOOD, ...changes })).toThrow(fault);
});

test('every fault is told at once, and the password never', () => {
  const bad = { ...GOOD, urls: ['ldap://dc1'], bindDn: '', timeoutMs: -1 };
  expect(() => checkLdapSettings(bad)).toThrow(/urls\[0\].*bindDn.*timeoutMs/);
  expect(() => checkLdapSettings(bad)).not.toThrow('secret');
});
