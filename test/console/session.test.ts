/** Signing in as the console does it, against the development issuer itself: what happens between the first moment and the last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import type { SignInSettings } from '../../console/auth/protocol';
import { type Ending, openSession } from '../../console/auth/session';
import type { Session } from '../../console/state/session';
import { type HttpFront, type HttpHandler, openFront } from '../../local/host/http/front';
import { openClientCertificates } from '../../local/issuer/certificates';
import { createIssuer } from '../../local/issuer/issuer';
import { localPeople } from '../../local/issuer/signIn/people';
import { openSigningKey } from '../../local/issuer/signingKey';
import { SIGN_IN_CODE, signInOptions } from '../local/support/signIn';
import { type Browser, openBrowser, type Tab } from './support/browser';

const TENANT = 'b16687d3-8faf-42ad-b298-92cdcaf01c6e';
const SCOPE = '00000003-0000-0000-c000-000000000000/console';
const [ADA] = localPeople(TENANT, 'example.com');
const MINUTE = 60_000;
const LIFETIME_MS = 3_599_000;

const folder = mkdtempSync(join(tmpdir(), 'muster-session-'));
let front: HttpFront;
let base: string;
/** Of the issuer, and of this computer. */
let now: number;
let skewMs: number;
let browser: Browser;
/** What was asked of the token endpoint, by kind of grant. */
let granted: string[];
/** Instead of the issuer, where it does not answer as it should. */
let instead: HttpHandler | undefined;
let endings: Ending[];

beforeAll(async () => {
  front = await openFront(0);
  base = `http://127.0.0.1:${front.port}`;
});
beforeEach(async () => {
  now = Date.parse('2026-01-15T09:30:00Z');
  skewMs = 0;
  granted = [];
  endings = [];
  instead = undefined;
  browser = openBrowser(base, () => now + skewMs);
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
  front.serve([
    async (request, response) => {
      if (request.url?.endsWith('/token')) granted.push('token');
      return (await instead?.(request, response)) ?? issuer.handler(request, response);
    },
  ]);
});
afterAll(async () => {
  await front.close(0);
  rmSync(folder, { recursive: true });
});

const settings = (): SignInSettings => ({
  kind: 'development',
  authority: `${base}/${TENANT}/v2.0`,
  clientId: 'console',
  scope: SCOPE,
  redirectPath: '/console/signin',
});

const load = (tab: Tab) => openSession(settings(), { world: tab, onEnd: (ending) => endings.push(ending) });

/** Loads the page, lets it go to the issuer silently, and loads it where that leads back to. */
async function loadThrough(tab: Tab): Promise<Session> {
  void load(tab);
  await tab.follow(await tab.left());
  return load(tab);
}

/** From the page that asks for a click to being signed in. */
async function signIn(tab: Tab, session: Session, returnTo = '/console/jobs/1/held?a=b'): Promise<Session> {
  await session.signIn(returnTo);
  await browser.submit(tab, await tab.left(), { code: SIGN_IN_CODE, person: ADA?.objectId ?? '' });
  return load(tab);
}

async function signedInTab(): Promise<{ tab: Tab; session: Session }> {
  const tab = browser.newTab(`${base}/console/`);
  const session = await signIn(tab, await loadThrough(tab));
  granted.length = 0;
  return { tab, session };
}

const issuedAt = async (session: Session) => (decodeJwt(await session.token()).iat ?? 0) * 1_000;

