/** `muster inlet`: what is asked of the service, what is refused here, and that no secret is shown. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventFilter } from '../../../cli/client/webhooks/inlets';
import { type CommandOutcome, runScripted, type ScriptedAnswer } from '../../support/scriptedService';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-inlets-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const ENV = { KEY: 'a private key of bamboo', API_KEY: 'an-api-key' };
const run = (args: readonly string[], answers: Readonly<Record<string, ScriptedAnswer>> = {}) =>
  runScripted(['inlet', ...args], answers, { cwd, env: ENV });
const written = ({ calls }: CommandOutcome) => calls.filter(({ request }) => !request.startsWith('GET'));
const write = (name: string, value: unknown) =>
  writeFileSync(join(cwd, name), typeof value === 'string' ? value : JSON.stringify(value));

const HEALTH = {
  state: 'healthy',
  lastReceived: '2026-11-29T11:58:00Z',
  lastAccepted: null,
  lagSeconds: 4,
  open: 1,
  parked: 3,
  rejected24h: 0,
  rejectedLast: null,
  lastFetchError: null,
  nextTryDateTime: null,
  secrets: [
    { id: 's1', use: 'verify', addedDateTime: '2026-11-29T10:00:00Z', endsDateTime: null, lastUsedDateTime: null },
  ],
};
const BAMBOO = { name: 'bamboo', preset: 'bamboohr', settings: { company: 'acme' } };
const KEPT = {
  ...BAMBOO,
  state: 'active',
  version: 3,
  savedDateTime: '2026-11-29T10:00:00Z',
  url: 'https://muster.example.com/muster/inlets/J/bamboo',
  health: HEALTH,
};

describe('add', () => {
  const ADD = ['add', 'bamboo', '--preset', 'bamboohr', '--set', 'company=acme', '--fetch-secret-env', 'API_KEY'];

  test('sends the definition with its secrets, and prints what to paste and to click, but no secret', async () => {
    const answer = await run([...ADD, '--secret-env', 'KEY', '--debug'], { 'POST M/inlets': KEPT });
    expect(written(answer)).toEqual([
      expect.objectContaining({
        request: 'POST M/inlets',
        body: { ...BAMBOO, secrets: [ENV.KEY], fetchSecret: ENV.API_KEY },
      }),
    ]);
    expect(answer).toMatchObject({ exit: 0, stdout: expect.stringContaining(KEPT.url) });
    expect(answer.stdout).toContain('1. In BambooHR open Account Settings > Webhooks');
    expect(answer.stdout + answer.stderr).not.toMatch(/a private key|an-api-key/);
  });

  test('without the secret it says how to give it later', async () => {
    const answer = await run(ADD, { 'POST M/inlets': KEPT });
    expect(answer.stdout).toContain('muster inlet rotate bamboo --secret-file FILE');
  });

  test('members go by their path, settings by their name', async () => {
    const more = [
      '--set',
      'fetch.baseUrl=https://sandbox.example.com',
      '--set',
      'onDeleted=disable',
      '--set',
      'perMinute=100',
    ];
    const [call] = written(await run([...ADD, ...more], { 'POST M/inlets': KEPT }));
    expect(call?.body).toMatchObject({
      fetch: { baseUrl: 'https://sandbox.example.com' },
      onDeleted: 'disable',
      perMinute: 100,
      settings: { company: 'acme' },
    });
  });

  test('a dry run shows everything but the secrets, and sends nothing', async () => {
    const answer = await run([...ADD, '--secret-env', 'KEY', '--dry-run']);
    expect(answer.calls).toEqual([]);
    expect(answer.stdout).toContain('"fetchSecret": "*"');
    expect(answer.stdout).not.toMatch(/a private key|an-api-key/);
  });

  test.each([
    { why: 'no preset', args: ['add', 'a'], message: 'Which preset?' },
    { why: 'no such preset', args: ['add', 'a', '--preset', 'workday'], message: 'preset must be one of bamboohr' },
    { why: 'no setting', args: ['add', 'a', '--preset', 'bamboohr'], message: 'settings.company is missing' },
    {
      why: 'another setting',
      args: ['add', 'a', '--preset', 'bamboohr', '--set', 'company'],
      message: '"company" is no setting.',
    },
    {
      why: 'nothing to sign in with',
      args: ['add', 'a', '--preset', 'bamboohr', '--set', 'company=acme'],
      message: 'has nothing to sign in with',
    },
    {
      why: 'a short secret',
      args: ['add', 'a', '--preset', 'signed', '--secret-env', 'API_KEY'],
      message: 'at least 16 bytes long, got 10',
    },
    { why: 'a file that is none', args: ['add', 'a', '--file', 'nowhere.json'], message: 'The file cannot be read.' },
    {
      why: 'a file of a list',
      args: ['add', 'a', '--file', 'list.json'],
      message: 'The file must hold a JSON object.',
    },
    { why: 'a file of no JSON', args: ['add', 'a', '--file', 'text.json'], message: 'The file is no JSON' },
  ])('$why is refused, and nobody is asked', async ({ args, message }) => {
    write('list.json', []);
    write('text.json', 'hello');
    expect(await run(args)).toMatchObject({ exit: 2, calls: [], stderr: expect.stringContaining(message) });
  });
});

describe('set', () => {
  const kept = (etag: string) => ({
    'GET M/inlets/bamboo': Response.json(KEPT, { headers: { etag } }),
    'PUT M/inlets/bamboo': KEPT,
  });

  test('saves over exactly what was read, without what the service adds', async () => {
    const [call] = written(await run(['set', 'bamboo', '--set', 'expectEvery=PT24H'], kept('"3"')));
    expect(call).toMatchObject({ request: 'PUT M/inlets/bamboo', body: { ...BAMBOO, expectEvery: 'PT24H' } });
    expect(call?.headers.get('if-match')).toBe('"3"');
  });

  test('a file is the whole definition, and a fault in it is told here', async () => {
    write('new.json', { ...BAMBOO, perMinute: 0 });
    const refused = await run(['set', 'bamboo', '--file', 'new.json'], kept('"3"'));
    expect(refused).toMatchObject({ exit: 2, stderr: expect.stringContaining('perMinute must be 1 to 60000') });
    expect(written(refused)).toEqual([]);
  });

  test('nothing to change is wrong use', async () => {
    expect(await run(['set', 'bamboo'])).toMatchObject({ exit: 2, calls: [] });
  });
});

test('list tells state, lag and what is parked', async () => {
  const answer = await run(['list'], { 'GET M/inlets': { value: [KEPT] } });
  expect(answer.stdout).toMatch(/NAME +PRESET +STATE +LAST EVENT +LAG +OPEN +PARKED +REJECTED 24H +SECRETS/);
  expect(answer.stdout).toMatch(/bamboo +bamboohr +healthy +2:00 ago +0:04 +1 +3 +0 +1/);
});

describe('rotate', () => {
  test('sends the secret and how long the others hold', async () => {
    const rotated = { id: 's2', ending: [{ id: 's1', endsDateTime: '2026-11-29T14:00:00Z' }] };
    const answer = await run(['rotate', 'bamboo', '--secret-env', 'KEY', '--overlap', '2h'], {
      'POST M/inlets/bamboo/rotate': rotated,
    });
    expect(written(answer)[0]?.body).toEqual({ secret: ENV.KEY, overlap: 'PT7200S' });
    expect(answer.stdout).toMatch(/bamboo believes the secret s2\.\ns1 ends 2026-11-29/);
    expect(answer.stdout + answer.stderr).not.toContain(ENV.KEY);
  });

  test('shows once what the service made', async () => {
    const answer = await run(['rotate', 'bamboo'], {
      'POST M/inlets/bamboo/rotate': { id: 's2', secret: 'whsec_x', ending: [] },
    });
    expect(written(answer)[0]?.body).toEqual({});
    expect(answer.stdout).toContain('shown this once: whsec_x');
  });
});

describe('test', () => {
  const tried = (over: object) => ({ verified: true, unread: null, events: [], ...over });
  const event = {
    type: 'a',
    person: '7',
    consequence: 'fetch',
    documents: { a: 1 },
    operation: { externalId: '7' },
    failures: [],
  };

  test('sends the body as it stands in the file', async () => {
    write('event.json', '{ "type": "a" }\n');
    const answer = await run(['test', 'bamboo', '--event', 'event.json', '--send'], {
      'POST M/inlets/bamboo/test': tried({ events: [event], sent: 'taken' }),
    });
    expect(written(answer)[0]?.body).toEqual({
      event: '{ "type": "a" }\n',
      contentType: 'application/json',
      send: true,
    });
    expect(answer).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^signature: believed\na of 7: fetch\ndocuments {\n/),
    });
  });

  test.each([
    { why: 'is not believed', over: { verified: false }, stdout: 'signature: NOT believed' },
    { why: 'cannot be read', over: { unread: { code: 'WrongCompany', message: 'x' } }, stdout: 'WrongCompany: x' },
    {
      why: 'cannot be mapped',
      over: {
        events: [
          { ...event, operation: null, failures: [{ attribute: 'active', code: 'UnknownValue', message: 'x' }] },
        ],
      },
      stdout: 'active: UnknownValue: x',
    },
  ])('what $why ends with 1', async ({ over, stdout }) => {
    const answer = await run(['test', 'bamboo', '--person', '7'], { 'POST M/inlets/bamboo/test': tried(over) });
    expect(answer).toMatchObject({ exit: 1, stdout: expect.stringContaining(stdout) });
  });

  test('without a sample it is wrong use', async () => {
    expect(await run(['test', 'bamboo'])).toMatchObject({ exit: 2, calls: [] });
  });
});

describe('events and replay', () => {
  const parked = {
    id: 'e1',
    type: 'employee.left',
    person: '7',
    receivedDateTime: '2026-11-29T11:00:00Z',
    state: 'parked',
    code: 'NotFound',
    reason: 'Nobody.',
    uploadId: null,
  };

  test('a question is a filter in which the state goes first', () => {
    expect(eventFilter({ since: '2026-11-29T10:00:00Z', person: "O'Hara", state: 'parked', code: 'NotFound' })).toBe(
      "state eq 'parked' and code eq 'NotFound' and person eq 'O''Hara' and receivedDateTime ge 2026-11-29T10:00:00Z",
    );
    expect(eventFilter({})).toBe('');
  });

  test('events of one state', async () => {
    const answer = await run(['events', 'bamboo', '--state', 'parked'], {
      'GET M/inlets/bamboo/events': { value: [parked] },
    });
    expect(answer.calls[0]?.request).toMatch(/^GET M\/inlets\/bamboo\/events\?.*state\+eq\+'parked'/);
    expect(answer.stdout).toMatch(/parked +employee\.left +7 +NotFound: Nobody\. +e1/);
  });

  test('what is followed is told once in each state, until the time is up', async () => {
    let asked = 0;
    const service = {
      'GET M/inlets/bamboo/events': () => ({ value: [{ ...parked, state: asked++ > 1 ? 'accepted' : 'open' }] }),
    };
    const answer = await runScripted(['inlet', 'events', 'bamboo', '--follow', '--timeout', '10s'], service, { cwd });
    expect(answer.stdout.split('\n').map((line) => line.split(/ {2}/)[1])).toEqual(['open', 'accepted', undefined]);
  });

  test('replay goes on while there are more', async () => {
    let left = 3;
    const service = { 'POST M/inlets/bamboo/replay': () => ({ replayed: 1_000, missing: [], more: --left > 0 }) };
    const answer = await runScripted(['inlet', 'replay', 'bamboo', '--parked', '--code', 'NotFound'], service, { cwd });
    expect(answer.calls).toHaveLength(3);
    expect(answer.calls[0]?.body).toEqual({ state: 'parked', code: 'NotFound' });
    expect(answer.stdout).toBe('3,000 events are worked on once more.\n');
  });

  test('what was named and is not there ends with 1', async () => {
    const answer = await run(['replay', 'bamboo', 'e1', 'e2'], {
      'POST M/inlets/bamboo/replay': { replayed: 1, missing: ['e2'] },
    });
    expect(written(answer)[0]?.body).toEqual({ ids: ['e1', 'e2'] });
    expect(answer).toMatchObject({ exit: 1, stdout: expect.stringContaining('e2: there is none such') });
  });

  test.each([{ args: ['replay', 'bamboo'] }, { args: ['replay', 'bamboo', 'e1', '--parked'] }])(
    '$args is wrong use',
    async ({ args }) => {
      expect(await run(args)).toMatchObject({ exit: 2, calls: [] });
    },
  );

  test('a dry run lists, and sends nothing', async () => {
    const answer = await run(['replay', 'bamboo', '--parked', '--dry-run'], {
      'GET M/inlets/bamboo/events': { value: [parked] },
    });
    expect(written(answer)).toEqual([]);
    expect(answer.stdout).toMatch(/e1 +7 +NotFound/);
  });
});

test('remove asks, and --yes answers', async () => {
  expect(await run(['remove', 'bamboo'])).toMatchObject({ exit: 2, calls: [] });
  const answer = await run(['remove', 'bamboo', '--yes'], { 'DELETE M/inlets/bamboo': 204 });
  expect(written(answer).map(({ request }) => request)).toEqual(['DELETE M/inlets/bamboo']);
});

describe('check, which asks nobody', () => {
  test('tells every fault, and the file', async () => {
    write('a.json', { name: 'A', preset: 'bamboohr', perMinute: 0 });
    const answer = await run(['check', 'a.json']);
    expect(answer).toMatchObject({ exit: 2, calls: [] });
    expect(answer.stderr).toMatch(
      /name must be 1 to 40[\s\S]*settings\.company is missing[\s\S]*perMinute must be[\s\S]*a\.json/,
    );
  });

  test('reads an event, and maps what was fetched', async () => {
    write('a.json', BAMBOO);
    write('event.json', { type: 'employee.deleted', data: { employeeId: '100' } });
    write('documents.json', { employee: { id: '100', status: 'Furlough' } });
    const good = await run(['check', 'a.json', '--event', 'event.json', '--json']);
    expect(JSON.parse(good.stdout)).toMatchObject({
      hosts: ['acme.bamboohr.com'],
      events: [{ type: 'employee.deleted', person: '100', consequence: 'deleted' }],
    });
    const bad = await run(['check', 'a.json', '--documents', 'documents.json']);
    expect(bad).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('active: UnknownValue: employee.status is "Furlough"'),
    });
  });
});

describe('webhook, which is about both directions', () => {
  const OUTLET = { name: 'slack', url: 'https://hooks.example.com/', health: { state: 'healthy' } };
  const both = { 'GET M/inlets': { value: [KEPT] }, 'GET M/outlets': { value: [OUTLET] } };
  const webhook = (args: readonly string[], answers: Readonly<Record<string, ScriptedAnswer>>) =>
    runScripted(['webhook', ...args], answers, { cwd });

  test('list tells both, and inlets alone where the service knows no outlets', async () => {
    expect((await webhook(['list', '-o', 'name'], both)).stdout).toBe('bamboo\nslack\n');
    const old = {
      'GET M/inlets': both['GET M/inlets'],
      'GET M/outlets': Response.json({ error: { code: 'ResourceNotFound', message: 'x' } }, { status: 404 }),
    };
    expect((await webhook(['list', '-o', 'name'], old)).stdout).toBe('bamboo\n');
  });

  test('test and replay go to whichever bears the name', async () => {
    const service = {
      ...both,
      'POST M/inlets/bamboo/replay': { replayed: 0, missing: [] },
      'POST M/outlets/slack/test': 202,
    };
    expect(written(await webhook(['replay', 'bamboo', '--parked'], service))).toHaveLength(1);
    expect(written(await webhook(['test', 'slack'], service)).map(({ request }) => request)).toEqual([
      'POST M/outlets/slack/test',
    ]);
  });

  test('a name of neither, or of both, is wrong use', async () => {
    expect(await webhook(['test', 'nobody'], both)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('no inlet and no outlet'),
    });
    const twice = { ...both, 'GET M/outlets': { value: [{ ...OUTLET, name: 'bamboo' }] } };
    expect(await webhook(['test', 'bamboo'], twice)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('an inlet and an outlet'),
    });
  });
});
