/** How people sign in at the issuer of `npm start`, as a browser and a client would do it: over HTTP, with a clock of our own. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { type HttpFront, openFront } from '../../local/host/http/front';
import { openClientCertificates } from '../../local/issuer/certificates';
import { createIssuer } from '../../local/issuer/issuer';
import { localPeople } from '../../local/issuer/signIn/people';
import { makeSignInCode } from '../../local/issuer/signIn/signInCode';
import { openSigningKey } from '../../local/issuer/signingKey';
import { callerOf } from '../../shared/api/http/rights';
import { NATIVE_CLIENT_ID, SIGN_IN_CODE, signInOptions } from './support/signIn';

const TENANT = 'b16687d3-8faf-42ad-b298-92cdcaf01c6e';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const VERIFIER = 'a-verifier-of-forty-three-characters-or-more.';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const SCOPE = `${GRAPH}/console openid profile offline_access`;
const [ADA, OTTO] = localPeople(TENANT, 'example.com');
const MINUTE = 60_000;

type Fields = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), 'muster-authorize-'));
let front: HttpFront;
let base: string;
let now = Date.parse('2026-01-15T09:30:00Z');

beforeAll(async () => {
  front = await openFront(0);
  base = `http://127.0.0.1:${front.port}`;
});
beforeEach(async () => {
  const issuer = createIssuer({
    baseUrl: base,
    tenantId: TENANT,
    domains: [],
    clients: [],
    certificates: await openClientCertificates(join(folder, 'certificates.json')),
    key: await openSigningKey(join(folder, 'signing-key.json')),
    signIn: signInOptions(base, TENANT),
    clock: { now: () => now },
    environment: {},
  });
  front.serve([issuer.handler]);
});
afterAll(async () => {
  await front.close(0);
  rmSync(folder, { recursive: true });
});

const redirectUri = () => `${base}/console/signin`;
const asked = (more: Fields = {}) => ({
  client_id: 'console',
  redirect_uri: redirectUri(),
  response_type: 'code',
  scope: SCOPE,
  state: 'state-1',
  nonce: 'nonce-1',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  ...more,
});

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the client is told, where the answer leads back to it. */
  readonly told: Fields;
}

/** One that keeps its cookie, says where its forms come from, and follows nothing by itself. */
function openBrowser() {
  let cookie = '';
  const go = async (url: string, init: RequestInit = {}): Promise<Page> => {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }), ...init.headers },
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const location = response.headers.get('location');
    const told = location === null ? {} : Object.fromEntries(new URL(location).searchParams);
    return { status: response.status, headers: response.headers, text: await response.text(), told };
  };
  const addressOf = (more: Fields = {}) =>
    `${base}/${TENANT}/oauth2/v2.0/authorize?${new URLSearchParams(asked(more))}`;
  const choose = (form: Fields, more: Fields = {}, headers: Fields = { origin: base }) =>
    go(addressOf(more), { method: 'POST', body: new URLSearchParams(form), headers });
  return {
    open: (more?: Fields) => go(addressOf(more)),
    choose,
    /** With the code, as Ada unless told otherwise. */
    signIn: (more: Fields = {}, person = ADA) => choose({ code: SIGN_IN_CODE, person: person?.objectId ?? '' }, more),
    signOut: (query = '') => go(`${base}/${TENANT}/oauth2/v2.0/logout${query}`),
  };
}

async function redeem(form: Fields): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${base}/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'console', ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const redeemCode = (code = '', more: Fields = {}) =>
  redeem({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri(),
    code_verifier: VERIFIER,
    ...more,
  });

const refresh = (token: unknown, more: Fields = {}) =>
  redeem({ grant_type: 'refresh_token', refresh_token: String(token), ...more });

const REFUSED = (code: number) => ({ status: 400, body: { error: 'invalid_grant', error_codes: [code] } });