describe('coming to the console', () => {
  test('whoever is not signed in sees the page, with nothing to excuse', async () => {
    const tab = browser.newTab(`${base}/console/jobs/1/logs?status=failure`);
    const session = await loadThrough(tab);
    expect([session.person, session.problem]).toEqual([undefined, undefined]);
    expect(tab.replaced).toEqual(['/console/jobs/1/logs?status=failure']);
    await expect(session.token()).rejects.toThrow('SignInEnded');
  });

  test('a click, a choice, and one is back where one was, with no code in the address', async () => {
    const { tab, session } = await signedInTab();
    expect(session.person).toEqual({ displayName: 'Ada Dahl', userPrincipalName: 'ada.dahl@example.com' });
    expect(decodeJwt(await session.token())).toMatchObject({ scp: 'console', roles: ['Muster.Admin'] });
    expect(tab.href()).toBe(`${base}/console/jobs/1/held?a=b`);
    expect(tab.kept.size).toBe(0);
  });

  test('what is kept while one is away is no token, and only this', async () => {
    const tab = browser.newTab(`${base}/console/`);
    const session = await loadThrough(tab);
    await session.signIn('/console/');
    const pending = JSON.parse(tab.kept.get('muster.signIn') ?? '{}') as object;
    expect(Object.keys(pending).sort()).toEqual(['codeVerifier', 'isSilent', 'nonce', 'returnTo', 'state']);
    const asked = new URL(await tab.left()).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      scope: `${SCOPE} openid profile offline_access`,
      code_challenge_method: 'S256',
      prompt: 'select_account',
    });
  });

  test('a reload and a new tab sign in again without a click', async () => {
    const { tab } = await signedInTab();
    expect((await loadThrough(tab)).person?.displayName).toBe('Ada Dahl');
    const other = browser.newTab(`${base}/console/doctor`);
    expect((await loadThrough(other)).person?.displayName).toBe('Ada Dahl');
    expect(other.href()).toBe(`${base}/console/doctor`);
    expect((await loadThrough(tab)).person?.displayName).toBe('Ada Dahl'); // and at once again
  });

  test('a silent try that failed is not made again for half a minute', async () => {
    const tab = browser.newTab(`${base}/console/`);
    await loadThrough(tab);
    now += 29_999;
    expect((await load(tab)).person).toBeUndefined(); // stays
    now += 1;
    expect((await loadThrough(tab)).person).toBeUndefined(); // went and came back
  });

  test.each(['https://evil.example/', '//evil.example/', '/other/', '/console/\\evil'])(
    '%s is no place to return to',
    async (place) => {
      const tab = browser.newTab(`${base}/console/`);
      await signIn(tab, await loadThrough(tab), place);
      expect(tab.href()).toBe(`${base}/console/`);
    },
  );

  test('under another name of this computer one is led to the one that the issuer knows', async () => {
    const tab = browser.newTab(`http://localhost:${front.port}/console/jobs/1/logs?a=b`);
    void load(tab);
    expect(await tab.left()).toBe(`${base}/console/jobs/1/logs?a=b`);
  });
});

describe('an answer', () => {
  test('with another state is not taken, and one is told', async () => {
    const tab = browser.newTab(`${base}/console/`);
    const before = await loadThrough(tab);
    await before.signIn('/console/');
    const pending = JSON.parse(tab.kept.get('muster.signIn') ?? '{}') as object;
    tab.storage.setItem('muster.signIn', JSON.stringify({ ...pending, state: 'mine' }));
    await browser.submit(tab, await tab.left(), { code: SIGN_IN_CODE, person: ADA?.objectId ?? '' });
    const session = await load(tab);
    expect([session.person, session.problem]).toEqual([
      undefined,
      'The answer that came belongs to another sign-in. Sign in again.',
    ]);
    expect(granted).toEqual([]);
    expect(tab.href()).toBe(`${base}/console/`);
  });

  test('that came already is not sent to the issuer a second time', async () => {
    const tab = browser.newTab(`${base}/console/`);
    const before = await loadThrough(tab);
    await before.signIn('/console/');
    await browser.submit(tab, await tab.left(), { code: SIGN_IN_CODE, person: ADA?.objectId ?? '' });
    const answer = tab.href();
    await load(tab);
    tab.open(answer); // a tab that is restored
    granted.length = 0;
    expect((await loadThrough(tab)).person?.displayName).toBe('Ada Dahl'); // by a new code
    expect(granted).toEqual(['token']);
  });

  test('of a tab that was doubled meanwhile serves the one that it came to', async () => {
    const tab = browser.newTab(`${base}/console/`);
    await (await loadThrough(tab)).signIn('/console/');
    const double = browser.newTab(`${base}/console/`);
    for (const [key, value] of tab.kept) double.storage.setItem(key, value);
    await browser.submit(tab, await tab.left(), { code: SIGN_IN_CODE, person: ADA?.objectId ?? '' });
    expect((await load(tab)).person?.displayName).toBe('Ada Dahl');
    now += MINUTE;
    expect((await loadThrough(double)).person?.displayName).toBe('Ada Dahl');
  });

  test('that is a refusal is told in the issuer’s words', async () => {
    const tab = browser.newTab(`${base}/console/`);
    await (await loadThrough(tab)).signIn('/console/');
    const { state } = JSON.parse(tab.kept.get('muster.signIn') ?? '{}') as { state: string };
    const answer = {
      state,
      error: 'access_denied',
      error_description: 'AADSTS50105: no role',
      iss: `${base}/${TENANT}/v2.0`,
    };
    tab.open(`${base}/console/signin?${new URLSearchParams(answer)}`);
    expect((await load(tab)).problem).toBe('The sign-in was refused: AADSTS50105: no role');
  });

  test('for which the issuer gives no tokens is told too', async () => {
    const tab = browser.newTab(`${base}/console/`);
    await (await loadThrough(tab)).signIn('/console/');
    await browser.submit(tab, await tab.left(), { code: SIGN_IN_CODE, person: ADA?.objectId ?? '' });
    now += 2 * MINUTE;
    expect((await load(tab)).problem).toMatch(
      /^The sign-in was refused: AADSTS70008: The authorization code has expired/,
    );
  });

  test.each([
    { name: 'behind', by: -20 * MINUTE },
    { name: 'ahead', by: 20 * MINUTE },
    { name: 'a day ahead', by: 24 * 60 * MINUTE },
  ])('is taken where the clock of this computer is $name', async ({ by }) => {
    skewMs = by;
    const { session } = await signedInTab();
    expect(session.person?.displayName).toBe('Ada Dahl');
    now += LIFETIME_MS * 0.8 - 1;
    await session.token();
    expect(granted).toEqual([]);
  });

  test('an issuer that does not answer is no end: one may try again', async () => {
    instead = async (request) => {
      request.socket.destroy();
      return true;
    };
    const tab = browser.newTab(`${base}/console/`);
    const session = await load(tab);
    expect(session.problem).toBe('The sign-in service does not answer. Try again in a moment.');
    instead = undefined;
    expect((await signIn(tab, session)).person?.displayName).toBe('Ada Dahl');
  });
});

