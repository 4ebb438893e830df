/** A person signs in with a browser: what is asked of the issuer, what is kept, and for how long it serves. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from '../../../cli/client/signIn/browser';
import { readSession, sessionToken } from '../../../cli/client/signIn/sessions';
import { runScripted } from '../../support/scriptedService';

const ISSUER = 'https://login.example.com/tenant/oauth2/v2.0';
const SESSION = {
  tokenEndpoint: `${ISSUER}/token`,
  clientId: 'native',
  scope: 'api://x/.default offline_access',
  refreshToken: 'refresh-1',
  accessToken: 'access-1',
  expiresAt: 3_600_000,
};
const BASE = 'https://muster.example.com';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-login-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** The issuer's token endpoint, which says what it was asked. */
function issuer(answer: object, status = 200) {
  const forms: Record<string, string>[] = [];
  const world = {
    env: { XDG_STATE_HOME: home },
    home,
    platform: 'linux' as const,
    interrupted: new AbortController().signal,
    now: () => 0,
    fetch: (async (_: URL, init: RequestInit) => {
      forms.push(Object.fromEntries(new URLSearchParams(String(init.body))));
      return Response.json(answer, { status });
    }) as typeof fetch,
  };
  return { forms, world };
}

function keep(session: object): void {
  mkdirSync(join(home, 'muster'));
  writeFileSync(join(home, 'muster', 'sessions.json'), JSON.stringify({ [BASE]: session }));
}

describe('the browser comes back', () => {
  const QUESTION = {
    authorizeEndpoint: `${ISSUER}/authorize`,
    tokenEndpoint: `${ISSUER}/token`,
    clientId: 'native',
    scope: 'api://x/.default offline_access',
    timeoutMs: 60_000,
  };
  /** Goes where it is sent, with what `back` makes of the state. */
  const browse =
    (back: (state: string) => string, seen: URL[] = []) =>
    (url: string) => {
      const asked = new URL(url);
      seen.push(asked);
      const to = asked.searchParams.get('redirect_uri')?.replace('localhost', '127.0.0.1');
      const visit = async () => {
        expect((await fetch(`${to}/?code=stolen&state=other`)).status).toBe(404);
        await fetch(`${to}/?${back(asked.searchParams.get('state') ?? '')}`);
      };
      visit().catch(() => undefined);
    };

  test('with a code, which is redeemed with the proof of the key', async () => {
    const seen: URL[] = [];
    const { forms, world } = issuer({ access_token: 'a', refresh_token: 'r', expires_in: 3_600 });
    const session = await signIn(
      QUESTION,
      browse((state) => `code=c1&state=${state}`, seen),
      world,
    );
    expect(session).toMatchObject({ accessToken: 'a', refreshToken: 'r', expiresAt: 3_600_000 });
    const { code_challenge: challenge, ...asked } = Object.fromEntries(seen[0]?.searchParams ?? []);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', client_id: 'native' });
    expect(forms).toEqual([
      expect.objectContaining({ grant_type: 'authorization_code', code: 'c1', redirect_uri: asked.redirect_uri }),
    ]);
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(forms[0]?.code_verifier ?? ''));
    expect(challenge).toBe(Buffer.from(digest).toString('base64url'));
  });

  test('with a refusal, which is told', async () => {
    const { world } = issuer({});
    const back = (state: string) => `error=access_denied&error_description=Not+you.&state=${state}`;
    await expect(signIn(QUESTION, browse(back), world)).rejects.toMatchObject({ exit: 4, message: 'Not you.' });
  });
});

describe('a sign-in that is kept', () => {
  test('serves until it is about to end', async () => {
    keep(SESSION);
    const { forms, world } = issuer({});
    expect(await readSession('https://other.example.com', world)).toBeUndefined();
    expect(await sessionToken(BASE, false, world)).toBe('access-1');
    expect(forms).toEqual([]);
  });

  test('is renewed then, and the new refresh token takes the place of the old one', async () => {
    const { forms, world } = issuer({ access_token: 'access-2', refresh_token: 'refresh-2', expires_in: 3_600 });
    const place = { ...world, now: () => SESSION.expiresAt - 60_000 };
    keep(SESSION);
    expect(await sessionToken(BASE, false, place)).toBe('access-2');
    expect(forms).toEqual([expect.objectContaining({ grant_type: 'refresh_token', refresh_token: 'refresh-1' })]);
    expect(await readSession(BASE, place)).toMatchObject({ refreshToken: 'refresh-2', accessToken: 'access-2' });
    const path = join(home, 'muster', 'sessions.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain('refresh-1');
  });

  test('that the issuer has ended says to sign in again', async () => {
    keep(SESSION);
    const { world } = issuer({ error_description: 'AADSTS70008: expired.' }, 400);
    await expect(sessionToken(BASE, true, world)).rejects.toMatchObject({
      exit: 4,
      advice: 'Sign in again: muster login',
    });
  });

  test('goes behind a token of the environment, and is forgotten by logout', async () => {
    keep(SESSION);
    const env = { XDG_STATE_HOME: home, MUSTER_TOKEN: '' };
    const used = await runScripted(
      ['escrow', 'list'],
      { 'GET M/escrows': { value: [] } },
      { env: { ...env, MUSTER_TOKEN: 'given' } },
    );
    expect(used.calls[0]?.headers.get('authorization')).toBe('Bearer given');
    expect(await runScripted(['logout'], {}, { env })).toMatchObject({ exit: 0, stderr: `Signed out of ${BASE}.\n` });
    expect(await readSession(BASE, { env, home, platform: 'linux' })).toBeUndefined();
  });
});

test('login says what is missing to sign in', async () => {
  const env = { MUSTER_TOKEN: 'a.e30.c' };
  const silent = await runScripted(['login'], { 'GET /muster': {} }, { env });
  expect(silent).toMatchObject({ exit: 2, stderr: expect.stringContaining('does not say where people sign in') });
  const facts = { authority: 'https://login.example.com/tenant', audience: 'api://x' };
  const unknown = await runScripted(['login'], { 'GET /muster': facts }, { env });
  expect(unknown).toMatchObject({ exit: 2, stderr: expect.stringContaining('Which application do you sign in to?') });
});