describe('signing in', () => {
  test('a page asks for the code and offers three people, without a script, and nobody may frame it', async () => {
    const { status, text, headers } = await openBrowser().open();
    expect(status).toBe(200);
    expect(text).toContain('Sign in to your local Muster');
    expect(text.match(/<b>[^<]+<\/b>/g)).toEqual(['<b>Ada Dahl</b>', '<b>Otto Lind</b>', '<b>Rita Voss</b>']);
    expect(text).toContain('name="code"');
    expect(text).not.toMatch(/<script|style=|\son\w+=/i);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self' http:\/\/127\.0\.0\.1:\d+; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('the answer leads back with a code, the state and who answers', async () => {
    const { status, told, headers } = await openBrowser().signIn();
    expect(status).toBe(303);
    expect(headers.get('location')).toMatch(new RegExp(`^${redirectUri()}\\?`));
    expect(told).toEqual({ code: expect.any(String), state: 'state-1', iss: `${base}/${TENANT}/v2.0` });
    expect(headers.get('set-cookie')).toMatch(
      /^muster-sign-in-\d+=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
  });

  test('the code becomes tokens that say who it is and what role they have', async () => {
    const { told } = await openBrowser().signIn({}, OTTO);
    const { status, body } = await redeemCode(told.code);
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'Bearer',
      scope: SCOPE,
      expires_in: 3_599,
      ext_expires_in: 3_599,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      refresh_token_expires_in: 86_400,
      id_token: expect.any(String),
    });
    const access = decodeJwt(String(body.access_token));
    expect(access).toMatchObject({
      iss: `${base}/${TENANT}/v2.0`,
      aud: GRAPH,
      azp: 'console',
      scp: 'console',
      roles: ['Muster.Operator'],
      exp: now / 1_000 + 3_599,
    });
    expect(access).not.toHaveProperty('idtyp');
    expect(callerOf(access, { consoleScope: 'console' })).toMatchObject({
      kind: 'person',
      displayName: 'Otto Lind',
      userPrincipalName: 'otto.lind@example.com',
      objectId: OTTO?.objectId,
    });
    expect(decodeJwt(String(body.id_token))).toMatchObject({
      aud: 'console',
      nonce: 'nonce-1',
      auth_time: now / 1_000,
    });
  });

  test('a browser that knew the code is not asked again for twelve hours', async () => {
    const browser = openBrowser();
    await browser.signIn();
    now += 12 * 60 * MINUTE - 1;
    expect((await browser.open({ prompt: 'select_account' })).text).not.toContain('name="code"');
    expect((await browser.choose({ person: OTTO?.objectId ?? '' }, { prompt: 'select_account' })).status).toBe(303);
    now += 1;
    expect((await browser.open()).text).toContain('name="code"');
  });

  test('who is signed in is sent on at once, and is asked where the client wants that', async () => {
    const browser = openBrowser();
    await browser.signIn({}, OTTO);
    const { told } = await browser.open();
    expect(decodeJwt(String((await redeemCode(told.code)).body.access_token)).oid).toBe(OTTO?.objectId);
    expect((await browser.open({ prompt: 'none', login_hint: 'otto.lind@example.com' })).told.code).toBeDefined();
    expect((await browser.open({ prompt: 'select_account' })).status).toBe(200);
    expect((await browser.open({ prompt: 'login' })).text).toContain('name="code"');
    expect((await browser.open({ login_hint: 'ada.dahl@example.com' })).status).toBe(200);
  });

  test('a hint brings that person to the top', async () => {
    const { text } = await openBrowser().open({ login_hint: 'Rita.Voss@example.com' });
    expect(text.match(/<b>[^<]+<\/b>/)?.[0]).toBe('<b>Rita Voss</b>');
  });

  test.each([
    { name: 'nobody is signed in', hint: {}, signsIn: false },
    { name: 'somebody else is', hint: { login_hint: 'rita.voss@example.com' }, signsIn: true },
  ])('without a page it ends where $name', async ({ hint, signsIn }) => {
    const browser = openBrowser();
    if (signsIn) await browser.signIn();
    const { status, told } = await browser.open({ prompt: 'none', ...hint });
    expect([status, told]).toMatchObject([303, { error: 'login_required', state: 'state-1' }]);
  });

  test('sign-out forgets who it was, ends what they were granted, and keeps that the browser knew the code', async () => {
    const browser = openBrowser();
    const { told } = await browser.signIn();
    const { body } = await redeemCode(told.code);
    const back = new URLSearchParams({ post_logout_redirect_uri: redirectUri(), state: 'bye' });
    expect(await browser.signOut(`?${back}`)).toMatchObject({ status: 303, told: { state: 'bye' } });
    expect((await browser.open({ prompt: 'none' })).told.error).toBe('login_required');
    expect((await browser.open()).text).not.toContain('name="code"');
    expect(await refresh(body.refresh_token)).toMatchObject(REFUSED(50173));
  });

  test('sign-out leads to no address that is not registered', async () => {
    const back = new URLSearchParams({ post_logout_redirect_uri: 'https://evil.example/' });
    const { status, headers, text } = await openBrowser().signOut(`?${back}`);
    expect([status, headers.get('location')]).toEqual([200, null]);
    expect(text).toContain('You are signed out');
  });
});

