import { readSettings, SettingsError } from '../../shared/settings';

const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const ENOUGH = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', TENANT_ID };
/** What a deployment has to be told besides. */
const DEPLOYED = { WEBSITE_SITE_NAME: 'm', TOKEN_AUDIENCES: 'api://m', SUPERVISE_SCHEDULE: '*/15 * * * * *' };

/** The faults of an environment; none when it is accepted. */
function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

test('storage and tenant are enough; everything else has a default', () => {
  expect(readSettings(ENOUGH)).toEqual({
    storage: { connectionString: 'UseDevelopmentStorage=true' },
    tenantId: TENANT_ID,
    tokenIssuers: [`https://login.microsoftonline.com/${TENANT_ID}/v2.0`, `https://sts.windows.net/${TENANT_ID}/`],
    tokenAudiences: ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com'],
    tokenKeysUri: `https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`,
    deployed: false,
    people: { consoleScope: 'console' },
    publicBaseUrl: undefined,
    corsOrigins: [],
    verifiedDomains: ['example.com'],
    maxOperationsPerRequest: 50,
    maxRequestBytes: 10_485_760,
    maxInletBytes: 1_048_576,
    maxPlanOperations: 50_000,
    maxPlanBytes: 104_857_600,
    operationsPerMessage: 0,
    target: 'directory',
    graphTenantSize: 'small',
    egressHosts: [],
    identityClientId: undefined,
    keyVaultHosts: undefined,
    allowLoopbackTargets: false,
    targetConcurrency: 16,
    rateLimitProfile: 'off',
    claimMs: 30_000,
    guardSettleMs: 60_000,
    deletionsAtOnce: 0,
    logRetentionDays: 30,
    auditRetentionDays: 365,
    retries: {
      transientMs: [60_000, 300_000, 2_400_000],
      ladderMs: [21_600_000, 43_200_000, 86_400_000],
      dailyMs: 86_400_000,
      giveUpMs: 2_419_200_000,
      throttledMs: 172_800_000,
    },
    agents: { inactiveMs: 90_000, quarantineMs: 3_600_000, answerMs: 100_000 },
    quarantine: {
      leastFailures: 5_000,
      mostPercent: 40,
      mostFailures: 40_000,
      mostWithReferences: 60_000,
      ladderMs: [21_600_000, 43_200_000, 86_400_000],
      dailyMs: 86_400_000,
      unreachableMs: 2_400_000,
      giveUpMs: 2_419_200_000,
    },
    requireNotificationEmail: true,
    smtpUrl: undefined,
    mailFolder: undefined,
    mailFrom: 'Muster <muster@localhost>',
    telemetry: undefined,
    superviseEveryMs: 15_000,
    secretsKey: undefined,
  });
});

test.each([
  { name: 'a laptop, where nobody has to set anything', given: {}, people: { consoleScope: 'console' } },
  { name: 'a deployment without the console’s client', given: DEPLOYED, people: undefined },
  {
    name: 'a deployment with it',
    given: { ...DEPLOYED, CONSOLE_CLIENT_ID: 'c' },
    people: { consoleScope: 'console' },
  },
])('who may sign in: $name', ({ given, people }) => {
  expect(readSettings({ ...ENOUGH, ...given }).people).toEqual(people);
});

