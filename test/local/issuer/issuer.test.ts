import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { type HttpFront, openFront } from '../../../local/host/http/front';
import { type ClientCertificates, openClientCertificates } from '../../../local/issuer/certificates';
import { createIssuer } from '../../../local/issuer/issuer';
import { openSigningKey } from '../../../local/issuer/signingKey';
import { createTokenVerifier } from '../../../shared/api/http/authorize';
import { signInOptions } from '../support/signIn';

const TENANT = 'b16687d3-8faf-42ad-b298-92cdcaf01c6e';
const CLIENT = '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001';
const OBJECT = '51d0d0c1-6f6e-45c1-8f0a-4f7a0c6f0002';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const SECRET = 'p:ss-w_rd~1';
const NOW = Date.parse('2026-01-15T09:30:00.700Z');

const folder = mkdtempSync(join(tmpdir(), 'muster-issuer-'));
const keyFile = join(folder, 'signing-key.json');
let front: HttpFront;
let certificates: ClientCertificates;
let base: string;

beforeAll(async () => {
  certificates = await openClientCertificates(join(folder, 'client-certificates.json'));
  front = await openFront(0);
  base = `http://127.0.0.1:${front.port}`;
  const issuer = createIssuer({
    baseUrl: base,
    tenantId: TENANT,
    domains: ['example.com'],
    clients: [{ clientId: CLIENT, clientSecret: SECRET, objectId: OBJECT, roles: ['SynchronizationData-User.Upload'] }],
    key: await openSigningKey(keyFile),
    certificates,
    signIn: signInOptions(base, TENANT),
    clock: { now: () => NOW },
    environment: {},
  });
  front.serve([issuer.handler]);
});

afterAll(async () => {
  await front.close(0);
  rmSync(folder, { recursive: true });
});

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Form = Readonly<Record<string, string>>;

const V2: Form = {
  grant_type: 'client_credentials',
  client_id: CLIENT,
  client_secret: SECRET,
  scope: 'https://graph.microsoft.com/.default',
};

async function ask(path: string, form: Form, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}${path}`, { method: 'POST', body: new URLSearchParams(form), headers });
  return { response, body: (await response.json()) as Record<string, unknown> };
}

async function claimsOf(path: string, form: Form, headers: Record<string, string> = {}) {
  const { body } = await ask(path, form, headers);
  return decodeJwt(String(body.access_token));
}

async function document(path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${base}${path}`)).json()) as Record<string, unknown>;
}

describe('a token of the v2.0 endpoint', () => {
  test('is answered as Entra answers', async () => {
    const { response, body } = await ask(`/${TENANT}/oauth2/v2.0/token`, V2);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store, no-cache');
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
    });
  });

  test('has Entra’s v2.0 claims', async () => {
    await expect(claimsOf(`/${TENANT}/oauth2/v2.0/token`, V2)).resolves.toEqual({
      ver: '2.0',
      iss: `${base}/${TENANT}/v2.0`,
      aud: GRAPH,
      azp: CLIENT,
      azpacr: '1',
      idtyp: 'app',
      oid: OBJECT,
      sub: OBJECT,
      tid: TENANT,
      roles: ['SynchronizationData-User.Upload'],
      iat: 1_768_469_400,
      nbf: 1_768_469_400,
      exp: 1_768_472_999,
      uti: expect.any(String),
    });
  });

  test('verifies against the published keys', async () => {
    const { body } = await ask(`/${TENANT}/oauth2/v2.0/token`, V2);
    const keys = createLocalJWKSet((await document(`/${TENANT}/discovery/v2.0/keys`)) as unknown as JSONWebKeySet);
    const verified = await jwtVerify(String(body.access_token), keys, { currentDate: new Date(NOW) });
    expect(verified.protectedHeader.alg).toBe('RS256');
  });
});

