/** What the keys of a job's secrets mean to each kind of target. */
import { graphSettings, meansGraph } from '../../../shared/targets/graph/secrets';
import { ldapSettings } from '../../../shared/targets/ldap/secrets';
import { checkLdapSettings } from '../../../shared/targets/ldap/settings';
import { scimSettings } from '../../../shared/targets/scim/secrets';

type Secrets = Readonly<Record<string, string>>;
const of = (secrets: Secrets) => new Map(Object.entries(secrets));
const refusal = (message: string) => expect.objectContaining({ code: 'InvalidCredentials', message });

describe('Microsoft Graph', () => {
  const DEFAULTS = {
    tenantId: 'home',
    tenantSize: 'small',
    timeoutMs: 10_000,
    patienceMs: 15_000,
    allowHttpLoopback: false,
  } as const;
  const read = (secrets: Secrets) => graphSettings(of(secrets), DEFAULTS);

  test.each<{ name: string; secrets: Secrets; credentials: object }>([
    { name: 'nothing: the managed identity', secrets: {}, credentials: { kind: 'managedIdentity' } },
    {
      name: 'a client id alone: the managed identity of that id',
      secrets: { ClientIdentifier: ' c ' },
      credentials: { kind: 'managedIdentity', clientId: 'c' },
    },
    {
      name: 'a client secret',
      secrets: { ClientIdentifier: 'c', ClientSecret: 's' },
      credentials: { kind: 'clientSecret', tenantId: 'home', clientId: 'c', clientSecret: 's' },
    },
    {
      name: 'a certificate, in another tenant',
      secrets: { ClientIdentifier: 'c', AppKey: 'PEM', CompanyId: 'theirs' },
      credentials: { kind: 'certificate', tenantId: 'theirs', clientId: 'c', certificate: 'PEM' },
    },
    {
      name: 'workload identity, said so',
      secrets: { AuthenticationType: 'workloadIdentity', ClientIdentifier: 'c' },
      credentials: { kind: 'workloadIdentity', tenantId: 'home', clientId: 'c' },
    },
    {
      name: 'managed identity, said so, whatever else is saved',
      secrets: { AuthenticationType: 'ManagedIdentity', ClientSecret: 's' },
      credentials: { kind: 'managedIdentity' },
    },
  ])('signs in with $name', ({ secrets, credentials }) => {
    expect(read(secrets).credentials).toEqual(credentials);
  });

  test('is the public cloud unless an address is saved, and asks the tenant for its domain unless one is', () => {
    expect(read({})).toEqual({
      baseUrl: 'https://graph.microsoft.com/v1.0',
      tenantId: 'home',
      credentials: { kind: 'managedIdentity' },
      tenantSize: 'small',
      timeoutMs: 10_000,
      patienceMs: 15_000,
      allowHttpLoopback: false,
    });
    expect(read({ BaseAddress: 'https://graph.microsoft.us', Domain: 'adatum.example' })).toMatchObject({
      baseUrl: 'https://graph.microsoft.us',
      defaultDomain: 'adatum.example',
    });
  });

  test.each<{ secrets: Secrets; message: string }>([
    {
      secrets: { ClientSecret: 's' },
      message: 'Save the secret ClientIdentifier: the client id of the application that has the permissions.',
    },
    {
      secrets: { AuthenticationType: 'ClientSecret', ClientIdentifier: 'c' },
      message: 'Save the secret ClientSecret: a client secret of the application.',
    },
    {
      secrets: { AuthenticationType: 'Certificate', ClientIdentifier: 'c', AppKey: ' ' },
      message: 'Save the secret AppKey: the certificate of the application with its private key, PEM.',
    },
    {
      secrets: { AuthenticationType: 'Magic' },
      message:
        'The secret AuthenticationType must be ManagedIdentity, ClientSecret, Certificate or WorkloadIdentity, got "Magic".',
    },
  ])('says what is missing: $message', ({ secrets, message }) => {
    expect(() => read(secrets)).toThrow(refusal(message));
  });

  test.each<{ secrets: Secrets; isGraph: boolean }>([
    { secrets: {}, isGraph: false },
    { secrets: { SyncNotificationSettings: '{}', SkipOutOfScopeDeletions: 'True', BaseAddress: ' ' }, isGraph: false },
    { secrets: { BaseAddress: 'https://graph.microsoft.com' }, isGraph: true },
    { secrets: { BaseAddress: 'https://graph.microsoft.us/v1.0/' }, isGraph: true },
    { secrets: { BaseAddress: 'http://127.0.0.1:7071/beta' }, isGraph: true },
    { secrets: { BaseAddress: 'https://app.example/scim', ClientIdentifier: 'c', ClientSecret: 's' }, isGraph: false },
    { secrets: { BaseAddress: 'graph' }, isGraph: false },
    { secrets: { AuthenticationType: 'ManagedIdentity' }, isGraph: true },
  ])('is meant by $secrets: $isGraph', ({ secrets, isGraph }) => {
    expect(meansGraph(of(secrets))).toBe(isGraph);
  });
});