test('every setting is read', () => {
  expect(
    readSettings({
      AzureWebJobsStorage__accountName: 'mustercontoso',
      AzureWebJobsStorage__clientId: 'c0450e00-0000-4000-8000-000000000002',
      STORAGE_SUFFIX: 'core.usgovcloudapi.net',
      SUPERVISE_SCHEDULE: '*/15 * * * * *',
      TENANT_ID,
      TOKEN_ISSUERS: 'https://a.example, https://b.example',
      TOKEN_AUDIENCES: 'api://muster',
      TOKEN_JWKS_URI: 'http://127.0.0.1:7072/keys',
      WEBSITE_SITE_NAME: 'muster-contoso',
      CONSOLE_CLIENT_ID: 'c0450e00-0000-4000-8000-000000000001',
      CONSOLE_SCOPE: 'api://muster/screens',
      PUBLIC_BASE_URL: 'https://hr.contoso.example/muster',
      CORS_ORIGINS: 'https://hr.contoso.example, http://localhost:3000',
      VERIFIED_DOMAINS: 'contoso.example,adatum.example',
      MAX_OPERATIONS_PER_REQUEST: '1000',
      MAX_REQUEST_BYTES: '1024',
      INLET_MAX_BYTES: '3072',
      PLAN_MAX_OPERATIONS: '1000000',
      PLAN_MAX_REQUEST_BYTES: '2048',
      OPERATIONS_PER_MESSAGE: '1',
      TARGET: 'Graph',
      GRAPH_TENANT_SIZE: 'large',
      EGRESS_HOSTS: 'hr.contoso.example, 10.1.0.0/16,fd00::/8',
      KEY_VAULT_HOSTS: 'contoso.vault.azure.net',
      WEBSITE_KEYVAULT_REFERENCES:
        '{"SECRETS_KEY":{"rawReference":"@Microsoft.KeyVault(SecretUri=https://own.vault.azure.net/secrets/key)","status":"Resolved"}}',
      ALLOW_LOOPBACK_TARGETS: 'true',
      TARGET_CONCURRENCY: '256',
      RATE_LIMIT_PROFILE: 'Entra',
      CLAIM_SECONDS: '5',
      AGENT_INACTIVE_SECONDS: '30',
      AGENT_QUARANTINE_MINUTES: '15',
      AGENT_ANSWER_SECONDS: '20',
      DELETION_SETTLE_SECONDS: '0',
      DELETIONS_AT_ONCE: '5',
      LOG_RETENTION_DAYS: '3650',
      AUDIT_RETENTION_DAYS: '30',
      ESCROW_TRANSIENT_MINUTES: '0.5, 2',
      ESCROW_LADDER_MINUTES: '10',
      ESCROW_REPEAT_MINUTES: '20',
      ESCROW_GIVE_UP_MINUTES: '60',
      THROTTLED_GIVE_UP_MINUTES: '1',
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=k',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      TRACE_PERCENT: '25',
      QUARANTINE_LEAST_FAILURES: '5',
      QUARANTINE_MOST_PERCENT: '50',
      QUARANTINE_MOST_FAILURES: '40',
      QUARANTINE_MOST_FAILURES_WITH_REFERENCES: '60',
      QUARANTINE_LADDER_MINUTES: '1,2',
      QUARANTINE_REPEAT_MINUTES: '3',
      QUARANTINE_UNREACHABLE_MINUTES: '4',
      QUARANTINE_GIVE_UP_MINUTES: '30',
      REQUIRE_NOTIFICATION_EMAIL: 'False',
      SMTP_URL: 'smtps://muster:secret@mail.contoso.example',
      MAIL_FOLDER: '/tmp/mail',
      MAIL_FROM: 'hr@contoso.example',
      SECRETS_KEY: 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=',
    }),
  ).toEqual({
    storage: {
      tableServiceUrl: 'https://mustercontoso.table.core.usgovcloudapi.net',
      queueServiceUrl: 'https://mustercontoso.queue.core.usgovcloudapi.net',
      clientId: 'c0450e00-0000-4000-8000-000000000002',
    },
    tenantId: TENANT_ID,
    tokenIssuers: ['https://a.example', 'https://b.example'],
    tokenAudiences: ['api://muster'],
    tokenKeysUri: 'http://127.0.0.1:7072/keys',
    deployed: true,
    people: { consoleScope: 'screens' },
    publicBaseUrl: 'https://hr.contoso.example/muster',
    corsOrigins: ['https://hr.contoso.example', 'http://localhost:3000'],
    verifiedDomains: ['contoso.example', 'adatum.example'],
    maxOperationsPerRequest: 1_000,
    maxRequestBytes: 1_024,
    maxInletBytes: 3_072,
    maxPlanOperations: 1_000_000,
    maxPlanBytes: 2_048,
    operationsPerMessage: 1,
    target: 'graph',
    graphTenantSize: 'large',
    egressHosts: ['hr.contoso.example', '10.1.0.0/16', 'fd00::/8'],
    identityClientId: 'c0450e00-0000-4000-8000-000000000002',
    keyVaultHosts: ['contoso.vault.azure.net', 'own.vault.azure.net'],
    allowLoopbackTargets: true,
    targetConcurrency: 256,
    rateLimitProfile: 'entra',
    claimMs: 5_000,
    guardSettleMs: 0,
    deletionsAtOnce: 5,
    logRetentionDays: 3_650,
    auditRetentionDays: 30,
    agents: { inactiveMs: 30_000, quarantineMs: 900_000, answerMs: 20_000 },
    retries: {
      transientMs: [30_000, 120_000],
      ladderMs: [600_000],
      dailyMs: 1_200_000,
      giveUpMs: 3_600_000,
      throttledMs: 60_000,
    },
    quarantine: {
      leastFailures: 5,
      mostPercent: 50,
      mostFailures: 40,
      mostWithReferences: 60,
      ladderMs: [60_000, 120_000],
      dailyMs: 180_000,
      unreachableMs: 240_000,
      giveUpMs: 1_800_000,
    },
    requireNotificationEmail: false,
    smtpUrl: 'smtps://muster:secret@mail.contoso.example',
    mailFolder: '/tmp/mail',
    mailFrom: 'hr@contoso.example',
    telemetry: {
      insights: 'InstrumentationKey=k',
      otlp: 'http://127.0.0.1:4318',
      ratio: 0.25,
    },
    superviseEveryMs: 15_000,
    secretsKey: Uint8Array.from({ length: 32 }, (_, index) => index + 1),
  });
});