describe('a token of the v1 endpoint', () => {
  const V1: Form = { ...V2, scope: '', resource: 'https://graph.microsoft.com' };

  test('is answered with texts for numbers', async () => {
    const { body } = await ask(`/${TENANT}/oauth2/token`, V1);
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: '3599',
      ext_expires_in: '3599',
      expires_on: '1768472999',
      not_before: '1768469400',
      resource: 'https://graph.microsoft.com',
      access_token: expect.any(String),
    });
  });

  test('has Entra’s v1 claims', async () => {
    await expect(claimsOf(`/${TENANT}/oauth2/token`, V1)).resolves.toMatchObject({
      ver: '1.0',
      iss: `${base}/${TENANT}/`,
      idp: `${base}/${TENANT}/`,
      aud: 'https://graph.microsoft.com',
      appid: CLIENT,
      appidacr: '1',
    });
  });

  test('is for the resource by the name it was asked for', async () => {
    await expect(claimsOf(`/${TENANT}/oauth2/token`, { ...V1, resource: GRAPH })).resolves.toMatchObject({
      aud: GRAPH,
    });
  });
});

describe('the token endpoint', () => {
  const TOKEN = `/${TENANT}/oauth2/v2.0/token`;

  test.each([
    { name: 'as Postman sends it', credentials: `${CLIENT}:p:ss-w_rd~1` },
    { name: 'encoded as RFC 6749 wants it', credentials: `${CLIENT}:p%3Ass-w_rd%7E1` },
  ])('takes HTTP Basic, $name', async ({ credentials }) => {
    const headers = { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
    const { grant_type, scope } = V2;
    await expect(claimsOf(TOKEN, { grant_type: grant_type ?? '', scope: scope ?? '' }, headers)).resolves.toMatchObject(
      {
        azp: CLIENT,
      },
    );
  });

  test.each([
    { name: 'the client id in capitals', path: TOKEN, form: { client_id: CLIENT.toUpperCase() } },
    { name: 'a domain name for the tenant', path: '/Example.com/oauth2/v2.0/token', form: {} },
    { name: 'Graph’s GUID as the scope’s resource', path: TOKEN, form: { scope: `${GRAPH}/.default` } },
    {
      name: 'a resource with a slash of its own',
      path: TOKEN,
      form: { scope: 'https://graph.microsoft.com//.default' },
    },
    {
      name: 'what Microsoft’s libraries add',
      path: `${TOKEN}?client-request-id=92cd10f6-fcc3-4d61-898e-a6dd35e460ef`,
      form: { 'x-client-SKU': 'msal.js.node', 'x-client-VER': '2.9.2', client_info: '1' },
    },
  ])('takes $name', async ({ path, form }) => {
    const { response } = await ask(path, { ...V2, ...form });
    expect(response.status).toBe(200);
  });

  const missing = (name: string) => `The request body must contain the following parameter: '${name}'.`;

  test.each([
    {
      name: 'no grant type',
      form: { grant_type: '' },
      fault: { status: 400, error: 'invalid_request', code: 900144, text: missing('grant_type') },
    },
    {
      name: 'another grant type',
      form: { grant_type: 'password' },
      fault: {
        status: 400,
        error: 'unsupported_grant_type',
        code: 70003,
        text: "The app requested an unsupported grant type 'password'.",
      },
    },
    {
      name: 'no client id',
      form: { client_id: '' },
      fault: { status: 400, error: 'invalid_request', code: 900144, text: missing('client_id') },
    },
    {
      name: 'a client that is not registered',
      form: { client_id: 'nobody' },
      fault: {
        status: 400,
        error: 'unauthorized_client',
        code: 700016,
        text: "Application with identifier 'nobody' was not found in the directory.",
      },
    },
    {
      name: 'no secret',
      form: { client_secret: '' },
      fault: { status: 401, error: 'invalid_client', code: 7000218, text: missing('client_secret') },
    },
    {
      name: 'a wrong secret',
      form: { client_secret: 'guess' },
      fault: {
        status: 401,
        error: 'invalid_client',
        code: 7000215,
        text: `Invalid client secret provided for app '${CLIENT}'.`,
      },
    },
    {
      name: 'a client assertion',
      form: { client_secret: '', client_assertion: 'ey.ey.x', client_assertion_type: ASSERTION_TYPE },
      fault: {
        status: 401,
        error: 'invalid_client',
        code: 700027,
        text: 'The client assertion is not valid. It is no signed token.',
      },
    },
    {
      name: 'no scope',
      form: { scope: '' },
      fault: { status: 400, error: 'invalid_request', code: 900144, text: missing('scope') },
    },
    {
      name: 'a scope of something else',
      form: { scope: 'https://vault.azure.net/.default' },
      fault: {
        status: 400,
        error: 'invalid_scope',
        code: 70011,
        text: 'The scope https://vault.azure.net/.default is not valid. Ask for https://graph.microsoft.com/.default.',
      },
    },
    {
      name: 'a single permission as scope',
      form: { scope: 'https://graph.microsoft.com/User.Read' },
      fault: {
        status: 400,
        error: 'invalid_scope',
        code: 70011,
        text: 'The scope https://graph.microsoft.com/User.Read is not valid. Ask for https://graph.microsoft.com/.default.',
      },
    },
    {
      name: 'no resource, of the v1 endpoint',
      path: `/${TENANT}/oauth2/token`,
      form: {},
      fault: { status: 400, error: 'invalid_request', code: 900144, text: missing('resource') },
    },
    {
      name: 'another resource, of the v1 endpoint',
      path: `/${TENANT}/oauth2/token`,
      form: { resource: 'https://vault.azure.net' },
      fault: {
        status: 400,
        error: 'invalid_resource',
        code: 500011,
        text: 'The resource principal named https://vault.azure.net was not found. Ask for https://graph.microsoft.com.',
      },
    },
    {
      name: 'another tenant',
      path: '/contoso.com/oauth2/v2.0/token',
      form: {},
      fault: { status: 400, error: 'invalid_request', code: 90002, text: "Tenant 'contoso.com' not found." },
    },
  ])('refuses $name', async ({ path = TOKEN, form, fault }) => {
    const correlation = '92cd10f6-fcc3-4d61-898e-a6dd35e460ef';
    const { response, body } = await ask(path, { ...V2, ...form }, { 'client-request-id': correlation });
    expect(response.status).toBe(fault.status);
    expect(body).toEqual({
      error: fault.error,
      error_description: expect.stringMatching(
        / Trace ID: \S{36} Correlation ID: \S{36} Timestamp: 2026-01-15 09:30:00Z$/,
      ),
      error_codes: [fault.code],
      timestamp: '2026-01-15 09:30:00Z',
      trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      correlation_id: correlation,
    });
    expect(body.error_description).toContain(`AADSTS${fault.code}: ${fault.text} `);
  });

  test('refuses GET', async () => {
    const response = await fetch(`${base}${TOKEN}`);
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({ error: 'invalid_request', error_codes: [900561] });
  });

  test('refuses a body of more than 64 KiB', async () => {
    const response = await fetch(`${base}${TOKEN}`, { method: 'POST', body: 'x'.repeat(65_537) });
    expect(response.status).toBe(413);
  });
});

test('whoever asks for discovery cannot say where tokens are asked for: only what the issuer was started with counts', async () => {
  const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  const answer = await fetch(`${base}/${TENANT}/v2.0/.well-known/openid-configuration`, { headers });
  const { issuer, token_endpoint: token } = (await answer.json()) as { issuer: string; token_endpoint: string };
  expect([issuer, token]).toEqual([`${base}/${TENANT}/v2.0`, `${base}/${TENANT}/oauth2/v2.0/token`]);
});

test.each([
  {
    path: '/v2.0/.well-known/openid-configuration',
    issuer: (tenant: string) => `${tenant}/v2.0`,
    token: (tenant: string) => `${tenant}/oauth2/v2.0/token`,
    grants: ['client_credentials', 'authorization_code', 'refresh_token'],
  },
  {
    path: '/.well-known/openid-configuration',
    issuer: (tenant: string) => `${tenant}/`,
    token: (tenant: string) => `${tenant}/oauth2/token`,
    grants: ['client_credentials'],
  },
])('discovery at $path names what clients look for', async ({ path, issuer, token, grants }) => {
  const tenant = `${base}/${TENANT}`;
  await expect(document(`/${TENANT}${path}`)).resolves.toEqual({
    issuer: issuer(tenant),
    token_endpoint: token(tenant),
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    grant_types_supported: grants,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    authorization_response_iss_parameter_supported: true,
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
});

test('the published key holds nothing private', async () => {
  const { keys } = (await document(`/${TENANT}/discovery/v2.0/keys`)) as unknown as JSONWebKeySet;
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
});

test('paths of others are left alone', async () => {
  expect((await fetch(`${base}/v1.0/servicePrincipals`)).status).toBe(404);
});

describe('the signing key', () => {
  test('is readable by its owner only', () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  });

  test('survives a restart, so that tokens do', async () => {
    const before = JSON.parse(readFileSync(keyFile, 'utf8')) as object;
    const { publicKey } = await openSigningKey(keyFile);
    expect(before).toMatchObject({ n: publicKey.n });
  });

  test.each([
    { name: 'no key at all', text: '{}' },
    { name: 'a public key', text: JSON.stringify({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }) },
  ])('in a file that holds $name is refused', async ({ text }) => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, text);
    await expect(openSigningKey(path)).rejects.toThrow(`${path} holds no private RSA key.`);
  });
});

