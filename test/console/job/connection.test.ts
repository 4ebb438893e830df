import { wayOf, waysOf } from '../../../console/rules/job/connection';
import {
  changesOf,
  faultsOf,
  othersSaved,
  toForm,
  toTry,
  withoutSecrets,
} from '../../../console/rules/job/connectionForm';
import { ProvisioningError } from '../../../shared/errors';
import { graphSettings, meansGraph } from '../../../shared/targets/graph/secrets';
import { ldapSettings } from '../../../shared/targets/ldap/secrets';
import { scimSettings } from '../../../shared/targets/scim/secrets';

const pairs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

const TOKEN = pairs({ BaseAddress: 'https://app.example/scim', SecretToken: '*', SyncAll: 'True' });

describe('which way was saved', () => {
  test.each([
    ['entra', {}, 'service'],
    ['entra', { AuthenticationType: 'managedidentity' }, 'managedIdentity'],
    ['entra', { AuthenticationType: 'ClientSecret', ClientSecret: '*' }, 'clientSecret'],
    ['entra', { BaseAddress: 'https://graph.microsoft.us', AppKey: '*' }, 'certificate'],
    ['activeDirectory', {}, 'ldap'],
    ['scim', {}, 'token'],
    ['scim', { SecretToken: '*', AuthenticationType: 'header:X-Api-Key' }, 'key'],
    ['scim', { UserName: 'muster', Password: '*' }, 'basic'],
    ['scim', { Oauth2TokenExchangeUri: 'https://login.example/token', UserName: 'left over' }, 'client'],
  ] as const)('%s with %j is %s', (kind, saved, way) => {
    expect(wayOf(kind, new Map(Object.entries(saved)))).toBe(way);
  });
});

describe('what a form wants', () => {
  const VALUES: Readonly<Record<string, string>> = {
    BaseAddress: 'https://app.example/scim',
    Oauth2TokenExchangeUri: 'https://login.example/token',
    Server: 'dc1.corp.example',
    Domain: 'corp.example',
  };
  const read = {
    entra: (secrets: ReadonlyMap<string, string>) =>
      graphSettings(secrets, {
        tenantId: 't',
        tenantSize: 'small',
        timeoutMs: 1,
        patienceMs: 1,
        allowHttpLoopback: false,
      }),
    activeDirectory: (secrets: ReadonlyMap<string, string>) =>
      ldapSettings(new Map([...secrets, ['Domain', 'corp.example']]), 1),
    scim: (secrets: ReadonlyMap<string, string>) =>
      scimSettings(secrets, { timeoutMs: 1, patienceMs: 1, allowHttpLoopback: false, defaultDomain: 'example.com' }),
  };
  const ALL = (['entra', 'activeDirectory', 'scim'] as const).flatMap((kind) =>
    waysOf(kind)
      .filter(({ id }) => id !== 'service')
      .map((way) => [kind, way.id, way] as const),
  );

  test.each(ALL)('for %s by %s suffices its target, and nothing of it can be left out', (kind, _, way) => {
    const required = way.fields.filter((field) => field.required === true).map(({ key }) => key);
    const form = { way: way.id, ...Object.fromEntries(required.map((key) => [key, VALUES[key] ?? 'x'])) };
    const secretsOf = (values: Readonly<Record<string, string>>) =>
      new Map(changesOf(kind, [], values).map(({ key, value }): [string, string] => [key, value ?? '']));
    expect(faultsOf(kind, [], form)).toEqual({});
    expect(() => read[kind](secretsOf(form))).not.toThrow();
    if (kind === 'entra') expect(meansGraph(secretsOf(form))).toBe(true);
    for (const key of required) {
      const less = { ...form, [key]: '' };
      expect(faultsOf(kind, [], less)).toEqual({ [key]: 'missing' });
      if (key !== 'AuthenticationType') expect(() => read[kind](secretsOf(less))).toThrow(ProvisioningError);
    }
  });
});

describe('what is sent', () => {
  test('is nothing where nothing was changed, and the mask is never sent', () => {
    expect(changesOf('scim', TOKEN, toForm('scim', TOKEN))).toEqual([]);
  });

  test('is a new secret alone, where one was typed', () => {
    const values = { ...toForm('scim', TOKEN), SecretToken: 'new' };
    expect(changesOf('scim', TOKEN, values)).toEqual([{ key: 'SecretToken', value: 'new' }]);
    expect(faultsOf('scim', TOKEN, values)).toEqual({});
  });

  test('takes away what the way before had, and leaves what is no field', () => {
    const values = { ...toForm('scim', TOKEN), way: 'basic', UserName: 'muster', Password: 'hunter2' };
    expect(changesOf('scim', TOKEN, values)).toEqual([
      { key: 'UserName', value: 'muster' },
      { key: 'Password', value: 'hunter2' },
      { key: 'SecretToken', value: null },
    ]);
    expect(othersSaved('scim', TOKEN)).toEqual([{ key: 'SyncAll', value: 'True' }]);
  });

  test('leaves alone what stands beside a way that stays', () => {
    const saved = [...TOKEN, { key: 'UserName', value: 'left over' }];
    const values = { ...toForm('scim', saved), Domain: 'example.com' };
    expect(changesOf('scim', saved, values)).toEqual([{ key: 'Domain', value: 'example.com' }]);
    expect(othersSaved('scim', saved)).toContainEqual({ key: 'UserName', value: 'left over' });
    expect(changesOf('entra', [{ key: 'CompanyId', value: 'x' }], { way: 'service' })).toEqual([]);
  });

  test('takes a value away that was cleared', () => {
    const saved = [...TOKEN, { key: 'Domain', value: 'example.com' }];
    const values = { ...toForm('scim', saved), Domain: ' ' };
    expect(changesOf('scim', saved, values)).toEqual([{ key: 'Domain', value: null }]);
  });

  test('says the way of Graph, and that of a key in a header', () => {
    expect(changesOf('entra', [], { way: 'managedIdentity' })).toEqual([
      { key: 'AuthenticationType', value: 'ManagedIdentity' },
    ]);
    const key = { way: 'key', BaseAddress: 'https://a', AuthenticationType: 'X-Api-Key', SecretToken: 'k' };
    const saved = changesOf('scim', [], key);
    expect(saved).toContainEqual({ key: 'AuthenticationType', value: 'header:X-Api-Key' });
    expect(
      toForm(
        'scim',
        saved.map(({ key: name, value }) => ({ key: name, value: value ?? '' })),
      ),
    ).toMatchObject(key);
  });
});

test('a secret is asked for again where it would go to another place', () => {
  const values = { ...toForm('scim', TOKEN), BaseAddress: 'https://elsewhere.example/scim' };
  expect(faultsOf('scim', TOKEN, values)).toEqual({ SecretToken: 'enterAgain' });
  expect(faultsOf('scim', TOKEN, { ...values, SecretToken: 'typed' })).toEqual({});
});

test('values are tried before they are saved only where each of them is known', () => {
  const values = { ...toForm('scim', TOKEN), Domain: 'example.com' };
  expect(toTry(TOKEN, changesOf('scim', TOKEN, values))).toBeUndefined();
  const typed = { ...values, SecretToken: 'typed' };
  expect(toTry(TOKEN, changesOf('scim', TOKEN, typed))).toContainEqual({ key: 'SecretToken', value: 'typed' });
});

test('no secret is kept in the browser', () => {
  expect(withoutSecrets({ way: 'basic', UserName: 'muster', Password: 'hunter2', AppKey: 'PEM' })).toEqual({
    way: 'basic',
    UserName: 'muster',
  });
});
