/** Inlets and outlets as code: what is exported, what would change, what is secret, and what goes only where it is said. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIGURED_JOB, kept } from '../../support/configuredJob';
import { type CommandOutcome, runScripted } from '../../support/scriptedService';

const BAMBOO = { name: 'bamboo', preset: 'bamboohr', settings: { company: 'acme' }, onDeleted: 'disable' };
const TEAMS = {
  name: 'teams',
  url: 'https://hooks.example.com/muster',
  types: ['muster.person.*'],
  include: 'ids',
  where: null,
};
const KEPT_BAMBOO = {
  ...BAMBOO,
  state: 'paused',
  version: 3,
  savedDateTime: '2026-11-29T10:00:00Z',
  url: 'https://muster.example.com/muster/inlets/J/bamboo',
  health: { secrets: [{ use: 'verify' }, { use: 'fetch' }] },
};
const KEPT_TEAMS = {
  ...TEAMS,
  headers: { Authorization: '*' },
  enabled: true,
  createdDateTime: '2026-11-29T10:00:00Z',
  secrets: [{ id: 'k1' }],
  health: { state: 'healthy' },
};
const LISTENER = { ...KEPT_TEAMS, name: 'listener', url: null, headers: {} };
const ENV = { KEY: 'a private key of bamboo', TOKEN: 'Bearer hunter2-and-more' };

const SERVICE = {
  ...CONFIGURED_JOB,
  'GET M/inlets': { value: [KEPT_BAMBOO] },
  'GET M/inlets/bamboo': kept(KEPT_BAMBOO, '"i3"'),
  'GET M/outlets': { value: [KEPT_TEAMS, LISTENER] },
  'GET M/outlets/teams': kept(KEPT_TEAMS, '"o7"'),
  'GET M/outlets/listener': kept(LISTENER, '"o1"'),
  'POST M/inlets': 201,
  'PUT M/inlets/bamboo': {},
  'DELETE M/inlets/bamboo': 204,
  'POST M/inlets/bamboo/resume': {},
  'POST M/inlets/new/pause': {},
  'POST M/outlets': 201,
  'PUT M/outlets/teams': {},
  'DELETE M/outlets/teams': 204,
};

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-hooks-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const config = (job: object) => ({
  format: 'muster.config/1',
  principals: [{ displayName: 'HR', jobs: [{ template: 'API2AAD', ...job }] }],
});
async function apply(value: object, ...args: readonly string[]): Promise<CommandOutcome> {
  writeFileSync(join(cwd, 'muster.json'), JSON.stringify(value));
  const answer = await runScripted(['apply', ...args], SERVICE, { cwd, env: ENV });
  for (const secret of Object.values(ENV)) expect(answer.stdout + answer.stderr).not.toContain(secret);
  return answer;
}
const written = ({ calls }: CommandOutcome) => calls.filter(({ request }) => !request.startsWith('GET'));
const places = async (job: object, ...args: readonly string[]) => {
  const answer = await apply(config(job), '--dry-run', '--json', ...args);
  if (answer.exit !== 0) throw new Error(answer.stderr);
  return (JSON.parse(answer.stdout).value as { path: string; before: unknown; after: unknown }[]).map(
    ({ path, before, after }) => [path.replace('principals[0].jobs[0].', ''), before, after],
  );
};

test('an export asks for secrets by name, leaves out who only listens, and changes nothing when it is applied', async () => {
  const exported = JSON.parse((await runScripted(['export'], SERVICE)).stdout);
  expect(exported.principals[0].jobs[0]).toMatchObject({
    inlets: [
      {
        ...BAMBOO,
        state: 'paused',
        secrets: ['${env:INLET_BAMBOO_SECRET}'],
        fetchSecret: '${env:INLET_BAMBOO_FETCH_SECRET}',
      },
    ],
    outlets: [
      {
        ...TEAMS,
        enabled: true,
        secret: '${env:OUTLET_TEAMS_SECRET}',
        headers: { Authorization: '${env:OUTLET_TEAMS_AUTHORIZATION}' },
      },
    ],
  });
  const answer = await apply(exported, '--dry-run', '--exit-code', '--prune', 'inlets,outlets');
  expect(answer).toMatchObject({ exit: 0, stdout: 'Nothing would change.\n' });
});

test.each([
  {
    what: 'a member that differs, and one that the file leaves out',
    job: { inlets: [{ name: 'bamboo', preset: 'bamboohr', settings: { company: 'other' } }] },
    changes: [
      ['inlets[bamboo].settings.company', 'acme', 'other'],
      ['inlets[bamboo].onDeleted', 'disable', null],
    ],
  },
  {
    what: 'one that is to go on',
    job: { inlets: [{ ...BAMBOO, state: 'active' }] },
    changes: [['inlets[bamboo].state', 'paused', 'active']],
  },
  {
    what: 'what the service fills in is no difference',
    job: {
      outlets: [{ name: 'teams', url: TEAMS.url, types: TEAMS.types, headers: { Authorization: '${env:TOKEN}' } }],
    },
    changes: [],
  },
  {
    what: 'one that is new',
    job: { outlets: [{ name: 'slack', url: 'https://slack.example.com' }] },
    changes: [['outlets[slack]', null, 'https://slack.example.com']],
  },
  { what: 'a header stays that the file leaves out', job: { outlets: [TEAMS] }, changes: [] },
  {
    what: 'a header goes where the file says that there is none',
    job: { outlets: [{ ...TEAMS, headers: {} }] },
    changes: [['outlets[teams].headers.Authorization', '*', null]],
  },
  { what: 'one that the file does not name stays', job: { inlets: [], outlets: [] }, changes: [] },
])('$what', async ({ job, changes }) => {
  expect(await places(job)).toEqual(changes);
});

test('one that the file does not name goes where it is said, and the file lists its kind', async () => {
  expect(await places({ inlets: [] }, '--prune', 'inlets,outlets')).toEqual([['inlets[bamboo]', 'bamboohr', null]]);
  const answer = await apply(config({ inlets: [], outlets: [] }), '--prune', 'inlets,outlets', '--yes');
  expect(written(answer).map(({ request, headers }) => [request, headers.get('if-match')])).toEqual([
    ['DELETE M/inlets/bamboo', '"i3"'],
    ['DELETE M/outlets/teams', '"o7"'],
  ]);
});

test('what is made and changed is made and changed over what was read, before anything goes', async () => {
  const inlets = [{ ...BAMBOO, name: 'new', state: 'paused' }];
  const outlets = [{ ...TEAMS, include: 'names', headers: { Authorization: '${env:TOKEN}' }, enabled: true }];
  const answer = await apply(config({ inlets, outlets }), '--prune', 'inlets', '--yes');
  expect(answer.exit).toBe(0);
  const { name: _, ...definition } = BAMBOO;
  expect(written(answer).map(({ request, body }) => [request, body])).toEqual([
    ['POST M/inlets', { ...definition, name: 'new' }],
    ['POST M/inlets/new/pause', undefined],
    ['PUT M/outlets/teams', { ...TEAMS, include: 'names', headers: { Authorization: '*' }, enabled: true }],
    ['DELETE M/inlets/bamboo', undefined],
  ]);
  expect(written(answer)[2]?.headers.get('if-match')).toBe('"o7"');
});

test('secrets are read and written only with --secrets, and shown never', async () => {
  const job = {
    inlets: [{ ...BAMBOO, secrets: ['${env:KEY}'], fetchSecret: '${env:NOT_SET}' }],
    outlets: [{ ...TEAMS, headers: { 'X-New': '${env:TOKEN}' } }],
  };
  expect(await places(job)).toEqual([]);
  const withValues = { ...job, inlets: [{ ...BAMBOO, secrets: ['${env:KEY}'] }] };
  expect(await places(withValues, '--secrets')).toEqual([
    ['inlets[bamboo].secrets', ['*'], 'would be set'],
    ['outlets[teams].headers.X-New', null, '*'],
    ['outlets[teams].headers.Authorization', '*', null],
    ['outlets[teams].headers', { Authorization: '*' }, 'would be set'],
  ]);
  const answer = await apply(config(withValues), '--secrets', '--yes', '--debug');
  expect(written(answer).map(({ body }) => body)).toEqual([
    { ...BAMBOO, secrets: [ENV.KEY] },
    { ...TEAMS, enabled: true, headers: { 'X-New': ENV.TOKEN } },
  ]);
});

test.each([
  { why: 'a definition without a name', job: { inlets: [{ preset: 'token' }] }, fault: 'each with a name of its own' },
  { why: 'two of one name', job: { outlets: [TEAMS, TEAMS] }, fault: 'each with a name of its own' },
  { why: 'no such preset', job: { inlets: [{ name: 'a', preset: 'workday' }] }, fault: 'preset must be one of' },
  { why: 'an address in clear', job: { outlets: [{ ...TEAMS, url: 'http://x.example' }] }, fault: 'an https address' },
  { why: 'one that is fetched from', job: { outlets: [{ name: 'a', url: null }] }, fault: 'by whoever listens' },
  { why: 'a member nobody knows', job: { outlets: [{ ...TEAMS, type: [] }] }, fault: 'type is unknown' },
  {
    why: 'a state nobody knows',
    job: { inlets: [{ ...BAMBOO, state: 'off' }] },
    fault: 'state must be active or paused',
  },
  {
    why: 'a pause that is neither',
    job: { outlets: [{ ...TEAMS, enabled: 'no' }] },
    fault: 'enabled must be true or false',
  },
])('$why is refused with its place, and nobody is asked', async ({ job, fault }) => {
  const answer = await apply(config(job), '--yes');
  expect(answer).toMatchObject({ exit: 2, calls: [], stderr: expect.stringContaining(fault) });
  expect(answer.stderr).toContain('principals[0].jobs[0].');
});

test('what --prune takes is told', async () => {
  expect(await apply(config({}), '--prune', 'jobs')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('Expected inlets or outlets, or both.'),
  });
});