describe('what a deployment has to be told', () => {
  test.each([
    { name: 'whom tokens must be meant for', given: { TOKEN_AUDIENCES: '' }, fault: 'TOKEN_AUDIENCES is missing: ' },
    {
      name: 'and not Graph: the other tokens would be refused',
      given: { TOKEN_AUDIENCES: 'api://m,https://Graph.microsoft.com/' },
      fault:
        'TOKEN_AUDIENCES must not name Microsoft Graph: tokens for Microsoft Graph cannot be verified by anybody else',
    },
    {
      name: 'nor Graph by its id',
      given: { TOKEN_AUDIENCES: '00000003-0000-0000-C000-000000000000' },
      fault: 'TOKEN_AUDIENCES must not name Microsoft Graph: ',
    },
    { name: 'how often the timer runs', given: { SUPERVISE_SCHEDULE: ' ' }, fault: 'SUPERVISE_SCHEDULE is missing: ' },
  ])('$name', ({ given, fault }) => {
    const faults = faultsOf({ ...ENOUGH, ...DEPLOYED, ...given });
    expect(faults).toEqual([expect.stringContaining(fault)]);
  });

  test('an agent, which answers nobody and runs no timer, is asked for neither', () => {
    const environment = { ...ENOUGH, WEBSITE_SITE_NAME: 'm' };
    expect(readSettings(environment, 'agent').deployed).toBe(true);
    expect(faultsOf(environment)).toHaveLength(2);
  });
});

