/** Whoever is signed in to Azure on this computer, or the computer itself. A bundle of its own: few need it, and it is large. */
import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  ChainedTokenCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';

/** @throws when none of them has a token; the message says what each was missing */
export async function azureToken(scope: string, authority: string | undefined): Promise<string> {
  const options = authority === undefined ? {} : { authorityHost: new URL(authority).origin };
  const chain: readonly (() => TokenCredential)[] = [
    () => new AzureCliCredential(),
    () => new AzureDeveloperCliCredential(),
    () => new WorkloadIdentityCredential(options),
    () => new ManagedIdentityCredential(),
    () => new EnvironmentCredential(options),
  ];
  const { token } = (await new ChainedTokenCredential(...chain.flatMap(made)).getToken(scope)) ?? {};
  if (token === undefined) throw new Error('No credential gave a token.');
  return token;
}

/** One whose settings are missing cannot be made, and is passed over. */
function made(make: () => TokenCredential): readonly TokenCredential[] {
  try {
    return [make()];
  } catch {
    return [];
  }
}
