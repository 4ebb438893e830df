import { readSettings, SettingsError } from '../shared/settings';

const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
const ENOUGH = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', TENANT_ID };

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
    storageConnection: 'UseDevelopmentStorage=true',
    storageAccount: undefined,
    tenantId: TENANT_ID,
    tokenIssuers: [`https://login.microsoftonline.com/${TENANT_ID}/v2.0`, `https://sts.windows.net/${TENANT_ID}/`],
    tokenAudiences: ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com'],
    tokenKeysUri: `https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`,
    publicBaseUrl: undefined,
    verifiedDomains: ['example.com'],
    maxOperationsPerRequest: 50,
    maxRequestBytes: 10_485_760,
    operationsPerMessage: 0,
    targetConcurrency: 16,
    rateLimitProfile: 'none',
    claimMs: 30_000,
    guardSettleMs: 60_000,
    logRetentionDays: 30,
  });
});

test('every setting is read', () => {
  expect(
    readSettings({
      AzureWebJobsStorage__accountName: 'mustercontoso',
      TENANT_ID,
      TOKEN_ISSUERS: 'https://a.example, https://b.example',
      TOKEN_AUDIENCES: 'api://muster',
      TOKEN_JWKS_URI: 'http://127.0.0.1:7072/keys',
      PUBLIC_BASE_URL: 'https://hr.contoso.example/muster',
      VERIFIED_DOMAINS: 'contoso.example,adatum.example',
      MAX_OPERATIONS_PER_REQUEST: '1000',
      MAX_REQUEST_BYTES: '1024',
      OPERATIONS_PER_MESSAGE: '1',
      TARGET_CONCURRENCY: '256',
      RATE_LIMIT_PROFILE: 'Entra',
      CLAIM_SECONDS: '5',
      DELETION_SETTLE_SECONDS: '0',
      LOG_RETENTION_DAYS: '3650',
    }),
  ).toEqual({
    storageConnection: undefined,
    storageAccount: 'mustercontoso',
    tenantId: TENANT_ID,
    tokenIssuers: ['https://a.example', 'https://b.example'],
    tokenAudiences: ['api://muster'],
    tokenKeysUri: 'http://127.0.0.1:7072/keys',
    publicBaseUrl: 'https://hr.contoso.example/muster',
    verifiedDomains: ['contoso.example', 'adatum.example'],
    maxOperationsPerRequest: 1_000,
    maxRequestBytes: 1_024,
    operationsPerMessage: 1,
    targetConcurrency: 256,
    rateLimitProfile: 'entra',
    claimMs: 5_000,
    guardSettleMs: 0,
    logRetentionDays: 3_650,
  });
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
  expect(settings.storageConnection).toBe('UseDevelopmentStorage=true');
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
      fault: "RATE_LIMIT_PROFILE must be one of none, graph, entra, got 'strict'.",
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