describe('the storage account', () => {
  const placeOf = (given: Record<string, string>) => readSettings({ TENANT_ID, ...given }).storage;
  const NAMED = { AzureWebJobsStorage__accountName: 'contoso' };
  const ADDRESSES = {
    AzureWebJobsStorage__tableServiceUri: 'https://contoso.table.core.chinacloudapi.cn/',
    AzureWebJobsStorage__queueServiceUri: 'https://contoso.queue.core.chinacloudapi.cn',
  };
  const IN_CHINA = {
    tableServiceUrl: 'https://contoso.table.core.chinacloudapi.cn',
    queueServiceUrl: 'https://contoso.queue.core.chinacloudapi.cn',
  };

  test.each([
    {
      name: 'by its name is one of the public cloud',
      given: NAMED,
      place: {
        tableServiceUrl: 'https://contoso.table.core.windows.net',
        queueServiceUrl: 'https://contoso.queue.core.windows.net',
      },
    },
    { name: 'may be told by its addresses, as deployments are', given: ADDRESSES, place: IN_CHINA },
    {
      name: 'is at its addresses whatever its name is',
      given: { ...ADDRESSES, ...NAMED, AzureWebJobsStorage__clientId: 'i' },
      place: { ...IN_CHINA, clientId: 'i' },
    },
    {
      name: 'is reached by the connection string where there is one',
      given: { ...ADDRESSES, AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
      place: { connectionString: 'UseDevelopmentStorage=true' },
    },
  ])('$name', ({ given, place }) => {
    expect(placeOf(given)).toEqual(place);
  });

  test.each([
    {
      name: 'half of the addresses',
      given: { AzureWebJobsStorage__queueServiceUri: 'https://contoso.queue.core.windows.net' },
      fault: 'AzureWebJobsStorage__tableServiceUri is missing beside the other address.',
    },
    {
      name: 'an address that tokens would go to in the clear',
      given: { ...ADDRESSES, AzureWebJobsStorage__tableServiceUri: 'http://contoso.table.core.windows.net' },
      fault:
        "AzureWebJobsStorage__tableServiceUri must be a URL that begins with https://, got 'http://contoso.table.core.windows.net'.",
    },
  ])('$name is refused', ({ given, fault }) => {
    expect(faultsOf({ TENANT_ID, ...given })).toEqual([fault]);
  });
});

test('claims stand longer before Graph, whose quota people wait for, unless told otherwise', () => {
  expect(readSettings({ ...ENOUGH, TARGET: 'graph' }).claimMs).toBe(120_000);
  expect(readSettings({ ...ENOUGH, TARGET: 'graph', CLAIM_SECONDS: '60' }).claimMs).toBe(60_000);
});

test('blanks around a value are not part of it, and a blank value is none', () => {
  const settings = readSettings({
    AzureWebJobsStorage: ' UseDevelopmentStorage=true\n',
    TENANT_ID: ` ${TENANT_ID} `,
    VERIFIED_DOMAINS: '  ',
    TARGET_CONCURRENCY: ' ',
    MAX_OPERATIONS_PER_REQUEST: ' 60 ',
    PUBLIC_BASE_URL: '',
  });
  expect(settings.storage).toEqual({ connectionString: 'UseDevelopmentStorage=true' });
  expect(settings.tenantId).toBe(TENANT_ID);
  expect(settings.verifiedDomains).toEqual(['example.com']);
  expect(settings.targetConcurrency).toBe(16);
  expect(settings.maxOperationsPerRequest).toBe(60);
  expect(settings.publicBaseUrl).toBeUndefined();
});

describe('refuses', () => {
  test.each([
    {
      name: 'no tenant',
      environment: { TENANT_ID: ' ' },
      fault: 'TENANT_ID is missing: the id of your Entra tenant, a GUID.',
    },
    {
      name: 'a tenant by its domain, whose id tokens name',
      environment: { TENANT_ID: 'contoso.onmicrosoft.com' },
      fault: "TENANT_ID must be a GUID, got 'contoso.onmicrosoft.com'.",
    },
    {
      name: 'a schedule without seconds',
      environment: { SUPERVISE_SCHEDULE: '*/5 * * * *' },
      fault: "SUPERVISE_SCHEDULE must be six fields (second minute hour day month day-of-week), got '*/5 * * * *'.",
    },
    {
      name: 'a schedule of what no minute has',
      environment: { SUPERVISE_SCHEDULE: '*/90 * * * * *' },
      fault:
        'SUPERVISE_SCHEDULE is no schedule: schedule "*/90 * * * * *": second "*/90" must hold numbers from 0 to 59, ranges, steps or *.',
    },
    {
      name: 'a reference to a vault that was not resolved, without showing it',
      environment: { SECRETS_KEY: ' @Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/key)' },
      fault:
        "SECRETS_KEY is a vault reference that App Service could not resolve: look at the app's identity and the vault's access.",
    },
    {
      name: 'such a reference in the place of what has to be there, once',
      environment: { TENANT_ID: '@Microsoft.KeyVault(VaultName=v;SecretName=tenant)' },
      fault:
        "TENANT_ID is a vault reference that App Service could not resolve: look at the app's identity and the vault's access.",
    },
    {
      name: 'no place to keep anything',
      environment: { AzureWebJobsStorage: '' },
      fault: 'AzureWebJobsStorage or AzureWebJobsStorage__accountName is missing: where everything is kept.',
    },
    {
      name: 'a number that is too large',
      environment: { MAX_OPERATIONS_PER_REQUEST: '1001' },
      fault: "MAX_OPERATIONS_PER_REQUEST must be a whole number from 1 to 1000, got '1001'.",
    },
    {
      name: 'a number that is too small',
      environment: { CLAIM_SECONDS: '4' },
      fault: "CLAIM_SECONDS must be a whole number from 5 to 3600, got '4'.",
    },
    {
      name: 'a fraction',
      environment: { TARGET_CONCURRENCY: '1.5' },
      fault: "TARGET_CONCURRENCY must be a whole number from 1 to 256, got '1.5'.",
    },
    {
      name: 'a number that is none',
      environment: { LOG_RETENTION_DAYS: 'thirty' },
      fault: "LOG_RETENTION_DAYS must be a whole number from 1 to 3650, got 'thirty'.",
    },
    {
      name: 'a profile nobody knows',
      environment: { RATE_LIMIT_PROFILE: 'strict' },
      fault: "RATE_LIMIT_PROFILE must be one of off, graph, entra, got 'strict'.",
    },
    {
      name: 'a way out that is no host',
      environment: { EGRESS_HOSTS: 'hr.example,https://x.example' },
      fault: "EGRESS_HOSTS must be host names, addresses or networks such as 10.1.0.0/16, got 'https://x.example'.",
    },
    {
      name: 'a list of nothing',
      environment: { VERIFIED_DOMAINS: ' , ' },
      fault: "VERIFIED_DOMAINS must name at least one, got ','.",
    },
    {
      name: 'a key set that is no URL',
      environment: { TOKEN_JWKS_URI: 'login.example/keys' },
      fault: "TOKEN_JWKS_URI must be a URL that begins with http:// or https://, got 'login.example/keys'.",
    },
    {
      name: 'a base URL of another scheme',
      environment: { PUBLIC_BASE_URL: 'ftp://hr.contoso.example' },
      fault: "PUBLIC_BASE_URL must be a URL that begins with http:// or https://, got 'ftp://hr.contoso.example'.",
    },
    {
      name: 'an origin with a path',
      environment: { CORS_ORIGINS: 'https://hr.contoso.example/' },
      fault:
        "CORS_ORIGINS must be origins such as https://hr.contoso.example, without a path, got 'https://hr.contoso.example/'.",
    },
    {
      name: 'a ladder that leads down',
      environment: { ESCROW_LADDER_MINUTES: '10,5' },
      fault:
        "ESCROW_LADDER_MINUTES must be minutes with commas between them, each as long as the one before or longer, got '10,5'.",
    },
    {
      name: 'a wait of nothing',
      environment: { QUARANTINE_REPEAT_MINUTES: '0' },
      fault: "QUARANTINE_REPEAT_MINUTES must be a number of minutes above 0, got '0'.",
    },
    {
      name: 'a key of the wrong size',
      environment: { SECRETS_KEY: 'c2hvcnQ=' },
      fault: 'SECRETS_KEY must be 32 bytes in base64, got 5 bytes.',
    },
    {
      name: 'a mail server that is none, without telling the password in it',
      environment: { SMTP_URL: 'http://user:secret@mail', MAIL_FROM: 'hr@contoso.example' },
      fault: 'SMTP_URL must begin with smtp:// or smtps:// and name a server.',
    },
    {
      name: 'a mail server without a sender',
      environment: { SMTP_URL: 'smtp://mail' },
      fault: 'MAIL_FROM is missing: the sender of the mail that goes through SMTP_URL.',
    },
    {
      name: 'neither yes nor no',
      environment: { REQUIRE_NOTIFICATION_EMAIL: 'maybe' },
      fault: "REQUIRE_NOTIFICATION_EMAIL must be one of true, false, got 'maybe'.",
    },
  ])('$name', ({ environment, fault }) => {
    expect(faultsOf({ ...ENOUGH, ...environment })).toEqual([fault]);
  });

  test('everything wrong at once, in one message', () => {
    const read = () => readSettings({ MAX_REQUEST_BYTES: '10', OPERATIONS_PER_MESSAGE: '-1' });
    expect(read).toThrow(
      [
        'The settings are not complete:',
        '  - AzureWebJobsStorage or AzureWebJobsStorage__accountName is missing: where everything is kept.',
        '  - TENANT_ID is missing: the id of your Entra tenant, a GUID.',
        "  - MAX_REQUEST_BYTES must be a whole number from 1024 to 104857600, got '10'.",
        "  - OPERATIONS_PER_MESSAGE must be a whole number from 0 to 1000, got '-1'.",
      ].join('\n'),
    );
  });
});

test('reads the process’s own environment when none is handed in', () => {
  const before = process.env.TENANT_ID;
  process.env.TENANT_ID = '';
  try {
    expect(() => readSettings()).toThrow('TENANT_ID is missing');
  } finally {
    if (before === undefined) delete process.env.TENANT_ID;
    else process.env.TENANT_ID = before;
  }
});
