/** Which target a job gets, when it gets another one, and where secrets come from that are saved by reference. */
import { setImmediate as otherWorkIsDone } from 'node:timers/promises';
import { ProvisioningError } from '../../../shared/errors';
import { createGraphTraffic } from '../../../shared/targets/graph/traffic';
import type { TargetSecrets } from '../../../shared/targets/kit/secretsReader';
import { createJobTargets } from '../../../shared/targets/open/jobTargets';
import { type KeyVaultPorts, withKeyVault } from '../../../shared/targets/open/keyVault';
import {
  type OpenTargetPorts,
  openTarget,
  type TargetOptions,
  testTarget,
} from '../../../shared/targets/open/openTarget';
import type { Target } from '../../../shared/targets/target';
import { ANYWHERE, exchangeAnywhere } from '../../support/egress';
import { fakeClock, rememberingLogger, seededRandom } from '../../support/world';

const OPTIONS: TargetOptions = {
  target: 'directory',
  tenantId: '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10',
  tenantSize: 'small',
  defaultDomain: 'example.com',
  concurrency: 4,
  claimMs: 30_000,
  allowHttpLoopback: true,
  keyVaultHosts: undefined,
};
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:65500';

const of = (secrets: Readonly<Record<string, string>> = {}): TargetSecrets => new Map(Object.entries(secrets));

function ports(
  options: Partial<TargetOptions> = {},
): OpenTargetPorts & { logger: ReturnType<typeof rememberingLogger> } {
  const world = { clock: fakeClock(), random: seededRandom(), logger: rememberingLogger() };
  const embedded = { testConnection: async () => undefined } as Target;
  const traffic = createGraphTraffic({
    ...world,
    exchange: exchangeAnywhere,
    tokens: { token: async () => 'a token', refused: () => false },
  });
  return {
    ...world,
    egress: ANYWHERE,
    exchange: exchangeAnywhere,
    embedded,
    traffic,
    options: { ...OPTIONS, ...options },
  };
}

test('a connection is tested for what its job is going to do', async () => {
  const testConnection = jest.fn();
  const use = { matchAttribute: 'employeeId', written: ['displayName', 'employeeLeaveDateTime'] };
  await testTarget('API2AAD', of(), use, { ...ports(), embedded: { testConnection } as unknown as Target });
  expect(testConnection.mock.calls).toEqual([[use.matchAttribute, use.written]]);
});

describe('a job is opened', () => {
  test.each([
    { templateId: 'API2AAD', secrets: of(), options: {}, isEmbedded: true },
    { templateId: 'API2AAD', secrets: of({ SkipOutOfScopeDeletions: 'True' }), options: {}, isEmbedded: true },
    { templateId: 'API2AAD', secrets: of(), options: { target: 'graph' }, isEmbedded: false },
    { templateId: 'API2AAD', secrets: of({ AuthenticationType: 'ManagedIdentity' }), options: {}, isEmbedded: false },
    { templateId: 'API2AAD', secrets: of({ BaseAddress: `${NOWHERE}/scim` }), options: {}, isEmbedded: true },
  ] as const)('$templateId with $options: in the embedded directory $isEmbedded', async (given) => {
    const { templateId, secrets, options, isEmbedded } = given;
    const opening = ports(options);
    const target = await openTarget({ id: 'job', templateId }, secrets, opening);
    expect(target === opening.embedded).toBe(isEmbedded);
    if (!isEmbedded) expect(target.capabilities.displayName).toBe('Azure Active Directory');
  });

  test('by its template in a domain or a service', async () => {
    const domain = of({ Server: 'dc.corp.example', Domain: 'corp.example', UserName: 'u', Password: 'p' });
    const service = of({ BaseAddress: `${NOWHERE}/scim`, SecretToken: 't' });
    const ldap = await openTarget({ id: 'job', templateId: 'API2AD' }, domain, ports());
    const scim = await openTarget({ id: 'job', templateId: 'API2SCIM' }, service, ports());
    expect([ldap.capabilities.displayName, scim.capabilities.displayName]).toEqual(['Active Directory', 'SCIM']);
    expect([await ldap.defaultDomain(), await scim.defaultDomain()]).toEqual(['corp.example', 'example.com']);
  });

  test.each([
    {
      templateId: 'API2AD',
      secrets: of(),
      message: 'Save the secret Server: the domain controllers, parted by commas.',
    },
    {
      templateId: 'API2AD',
      secrets: of({ Server: 'http://dc', Domain: 'corp.example', UserName: 'u', Password: 'p' }),
      message: expect.stringContaining('Server must be ldaps://host[:port]'),
    },
    {
      templateId: 'API2AD',
      secrets: of({ Server: 'dc', UserName: 'u', Password: 'p', SyncAgentADContainer: 'People' }),
      message: expect.stringContaining('SyncAgentADContainer must be a distinguished name'),
    },
    {
      templateId: 'API2SCIM',
      secrets: of(),
      message: 'Save the secret BaseAddress: the address of the service, the part before /Users.',
    },
    {
      templateId: 'API2SCIM',
      secrets: of({ BaseAddress: 'http://app.example', SecretToken: 't' }),
      message: expect.stringContaining('BaseAddress must be an https address'),
    },
    {
      templateId: 'API2AAD',
      secrets: of({ BaseAddress: 'https://user@graph.microsoft.com' }),
      message: expect.stringContaining('BaseAddress must not contain a user name'),
    },
  ])(
    '$templateId is refused as the fault of the credentials, by their keys, when they do not suffice',
    async (given) => {
      const { templateId, secrets, message } = given;
      await expect(openTarget({ id: 'job', templateId }, secrets, ports())).rejects.toMatchObject({
        code: 'InvalidCredentials',
        message,
      });
    },
  );
});