describe('Active Directory', () => {
  const read = (secrets: Secrets) => ldapSettings(of(secrets), 10_000);
  const ENOUGH = { Server: 'dc1.corp.example', Domain: 'corp.example', UserName: 'muster', Password: 'p' };

  test('needs a server, a domain, an account and its password', () => {
    const settings = read(ENOUGH);
    expect(settings).toEqual({
      urls: ['ldaps://dc1.corp.example'],
      bindDn: 'muster@corp.example',
      password: 'p',
      defaultContainer: 'CN=Users,DC=corp,DC=example',
      defaultDomain: 'corp.example',
      hardDelete: false,
      tls: {},
      timeoutMs: 10_000,
    });
    expect(() => checkLdapSettings(settings)).not.toThrow();
  });

  test('takes several controllers, StartTLS, a container, certificates to trust, and deletes where that is on', () => {
    const settings = read({
      ...ENOUGH,
      Server: 'ldap://dc1.corp.example:389, ldap://dc2.corp.example',
      UserName: 'CORP\\muster',
      SyncAgentADContainer: 'OU=People,DC=corp,DC=example',
      HardDeletesEnabled: 'True',
      AppKey: 'PEM',
    });
    expect(settings).toMatchObject({
      urls: ['ldap://dc1.corp.example:389', 'ldap://dc2.corp.example'],
      bindDn: 'CORP\\muster',
      defaultContainer: 'OU=People,DC=corp,DC=example',
      hardDelete: true,
      tls: { startTls: true, caPem: 'PEM' },
    });
    expect(() => checkLdapSettings(settings)).not.toThrow();
  });

  test('does without a domain where the container is named', () => {
    const { Domain: _, ...others } = ENOUGH;
    const settings = read({ ...others, SyncAgentADContainer: 'OU=People,DC=corp,DC=example' });
    expect(settings.bindDn).toBe('muster');
    expect(settings.defaultDomain).toBeUndefined();
  });

  test.each<{ without: string; message: string }>([
    { without: 'Server', message: 'Save the secret Server: the domain controllers, parted by commas.' },
    { without: 'UserName', message: 'Save the secret UserName: the service account.' },
    { without: 'Password', message: 'Save the secret Password: the password of the service account.' },
    {
      without: 'Domain',
      message:
        'Save the secret SyncAgentADContainer: the container of new accounts, or Domain with the DNS name of the domain.',
    },
  ])('says that $without is missing', ({ without, message }) => {
    expect(() => read({ ...ENOUGH, [without]: ' ' })).toThrow(refusal(message));
  });
});

describe('a SCIM service', () => {
  const DEFAULTS = { timeoutMs: 10_000, patienceMs: 10_000, allowHttpLoopback: false, defaultDomain: 'example.com' };
  const read = (secrets: Secrets) =>
    scimSettings(of({ BaseAddress: 'https://app.example/scim', ...secrets }), DEFAULTS);

  test.each<{ name: string; secrets: Secrets; credentials: object }>([
    { name: 'a token', secrets: { SecretToken: 't', UserName: 'u' }, credentials: { kind: 'bearer', token: 't' } },
    {
      name: 'a user name and password',
      secrets: { UserName: 'u', Password: 'p' },
      credentials: { kind: 'basic', userName: 'u', password: 'p' },
    },
    {
      name: 'client credentials',
      secrets: { Oauth2TokenExchangeUri: 'https://id.example/token', Oauth2ClientId: 'c', Oauth2ClientSecret: 's' },
      credentials: {
        kind: 'clientCredentials',
        tokenUrl: 'https://id.example/token',
        clientId: 'c',
        clientSecret: 's',
      },
    },
    {
      name: 'client credentials under their other names',
      secrets: { Oauth2TokenExchangeUri: 'https://id.example/token', ClientIdentifier: 'c', ClientSecret: 's' },
      credentials: {
        kind: 'clientCredentials',
        tokenUrl: 'https://id.example/token',
        clientId: 'c',
        clientSecret: 's',
      },
    },
  ])('is signed in to with $name', ({ secrets, credentials }) => {
    expect(read(secrets)).toEqual({
      ...DEFAULTS,
      baseUrl: 'https://app.example/scim',
      profile: 'probe',
      credentials,
    });
  });

  test.each([
    { address: 'https://app.example/scim?profile=NoPatch', baseUrl: 'https://app.example/scim', profile: 'noPatch' },
    {
      address: 'https://app.example/scim?aadOptscim062020',
      baseUrl: 'https://app.example/scim?aadOptscim062020',
      profile: 'probe',
    },
    { address: 'no address', baseUrl: 'no address', profile: 'probe' },
  ])('at $address is spoken to with the profile $profile', ({ address, baseUrl, profile }) => {
    expect(read({ BaseAddress: address, SecretToken: 't' })).toMatchObject({ baseUrl, profile });
  });

  test('may have a default domain of its own', () => {
    expect(read({ SecretToken: 't', Domain: 'adatum.example' }).defaultDomain).toBe('adatum.example');
  });

  test.each<{ secrets: Secrets; message: string }>([
    {
      secrets: { BaseAddress: '', SecretToken: 't' },
      message: 'Save the secret BaseAddress: the address of the service, the part before /Users.',
    },
    {
      secrets: {},
      message:
        'Save the secret SecretToken; or UserName and Password; or Oauth2TokenExchangeUri with a client id and secret.',
    },
    { secrets: { UserName: 'u' }, message: 'Save the secret Password: the password that belongs to UserName.' },
    {
      secrets: { BaseAddress: 'https://app.example/scim?profile=odd', SecretToken: 't' },
      message:
        'The profile in BaseAddress must be one of probe, rfc, noPatch, noPath, oneOperation, noFilterPaths, entraClassic, entraCorrected, got "odd".',
    },
    {
      secrets: { Oauth2TokenExchangeUri: 'https://id.example/token' },
      message: 'Save the secret Oauth2ClientId: the client id.',
    },
  ])('says what is missing: $message', ({ secrets, message }) => {
    expect(() => read(secrets)).toThrow(refusal(message));
  });
});
