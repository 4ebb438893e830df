/** Client assertions as Microsoft's clients make them (spec/wire-contract.md 1.3), and what is wrong with others. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JWTPayload, SignJWT } from 'jose';
import { authenticateAssertion } from '../../../local/issuer/assertion';
import { type ClientCertificates, openClientCertificates, thumbprint } from '../../../local/issuer/certificates';
import { OAuthError } from '../../../local/issuer/oauthError';
import { CLIENT_CERTIFICATE, CLIENT_KEY } from '../../support/clientCertificate';
import { PRIVATE_AUTHORITY } from '../../support/privateAuthority';

const CLIENT = '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001';
const OTHER = '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d002';
const NOW = Date.parse('2026-01-15T09:30:00Z');
const SECONDS = NOW / 1_000;
const clients = [CLIENT, OTHER].map((clientId) => ({ clientId, clientSecret: 's', objectId: 'o', roles: [] }));
const certificate = new X509Certificate(CLIENT_CERTIFICATE);
const X5T = { x5t: thumbprint(certificate, 'sha1') };

const folder = mkdtempSync(join(tmpdir(), 'muster-assertion-'));
const file = join(folder, 'certificates.json');
let certificates: ClientCertificates;
beforeAll(async () => {
  certificates = await openClientCertificates(file);
  await certificates.add(CLIENT, `${CLIENT_KEY}\n${CLIENT_CERTIFICATE}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const CLAIMS: JWTPayload = {
  aud: 'https://login.microsoftonline.com/b16687d3-8faf-42ad-b298-92cdcaf01c6e/oauth2/v2.0/token',
  iss: CLIENT,
  sub: CLIENT,
  jti: '1',
  iat: SECONDS,
  nbf: SECONDS + 1, // as the web client writes it
  exp: SECONDS + 600,
};

const sign = (claims: JWTPayload = {}, header: object = X5T, alg = 'RS256') =>
  new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg, typ: 'JWT', ...header })
    .sign(createPrivateKey(CLIENT_KEY));

const authenticate = (assertion: string, clientId?: string) =>
  authenticateAssertion(assertion, clientId, { clients, certificates, now: () => NOW });

test.each([
  { name: 'as the web client signs', header: X5T, alg: 'RS256' },
  { name: 'as newer libraries sign', header: { 'x5t#S256': thumbprint(certificate, 'sha256') }, alg: 'PS256' },
])('a client is known by its certificate, $name', async ({ header, alg }) => {
  const assertion = await sign({}, header, alg);
  expect((await authenticate(assertion, CLIENT.toUpperCase())).clientId).toBe(CLIENT);
  expect((await authenticate(assertion)).clientId).toBe(CLIENT); // named by the assertion alone
});

test('a certificate outlives a restart, and its key is not kept', async () => {
  const again = await openClientCertificates(file);
  expect(again.of(CLIENT.toUpperCase()).map(({ fingerprint }) => fingerprint)).toEqual([certificate.fingerprint]);
  expect(again.of(OTHER)).toEqual([]);
  expect(readFileSync(file, 'utf8')).not.toContain('PRIVATE');
});

test.each<{ name: string; claims?: JWTPayload; header?: object; clientId?: string; code: number; says: RegExp }>([
  {
    name: 'for another endpoint',
    claims: { aud: 'https://vault.azure.net' },
    code: 700027,
    says: /audience must be the token endpoint/,
  },
  { name: 'that has ended', claims: { exp: SECONDS - 301 }, code: 700027, says: /exp/ },
  { name: 'without an end', claims: { exp: undefined } as unknown as JWTPayload, code: 700027, says: /exp/ },
  { name: 'that begins later', claims: { nbf: SECONDS + 301 }, code: 700027, says: /nbf/ },
  { name: 'of another issuer', claims: { iss: OTHER }, code: 700027, says: /iss/ },
  { name: 'by a certificate nobody registered', header: { x5t: 'AAAA' }, code: 700027, says: /Register it/ },
  { name: 'of a client without one', clientId: OTHER, code: 700027, says: /Register it/ },
  { name: 'of an unknown client', clientId: 'nobody', code: 700016, says: /not found in the directory/ },
])('an assertion $name is refused', async ({ claims, header, clientId, code, says }) => {
  const refused = await authenticate(await sign(claims, header), clientId ?? CLIENT).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OAuthError);
  expect([(refused as OAuthError).fault.aadsts, (refused as OAuthError).message]).toEqual([
    code,
    expect.stringMatching(says),
  ]);
});

test('an assertion that was changed is refused', async () => {
  const [header, , signature] = (await sign()).split('.');
  const claims = Buffer.from(JSON.stringify({ ...CLAIMS, jti: '2' })).toString('base64url');
  await expect(authenticate(`${header}.${claims}.${signature}`, CLIENT)).rejects.toThrow(
    'signature verification failed',
  );
});

test.each([
  { name: 'no certificate', pem: CLIENT_KEY, says: 'BEGIN CERTIFICATE' },
  { name: 'a key that is no RSA', pem: PRIVATE_AUTHORITY, says: 'must be RSA, as Entra asks for, got ec' },
])('$name is not registered', async ({ pem, says }) => {
  await expect(certificates.add(CLIENT, pem)).rejects.toThrow(says);
});