describe('credentials are tested', () => {
  test('without keeping anything of them', async () => {
    await expect(testTarget('API2AAD', of(), {}, ports())).resolves.toBeUndefined();
    const service = of({ BaseAddress: NOWHERE, SecretToken: 't' });
    await expect(testTarget('API2SCIM', service, { matchAttribute: 'externalId' }, ports())).rejects.toMatchObject({
      code: 'EndpointUnavailable',
    });
  });
});

describe('the targets of jobs', () => {
  interface Opening {
    readonly secrets: TargetSecrets;
    closed: boolean;
  }

  function kept() {
    let saved = of({ Server: 'a' });
    let broken = false;
    const openings: Opening[] = [];
    const logger = rememberingLogger();
    const targets = createJobTargets({
      logger,
      getSecrets: async () => saved,
      open: async (_, secrets) => {
        if (broken) throw new ProvisioningError('InvalidCredentials', 'no');
        const opening: Opening = { secrets, closed: false };
        openings.push(opening);
        return {
          close: async () => {
            opening.closed = true;
            throw new Error('it would not go');
          },
        } as Partial<Target> as Target;
      },
    });
    const save = (secrets: Readonly<Record<string, string>>) => {
      saved = of(secrets);
    };
    const breakDown = (isBroken: boolean) => {
      broken = isBroken;
    };
    return { targets, openings, logger, save, breakDown };
  }
  const JOB = { id: 'job-1', templateId: 'API2AD' };

  test('are opened once each, also when several ask at the same time', async () => {
    const { targets, openings } = kept();
    const [first, second] = await Promise.all([targets.get(JOB), targets.get(JOB)]);
    expect(await targets.get(JOB)).toBe(first);
    expect(second).toBe(first);
    expect(await targets.get({ ...JOB, id: 'job-2' })).not.toBe(first);
    expect(openings).toHaveLength(2);
  });

  test('are opened again when secrets change, and the old one is closed; that it fails to is logged', async () => {
    const { targets, openings, logger, save } = kept();
    const first = await targets.get(JOB);
    save({ Server: 'b' });
    expect(await targets.get(JOB)).not.toBe(first);
    await otherWorkIsDone();
    expect(openings.map(({ secrets, closed }) => [secrets.get('Server'), closed])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(logger.lines).toMatchObject([{ level: 'warn', message: 'A target could not be closed' }]);
  });

  test('stay open when the same secrets are saved in another order', async () => {
    const { targets, openings, save } = kept();
    save({ Server: 'a', Domain: 'd' });
    await targets.get(JOB);
    save({ Domain: 'd', Server: 'a' });
    await targets.get(JOB);
    expect(openings).toHaveLength(1);
  });

  test('that cannot be opened are tried again at the next call', async () => {
    const { targets, breakDown } = kept();
    breakDown(true);
    await expect(targets.get(JOB)).rejects.toMatchObject({ code: 'InvalidCredentials' });
    breakDown(false);
    await expect(targets.get(JOB)).resolves.toBeDefined();
  });
});

describe('secrets in a key vault', () => {
  const URI = 'https://contoso.vault.azure.net/secrets/hr-password';
  type Asked = Parameters<KeyVaultPorts['exchange']>[0];

  function vault(status = 200, text = JSON.stringify({ value: 's3cret' })) {
    const asked: Asked[] = [];
    const audiences: string[] = [];
    const given: KeyVaultPorts = {
      timeoutMs: 1_000,
      hosts: undefined,
      tokensFor: (resource) => {
        audiences.push(resource);
        return { token: async () => 'vault-token', refused: () => false };
      },
      exchange: async (request) => {
        asked.push(request);
        return { status, text, headers: new Headers() };
      },
    };
    return { given, asked, audiences };
  }

  test('are read by reference with the app’s identity; all others stay as they are', async () => {
    const { given, asked, audiences } = vault();
    const secrets = of({ Password: ` @microsoft.keyvault(SecretUri=${URI}/) `, UserName: 'muster' });
    expect(await withKeyVault(secrets, given)).toEqual(of({ Password: 's3cret', UserName: 'muster' }));
    expect(asked).toMatchObject([
      { method: 'GET', url: `${URI}?api-version=7.4`, headers: { authorization: 'Bearer vault-token' } },
    ]);
    expect(audiences).toEqual(['https://vault.azure.net']);
  });

  test.each([
    { hosts: ['contoso.vault.azure.net'], allowed: true },
    { hosts: ['CONTOSO.vault.azure.net'], allowed: true },
    { hosts: ['adatum.vault.azure.net'], allowed: false },
    { hosts: [], allowed: false },
  ])('in a deployment only in its own vaults, $hosts: $allowed', async ({ hosts, allowed }) => {
    const { given, asked } = vault();
    const reading = withKeyVault(of({ Password: `@Microsoft.KeyVault(SecretUri=${URI})` }), { ...given, hosts });
    if (allowed) await expect(reading).resolves.toEqual(of({ Password: 's3cret' }));
    else {
      await expect(reading).rejects.toMatchObject({
        code: 'InvalidCredentials',
        message: expect.stringContaining('KEY_VAULT_HOSTS'),
      });
    }
    expect(asked).toHaveLength(allowed ? 1 : 0);
  });

  test.each([
    'SecretUri=https://vault.azure.net.evil.example/secrets/x',
    'SecretUri=https://contoso.vault.azure.net.evil.example/secrets/x',
    'SecretUri=https://contoso.vault.azure.cn.evil.example/secrets/x',
    'SecretUri=https://contoso.vault.usgovcloudapi.net.evil.example/secrets/x',
    'SecretUri=https://contoso.vault.azure.net@evil.example/secrets/x',
    'SecretUri=https://evil.example/contoso.vault.azure.net/secrets/x',
    'SecretUri=https://evil.example.contoso.vault.azure.net/secrets/x',
    'SecretUri=https://contoso.vault.azure.net:8443/secrets/x',
    'SecretUri=https://contosoXvault.azure.net/secrets/x',
    'SecretUri=https://contoso.vaultXazure.net/secrets/x',
    'SecretUri=https://contoso.vault.azure.net/x/secrets/x',
    'SecretUri=https://contoso.vault.azure.net/secrets/x/y/z',
    'SecretUri=https://contoso.vault.azure.net/secrets/',
    'SecretUri=https://contoso.vault.azure.net.evil.example/secrets/x',
    'SecretUri=http://contoso.vault.azure.net/secrets/x',
    'SecretUri=https://contoso.vault.azure.net/keys/x',
    'VaultName=contoso;SecretName=x',
    '',
  ])('are not looked for at "%s": no token is sent there', async (reference) => {
    const { given, asked } = vault();
    await expect(withKeyVault(of({ Password: `@Microsoft.KeyVault(${reference})` }), given)).rejects.toMatchObject({
      code: 'InvalidCredentials',
      message:
        'The secret Password must refer to a vault as @Microsoft.KeyVault(SecretUri=https://{vault}.vault.azure.net/secrets/{name}).',
    });
    expect(asked).toEqual([]);
  });

  test.each([
    { name: 'is refused', status: 403, text: '{"error":{}}' },
    { name: 'is not there', status: 404, text: '{}' },
    { name: 'is no JSON', status: 200, text: '<html>' },
  ])('that $name keep the job from its target', async ({ status, text }) => {
    const { given } = vault(status, text);
    await expect(withKeyVault(of({ Password: `@Microsoft.KeyVault(SecretUri=${URI})` }), given)).rejects.toMatchObject({
      code: 'InvalidCredentials',
      message: `The vault contoso.vault.azure.net does not give the secret Password (HTTP ${status}). Let the app's identity get secrets there.`,
    });
  });
});
