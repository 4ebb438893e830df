/**
 * Who the local stack is: the ids and secrets that clients are configured with. Made once and kept in the data folder,
 * so that a restart is the same tenant with the same job and the same clients.
 */
import type { RandomSource } from '../shared/ports';
import type { RegisteredClient } from './issuer/clients';
import { readPrivateJson, writePrivateJson } from './privateFile';

export interface LocalIdentity {
  readonly tenantId: string;
  /** Of the ready job. */
  readonly servicePrincipalId: string;
  /** Of the ready job's application. */
  readonly appId: string;
  readonly jobId: string;
  /** May do everything. */
  readonly client: ClientCredentials;
  /** May upload and nothing else, as an HR system should. */
  readonly uploadClient: ClientCredentials;
}

export type ClientCredentials = Omit<RegisteredClient, 'roles'>;

const SECRET_BYTES = 30;

/**
 * Reads the identity from the file, or makes one and writes it there.
 * @param tenantId when given, goes before the one in the file
 * @throws {Error} that names the file and the value when what it holds cannot be used
 */
export async function openIdentity(
  path: string,
  random: RandomSource,
  tenantId: string | undefined,
): Promise<LocalIdentity> {
  const kept = await readPrivateJson(path);
  const identity = kept === undefined ? makeIdentity(random, tenantId) : parseIdentity(kept, path);
  if (kept === undefined) await writePrivateJson(path, identity);
  return { ...identity, tenantId: tenantId ?? identity.tenantId };
}

function makeIdentity(random: RandomSource, given: string | undefined): LocalIdentity {
  const tenantId = given ?? random.uuid();
  return {
    tenantId,
    servicePrincipalId: random.uuid(),
    appId: random.uuid(),
    // The shape Microsoft's service gives job ids (spec/wire-contract.md 2.1).
    jobId: `API2AAD.${tenantId.replaceAll('-', '').toLowerCase()}.${random.uuid()}`,
    client: makeClient(random),
    uploadClient: makeClient(random),
  };
}

function makeClient(random: RandomSource): ClientCredentials {
  return {
    clientId: random.uuid(),
    clientSecret: Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url'),
    objectId: random.uuid(),
  };
}

function parseIdentity(value: unknown, path: string): LocalIdentity {
  const text = (holder: unknown, name: string, place: string): string => {
    const found = typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[name] : undefined;
    if (typeof found === 'string' && found !== '') return found;
    throw new Error(`${path}: ${place} must be a text. Correct it, or start with another data folder.`);
  };
  const client = (name: string): ClientCredentials => {
    const holder = (value as Record<string, unknown>)[name];
    return {
      clientId: text(holder, 'clientId', `${name}.clientId`),
      clientSecret: text(holder, 'clientSecret', `${name}.clientSecret`),
      objectId: text(holder, 'objectId', `${name}.objectId`),
    };
  };
  return {
    tenantId: text(value, 'tenantId', 'tenantId'),
    servicePrincipalId: text(value, 'servicePrincipalId', 'servicePrincipalId'),
    appId: text(value, 'appId', 'appId'),
    jobId: text(value, 'jobId', 'jobId'),
    client: client('client'),
    uploadClient: client('uploadClient'),
  };
}