test.each([
  { name: 'with v2.0 claims', path: 'v2.0/token', form: V2 },
  { name: 'with v1 claims', path: 'token', form: { ...V2, resource: GRAPH } },
])('the functions take a token $name', async ({ path, form }) => {
  const key = await openSigningKey(keyFile);
  const issuer = createIssuer({
    baseUrl: base,
    tenantId: TENANT,
    domains: [],
    clients: [{ clientId: CLIENT, clientSecret: SECRET, objectId: OBJECT, roles: ['User.Read.All'] }],
    certificates,
    key,
    signIn: signInOptions(base, TENANT),
    clock: Date,
    environment: {},
  });
  const current = await openFront(0);
  current.serve([issuer.handler]);
  const response = await fetch(`http://127.0.0.1:${current.port}/${TENANT}/oauth2/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  await current.close(0);

  const audiences = [GRAPH, 'https://graph.microsoft.com'];
  const verify = createTokenVerifier({
    issuers: issuer.names,
    audiences,
    keys: createLocalJWKSet({ keys: [key.publicKey] }),
    people: undefined,
  });
  await expect(verify(`Bearer ${token}`)).resolves.toEqual({
    kind: 'application',
    appId: CLIENT,
    objectId: OBJECT,
    expiresAt: (decodeJwt(token).exp ?? 0) * 1_000,
    roles: new Set(['User.Read.All']),
  });
});

test.each([
  { NODE_ENV: 'production' },
  { AZURE_FUNCTIONS_ENVIRONMENT: 'Staging' },
  { WEBSITE_INSTANCE_ID: '4f2c' },
  { WEBSITE_SITE_NAME: 'muster' },
  { CONTAINER_APP_NAME: 'muster' },
])('nothing is issued in a deployment: %j', async (environment) => {
  const key = await openSigningKey(keyFile);
  const signIn = signInOptions(base, TENANT);
  const options = { baseUrl: base, tenantId: TENANT, domains: [], clients: [], certificates, key, signIn, clock: Date };
  expect(() => createIssuer({ ...options, environment })).toThrow('The development host does not run in a deployment');
});

test('a development environment may say so', async () => {
  const key = await openSigningKey(keyFile);
  const environment = { NODE_ENV: 'development', AZURE_FUNCTIONS_ENVIRONMENT: 'Development', WEBSITE_SITE_NAME: '' };
  const signIn = signInOptions(base, TENANT);
  const options = { baseUrl: base, tenantId: TENANT, domains: [], clients: [], certificates, key, signIn, clock: Date };
  expect(createIssuer({ ...options, environment }).tokenEndpoint).toBe(`${base}/${TENANT}/oauth2/v2.0/token`);
});
