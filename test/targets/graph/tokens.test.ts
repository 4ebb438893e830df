/** Tokens of Microsoft Entra, with its library replaced: which credential is opened, for what, and what its failures mean. */
import { createTokenSource } from '../../../shared/targets/graph/tokens';

type GetToken = (scope: string) => Promise<{ token: string } | null>;

const opened: { name: string; args: readonly unknown[] }[] = [];
let getToken: GetToken;

jest.mock('@azure/identity', () => {
  const credential = (name: string) =>
    class {
      getToken: GetToken = (scope) => getToken(scope);
      constructor(...args: readonly unknown[]) {
        opened.push({ name, args });
      }
    };
  const names = ['ManagedIdentity', 'ClientSecret', 'ClientCertificate', 'WorkloadIdentity'];
  return Object.fromEntries(names.map((name) => [`${name}Credential`, credential(name)]));
});

beforeEach(() => {
  opened.length = 0;
  getToken = async (scope) => ({ token: `token for ${scope}` });
});

const GRAPH = 'https://graph.microsoft.com/v1.0';
const SECRET = { kind: 'clientSecret', tenantId: 't', clientId: 'c', clientSecret: 's3cret' } as const;

test.each([
  { credentials: { kind: 'managedIdentity' }, name: 'ManagedIdentity', args: [] },
  { credentials: { kind: 'managedIdentity', clientId: 'c' }, name: 'ManagedIdentity', args: [{ clientId: 'c' }] },
  {
    credentials: SECRET,
    name: 'ClientSecret',
    args: ['t', 'c', 's3cret', { authorityHost: 'https://login.microsoftonline.com' }],
  },
  {
    credentials: { kind: 'certificate', tenantId: 't', clientId: 'c', certificate: 'PEM' },
    name: 'ClientCertificate',
    args: ['t', 'c', { certificate: 'PEM' }, { authorityHost: 'https://login.microsoftonline.com' }],
  },
  {
    credentials: { kind: 'workloadIdentity', tenantId: 't', clientId: 'c' },
    name: 'WorkloadIdentity',
    args: [{ tenantId: 't', clientId: 'c', authorityHost: 'https://login.microsoftonline.com' }],
  },
] as const)('$credentials.kind is opened at the first use, once', async ({ credentials, name, args }) => {
  const source = createTokenSource(credentials, GRAPH);
  expect(opened).toEqual([]);
  expect(await source.token()).toBe('token for https://graph.microsoft.com/.default');
  await source.token();
  expect(opened).toEqual([{ name, args }]);
});

test.each([
  { resource: 'https://graph.microsoft.us/v1.0', authority: 'https://login.microsoftonline.us' },
  { resource: 'https://dod-graph.microsoft.us/v1.0', authority: 'https://login.microsoftonline.us' },
  { resource: 'https://microsoftgraph.chinacloudapi.cn/v1.0', authority: 'https://login.chinacloudapi.cn' },
])('$resource signs in at $authority', async ({ resource, authority }) => {
  expect(await createTokenSource(SECRET, resource).token()).toBe(`token for ${new URL(resource).origin}/.default`);
  expect(opened[0]?.args.at(-1)).toEqual({ authorityHost: authority });
});

test.each([
  {
    name: 'a wrong secret',
    error: Object.assign(new Error('AADSTS7000215'), { statusCode: 401 }),
    code: 'InvalidCredentials',
  },
  { name: 'an unknown tenant', error: new Error('invalid_tenant'), code: 'InvalidCredentials' },
  { name: 'an authority out of reach', error: new Error('endpoints_resolution_error'), code: 'EndpointUnavailable' },
  { name: 'a broken network', error: new Error('getaddrinfo ENOTFOUND login'), code: 'EndpointUnavailable' },
  {
    name: 'an authority that fails in the mildest way',
    error: Object.assign(new Error('x'), { statusCode: 500 }),
    code: 'EndpointUnavailable',
  },
  {
    name: 'the last status that is a refusal',
    error: Object.assign(new Error('x'), { statusCode: 499 }),
    code: 'InvalidCredentials',
  },
  {
    name: 'an authority that is down',
    error: Object.assign(new Error('x'), { statusCode: 503 }),
    code: 'EndpointUnavailable',
  },
  {
    name: 'an authority that throttles',
    error: Object.assign(new Error('x'), { statusCode: 429 }),
    code: 'EndpointUnavailable',
  },
])('$name is $code', async ({ error, code }) => {
  getToken = async () => {
    throw error;
  };
  await expect(createTokenSource(SECRET, GRAPH).token()).rejects.toMatchObject({ code });
});

test('no token at all is a fault of the credentials', async () => {
  getToken = async () => null;
  await expect(createTokenSource(SECRET, GRAPH).token()).rejects.toMatchObject({
    code: 'InvalidCredentials',
    details: 'no token was issued',
  });
});

test('the secret is not told', async () => {
  getToken = async () => {
    throw new Error('the secret s3cret is wrong');
  };
  await expect(createTokenSource(SECRET, GRAPH).token()).rejects.toMatchObject({
    details: 'the secret [redacted] is wrong',
  });
});

test('a token that was refused is asked for anew, once for everybody who was refused with it', async () => {
  const source = createTokenSource(SECRET, GRAPH);
  const first = await source.token();
  getToken = async () => ({ token: 'another' });
  expect(source.refused(first)).toBe(true);
  expect(await source.token()).toBe('another');
  expect(source.refused(first)).toBe(true);
  await source.token();
  expect(opened).toHaveLength(2);
});
