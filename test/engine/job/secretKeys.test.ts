import {
  changedDestinations,
  isKeyVaultReference,
  isSecret,
  keyVaultReference,
  SECRET_KEYS,
  type SecretKey,
  secretKey,
} from '../../../shared/engine/job/secretKeys';
import { PLAIN_NAMES, SECRET_NAMES } from '../../support/secretKeyNames';

const URI = 'SecretUri=https://contoso.vault.azure.net/secrets/x';

/** Where secrets are sent, and as whom: the list is a matter of security, so it stands here a second time. */
const DESTINATIONS =
  'BaseAddress Url Server Domain InstanceName Sandbox SandboxName CompanyId AuthenticationType UserName ClientIdentifier ' +
  'Oauth2ClientId Oauth2TokenExchangeUri Oauth2AuthorizationUri Oauth2RedirectUri';
const pairs = (value: string) => SECRET_KEYS.map((key) => ({ key, value }));

test('there are no other keys than these, and no other secrets', () => {
  expect([...SECRET_KEYS].sort()).toEqual([...SECRET_NAMES, ...PLAIN_NAMES].sort());
  expect(SECRET_KEYS.filter(isSecret).sort()).toEqual([...SECRET_NAMES].sort());
});

test.each<{ text: string; key: SecretKey | undefined }>([
  { text: 'baseaddress', key: 'BaseAddress' },
  { text: 'OAUTH2CLIENTID', key: 'Oauth2ClientId' },
  { text: 'BaseAddress ', key: undefined },
  { text: '', key: undefined },
])('"$text" is the key $key', ({ text, key }) => {
  expect(secretKey(text)).toBe(key);
});

describe('what decides where secrets are sent', () => {
  test('is every key of an address or of an account', () => {
    expect([...changedDestinations(pairs('one'), pairs('other'))].sort()).toEqual(DESTINATIONS.split(' ').sort());
  });

  test.each([
    {
      change: 'blanks around it',
      before: [{ key: 'Url', value: ' https://a ' }],
      after: [{ key: 'Url', value: 'https://a' }],
    },
    { change: 'an empty one left out', before: [{ key: 'Url', value: '' }], after: [] },
    { change: 'another key', before: [], after: [{ key: 'SyncAll', value: 'true' }] },
  ])('has not changed: $change', ({ before, after }) => {
    expect(changedDestinations(before, after)).toEqual([]);
  });

  test.each([
    { change: 'one more', before: [], after: [{ key: 'Url', value: 'https://a' }] },
    { change: 'one less', before: [{ key: 'Url', value: 'https://a' }], after: [] },
    { change: 'case', before: [{ key: 'Url', value: 'https://a' }], after: [{ key: 'Url', value: 'https://A' }] },
  ])('has changed: $change', ({ before, after }) => {
    expect(changedDestinations(before, after)).toEqual(['Url']);
  });
});

test.each([
  { value: `@Microsoft.KeyVault(${URI})`, reference: URI },
  { value: ` @microsoft.keyvault(${URI})\n`, reference: URI },
  { value: '@Microsoft.KeyVault(x)', reference: 'x' },
  { value: '@Microsoft.KeyVault()', reference: '' }, // told to whoever opens the target; masked till then
  { value: `@Microsoft.KeyVault(${URI})hunter2`, reference: undefined },
  { value: `@Microsoft.KeyVault(${URI}`, reference: undefined },
  { value: `hunter2@Microsoft.KeyVault(${URI})`, reference: undefined },
  { value: `@MicrosoftXKeyVault(${URI})`, reference: undefined },
  { value: '', reference: undefined },
])('$value refers to $reference', ({ value, reference }) => {
  expect(keyVaultReference(value)).toBe(reference);
  expect(isKeyVaultReference(value)).toBe(Boolean(reference));
});
