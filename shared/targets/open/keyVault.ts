/**
 * Secrets that are kept in Azure Key Vault and saved here by reference, in App Service's notation:
 * `@Microsoft.KeyVault(SecretUri=https://{vault}/secrets/{name}[/{version}])`. Read with the app's own identity.
 */
import { isJsonObject } from '../../scim/json';
import type { TokenSource } from '../graph/tokens';
import type { exchange } from '../kit/http';
import { type TargetSecrets, unusable } from '../kit/secretsReader';

export interface KeyVaultPorts {
  /** @param vault its address */
  tokensFor(vault: string): TokenSource;
  readonly exchange: typeof exchange;
  readonly timeoutMs: number;
}

const REFERENCE = /^@Microsoft\.KeyVault\((.*)\)$/i;
/** The token is for vaults and goes to no other host. */
const VAULT_HOST = /^[a-z0-9-]+\.(vault\.azure\.net|vault\.azure\.cn|vault\.usgovcloudapi\.net)$/i;
const API_VERSION = '7.4';

/** The same secrets, with every reference replaced by what it refers to. @throws {ProvisioningError} InvalidCredentials, … */
export async function withKeyVault(secrets: TargetSecrets, ports: KeyVaultPorts): Promise<TargetSecrets> {
  const resolved = [...secrets].map(async ([key, value]): Promise<[string, string]> => {
    const reference = REFERENCE.exec(value.trim())?.[1];
    return [key, reference === undefined ? value : await read(key, secretUri(key, reference), ports)];
  });
  return new Map(await Promise.all(resolved));
}

function secretUri(key: string, reference: string): URL {
  const given = /^\s*SecretUri\s*=\s*(\S+)\s*$/i.exec(reference)?.[1] ?? '';
  const uri = URL.canParse(given) ? new URL(given) : undefined;
  if (uri?.protocol === 'https:' && VAULT_HOST.test(uri.host) && /^\/secrets\/[^/]+(\/[^/]*)?$/.test(uri.pathname))
    return uri;
  throw unusable(
    `The secret ${key} must refer to a vault as @Microsoft.KeyVault(SecretUri=https://{vault}.vault.azure.net/secrets/{name}).`,
  );
}

async function read(key: string, uri: URL, { tokensFor, exchange, timeoutMs }: KeyVaultPorts): Promise<string> {
  const token = await tokensFor(`https://${vaultService(uri.host)}`).token();
  const { status, text } = await exchange({
    method: 'GET',
    url: `${uri.origin}${uri.pathname.replace(/\/$/, '')}?api-version=${API_VERSION}`,
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    timeoutMs,
    whenStrange: 'InvalidCredentials',
  });
  const value = status === 200 ? valueIn(text) : undefined;
  if (value !== undefined) return value;
  throw unusable(
    `The vault ${uri.host} does not give the secret ${key} (HTTP ${status}). Let the app's identity get secrets there.`,
  );
}

/** The audience of tokens for every vault of a cloud: `vault.azure.net`. */
const vaultService = (host: string) => host.slice(host.indexOf('.') + 1);

function valueIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isJsonObject(body) && typeof body.value === 'string' ? body.value : undefined;
  } catch {
    return undefined;
  }
}
