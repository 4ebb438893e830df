/**
 * Where a deployment goes when somebody says where: a target, a token endpoint, a vault, a receiver, an HR system, each asked for
 * as callers ask, and what is refused told in their words. The rule itself is held in `targets/kit/egress.test.ts`, on real sockets.
 */
import {
  type Answer,
  type FunctionHost,
  JOB,
  JOBS,
  MUSTER_JOB,
  openFunctions,
  SYNCHRONIZATION,
} from '../support/functionHost';
import { documentOf, FULL, INLET_SECRET, SECRETS_KEY, THIN } from '../support/inletDesk';
import { openMadeNetwork } from '../support/madeNetwork';
import { createWorkbench, JOB_ID } from '../support/workbench';

const OWN_VAULT = 'own.vault.azure.net';
const reference = (vault: string) => `@Microsoft.KeyVault(SecretUri=https://${vault}/secrets/hr)`;

const DEPLOYED = {
  WEBSITE_SITE_NAME: 'muster-prod',
  TOKEN_AUDIENCES: 'api://muster',
  SUPERVISE_SCHEDULE: '*/15 * * * * *',
  SECRETS_KEY,
  WEBSITE_KEYVAULT_REFERENCES: JSON.stringify({ SECRETS_KEY: { rawReference: reference(OWN_VAULT) } }),
  ALLOW_LOOPBACK_TARGETS: 'true', // it lets `http:` be entered, and opens nothing in a deployment
};
const LAPTOP = { SECRETS_KEY, ALLOW_LOOPBACK_TARGETS: 'true' };

const NAMES = {
  localhost: '127.0.0.1',
  'app.example': '203.0.113.5',
  'inside.corp.example': '10.1.2.3',
  'identity.evil.example': '169.254.169.254',
  'platform.evil.example': '168.63.129.16',
  [OWN_VAULT]: '10.9.0.4', // behind a private endpoint
  'hr.vault.azure.net': '10.9.0.5',
  'adatum.vault.azure.net': '203.0.113.9',
};

/** What every service of this network says to everything: as SCIM, a token endpoint, a vault and an HR system would. */
const ANSWER = {
  ...documentOf('5', { name: 'Ada' }),
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  Resources: [],
  filter: { supported: true },
  access_token: 'a token',
  token_type: 'Bearer',
  expires_in: 3600,
  value: 'kept in the vault',
};

let arrived: string[];
let host: FunctionHost;

beforeEach(() => {
  jest.doMock('@azure/identity', () => ({
    ManagedIdentityCredential: class {
      getToken = async () => ({ token: 'of the identity' });
    },
  }));
  arrived = openMadeNetwork(NAMES, ANSWER);
});
afterEach(() => jest.restoreAllMocks());

async function open(environment: Record<string, string>): Promise<void> {
  const files = ['jobs', 'jobActions', 'secrets', 'outlets', 'outletActions', 'inlets', 'inletActions', 'receive'];
  host = await openFunctions(await createWorkbench(environment), files);
}

const refusedAt = (place: string) =>
  `The address ${place} may not be called from a deployment. Where it is meant, an administrator lets it through with the setting EGRESS_HOSTS.`;
const vaultRefused = (key: string, vault: string) =>
  `The secret ${key} refers to the vault ${vault}, which is none of this deployment's. An administrator names it in the setting KEY_VAULT_HOSTS.`;

type Secrets = Readonly<Record<string, string>>;
const pairs = (secrets: Secrets) => Object.entries(secrets).map(([key, value]) => ({ key, value }));
const put = (secrets: Secrets) => host.call(`PUT ${SYNCHRONIZATION}/secrets`, { body: { value: pairs(secrets) } });

const scim = (BaseAddress: string): Secrets => ({ BaseAddress, SecretToken: 't' });
const withTokensOf = (Oauth2TokenExchangeUri: string): Secrets => ({
  BaseAddress: 'https://app.example/scim',
  Oauth2TokenExchangeUri,
  ClientIdentifier: 'c',
  ClientSecret: 's',
});
const domain = (Server: string): Secrets => ({ Server, Domain: 'corp.example', UserName: 'u', Password: 'p' });

