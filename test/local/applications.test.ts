/** Applications that were made over the API, at the token endpoint: each gets a token as soon as Entra would give one, and no sooner. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { openApplications } from '../../local/applications';
import { type HttpFront, openFront } from '../../local/host/http/front';
import { openClientCertificates } from '../../local/issuer/certificates';
import { createIssuer } from '../../local/issuer/issuer';
import { openSigningKey } from '../../local/issuer/signingKey';
import { createApplication } from '../../shared/pipeline/applications/applications';
import { addPassword, removePassword } from '../../shared/pipeline/applications/passwords';
import { assignRole, registerClient, removeRole } from '../../shared/pipeline/applications/roleAssignments';
import { createPrincipal, deletePrincipal } from '../../shared/pipeline/jobs/principals';
import type { Client } from '../../shared/store/jobs/clients';
import { createWorkbench, TENANT_ID, type Workbench } from '../support/workbench';
import { signInOptions } from './support/signIn';

const BY = { appId: 'a', objectId: 'o' };
const START = {
  clientId: '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001',
  clientSecret: 'of the start',
  objectId: '51d0d0c1-6f6e-45c1-8f0a-4f7a0c6f0002',
  roles: [],
};
const UPLOAD = 'SynchronizationData-User.Upload';
const YEAR_MS = 365 * 24 * 3_600_000;

const folder = mkdtempSync(join(tmpdir(), 'muster-applications-'));
let front: HttpFront;
let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench();
  const { house } = bench.services;
  await registerClient({ id: START.objectId, appId: START.clientId, displayName: 'HR' }, [UPLOAD], house);
  const applications = openApplications(house, bench.clock);
  front = await openFront(0);
  const base = `http://127.0.0.1:${front.port}`;
  const issuer = createIssuer({
    baseUrl: base,
    tenantId: TENANT_ID,
    domains: [],
    clients: [START],
    applications: applications.find,
    rolesOf: applications.rolesOf,
    certificates: await openClientCertificates(join(folder, 'certificates.json')),
    key: await openSigningKey(join(folder, 'key.json')),
    signIn: signInOptions(base, TENANT_ID),
    clock: bench.clock,
    environment: {},
  });
  front.serve([issuer.handler]);
});
afterAll(async () => {
  await front.close(0);
  rmSync(folder, { recursive: true });
});

interface Tokens {
  readonly access_token?: string;
  readonly error_codes?: readonly number[];
}

async function ask(clientId: string, secret: string): Promise<Tokens> {
  const response = await fetch(`http://127.0.0.1:${front.port}/${TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  return (await response.json()) as Tokens;
}

/** What a token says it may do, or the number of Entra's reason why there is none. */
async function rolesOf(clientId: string, secret: string): Promise<unknown> {
  const { access_token: token, error_codes: codes } = await ask(clientId, secret);
  return token === undefined ? codes?.[0] : decodeJwt(token).roles;
}

const made = () => createApplication({ displayName: 'HR', ownerAppIds: [] }, BY, bench.services.house);
const principalFor = ({ appId }: Client) =>
  createPrincipal(
    { appId, displayName: 'HR', notificationEmailAddresses: [], ownerAppIds: [] },
    BY,
    bench.services.house,
  );
async function secretOf(client: Client, displayName: string | null = null) {
  const startsAt = bench.clock.now();
  const wanted = { displayName, startsAt, endsAt: startsAt + YEAR_MS };
  const added = await addPassword(client, wanted, BY, bench.services.house);
  if (added === undefined) throw new Error('The client has no room for a secret.');
  return added;
}

test('an application gets a token once it has a secret and a service principal, with the permissions it is given', async () => {
  const { house } = bench.services;
  const client = await made();
  const { secret, password } = await secretOf(client);
  const now = () => rolesOf(client.appId.toUpperCase(), secret);

  expect(await now()).toBe(7000229); // no service principal
  const principal = await principalFor(client);
  expect(principal?.id).toBe(client.id); // its assignments are the client's
  expect(await now()).toEqual([]);
  await assignRole(client, UPLOAD, BY, house);
  expect(await now()).toEqual([UPLOAD]);
  await removeRole(client, UPLOAD, BY, house);
  expect(await now()).toEqual([]);
  expect(decodeJwt((await ask(client.appId, secret)).access_token ?? '')).toMatchObject({
    azp: client.appId,
    oid: client.id,
    azpacr: '1',
  });

  expect(await rolesOf(client.appId, `${secret}x`)).toBe(7000215);
  await removePassword(client, password.keyId, BY, house);
  expect(await now()).toBe(7000215);
});

test('a secret ends when its time does, and a token is not given on a service principal that is gone', async () => {
  const client = await made();
  const { secret } = await secretOf(client);
  const principal = await principalFor(client);
  bench.clock.advance(YEAR_MS);
  expect(await rolesOf(client.appId, secret)).toBe(7000222);
  const fresh = await secretOf(client);
  expect(await rolesOf(client.appId, fresh.secret)).toEqual([]);
  if (principal !== undefined) await deletePrincipal(principal, BY, bench.services.house);
  expect(await rolesOf(client.appId, fresh.secret)).toBe(7000229);
});

test('a client of the start has its own secret and those that were added', async () => {
  const client = (await bench.services.house.clients.list()).find(({ appId }) => appId === START.clientId);
  if (client === undefined) throw new Error('The client of the start is not known.');
  const { secret } = await secretOf(client);
  expect(await rolesOf(START.clientId, START.clientSecret)).toEqual([UPLOAD]);
  expect(await rolesOf(START.clientId, secret)).toEqual([UPLOAD]);
  expect(await rolesOf(START.clientId, 'another')).toBe(7000215);
});

test('an application that nobody made is unknown', async () => {
  expect(await rolesOf('0b0d1c2e-0000-4000-8000-00000000000b', 'x')).toBe(700016);
});
