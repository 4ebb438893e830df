/** What the doctor finds, and what it does not ask when something before it fails. */
import { nodeFinding } from '../../../cli/commands/doctor/findings';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { type CommandOutcome, runScripted, SCRIPTED_JOB } from '../../support/scriptedService';

const STATUS = {
  code: 'Active',
  progress: [],
  quarantine: null,
  lastExecution: null,
  synchronizedEntryCountByType: [],
};
const JOB = { id: SCRIPTED_JOB, schedule: { state: 'Active' }, status: STATUS, synchronizationJobSettings: [] };
const at = (date: string) => new Response('{}', { headers: { date } });
const SERVICE = {
  'GET /health': () => at('Sun, 29 Nov 2026 12:00:20 GMT'),
  'GET /muster': { caller: { kind: 'app', permissions: ['Synchronization.ReadWrite.All'] } },
  'GET /v1.0/servicePrincipals/sp-1': { displayName: 'HR', notificationEmailAddresses: ['a@example.com'] },
  'GET J': JOB,
  'GET J/schema': defaultSchema('API2AAD', { id: 'here' }),
  'GET S/secrets': { value: [] },
  'POST J/validateCredentials': 204,
  'GET M/heldDeletions': { revision: 'r', total: 0, value: [] },
  'GET /muster/parkedMessages': { value: [] },
};
const statusOf = ({ stdout }: CommandOutcome) =>
  Object.fromEntries(
    (JSON.parse(stdout).value as { what: string; status: string }[]).map(({ what, status }) => [what, status]),
  );
const look = (more: Parameters<typeof runScripted>[1] = {}) =>
  runScripted(['doctor', '--json'], { ...SERVICE, ...more });

test('a service in good order has nothing to be told, and ends with 0', async () => {
  const answer = await look();
  expect(answer.exit).toBe(0);
  expect(new Set(Object.values(statusOf(answer)))).toEqual(new Set(['ok']));
  expect(Object.keys(statusOf(answer))).toEqual([
    ...['Node', 'Sends', 'Service', 'Clocks', 'Token'],
    ...['Job', 'Schema', 'Mail', 'Target', 'Deletions', 'Parked'],
  ]);
});

const quarantine = { reason: 'TooManyDeletes', error: { code: 'x', message: 'Many.' } };
const refused = new Response('{"error":{"code":"BadRequest","message":"Who are you?"}}', { status: 400 });
const own = { value: [{ status: 'failure', title: 'Timer', detail: 'It stands still.', fix: null }] };
test.each([
  { what: 'Clocks', status: 'warn', exit: 0, more: { 'GET /health': () => at('Sun, 29 Nov 2026 12:05:00 GMT') } },
  { what: 'Job', status: 'FAIL', exit: 1, more: { 'GET J': { ...JOB, status: { ...STATUS, quarantine } } } },
  { what: 'Job', status: 'warn', exit: 0, more: { 'GET J': { ...JOB, schedule: { state: 'Paused' } } } },
  { what: 'Target', status: 'FAIL', exit: 1, more: { 'POST J/validateCredentials': refused } },
  { what: 'Deletions', status: 'warn', exit: 0, more: { 'GET M/heldDeletions': { value: [{ status: 'staged' }] } } },
  { what: 'Parked', status: 'warn', exit: 0, more: { 'GET /muster/parkedMessages': { value: [{}] } } },
  { what: 'Timer', status: 'FAIL', exit: 1, more: { 'GET /muster/doctor': own } },
])('$what: $status', async ({ what, status, exit, more }) => {
  const answer = await look(more);
  expect(statusOf(answer)).toMatchObject({ [what]: status });
  expect(answer.exit).toBe(exit);
});