/** The credentials saved and tried, and tried without being saved: both say the same. */
async function connect(templateId: string, secrets: Secrets): Promise<Answer> {
  expect((await put(secrets)).status).toBe(204); // where an address leads is known when it is called
  const made = templateId === 'API2AAD' ? undefined : await host.call(`POST ${JOBS}`, { body: { templateId } });
  const job = made === undefined ? JOB : `${JOBS}/${made.body.id}`;
  const saved = await host.call(`POST ${job}/validateCredentials`, { body: { useSavedCredentials: true } });
  const credentials = pairs(secrets);
  const sent = await host.call(`POST ${JOBS}/validateCredentials`, { body: { templateId, credentials } });
  expect([sent.status, sent.error.message]).toEqual([saved.status, saved.error.message]);
  return saved;
}

function expectRefusal({ status, error }: Answer, message: string): void {
  expect([status, error.code, error.message]).toEqual([400, 'BadRequest', message]);
  expect(error.details).toEqual([{ code: 'InvalidCredentials', target: 'credentials', message }]);
}

describe('a target, deployed', () => {
  test.each([
    { secrets: scim('http://localhost/scim'), place: 'localhost (127.0.0.1)' },
    { secrets: scim('https://127.0.0.1/scim'), place: '127.0.0.1' },
    { secrets: scim('https://[::1]/scim'), place: '::1' },
    { secrets: scim('https://169.254.7.7/scim'), place: '169.254.7.7' },
    { secrets: scim('https://[fe80::1]/scim'), place: 'fe80::1' },
    { secrets: scim('https://169.254.169.254/scim'), place: '169.254.169.254' },
    { secrets: scim('https://168.63.129.16/scim'), place: '168.63.129.16' },
    { secrets: scim('https://identity.evil.example/scim'), place: 'identity.evil.example (169.254.169.254)' },
    { secrets: withTokensOf('https://127.0.0.1/token'), place: '127.0.0.1' },
    { secrets: withTokensOf('https://169.254.169.254/token'), place: '169.254.169.254' },
    { secrets: withTokensOf('https://platform.evil.example/token'), place: 'platform.evil.example (168.63.129.16)' },
    { template: 'API2AAD', secrets: scim('https://169.254.169.254/v1.0'), place: '169.254.169.254' },
    { template: 'API2AD', secrets: domain('ldaps://127.0.0.1'), place: '127.0.0.1' },
    { template: 'API2AD', secrets: domain('identity.evil.example'), place: 'identity.evil.example (169.254.169.254)' },
  ])('is not called at $place, with $secrets', async ({ template = 'API2SCIM', secrets, place }) => {
    await open(DEPLOYED);
    expectRefusal(await connect(template, secrets), refusedAt(place));
    expect(arrived).toEqual([]);
  });

  test.each([
    { more: {}, secrets: scim('https://app.example/scim'), at: '203.0.113.5' },
    { more: {}, secrets: scim('https://inside.corp.example/scim'), at: '10.1.2.3' },
    { more: {}, secrets: scim('https://[fd00::7]/scim'), at: 'fd00::7' },
    { more: {}, secrets: withTokensOf('https://inside.corp.example/token'), at: '10.1.2.3' },
    { more: { EGRESS_HOSTS: 'localhost' }, secrets: scim('http://localhost/scim'), at: '127.0.0.1' },
    { more: { EGRESS_HOSTS: '169.254.7.0/24' }, secrets: scim('https://169.254.7.7/scim'), at: '169.254.7.7' },
    { more: { EGRESS_HOSTS: '127.0.0.1' }, secrets: withTokensOf('https://127.0.0.1/token'), at: '127.0.0.1' },
  ])('is called at $at, with $secrets and $more', async ({ more, secrets, at }) => {
    await open({ ...DEPLOYED, ...more });
    expect((await connect('API2SCIM', secrets)).status).toBe(204);
    expect(arrived.some((one) => one.endsWith(` ${at}`))).toBe(true);
  });

  test('is not led there by a change of the address alone either', async () => {
    await open(DEPLOYED);
    await put(scim('https://app.example/scim'));
    const changed = { value: pairs(scim('https://identity.evil.example/scim')) };
    expect((await host.call(`PATCH ${SYNCHRONIZATION}/secrets`, { body: changed })).status).toBe(204);
    const { id } = (await host.call(`POST ${JOBS}`, { body: { templateId: 'API2SCIM' } })).body;
    expectRefusal(
      await host.call(`POST ${JOBS}/${id}/validateCredentials`),
      refusedAt('identity.evil.example (169.254.169.254)'),
    );
    expect(arrived).toEqual([]);
  });
});

