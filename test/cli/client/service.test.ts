/** Which service is meant, and as whom: the first that says so wins. And what a call does when it is not answered as hoped. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { mayTravel, readAddress } from '../../../cli/client/address';
import { readFault, ServiceFailure } from '../../../cli/client/graphFault';
import { chooseJobs } from '../../../cli/client/jobs';
import { writeProfiles } from '../../../cli/client/profiles';
import { openService, type ServiceOptions } from '../../../cli/client/service';
import { claimsOf } from '../../../cli/client/tokens';

const PROD = 'https://muster.example.com';
const GUID = '9f0c7b4e-0d3e-4a53-9d2e-1f7a64a3b001';

interface Call {
  readonly method: string;
  readonly url: string;
  readonly bearer: string | null;
  readonly body: string;
  readonly redirect: RequestInit['redirect'];
}
type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'muster-cli-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** @param answer what each call is answered; 404 when nothing */
function world(
  env: Record<string, string> = {},
  answer: (call: Call, count: number) => Answer | undefined = () => undefined,
) {
  const calls: Call[] = [];
  const waits: number[] = [];
  let now = 0;
  const hands = {
    env,
    cwd: home,
    home,
    platform: 'linux' as const,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    fetch: (async (input: URL | string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      const call = {
        method: init.method ?? 'GET',
        url: String(input),
        bearer: headers.get('authorization'),
        body: String(init.body ?? ''),
        redirect: init.redirect,
      };
      calls.push(call);
      const [status, body, more] = answer(call, calls.length) ?? [
        404,
        { error: { code: 'UnknownError', message: 'No such route.' } },
      ];
      if (status === 0) throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
      return new Response(typeof body === 'string' ? body : JSON.stringify(body ?? {}), {
        status,
        headers: more ?? {},
      });
    }) as typeof fetch,
    now: () => now,
    wait: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
    chance: () => 0.5,
    uuid: () => GUID,
    interrupted: new AbortController().signal,
    azureToken: async (scope: string) => `azure for ${scope}`,
    debug: () => undefined,
  };
  return { hands, calls, waits, open: (options: ServiceOptions = {}) => openService(options, hands) };
}

describe('an address', () => {
  test.each([
    { text: `${PROD}/`, found: { baseUrl: PROD } },
    { text: `${PROD}/muster/`, found: { baseUrl: `${PROD}/muster` } },
    {
      text: `${PROD}/v1.0/servicePrincipals/sp-1/synchronization/jobs/API2AAD.1/bulkUpload`,
      found: { baseUrl: PROD, servicePrincipalId: 'sp-1', jobId: 'API2AAD.1' },
    },
  ])('$text', ({ text, found }) => expect(readAddress(text, '--url')).toEqual(found));

  test.each(['muster.example.com', 'ftp://x', 'https://me:secret@muster.example.com'])('%s is none', (text) => {
    expect(() => readAddress(text, '--url')).toThrow(expect.objectContaining({ exit: 2, place: '--url' }));
  });
});

describe('the first that says so wins', () => {
  const profiles = {
    current: 'prod',
    profiles: { prod: { url: PROD, job: 'of-profile' }, test: { url: 'https://test.example.com' } },
  };

  test.each<{ name: string; options?: ServiceOptions; env?: Record<string, string>; url: string }>([
    {
      name: 'an option',
      options: { url: 'https://option.example.com' },
      env: { MUSTER_URL: 'https://env.example.com' },
      url: 'https://option.example.com',
    },
    { name: 'the environment', env: { MUSTER_URL: 'https://env.example.com' }, url: 'https://env.example.com' },
    {
      name: 'the variable of older documents',
      env: { MUSTER: 'https://env.example.com' },
      url: 'https://env.example.com',
    },
    { name: 'the profile that is asked for', options: { profile: 'test' }, url: 'https://test.example.com' },
    { name: 'the profile of the environment', env: { MUSTER_PROFILE: 'test' }, url: 'https://test.example.com' },
    { name: 'the current profile', url: PROD },
  ])('$name', async ({ options, env = {}, url }) => {
    const { open, hands } = world({ MUSTER_TOKEN: 'token', ...env });
    await writeProfiles(profiles, hands);
    expect((await open(options)).http.baseUrl).toBe(url);
  });

  test('a profile that nobody made is told with those there are', async () => {
    const { open, hands } = world();
    await writeProfiles(profiles, hands);
    await expect(open({ profile: 'none' })).rejects.toMatchObject({
      exit: 2,
      advice: expect.stringContaining('prod, test'),
    });
  });

  test('nothing at all is told with what to do', async () => {
    await expect(world().open()).rejects.toMatchObject({ exit: 2, code: 'NoService' });
  });
});

