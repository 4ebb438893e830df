/** A person signs in on another device: what is shown, how often is asked, and how it may end. */
import { type DeviceCode, signInByCode } from '../../../cli/client/signIn/deviceCode';
import { DEVICE_CLIENT, type DeviceIssuer, deviceIssuer } from '../../support/deviceIssuer';
import { runScripted } from '../../support/scriptedService';

const ISSUER = 'https://login.example.com/tenant/oauth2/v2.0';
const QUESTION = {
  deviceEndpoint: `${ISSUER}/devicecode`,
  tokenEndpoint: `${ISSUER}/token`,
  clientId: DEVICE_CLIENT,
  scope: 'api://x/.default offline_access',
  timeoutMs: 900_000,
};

async function signIn(issuer: DeviceIssuer, question: Partial<typeof QUESTION> = {}) {
  const shown: DeviceCode[] = [];
  const { fetch, now, wait } = issuer;
  const world = { fetch, now, wait, interrupted: new AbortController().signal };
  const session = await signInByCode({ ...QUESTION, ...question }, (code) => shown.push(code), world);
  return { session, shown };
}

test('the code is shown, and asked for at the pace that the issuer says until it was entered', async () => {
  const issuer = deviceIssuer({ interval: 3 });
  issuer.after(7, 'entered');
  const { session, shown } = await signIn(issuer);
  expect(shown).toEqual([{ verificationUri: 'https://login.example.com/device', userCode: 'WDJB-MJHT' }]);
  expect(session).toMatchObject({ accessToken: 'a', refreshToken: 'r', clientId: DEVICE_CLIENT, expiresAt: 3_609_000 });
  expect(issuer.asked).toEqual([
    [3, 'authorization_pending'],
    [6, 'authorization_pending'],
    [9, 'token'],
  ]);
});

test('an issuer that says no pace is asked every five seconds', async () => {
  const issuer = deviceIssuer();
  issuer.after(1, 'entered');
  await signIn(issuer);
  expect(issuer.asked).toEqual([[5, 'token']]);
});

test('who is told to slow down does, from then on', async () => {
  const issuer = deviceIssuer({ interval: 4 });
  issuer.after(20, 'entered');
  const { wait } = issuer;
  let isFirst = true;
  const hasty = {
    ...issuer,
    wait: (ms: number) => {
      const less = isFirst ? ms - 1_000 : ms;
      isFirst = false;
      return wait(less);
    },
  };
  await signIn(hasty);
  expect(issuer.asked).toEqual([
    [3, 'slow_down'],
    [12, 'authorization_pending'],
    [21, 'token'],
  ]);
});

test('a connection that was cut is tried again, later', async () => {
  const issuer = deviceIssuer();
  issuer.after(1, 'entered');
  let isCut = true;
  const fetchIt = async (input: URL, init: RequestInit) => {
    if (!input.pathname.endsWith('/token') || !isCut) return issuer.fetch(input, init);
    isCut = false;
    throw new TypeError('fetch failed');
  };
  await signIn({ ...issuer, fetch: fetchIt as typeof fetch });
  expect(issuer.asked).toEqual([[15, 'token']]);
});

test.each([
  { what: 'the person refuses', how: 'declined' as const, question: {}, message: /AADSTS70022: the user declined/ },
  {
    what: 'nobody enters it in time',
    how: undefined,
    question: { timeoutMs: 20_000 },
    message: /Nobody entered the code/,
  },
  {
    what: 'the application is unknown',
    how: undefined,
    question: { clientId: 'x' },
    message: /no code .*AADSTS700016/,
  },
  {
    what: 'the issuer has none',
    how: undefined,
    question: { deviceEndpoint: `${ISSUER}/nothing` },
    message: /The issuer gives no code for another device: 404/,
  },
])('nobody is signed in where $what', async ({ how, question, message }) => {
  const issuer = deviceIssuer();
  if (how !== undefined) issuer.after(1, how);
  await expect(signIn(issuer, question)).rejects.toMatchObject({ exit: 4, message: expect.stringMatching(message) });
});

test('a code that ends is asked for no longer', async () => {
  const issuer = deviceIssuer({ expiresIn: 12 });
  await expect(signIn(issuer)).rejects.toMatchObject({ exit: 4, code: 'NotSignedIn' });
  expect(issuer.asked.map(([seconds]) => seconds)).toEqual([5, 10]);
});

test('in clear nobody is asked', async () => {
  const deviceEndpoint = 'http://login.example.com/devicecode';
  await expect(signIn(deviceIssuer(), { deviceEndpoint })).rejects.toMatchObject({ exit: 2 });
});

test('login --device-code says where to go and what to enter', async () => {
  const code = { device_code: 'd', user_code: 'WDJB-MJHT', verification_uri: 'https://login.example.com/device' };
  const answer = await runScripted(
    ['login', '--device-code', '--client-id', DEVICE_CLIENT],
    {
      'GET /muster': { authority: 'https://muster.example.com/tenant', audience: 'api://x' },
      'POST /tenant/oauth2/v2.0/devicecode': { ...code, interval: 1 },
      'POST /tenant/oauth2/v2.0/token': new Response('{"error":"access_denied","error_description":"Not you."}', {
        status: 400,
      }),
    },
    { env: { MUSTER_TOKEN: 'a.e30.c' } },
  );
  expect(answer).toMatchObject({ exit: 4, stderr: expect.stringContaining('Not you.') });
  expect(answer.stderr).toMatch(/https:\/\/login\.example\.com\/device\b[\s\S]*WDJB-MJHT/);
});