test('a laptop calls itself, and everybody', async () => {
  await open(LAPTOP);
  for (const address of ['http://localhost', 'https://169.254.169.254', 'https://inside.corp.example']) {
    expect((await connect('API2SCIM', scim(address))).status).toBe(204);
  }
});

/** A way by which an administrator leads Muster to an address, and what it says of it there: nothing, where it arrived. */
const WAYS: readonly { way: string; lead: (origin: string) => Promise<string | undefined> }[] = [
  { way: 'an outlet', lead: (origin) => tryOutlet({ url: `${origin}/hook` }) },
  {
    way: 'a writeback',
    lead: (origin) => tryOutlet(writeback({ baseAddress: `${origin}/scim`, auth: { SecretToken: 't' } })),
  },
  {
    way: 'a writeback’s token endpoint',
    lead: (origin) =>
      tryOutlet(writeback({ baseAddress: 'https://app.example/scim', auth: tokensOf(`${origin}/token`) })),
  },
  { way: 'an inlet', lead: (origin) => tryInlet(fetching(`${origin}/people/{person}`)) },
  {
    way: 'an inlet’s token endpoint',
    lead: (origin) =>
      tryInlet(
        fetching('https://app.example/people/{person}', {
          kind: 'clientCredentials',
          url: `${origin}/token`,
          clientId: 'c',
          clientSecret: '{secret}',
        }),
      ),
  },
];

const tokensOf = (Oauth2TokenExchangeUri: string) => ({
  Oauth2TokenExchangeUri,
  ClientIdentifier: 'c',
  ClientSecret: 's',
});
const writeback = (service: object) => ({
  kind: 'writeback',
  way: 'scim',
  map: { 'emails[type eq "work"].value': '[mail]' },
  scim: service,
});
const fetching = (url: string, auth: object = { kind: 'bearer', token: '{secret}' }) => ({
  ...THIN,
  fetch: { ...(THIN.fetch as object), auth, steps: [{ name: 'employee', url }] },
});

interface Health {
  readonly lastFailure: { readonly message: string } | null;
}

/** Saved, which asks the receiver at once, and tried. */
async function tryOutlet(definition: object): Promise<string | undefined> {
  const outlets = `${MUSTER_JOB}/outlets`;
  const made = await host.call(`POST ${outlets}`, { body: { name: 'hr', ...definition } });
  expect([made.status, made.error.message]).toEqual([201, '']);
  const { lastFailure } = made.body.health as Health;
  const { status, body } = await host.call(`POST ${outlets}/hr/test`);
  const { delivered, answer } = body as { delivered: boolean; answer: string };
  expect([status, delivered ? undefined : answer]).toEqual([200, lastFailure?.message]);
  return lastFailure?.message;
}

interface Tried {
  readonly events: readonly { readonly failures: readonly { readonly code: string; readonly message: string }[] }[];
}

async function tryInlet(definition: object): Promise<string | undefined> {
  const inlets = `${MUSTER_JOB}/inlets`;
  const made = await host.call(`POST ${inlets}`, { body: definition });
  expect([made.status, made.error.message]).toEqual([201, '']);
  const { status, body } = await host.call(`POST ${inlets}/hr/test`, { body: { person: '5' } });
  const [failure] = (body as unknown as Tried).events.flatMap(({ failures }) => failures);
  expect([status, failure?.code ?? 'FetchFailed']).toEqual([200, 'FetchFailed']);
  return failure?.message;
}

