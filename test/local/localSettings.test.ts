import { addMissing, localSettings } from '../../local/localSettings';
import { readSettings } from '../../shared/settings';

const FACTS = {
  tenantId: 'b16687d3-8faf-42ad-b298-92cdcaf01c6e',
  issuer: {
    names: ['http://127.0.0.1:7071/t/v2.0', 'http://127.0.0.1:7071/t/'],
    keysUrl: 'http://127.0.0.1:7071/t/keys',
  },
  mailFolder: '/data/mail',
  secretsKey: 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=',
};

test('the functions find everything they need', () => {
  const environment = { AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
  addMissing(environment, localSettings(FACTS));
  expect(readSettings(environment)).toMatchObject({
    storage: { connectionString: 'UseDevelopmentStorage=true' },
    tenantId: FACTS.tenantId,
    tokenIssuers: ['http://127.0.0.1:7071/t/v2.0', 'http://127.0.0.1:7071/t/'],
    tokenKeysUri: 'http://127.0.0.1:7071/t/keys',
    verifiedDomains: ['example.com'],
    mailFolder: '/data/mail',
    secretsKey: Uint8Array.from({ length: 32 }, (_, index) => index + 1),
  });
});

test('what the user has set stays; what is set to nothing counts as missing', () => {
  const environment = { VERIFIED_DOMAINS: 'contoso.com', SUPERVISE_SCHEDULE: '' };
  addMissing(environment, localSettings(FACTS));
  expect(environment).toMatchObject({ VERIFIED_DOMAINS: 'contoso.com', SUPERVISE_SCHEDULE: '*/5 * * * * *' });
});
