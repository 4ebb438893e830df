/** A real SCIM server over HTTP, whose users carry versions. */
import { isJsonObject, type Json, type JsonObject } from '../../../shared/scim/json';
import { ENTERPRISE_USER } from '../../../shared/scim/urns';
import { TARGETS_ENVIRONMENT } from '../../support/openJob';
import { type ScimServerOptions, startScimServer } from '../../support/scimServer';
import { type Account, AT_CREATION, type Stage, UNIQUE_USER_NAME } from './stage';

/** @param options of the server, beside versions */
export async function openScimStage(options: ScimServerOptions = {}): Promise<Stage> {
  const server = await startScimServer({ versions: true, ...options });
  const secrets = { BaseAddress: server.baseUrl, SecretToken: server.token, Domain: 'example.com' };
  return {
    environment: TARGETS_ENVIRONMENT,
    job: { templateId: 'API2SCIM', secrets },
    mappings: [{ attribute: 'userName', expression: UNIQUE_USER_NAME, more: AT_CREATION }],
    accounts: async () => [...server.users].map(([id, user]) => toAccount(id, user)),
    handOver: async (id, externalId) => server.touch(id, { externalId }),
    versions: async () => new Map([...server.users].map(([id, user]) => [id, text(object(user.meta).version)])),
    requests: () => server.requests.length,
    close: () => server.close(),
  };
}

function toAccount(id: string, user: JsonObject): Account {
  const enterprise = object(user[ENTERPRISE_USER]);
  const manager = object(enterprise.manager).value;
  return {
    id,
    employee: text(user.externalId),
    isEnabled: user.active === true,
    account: text(user.userName),
    displayName: text(user.displayName),
    givenName: text(object(user.name).givenName),
    familyName: text(object(user.name).familyName),
    title: text(user.title),
    department: text(enterprise.department),
    city: text(first(user.addresses).locality),
    phone: text(first(user.phoneNumbers).value),
    manager: manager === undefined ? undefined : text(manager),
  };
}

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function first(value: Json | undefined): JsonObject {
  return object(Array.isArray(value) ? value[0] : undefined);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