describe('the code of npm start', () => {
  test('is eight digits, and another each time', () => {
    const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    const codes = Array.from({ length: 50 }, () => makeSignInCode(random));
    for (const code of codes) expect(code).toMatch(/^\d{8}$/);
    expect(new Set(codes).size).toBeGreaterThan(45);
    expect(makeSignInCode({ bytes: (length) => new Uint8Array(length) })).toBe('00000000');
  });

  test.each([
    { name: 'none', form: {} },
    { name: 'a wrong one', form: { code: '04811978' } },
    { name: 'one that only begins like it', form: { code: '0481197' } },
  ])('$name opens nothing', async ({ form }) => {
    const { status, text, headers } = await openBrowser().choose({ person: ADA?.objectId ?? '', ...form });
    expect([status, headers.get('set-cookie')]).toEqual([403, null]);
    expect(text).toContain('That is not the code.');
  });

  test('may be typed with the blank that it is printed with', async () => {
    expect((await openBrowser().choose({ code: ' 0481 1977 ', person: ADA?.objectId ?? '' })).status).toBe(303);
  });

  test('a sixth try within a minute is not heard, right or wrong, from whichever browser', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect((await openBrowser().choose({ code: '1' })).status).toBe(403);
    now += 20_000;
    const { status, headers, text } = await openBrowser().signIn();
    expect([status, headers.get('retry-after')]).toEqual([429, '40']);
    expect(text).toContain('Too many tries. Wait 40 seconds.');
    now += 40_000;
    expect((await openBrowser().signIn()).status).toBe(303);
  });

  test('nobody is nobody', async () => {
    const browser = openBrowser();
    const { status, text } = await browser.choose({ code: SIGN_IN_CODE, person: 'somebody' });
    expect([status, text.includes('Choose one of the people.')]).toEqual([400, true]);
    expect(text).not.toContain('name="code"');
  });
});

describe('who asks', () => {
  /** With a header that fetch does not let one set. */
  const statusUnder = (host: string, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest({ port: front.port, host: '127.0.0.1', path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end();
    });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'muster.evil.example:80'])(
    'under the name %s is answered nothing',
    async (host) => {
      const query = `?${new URLSearchParams(asked())}`;
      expect(await statusUnder(host, `/${TENANT}/oauth2/v2.0/authorize${query}`)).toBe(421);
      expect(await statusUnder(host, `/${TENANT}/oauth2/v2.0/logout`)).toBe(421);
    },
  );

  test.each([{}, { origin: 'null' }, { origin: 'http://127.0.0.1:1' }, { origin: 'https://evil.example' }])(
    'a form of another page is not taken: %j',
    async (headers) => {
      const form = { code: SIGN_IN_CODE, person: ADA?.objectId ?? '' };
      const { status, told } = await openBrowser().choose(form, {}, headers);
      expect([status, told]).toEqual([403, {}]);
    },
  );

  test.each([
    { name: 'a client that is not registered', change: { client_id: 'nobody' } },
    { name: 'another redirect', change: { redirect_uri: 'https://evil.example/console/signin' } },
    { name: 'a redirect that only begins like it', change: { redirect_uri: 'http://127.0.0.1:1/console/signin' } },
    { name: 'no redirect', change: { redirect_uri: '' } },
    {
      name: 'a program’s redirect that is no loopback',
      change: { client_id: NATIVE_CLIENT_ID, redirect_uri: 'http://localhost.evil.example/' },
    },
  ])('$name is shown the fault and sent nowhere', async ({ change }) => {
    const { status, headers, text } = await openBrowser().open(change);
    expect([status, headers.get('location')]).toEqual([400, null]);
    expect(text).toContain('Nobody can sign in by this link');
    expect(text).toContain('AADSTS');
  });

  test('what is shown of a request is text', async () => {
    const { text } = await openBrowser().open({ client_id: '"><script>alert(1)</script>' });
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script');
  });

  test.each([
    { name: 'a plain challenge', change: { code_challenge_method: 'plain' }, error: 'invalid_request' },
    { name: 'no challenge', change: { code_challenge: '' }, error: 'invalid_request' },
    { name: 'a token instead of a code', change: { response_type: 'token' }, error: 'unsupported_response_type' },
    { name: 'an answer in a form', change: { response_mode: 'form_post' }, error: 'invalid_request' },
    { name: 'a prompt that nobody knows', change: { prompt: 'perhaps' }, error: 'invalid_request' },
    {
      name: 'a scope of something else',
      change: { scope: 'https://vault.azure.net/.default' },
      error: 'invalid_scope',
    },
  ])('$name is told to the client', async ({ change, error }) => {
    const { status, told } = await openBrowser().open(change);
    expect([status, told]).toMatchObject([
      303,
      { error, state: 'state-1', error_description: expect.stringMatching(/^AADSTS\d+: /) },
    ]);
  });
});

