/** A SCIM service by a job's secrets. */
import { scimSettings } from '../../../shared/targets/scim/secrets';

const DEFAULTS = { timeoutMs: 1_000, patienceMs: 1_000, allowHttpLoopback: false, defaultDomain: 'example.com' };
const settings = (secrets: Readonly<Record<string, string>>) =>
  scimSettings(new Map(Object.entries({ BaseAddress: 'https://app.example/scim', ...secrets })), DEFAULTS);

const CLIENT = { ClientIdentifier: 'c', ClientSecret: 's' };
const TOKENS = 'https://id.example/token';
const client = (more: object) => ({ kind: 'clientCredentials', clientId: 'c', clientSecret: 's', ...more });

test.each<{ name: string; secrets: Record<string, string>; credentials: object }>([
  { name: 'a token', secrets: { SecretToken: 'abc' }, credentials: { kind: 'bearer', token: 'abc' } },
  {
    name: 'a token pasted with its scheme',
    secrets: { SecretToken: 'bearer abc' },
    credentials: { kind: 'bearer', token: 'abc' },
  },
  {
    name: 'a key in a header of its own',
    secrets: { SecretToken: 'abc', AuthenticationType: 'header:X-Api-Key' },
    credentials: { kind: 'key', header: 'X-Api-Key', key: 'abc' },
  },
  {
    name: 'a user name and a password',
    secrets: { UserName: 'u', Password: 'p' },
    credentials: { kind: 'basic', userName: 'u', password: 'p' },
  },
  {
    name: 'a client, whose way to say who it is is found out',
    secrets: { ...CLIENT, Oauth2TokenExchangeUri: TOKENS },
    credentials: client({ tokenUrl: TOKENS }),
  },
  {
    name: 'a client with a way of its own',
    secrets: { ...CLIENT, Oauth2TokenExchangeUri: TOKENS, AuthenticationType: 'client_secret_Basic' },
    credentials: client({ tokenUrl: TOKENS, clientAuthentication: 'client_secret_basic' }),
  },
  {
    name: 'a client with a scope and an audience, beside what belongs to the address',
    secrets: { ...CLIENT, Oauth2TokenExchangeUri: `${TOKENS}?p=1&scope=scim.read%20scim.write&audience=https://app` },
    credentials: client({
      tokenUrl: `${TOKENS}?p=1`,
      parameters: { scope: 'scim.read scim.write', audience: 'https://app' },
    }),
  },
])('$name', ({ secrets, credentials }) => {
  expect(settings(secrets).credentials).toEqual(credentials);
});

test('a private authority is the one of AppKey', () => {
  expect(settings({ SecretToken: 'abc', AppKey: 'PEM' }).caPem).toBe('PEM');
  expect(settings({ SecretToken: 'abc' })).not.toHaveProperty('caPem');
});

test('a way for clients that does not exist is refused', () => {
  const secrets = { ...CLIENT, Oauth2TokenExchangeUri: TOKENS, AuthenticationType: 'private_key_jwt' };
  expect(() => settings(secrets)).toThrow(
    'AuthenticationType must be one of client_secret_post, client_secret_basic with a token endpoint.',
  );
});