describe('a token', () => {
  test('is renewed at four fifths of its life', async () => {
    const { session } = await signedInTab();
    const first = await session.token();
    now += LIFETIME_MS * 0.8 - 1;
    expect(await session.token()).toBe(first);
    now += 1;
    expect(await session.token()).not.toBe(first);
    expect(await issuedAt(session)).toBe(Math.floor(now / 1_000) * 1_000);
    expect(granted).toEqual(['token']);
  });

  test('is renewed once for all who ask, and again and again', async () => {
    const { session } = await signedInTab();
    for (const round of [1, 2, 3]) {
      now += LIFETIME_MS;
      const tokens = await Promise.all(Array.from({ length: 20 }, () => session.token()));
      expect([new Set(tokens).size, granted.length]).toEqual([1, round]);
    }
    expect(endings).toEqual([]);
  });

  test('that was refused is renewed once for all whose it was', async () => {
    const { session } = await signedInTab();
    now += MINUTE;
    const first = await session.token();
    const fresh = await Promise.all([session.token({ fresh: true }), session.token({ fresh: true })]);
    expect(fresh[0]).not.toBe(first);
    expect(await session.token({ fresh: true })).toBe(fresh[1]);
    expect(granted).toEqual(['token']);
  });

  test('outlives an issuer that does not answer, as long as it is good', async () => {
    const { session } = await signedInTab();
    const first = await session.token();
    instead = async (request) => {
      if (request.url?.endsWith('/token')) request.socket.destroy();
      return request.url?.endsWith('/token') ?? false;
    };
    now += LIFETIME_MS * 0.9;
    expect(await session.token()).toBe(first);
    expect(await session.token()).toBe(first);
    expect(granted).toHaveLength(1); // it is not asked with every request
    now += LIFETIME_MS * 0.1;
    await expect(session.token()).rejects.toThrow('token');
    expect(endings).toEqual([]);
    instead = undefined;
    expect(await session.token()).not.toBe(first);
  });

  test('that the issuer gives no successor ends the sign-in, which is told once', async () => {
    const { session } = await signedInTab();
    now += 24 * 60 * MINUTE;
    const asked = [session.token(), session.token()];
    for (const one of asked) await expect(one).rejects.toThrow('SignInEnded');
    await expect(session.token()).rejects.toThrow('SignInEnded');
    expect(endings).toEqual(['expired']);
    expect(granted).toEqual(['token']);
  });
});

describe('leaving', () => {
  test('drops the tokens, tells the issuer and the other tabs, and ends on the page that asks for a click', async () => {
    const { tab, session } = await signedInTab();
    const other = browser.newTab(`${base}/console/`);
    const second = await loadThrough(other);
    await session.signOut();
    await expect(session.token()).rejects.toThrow('SignInEnded');
    await expect(second.token()).rejects.toThrow('SignInEnded');
    expect(endings).toEqual(['signedOutElsewhere']);
    const leave = await tab.left();
    expect(leave).not.toMatch(/token|eyJ/);
    await tab.follow(leave);
    const after = await load(tab);
    expect([after.person, after.problem, tab.href()]).toEqual([undefined, undefined, `${base}/console/`]);
    expect((await loadThrough(other)).person).toBeUndefined();
  });

  test('and coming again as the same person asks nobody who that is', async () => {
    const { tab, session } = await signedInTab();
    await session.signIn('/console/doctor');
    await tab.follow(await tab.left());
    expect((await load(tab)).person?.displayName).toBe('Ada Dahl');
    expect(tab.href()).toBe(`${base}/console/doctor`);
  });
});