describe('who one is', () => {
  const bearerOf = async (env: Record<string, string>, answer?: (call: Call) => Answer | undefined) => {
    const { open, calls } = world(
      { MUSTER_URL: PROD, ...env },
      answer ?? ((call) => (call.url.includes('/token') ? [200, { access_token: 'made' }] : undefined)),
    );
    const { tokens } = await open();
    return { bearer: await tokens.bearer(new URL(PROD)), calls };
  };

  test('a token of the environment', async () => {
    expect(await bearerOf({ MUSTER_TOKEN: 'mine', TOKEN: 'other' })).toMatchObject({ bearer: 'mine', calls: [] });
    expect(await bearerOf({ TOKEN: 'other' })).toMatchObject({ bearer: 'other' });
  });

  test('a client of the environment, at the endpoint that the service names', async () => {
    const { bearer, calls } = await bearerOf(
      { MUSTER_CLIENT_ID: 'client', MUSTER_CLIENT_SECRET: 'secret' },
      ({ url }) => {
        if (url.endsWith('/muster'))
          return [200, { authority: 'https://login.example.com/tenant/v2.0', audience: 'api://muster' }];
        return url === 'https://login.example.com/tenant/oauth2/v2.0/token'
          ? [200, { access_token: 'made' }]
          : undefined;
      },
    );
    expect(bearer).toBe('made');
    expect(new URLSearchParams(calls.at(-1)?.body).get('scope')).toBe('api://muster/.default');
  });

  test('a secret goes to no endpoint in clear, whoever names it', async () => {
    const answer = ({ url }: Call): Answer | undefined =>
      url.endsWith('/muster')
        ? [200, { authority: 'http://login.example.com/tenant/v2.0', audience: 'api://muster' }]
        : [200, { access_token: 'made' }];
    await expect(bearerOf({ MUSTER_CLIENT_ID: 'client', MUSTER_CLIENT_SECRET: 'secret' }, answer)).rejects.toThrow(
      'no secret is sent to it',
    );
  });

  test('whoever is signed in to Azure, for the audience of the service and never for Graph’s', async () => {
    const { bearer } = await bearerOf({}, ({ url }) =>
      url.endsWith('/muster') ? [200, { audience: 'api://muster' }] : undefined,
    );
    expect(bearer).toBe('azure for api://muster/.default');
    await expect(bearerOf({})).rejects.toMatchObject({ exit: 4, code: 'NotSignedIn' });
  });

  test('a refused client is told without its secret', async () => {
    const env = {
      MUSTER_CLIENT_ID: 'client',
      MUSTER_CLIENT_SECRET: 'very secret',
      MUSTER_TOKEN_ENDPOINT: `${PROD}/token`,
    };
    const refused = bearerOf(env, ({ url }) =>
      url.endsWith('/token') ? [401, { error_description: 'no such client' }] : undefined,
    );
    await expect(refused).rejects.toMatchObject({ exit: 4, message: 'No token for the client client: no such client' });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('very secret') });
  });

  test.each([
    ['https://muster.example.com', true],
    ['http://127.0.0.1:7071', true],
    ['http://localhost:7071', true],
    ['http://[::1]:7071', true],
    ['http://muster.example.com', false],
    ['http://127.example.com', false],
  ])('a token may go to %s: %s', (url, may) => expect(mayTravel(new URL(url))).toBe(may));

  test('what stands in a token is read, and what is none is none', () => {
    expect(claimsOf(`x.${Buffer.from('{"roles":["a"]}').toString('base64url')}.y`)).toEqual({ roles: ['a'] });
    expect([claimsOf('rubbish'), claimsOf('')]).toEqual([{}, {}]);
  });
});

