import { isKeyVaultReference, keyVaultReference } from '../../../shared/engine/job/secretKeys';

const URI = 'SecretUri=https://contoso.vault.azure.net/secrets/x';

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