describe('a code', () => {
  test('is good once, and used twice it takes back what it gave', async () => {
    const { told } = await openBrowser().signIn();
    const { body } = await redeemCode(told.code);
    expect(await redeemCode(told.code)).toMatchObject(REFUSED(54005));
    expect(await refresh(body.refresh_token)).toMatchObject(REFUSED(50173));
  });

  test('is good for a minute', async () => {
    const browser = openBrowser();
    const early = await browser.signIn();
    const late = await browser.open();
    now += MINUTE - 1;
    expect((await redeemCode(early.told.code)).status).toBe(200);
    now += 1;
    expect(await redeemCode(late.told.code)).toMatchObject(REFUSED(70008));
  });

  test.each([
    { name: 'with another verifier', change: { code_verifier: `${VERIFIER}x` }, error: 'invalid_grant' },
    { name: 'without a verifier', change: { code_verifier: '' }, error: 'invalid_request' },
    { name: 'with another redirect', change: { redirect_uri: 'http://localhost/' }, error: 'invalid_request' },
    { name: 'by another client', change: { client_id: NATIVE_CLIENT_ID }, error: 'invalid_grant' },
    { name: 'with more scope', change: { scope: `${GRAPH}/User.ReadWrite.All` }, error: 'invalid_scope' },
  ])('is not taken $name, and is used up', async ({ change, error }) => {
    const { told } = await openBrowser().signIn();
    expect(await redeemCode(told.code, change)).toMatchObject({ status: 400, body: { error } });
    expect(await redeemCode(told.code)).toMatchObject(REFUSED(54005));
  });

  test('that nobody issued is refused', async () => {
    expect(await redeemCode('guessed')).toMatchObject(REFUSED(9002313));
  });

  test('without offline_access and openid gives an access token alone', async () => {
    const { told } = await openBrowser().signIn({ scope: `${GRAPH}/console` });
    const { body } = await redeemCode(told.code);
    expect([body.refresh_token, body.id_token, body.scope]).toEqual([undefined, undefined, `${GRAPH}/console`]);
  });
});

describe('a refresh token', () => {
  const granted = async () => {
    const { told } = await openBrowser().signIn();
    return (await redeemCode(told.code)).body.refresh_token;
  };

  test('gives new tokens and the next one', async () => {
    const first = await granted();
    now += 59 * MINUTE;
    const { status, body } = await refresh(first);
    expect([status, decodeJwt(String(body.access_token)).iat]).toEqual([200, now / 1_000]);
    expect(body.refresh_token).not.toBe(first);
    expect(body.refresh_token_expires_in).toBe(86_400 - 59 * 60);
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  test('that comes back shows a theft: nobody of its family gets anything more', async () => {
    const first = await granted();
    const { body } = await refresh(first);
    expect(await refresh(first)).toMatchObject(REFUSED(54005));
    expect(await refresh(body.refresh_token)).toMatchObject(REFUSED(50173));
    expect((await refresh(await granted())).status).toBe(200); // of another family
  });

  test('ends after a day, however often it was renewed', async () => {
    const first = await granted();
    now += 23 * 60 * MINUTE;
    const { body } = await refresh(first);
    now += 60 * MINUTE;
    expect(await refresh(body.refresh_token)).toMatchObject(REFUSED(70008));
  });

  test('is the client’s that it was given to', async () => {
    expect(await refresh(await granted(), { client_id: NATIVE_CLIENT_ID })).toMatchObject(REFUSED(70000));
  });
});

describe('a program on this computer', () => {
  const native = { client_id: NATIVE_CLIENT_ID, redirect_uri: 'http://localhost:53682/' };

  test('gets a code at whichever port it listens, for the permissions it names', async () => {
    const scope = 'Synchronization.Read.All https://graph.microsoft.com/Synchronization.ReadWrite.All openid';
    const { status, told, headers } = await openBrowser().signIn({ ...native, scope }, OTTO);
    expect([status, headers.get('location')?.startsWith('http://localhost:53682/?code=')]).toEqual([303, true]);
    const { body } = await redeemCode(told.code, { ...native, client_info: '1' });
    const claims = decodeJwt(String(body.access_token));
    expect(claims.scp).toBe('Synchronization.Read.All Synchronization.ReadWrite.All');
    // The role limits what the scope names.
    expect([...callerOf(claims, { consoleScope: 'console' }).roles]).toEqual(['Synchronization.Read.All']);
    expect(JSON.parse(Buffer.from(String(body.client_info), 'base64url').toString())).toEqual({
      uid: OTTO?.objectId,
      utid: TENANT,
    });
  });

  test('is not sent on without a click', async () => {
    const browser = openBrowser();
    await browser.signIn();
    expect((await browser.open(native)).status).toBe(200);
    expect((await browser.open({ ...native, prompt: 'none' })).told.error).toBe('interaction_required');
  });
});
