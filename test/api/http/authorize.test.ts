import { decodeJwt, errors, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { createTokenVerifier, requireRole } from '../../../shared/api/http/authorize';
import { refusal } from '../../support/httpCall';
import { APP_ID, AUDIENCE, createTokenIssuer, ISSUER, OBJECT_ID, type TokenIssuer } from '../../support/tokens';

let issuer: TokenIssuer;
beforeAll(async () => {
  issuer = await createTokenIssuer();
});

const verify = async (token: string) => createTokenVerifier(issuer.trust)(`Bearer ${token}`);

/** Status, code and message of a refusal. */
async function told(work: () => unknown): Promise<readonly [number, string, string]> {
  const { status, code, message } = await refusal(work);
  return [status, code, message];
}

const UNAUTHORIZED = (message: string) => [401, 'InvalidAuthenticationToken', message];
const INVALID = UNAUTHORIZED('Access token validation failure.');
const OUT_OF_TIME = UNAUTHORIZED('Access token has expired or is not yet valid.');

describe('a token that is accepted', () => {
  test('tells the application, the object and what both may do', async () => {
    const token = await issuer.token({ claims: { roles: ['A.Read', 'B.Write'] } });
    expect(await verify(token)).toEqual({
      kind: 'application',
      appId: APP_ID,
      objectId: OBJECT_ID,
      expiresAt: (decodeJwt(token).exp ?? 0) * 1_000,
      roles: new Set(['A.Read', 'B.Write']),
    });
  });

  test.each([
    {
      name: 'the application in azp, as tokens of version 2 have it',
      claims: { appid: undefined, azp: 'app-2' },
      expected: { appId: 'app-2' },
    },
    { name: 'the object in sub', claims: { oid: undefined, sub: 'subject-1' }, expected: { objectId: 'subject-1' } },
    { name: 'no roles at all', claims: {}, expected: { roles: new Set() } },
    { name: 'roles that are no list', claims: { roles: 'A.Read' }, expected: { roles: new Set() } },
    {
      name: 'roles that are not all text',
      claims: { roles: ['A.Read', 7, null] },
      expected: { roles: new Set(['A.Read']) },
    },
    { name: 'an application that is no text', claims: { appid: 7 }, expected: { appId: '' } },
  ])('may have $name', async ({ claims, expected }) => {
    expect(await verify(await issuer.token({ claims: { ...claims } }))).toMatchObject(expected);
  });

  test('may be of any issuer and for any audience that is trusted', async () => {
    const trust = {
      ...issuer.trust,
      issuers: [ISSUER, 'https://sts.windows.net/5f0c2d7e/'],
      audiences: [AUDIENCE, '00000003-0000-0000-c000-000000000000'],
    };
    const token = await issuer.token({
      issuer: 'https://sts.windows.net/5f0c2d7e/',
      audience: '00000003-0000-0000-c000-000000000000',
    });
    await expect(createTokenVerifier(trust)(`Bearer ${token}`)).resolves.toMatchObject({ appId: APP_ID });
  });

  test.each([
    { name: 'expired half a minute ago, for clocks differ', options: { expiresIn: -30 } },
    { name: 'is valid from half a minute on, for clocks differ', options: { notBeforeIn: 30 } },
    { name: 'names no key, where there is but one', options: { keyId: null } },
  ])('$name', async ({ options }) => {
    await expect(verify(await issuer.token(options))).resolves.toMatchObject({ appId: APP_ID });
  });

  test('may follow the scheme in any case and after several blanks', async () => {
    const token = await issuer.token();
    await expect(createTokenVerifier(issuer.trust)(`bearer   ${token}`)).resolves.toMatchObject({ appId: APP_ID });
  });
});

describe('a token of a person', () => {
  test('whom nobody gave a role is understood, and refused', async () => {
    const token = await issuer.token({ claims: { scp: 'console' } });
    expect(await told(() => verify(token))).toEqual([
      403,
      'Authorization_RequestDenied',
      expect.stringContaining('nobody gave you a role in Muster'),
    ]);
  });

  test('is refused with every role where nobody signs in: deployed, without the console’s client', async () => {
    const token = await issuer.token({ claims: { scp: 'console', roles: ['Muster.Admin'] } });
    const verifier = createTokenVerifier({ ...issuer.trust, people: undefined });
    expect(await told(() => verifier(`Bearer ${token}`))).toEqual(
      UNAUTHORIZED('Access token validation failure. Nobody signs in here: CONSOLE_CLIENT_ID is not set.'),
    );
  });
});

describe('a caller without a token', () => {
  test.each([
    { name: 'no header', authorization: null },
    { name: 'an empty header', authorization: '' },
    { name: 'the scheme alone', authorization: 'Bearer ' },
    { name: 'another scheme', authorization: 'Basic YTpi' },
    { name: 'a token without its scheme', authorization: 'eyJhbGciOiJSUzI1NiJ9.e30.x' },
    { name: 'two tokens', authorization: 'Bearer a b' },
  ])('is refused: $name', async ({ authorization }) => {
    const verifier = createTokenVerifier(issuer.trust);
    expect(await told(() => verifier(authorization))).toEqual(UNAUTHORIZED('Access token is empty.'));
  });

  test('is told which scheme to use', async () => {
    const { headers } = await refusal(() => createTokenVerifier(issuer.trust)(null));
    expect(headers).toEqual({ 'WWW-Authenticate': 'Bearer' });
  });
});

describe('a token that is refused', () => {
  test.each([
    { name: 'it has expired', options: { expiresIn: -120 }, expected: OUT_OF_TIME },
    { name: 'it is not valid yet', options: { notBeforeIn: 120 }, expected: OUT_OF_TIME },
    {
      name: 'it never expires',
      options: { expiresIn: null },
      expected: UNAUTHORIZED('Access token validation failure. Invalid exp.'),
    },
    {
      name: 'somebody else issued it',
      options: { issuer: 'https://login.example/other' },
      expected: UNAUTHORIZED('Access token validation failure. Invalid issuer.'),
    },
    {
      name: 'it is meant for somebody else',
      options: { audience: 'https://vault.example' },
      expected: UNAUTHORIZED('Access token validation failure. Invalid audience.'),
    },
    { name: 'another key signed it under our key’s name', options: { foreignKey: true }, expected: INVALID },
    { name: 'its key is not in the set', options: { keyId: 'key-9' }, expected: INVALID },
  ])('$name', async ({ options, expected }) => {
    const token = await issuer.token(options);
    expect(await told(() => verify(token))).toEqual(expected);
  });

  test.each([
    { name: 'it is no token', forge: async () => 'opaque' },
    { name: 'its parts are no base64', forge: async () => '!.!.!' },
    { name: 'its claims are no object', forge: async (token: string) => token.replace(/\.[^.]+\./, '.W10.') },
    {
      name: 'its claims were changed after it was signed',
      forge: async (token: string) => {
        const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
        const more = Buffer.from(JSON.stringify({ ...claims, roles: ['Everything'] })).toString('base64url');
        return token.replace(/\.[^.]+\./, `.${more}.`);
      },
    },
    {
      name: 'it is Microsoft Graph’s: the nonce in its header is not the one that was signed, but what that is the hash of',
      forge: async (token: string) => {
        const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as object;
        return token.replace(/^[^.]+/, Buffer.from(JSON.stringify({ ...header, nonce: 'n' })).toString('base64url'));
      },
    },
    { name: 'its signature is missing', forge: async (token: string) => token.replace(/[^.]+$/, '') },
    {
      name: 'nobody signed it',
      forge: async () =>
        new UnsecuredJWT({ roles: ['Everything'] })
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .encode(),
    },
    {
      name: 'a shared secret signed it',
      forge: async () =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .sign(new Uint8Array(32)),
    },
    {
      name: 'another kind of key signed it',
      forge: async () =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
          .setIssuer(ISSUER)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .sign((await generateKeyPair('ES256')).privateKey),
    },
  ])('$name', async ({ forge }) => {
    const token = await forge(await issuer.token());
    expect(await told(() => verify(token))).toEqual(INVALID);
  });

  test('it names no key where there are several', async () => {
    const several = await createTokenIssuer(['key-1', 'key-2']);
    const token = await several.token({ keyId: null });
    expect(await told(() => createTokenVerifier(several.trust)(`Bearer ${token}`))).toEqual(INVALID);
  });
});

describe('when the issuer’s keys cannot be had', () => {
  test.each([
    { name: 'the issuer does not answer', error: new errors.JWKSTimeout() },
    { name: 'the network is down', error: new TypeError('fetch failed') },
    {
      name: 'the answer is no key set',
      error: new errors.JOSEError('Expected 200 OK from the JSON Web Key Set HTTP response'),
    },
  ])('the caller is asked to come back: $name', async ({ error }) => {
    const token = await issuer.token();
    const verifier = createTokenVerifier({ ...issuer.trust, keys: () => Promise.reject(error) });
    const { status, code, headers } = await refusal(() => verifier(`Bearer ${token}`));
    expect([status, code, headers]).toEqual([503, 'serviceNotAvailable', { 'Retry-After': '5' }]);
  });
});

describe('requireRole', () => {
  const caller = {
    kind: 'application' as const,
    appId: APP_ID,
    objectId: OBJECT_ID,
    roles: new Set(['A.Read', 'B.Read']),
  };

  test('lets a caller in who has any one of the roles', () => {
    expect(() => requireRole(caller, ['C.Read', 'B.Read'])).not.toThrow();
  });

  test.each([
    { name: 'has none of them', roles: ['C.Read', 'D.Read'] },
    { name: 'has one in another case', roles: ['a.read'] },
    { name: 'could have none at all', roles: [] },
  ])('refuses one who $name', async ({ roles }) => {
    expect(await told(() => requireRole(caller, roles))).toEqual([
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    ]);
  });
});
