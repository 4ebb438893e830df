/**
 * A tenant behind Microsoft Graph: its surface over HTTP with the quota of the smallest tenant, and beside it the endpoint at
 * which App Service hands out tokens of a managed identity.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withFaults } from '../../../shared/api/directory/faults';
import { systemClock, systemRandom } from '../../../shared/composition/system';
import { createUserDirectory } from '../../../shared/directory/userDirectory';
import { createMemoryTable } from '../../../shared/store/memory/memoryTable';
import { TENANT_ID } from '../../support/directory';
import { startGraphServer } from '../../support/graphServer';
import { TARGETS_ENVIRONMENT } from '../../support/openJob';
import { handOver, readAccounts, versionsIn } from './directoryStage';
import { AT_CREATION, type Call, type Stage, UNIQUE_USER_NAME } from './stage';

const DOMAIN = 'example.com';
/** Of an application in a tenant below 50 users (spec/wire-contract.md 7.5). */
const QUOTA = { unitsPer10Seconds: 3_500, writesPer150Seconds: 3_000 };

export async function openGraphStage(): Promise<Stage> {
  const ports = { clock: systemClock, random: systemRandom };
  const table = createMemoryTable('directory', async () => {});
  await table.ensure();
  const directory = createUserDirectory({ ...ports, table, tenantId: TENANT_ID, verifiedDomains: [DOMAIN] });
  const server = await startGraphServer(withFaults(directory, { quota: QUOTA }, ports));
  const window = await startGraphServer({ directory }); // to look through without being counted
  const identity = await startIdentityEndpoint(server.token);
  const call: Call = (path, init) => {
    const headers = { authorization: `Bearer ${window.token}`, 'content-type': 'application/json' };
    return fetch(new URL(path, window.baseUrl), { ...init, headers });
  };
  return {
    environment: { ...TARGETS_ENVIRONMENT, ...identity.environment, CLAIM_SECONDS: '120' },
    job: {
      templateId: 'API2AAD',
      secrets: {
        AuthenticationType: 'ManagedIdentity',
        BaseAddress: server.baseUrl,
        CompanyId: TENANT_ID,
        Domain: DOMAIN,
      },
    },
    mappings: [{ attribute: 'userPrincipalName', expression: UNIQUE_USER_NAME, more: AT_CREATION }],
    accounts: () => readAccounts(call),
    handOver: (id, employee) => handOver(id, employee, call),
    versions: () => versionsIn(table),
    requests: () => server.received.length,
    close: async () => {
      for (const each of [server, window, identity]) await each.close();
    },
  };
}

/** As App Service has one for whoever knows its header; every token is the same. */
async function startIdentityEndpoint(token: string) {
  const header = randomUUID();
  const server = createServer((request, response) => {
    const isKnown = request.headers['x-identity-header'] === header;
    const resource = new URL(request.url ?? '/', 'http://localhost').searchParams.get('resource');
    response.writeHead(isKnown && resource !== null ? 200 : 401, { 'content-type': 'application/json' });
    const expires_on = String(Math.floor(Date.now() / 1_000) + 86_400);
    response.end(JSON.stringify(isKnown ? { access_token: token, expires_on, resource, token_type: 'Bearer' } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: header },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
