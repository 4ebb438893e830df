import { checkScimSettings, type ScimTargetSettings } from '../../../shared/targets/scim/settings';

const GOOD: ScimTargetSettings = {
  baseUrl: 'https://app.example.com/scim',
  credentials: { kind: 'bearer', token: 'abc' },
  profile: 'rfc',
  timeoutMs: 30_000,
  patienceMs: 10_000,
  allowHttpLoopback: false,
};

const CLIENT = {
  kind: 'clientCredentials',
  tokenUrl: 'https://id.example.com/token',
  clientId: 'c',
  clientSecret: 's',
} as const;

describe('checkScimSettings', () => {
  test.each<{ name: string; change: Partial<ScimTargetSettings>; baseUrl: string; profile: string }>([
    { name: 'as they are', change: {}, baseUrl: 'https://app.example.com/scim', profile: 'rfc' },
    {
      name: 'with slashes at the end',
      change: { baseUrl: 'https://a.example/scim//' },
      baseUrl: 'https://a.example/scim',
      profile: 'rfc',
    },
    { name: 'without a path', change: { baseUrl: 'https://a.example' }, baseUrl: 'https://a.example', profile: 'rfc' },
    {
      name: 'with Microsoft’s flag',
      change: { baseUrl: 'https://a.example/scim?aadOptSCIM062020=true' },
      baseUrl: 'https://a.example/scim',
      profile: 'entraCorrected',
    },
    {
      name: 'with Microsoft’s downgrade flag',
      change: { baseUrl: 'https://a.example/scim?AzureAdScimPatch2017' },
      baseUrl: 'https://a.example/scim',
      profile: 'entraClassic',
    },
    {
      name: 'on this machine',
      change: { baseUrl: 'http://127.0.0.1:8080/scim', allowHttpLoopback: true },
      baseUrl: 'http://127.0.0.1:8080/scim',
      profile: 'rfc',
    },
    {
      name: 'on this machine by IPv6',
      change: { baseUrl: 'http://[::1]:8080', allowHttpLoopback: true },
      baseUrl: 'http://[::1]:8080',
      profile: 'rfc',
    },
    {
      name: 'with client credentials',
      change: { credentials: CLIENT },
      baseUrl: 'https://app.example.com/scim',
      profile: 'rfc',
    },
  ])('accepts them $name', ({ change, baseUrl, profile }) => {
    expect(checkScimSettings({ ...GOOD, ...change })).toMatchObject({ baseUrl, profile });
  });

  test.each<{ name: string; change: Partial<ScimTargetSettings>; says: string }>([
    {
      name: 'an address that is none',
      change: { baseUrl: 'app.example.com' },
      says: 'baseUrl must be an absolute address',
    },
    { name: 'plain http', change: { baseUrl: 'http://app.example.com' }, says: 'baseUrl must be an https address' },
    {
      name: 'plain http elsewhere',
      change: { baseUrl: 'http://app.example.com', allowHttpLoopback: true },
      says: 'baseUrl must be an https address',
    },
    {
      name: 'plain http here, not allowed',
      change: { baseUrl: 'http://127.0.0.1' },
      says: 'baseUrl must be an https address',
    },
    { name: 'a file', change: { baseUrl: 'file:///etc/passwd' }, says: 'baseUrl must be an https address' },
    {
      name: 'credentials in the address',
      change: { baseUrl: 'https://a:b@app.example.com' },
      says: 'baseUrl must not contain a user name',
    },
    { name: 'another query', change: { baseUrl: 'https://a.example/?key=1' }, says: 'query parameter "key"' },
    { name: 'no time', change: { timeoutMs: 0 }, says: 'timeoutMs must be a whole number' },
    { name: 'no patience', change: { patienceMs: 0 }, says: 'patienceMs must be a whole number' },
    { name: 'half a millisecond', change: { timeoutMs: 0.5 }, says: 'timeoutMs must be a whole number' },
    { name: 'an empty token', change: { credentials: { kind: 'bearer', token: '' } }, says: 'token must be' },
    {
      name: 'a token with a line break',
      change: { credentials: { kind: 'bearer', token: 'a\nb' } },
      says: 'token must be',
    },
    {
      name: 'a colon in a user name',
      change: { credentials: { kind: 'basic', userName: 'a:b', password: 'c' } },
      says: 'must not contain a colon',
    },
    {
      name: 'a token endpoint without https',
      change: { credentials: { ...CLIENT, tokenUrl: 'http://id.example.com' } },
      says: 'tokenUrl must be an https',
    },
    { name: 'no client', change: { credentials: { ...CLIENT, clientId: '' } }, says: 'clientId must be' },
    {
      name: 'no client secret',
      change: { credentials: { ...CLIENT, clientSecret: '' } },
      says: 'clientSecret must be',
    },
  ])('refuses $name', ({ change, says }) => {
    const check = () => checkScimSettings({ ...GOOD, ...change });
    expect(check).toThrow(says);
    expect(check).toThrow(expect.objectContaining({ code: 'InvalidCredentials' }));
  });
});