describe('a call', () => {
  const opened = async (answer: (call: Call, count: number) => Answer | undefined) => {
    const all = world({ MUSTER_URL: PROD, MUSTER_TOKEN: 'token' }, answer);
    return { ...all, http: (await all.open()).http };
  };

  test.each([
    { name: 'a GET', method: 'GET' as const, repeatable: false, tries: 6 },
    { name: 'a POST with an id of ours', method: 'POST' as const, repeatable: true, tries: 6 },
    { name: 'any other POST', method: 'POST' as const, repeatable: false, tries: 1 },
  ])('$name that nobody answers is made $tries times', async ({ method, repeatable, tries }) => {
    const { http, calls, waits } = await opened(() => [0]);
    await expect(http.ask(method, '/x', { repeatable })).rejects.toMatchObject({
      exit: 1,
      code: 'Unreachable',
      place: PROD,
    });
    expect(calls).toHaveLength(tries);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000].slice(0, tries - 1));
  });

  test('a 503 is tried again when the service says', async () => {
    const { http, waits } = await opened((_, count) =>
      count < 3 ? [503, {}, { 'retry-after': '7' }] : [200, { ok: true }],
    );
    expect(await http.json('GET', '/x')).toEqual({ ok: true });
    expect(waits).toEqual([7_000, 7_000]);
  });

  test('a 429 is waited out, however often', async () => {
    const { http, waits } = await opened((_, count) => (count < 30 ? [429, {}, { 'retry-after': '1' }] : [200, {}]));
    expect((await http.ask('GET', '/x')).status).toBe(200);
    expect(waits).toHaveLength(29);
  });

  test('a token goes nowhere else', async () => {
    const { http, calls } = await opened(() => [200, {}]);
    await expect(http.ask('GET', 'https://evil.example.com/x')).rejects.toMatchObject({
      exit: 2,
      code: 'OtherService',
    });
    expect(calls).toEqual([]);
    await http.ask('GET', '/x');
    expect(calls.map(({ redirect }) => redirect)).toEqual(['manual']); // nor is it led elsewhere
  });

  test('pages follow each other', async () => {
    const { http } = await opened(({ url }) => [
      200,
      url.includes('skip') ? { value: [3] } : { value: [1, 2], '@odata.nextLink': `${PROD}/list?skip=2` },
    ]);
    const all: number[] = [];
    for await (const one of http.list<number>('/list')) all.push(one);
    expect(all).toEqual([1, 2, 3]);
  });

  test('a refusal is told with every detail, the request id, and the roles one has', async () => {
    const roles = `x.${Buffer.from('{"roles":["Upload"]}').toString('base64url')}.y`;
    const error = {
      code: 'BadRequest',
      message: 'Invalid Data Format',
      details: [{ code: 'X', target: 'Operations[3]', message: 'must be an object' }],
    };
    const { hands } = world({}, () => [403, { error }, { 'request-id': 'r-1' }]);
    const { http } = await openService({ url: PROD }, { ...hands, env: { MUSTER_TOKEN: roles } });
    const failed = await http.call('GET', '/x').catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(ServiceFailure);
    expect(failed).toMatchObject({
      exit: 4,
      message: 'Invalid Data Format',
      details: ['Operations[3]: must be an object'],
      place: `GET ${PROD}/x: 403, request-id r-1`,
      advice: expect.stringContaining('it has Upload'),
    });
  });

  test('an answer that is no envelope is quoted', () => {
    expect(readFault(502, '<html>Bad\n gateway</html>', null)).toMatchObject({
      code: 'Http502',
      message: '<html>Bad gateway</html>',
    });
    expect(readFault(500, '', null).message).toBe('The answer was 500.');
  });
});

describe('the job that is meant', () => {
  const jobs = [
    { servicePrincipalId: 's', jobId: 'API2AAD.1', displayName: 'HR' },
    { servicePrincipalId: 's', jobId: 'API2AAD.2', displayName: 'API2AAD.1x' },
  ];
  test.each([
    ['API2AAD.1', ['API2AAD.1']],
    ['HR', ['API2AAD.1']],
    ['API2AAD', ['API2AAD.1', 'API2AAD.2']],
    ['none', []],
  ])('%s', (wanted, found) => expect(chooseJobs(jobs, wanted).map(({ jobId }) => jobId)).toEqual(found));

  test('of several, and none named, all are told', async () => {
    const { open } = world({ MUSTER_URL: PROD, MUSTER_TOKEN: 'token' }, ({ url }) =>
      url.endsWith('/jobs')
        ? [200, { value: [{ id: 'a' }, { id: 'b' }] }]
        : [200, { value: [{ id: 's', displayName: 'HR' }] }],
    );
    await expect((await open()).job()).rejects.toMatchObject({
      exit: 2,
      code: 'Ambiguous',
      details: ['a  HR', 'b  HR'],
    });
  });
});