describe('webhooks', () => {
  const HEALTH = {
    ...{ state: 'healthy', lastReceived: '2026-11-29T11:58:00Z', lagSeconds: 0, open: 0, parked: 0, rejected24h: 0 },
    ...{ lastFetchError: null, nextTryDateTime: null },
    secrets: [{ id: 's1', use: 'verify', endsDateTime: null, lastUsedDateTime: '2026-11-29T11:00:00Z' }],
  };
  const inlet = (health: object, more: object = {}) => ({
    'GET M/inlets': { value: [{ name: 'hr', preset: 'signed', health: { ...HEALTH, ...health }, ...more }] },
  });
  const outlet = (health: object, failed: readonly object[] = []) => ({
    'GET M/outlets': {
      value: [
        { name: 'listener', url: null, health: {} },
        {
          name: 'teams',
          url: 'https://hooks.example.com',
          health: {
            ...{ state: 'healthy', failingSinceDateTime: null, nextTryDateTime: null, lastSuccessDateTime: null },
            ...{ lastFailure: { status: 503, message: 'Closed.' }, dropped: 0, ...health },
          },
        },
      ],
    },
    'GET M/outlets/teams/events': { value: failed },
  });
  const told = async (more: Parameters<typeof look>[0], what: string) => {
    const answer = await look(more);
    const lines = JSON.parse(answer.stdout).value as { what: string; status: string; detail: string; fix: string }[];
    return {
      exit: answer.exit,
      lines: lines.filter((line) => line.what === what).map(({ status, detail }) => `${status} ${detail}`),
      fixes: lines.filter((line) => line.what === what).map(({ fix }) => fix),
    };
  };
  const refusal = { message: 'The HR system said 401', at: '2026-11-29T11:00:00Z' };
  const ending = { id: 's0', use: 'verify', endsDateTime: '2026-11-30', lastUsedDateTime: '2026-11-29T11:30:00Z' };

  test.each([
    { state: 'healthy', health: {}, exit: 0, lines: ['ok last event 2:00 ago'] },
    { state: 'new', health: { lastReceived: null }, exit: 0, lines: ['ok nothing came yet'] },
    {
      state: 'refused by the HR system',
      health: { state: 'failing', lastFetchError: refusal, nextTryDateTime: 'soon' },
      exit: 1,
      lines: ['FAIL fetches nobody: The HR system said 401, next try soon'],
    },
    {
      state: 'silent',
      health: { state: 'silent' },
      exit: 0,
      lines: ['warn is silent for longer than expected: last event 2:00 ago'],
    },
    {
      state: 'behind, with dead letters and refusals',
      health: { state: 'backlog', open: 7, lagSeconds: 700, parked: 1, rejected24h: 2 },
      exit: 0,
      lines: ['warn 7 events wait, the oldest for 11:40', 'warn 1 dead letter', 'warn refused 2 deliveries in 24 h'],
    },
    {
      state: 'without a secret',
      health: { secrets: [] },
      exit: 0,
      lines: ['ok last event 2:00 ago', 'warn has no secret yet, and believes nobody'],
    },
    {
      state: 'signed with what ends soon',
      health: { secrets: [...HEALTH.secrets, ending] },
      exit: 0,
      lines: [
        'ok last event 2:00 ago',
        expect.stringMatching(/^warn its sender still signs with the secret that ends/),
      ],
    },
  ])('an inlet that is $state', async ({ health, exit, lines }) => {
    expect(await told(inlet(health), 'Inlet hr')).toMatchObject({ exit, lines });
  });

  test('an inlet that is turned off, and one that needs no secret', async () => {
    expect(await told(inlet({}, { enabled: false }), 'Inlet hr')).toMatchObject({
      lines: ['warn is turned off: senders are told that it is gone'],
    });
    const bearer = inlet({ secrets: [] }, { verify: { scheme: 'bearer' } });
    expect((await told(bearer, 'Inlet hr')).lines).toEqual(['ok last event 2:00 ago']);
  });

  test.each([
    { state: 'healthy', health: {}, exit: 0, lines: ['ok healthy'], fixes: [null] },
    {
      state: 'disabled',
      health: { state: 'disabled' },
      exit: 1,
      lines: ['FAIL is disabled (503: Closed.); its events are kept'],
      fixes: ['muster outlet resume teams'],
    },
    {
      state: 'behind',
      health: { state: 'failing', failingSinceDateTime: 'noon', nextTryDateTime: 'soon' },
      exit: 0,
      lines: ['warn is behind since noon (503: Closed.), next try soon'],
      fixes: ['muster outlet test teams'],
    },
    {
      state: 'in want of a look, with dead letters and what was dropped',
      health: { state: 'paused', dropped: 1_200 },
      failed: [{}],
      exit: 0,
      lines: [
        'warn is paused, and its events are kept',
        'warn there are events that were given up',
        'warn 1,200 events were dropped, being too many',
      ],
      fixes: ['muster outlet resume teams', 'muster outlet events teams --state failed', 'muster outlet show teams'],
    },
  ])('an outlet that is $state', async ({ health, failed = [], exit, lines, fixes }) => {
    expect(await told(outlet(health, failed), 'Outlet teams')).toEqual({ exit, lines, fixes });
  });
});

test('what may not be looked at is told, and is no failure', async () => {
  const forbidden = new Response('{"error":{"code":"Forbidden","message":"No."}}', { status: 403 });
  const answer = await look({ 'GET S/secrets': forbidden });
  expect(answer.exit).toBe(0);
  expect(statusOf(answer)).toMatchObject({ Target: 'warn', Deletions: 'ok' });
});

test('a service that is down is asked nothing else', async () => {
  const answer = await look({ 'GET /health': 503 });
  expect(answer.exit).toBe(1);
  expect(answer.calls.map(({ request }) => request)).not.toContain('GET J');
});

test.each([
  ['20.18.9', 'FAIL'],
  ['20.19.0', 'ok'],
  ['24.0.0', 'ok'],
])('Node %s: %s', (version, status) => expect(nodeFinding(version).status).toBe(status));
