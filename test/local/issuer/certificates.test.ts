/** Registering a certificate by request: a client that proves itself by its secret adds its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpFront, openFront } from '../../../local/host/http/front';
import { type ClientCertificates, openClientCertificates } from '../../../local/issuer/certificates';
import { createIssuer } from '../../../local/issuer/issuer';
import { openSigningKey } from '../../../local/issuer/signingKey';
import { CLIENT_CERTIFICATE, CLIENT_KEY } from '../../support/clientCertificate';
import { signInOptions } from '../support/signIn';

const TENANT = 'b16687d3-8faf-42ad-b298-92cdcaf01c6e';
const CLIENT = '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001';

const folder = mkdtempSync(join(tmpdir(), 'muster-certificates-'));
let front: HttpFront;
let certificates: ClientCertificates;

beforeAll(async () => {
  certificates = await openClientCertificates(join(folder, 'certificates.json'));
  front = await openFront(0);
  const issuer = createIssuer({
    baseUrl: 'https://muster.example',
    tenantId: TENANT,
    domains: [],
    clients: [{ clientId: CLIENT, clientSecret: 'secret', objectId: 'o', roles: [] }],
    certificates,
    key: await openSigningKey(join(folder, 'signing-key.json')),
    signIn: signInOptions('https://muster.example', TENANT),
    clock: Date,
    environment: {},
  });
  front.serve([issuer.handler]);
});
afterAll(async () => {
  await front.close(0);
  rmSync(folder, { recursive: true });
});

async function register(secret: string, body: string) {
  const authorization = `Basic ${Buffer.from(`${CLIENT}:${secret}`).toString('base64')}`;
  const url = `http://127.0.0.1:${front.port}/${TENANT}/oauth2/certificates`;
  const response = await fetch(url, { method: 'POST', headers: { authorization }, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('a wrong secret registers nothing', async () => {
  expect(await register('guess', CLIENT_CERTIFICATE)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect(certificates.of(CLIENT)).toEqual([]);
});

test('what is no certificate is refused, and told why', async () => {
  const { status, body } = await register('secret', CLIENT_KEY);
  expect([status, body.error_description]).toEqual([400, expect.stringContaining('There is no certificate in it')]);
});

test('a certificate counts from then on', async () => {
  const { status, body } = await register('secret', CLIENT_CERTIFICATE);
  expect([status, body]).toEqual([200, { clientId: CLIENT, x5t: expect.stringMatching(/^[\w-]{27}$/) }]);
  expect(certificates.of(CLIENT)).toHaveLength(1);
});
