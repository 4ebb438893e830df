/**
 * Secrets that are kept in Azure Key Vault and saved here by reference, in App Service's notation:
 * `@Microsoft.KeyVault(SecretUri=https://{vault}/secrets/{name}[/{version}])`. Read with the app's own identity.
 */
import { keyVaultReference } from '../../engine/job/secretKeys';
import { isJsonObject } from '../../scim/json';
import { createTokenSource, type TokenSource } from '../graph/tokens';
import type { Exchange } from '../kit/http';
import { type TargetSecrets, unusable } from '../kit/secretsReader';

export interface KeyVaultPorts {
  /** @param vault its address */
  tokensFor(vault: string): TokenSource;
  readonly exchange: Exchange;
  readonly timeoutMs: number;
  /** Vaults that may be asked, by host; `undefined`: any. */
  readonly hosts: readonly string[] | undefined;
}

/** What the deployment's settings say of vaults. */
export interface VaultOptions {
  /** Of the app's user-assigned identity; `undefined`: the one that comes with the app. */
  readonly identityClientId?: string | undefined;
  readonly keyVaultHosts: KeyVaultPorts['hosts'];
}

/** With the app's own identity, and to no other vaults than the deployment's. */
export function vaultPorts(
  exchange: Exchange,
  { identityClientId, keyVaultHosts: hosts }: VaultOptions,
  timeoutMs: number,
): KeyVaultPorts {
  const identity = identityClientId === undefined ? {} : { clientId: identityClientId };
  return {
    tokensFor: (vault) => createTokenSource({ kind: 'managedIdentity', ...identity }, vault),
    exchange,
    timeoutMs,
    hosts,
  };
}

/** The token is for vaults and goes to no other host. */
const VAULT_HOST = /^[a-z0-9-]+\.(vault\.azure\.net|vault\.azure\.cn|vault\.usgovcloudapi\.net)$/i;
const API_VERSION = '7.4';

/** The same secrets, with every reference replaced by what it refers to. @throws {ProvisioningError} InvalidCredentials, … */
export async function withKeyVault(secrets: TargetSecrets, ports: KeyVaultPorts): Promise<TargetSecrets> {
  const resolved = [...secrets].map(async ([key, value]): Promise<[string, string]> => {
    const reference = keyVaultReference(value);
    return [key, reference === undefined ? value : await read(key, secretUri(key, reference, ports.hosts), ports)];
  });
  return new Map(await Promise.all(resolved));
}

function secretUri(key: string, reference: string, hosts: readonly string[] | undefined): URL {
  const given = /^\s*SecretUri\s*=\s*(\S+)\s*$/i.exec(reference)?.[1] ?? '';
  const uri = URL.canParse(given) ? new URL(given) : undefined;
  if (uri?.protocol === 'https:' && VAULT_HOST.test(uri.host) && /^\/secrets\/[^/]+(\/[^/]*)?$/.test(uri.pathname)) {
    if (isVaultAllowed(uri.host, hosts)) return uri;
    throw unusable(
      `The secret ${key} refers to the vault ${uri.host}, which is none of this deployment's. An administrator names it in the setting KEY_VAULT_HOSTS.`,
    );
  }
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

/** Whoever may save a secret could otherwise have any vault read that the app's identity reaches. */
function isVaultAllowed(host: string, hosts: readonly string[] | undefined): boolean {
  return hosts === undefined || hosts.some((one) => one.toLowerCase() === host.toLowerCase());
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