describe.each(WAYS)('$way, deployed', ({ lead }) => {
  test.each([
    { origin: 'http://localhost', place: 'localhost (127.0.0.1)' },
    { origin: 'https://169.254.169.254', place: '169.254.169.254' },
    { origin: 'https://platform.evil.example', place: 'platform.evil.example (168.63.129.16)' },
    { origin: 'https://[fd00::7]', place: 'fd00::7' },
    { origin: 'https://inside.corp.example', place: 'inside.corp.example (10.1.2.3)' },
  ])('does not call $origin', async ({ origin, place }) => {
    await open(DEPLOYED);
    expect(await lead(origin)).toBe(refusedAt(place));
    expect(arrived).toEqual([]);
  });

  test.each([
    { origin: 'https://app.example', through: '' },
    { origin: 'https://inside.corp.example', through: 'inside.corp.example' },
    { origin: 'https://inside.corp.example', through: '10.1.0.0/16' },
  ])('calls $origin, with "$through" let through', async ({ origin, through: EGRESS_HOSTS }) => {
    await open({ ...DEPLOYED, EGRESS_HOSTS });
    expect(await lead(origin)).toBeUndefined();
    expect(arrived.length).toBeGreaterThan(0);
  });
});

describe('a secret in a vault', () => {
  const PLACES: readonly { place: string; key: string; read: (vault: string) => Promise<string | undefined> }[] = [
    {
      place: 'of a target',
      key: 'SecretToken',
      read: async (vault) => {
        const answer = await connect('API2SCIM', {
          ...scim('https://app.example/scim'),
          SecretToken: reference(vault),
        });
        if (answer.status !== 204) expectRefusal(answer, answer.error.message);
        return answer.status === 204 ? undefined : answer.error.message;
      },
    },
    {
      place: 'of a writeback',
      key: 'SecretToken',
      read: (vault) =>
        tryOutlet(writeback({ baseAddress: 'https://app.example/scim', auth: { SecretToken: reference(vault) } })),
    },
    {
      place: 'of an inlet',
      key: 'secret',
      read: (vault) => tryInlet({ ...fetching('https://app.example/people/{person}'), fetchSecret: reference(vault) }),
    },
  ];
  const HR = { KEY_VAULT_HOSTS: 'hr.vault.azure.net' };

  describe.each(PLACES)('$place', ({ key, read }) => {
    test.each([
      { environment: DEPLOYED, vault: OWN_VAULT, isRead: true },
      { environment: DEPLOYED, vault: 'hr.vault.azure.net', isRead: false },
      { environment: { ...DEPLOYED, ...HR }, vault: 'hr.vault.azure.net', isRead: true },
      { environment: { ...DEPLOYED, ...HR }, vault: OWN_VAULT, isRead: true },
      { environment: { ...DEPLOYED, ...HR }, vault: 'adatum.vault.azure.net', isRead: false },
      { environment: { ...DEPLOYED, WEBSITE_KEYVAULT_REFERENCES: '' }, vault: OWN_VAULT, isRead: false },
      { environment: LAPTOP, vault: 'adatum.vault.azure.net', isRead: true },
    ])('$vault is read: $isRead', async ({ environment, vault, isRead }) => {
      await open(environment);
      expect(await read(vault)).toBe(isRead ? undefined : vaultRefused(key, vault));
      expect(arrived.some((one) => one.startsWith(`GET ${vault} `))).toBe(isRead);
    });
  });

  test('that an inlet verifies with is refused to whoever tries it; what is sent meanwhile is to come again', async () => {
    await open(DEPLOYED);
    const given = { ...FULL, secrets: [reference('adatum.vault.azure.net')] };
    expect((await host.call(`POST ${MUSTER_JOB}/inlets`, { body: given })).status).toBe(201);
    const tried = await host.call(`POST ${MUSTER_JOB}/inlets/hr/test`, { body: { event: { type: 'changed' } } });
    expectRefusal(tried, vaultRefused('secret', 'adatum.vault.azure.net'));
    const delivery = { headers: { 'x-signature': INLET_SECRET }, body: { type: 'changed', id: '5' } };
    const { status, headers } = await host.call(`POST /muster/inlets/${JOB_ID}/hr`, delivery);
    expect([status, headers['Retry-After']]).toEqual([503, '10']);
  });
});
