/** Configuration as code: faults with their places, what would change, and the order in which it is changed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../../cli/config/configFile';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { type CommandOutcome, runScripted, SCRIPTED_JOB } from '../../support/scriptedService';

const SCHEMA = { ...defaultSchema('API2AAD', { id: 'here' }), version: 'v1.2' };
const PRINCIPAL = { id: 'sp-1', appId: 'app-1', displayName: 'HR', notificationEmailAddresses: ['a@example.com'] };
const RESOURCE = {
  id: SCRIPTED_JOB,
  templateId: 'API2AAD',
  schedule: { interval: 'PT40M', state: 'Active' },
  status: {},
  synchronizationJobSettings: [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }],
};
const SECRETS = [
  { key: 'BaseAddress', value: 'https://hr.example.com' },
  { key: 'SecretToken', value: '*' },
  { key: 'SyncNotificationSettings', value: '{"Enabled":true,"DeleteThresholdValue":500}' },
  { key: 'SkipOutOfScopeDeletions', value: 'False' },
];
const SERVICE = {
  'GET /v1.0/servicePrincipals': { value: [PRINCIPAL] },
  'GET S/jobs': { value: [RESOURCE] },
  'GET S/secrets': { value: SECRETS },
  'GET J/schema': () => Response.json(SCHEMA, { headers: { etag: '"v1.2"' } }),
  'PATCH /v1.0/servicePrincipals/sp-1': 204,
  'PATCH S/secrets': 204,
  'PUT J/schema': 204,
  'PATCH J': 204,
  'POST J/pause': 204,
};

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (name: string, value: unknown) => writeFileSync(join(cwd, name), JSON.stringify(value));
const config = (job: object, principal: object = {}) => ({
  format: 'muster.config/1',
  principals: [{ displayName: 'HR', ...principal, jobs: [{ template: 'API2AAD', ...job }] }],
});
const written = ({ calls }: CommandOutcome) => calls.filter(({ request }) => !request.startsWith('GET'));
async function apply(value: object, args: readonly string[] = [], env: Record<string, string> = {}) {
  write('muster.json', value);
  return runScripted(['apply', ...args], SERVICE, { cwd, env });
}

test('what is exported changes nothing when it is applied, and no secret is in it', async () => {
  const exported = await runScripted(['export'], SERVICE);
  expect(JSON.parse(exported.stdout).principals[0].jobs[0].secrets).toEqual({
    BaseAddress: 'https://hr.example.com',
    SecretToken: '${env:SECRET_TOKEN}',
    SyncNotificationSettings: '{"Enabled":true}',
  });
  expect(await apply(JSON.parse(exported.stdout), ['--dry-run', '--exit-code'])).toMatchObject({
    exit: 0,
    stdout: 'Nothing would change.\n',
  });
});

test('everything is changed in an order that finds what it needs', async () => {
  const schema = JSON.parse(JSON.stringify(SCHEMA));
  schema.synchronizationRules[0].objectMappings[0].attributeMappings[3].flowType = 'ObjectAddOnly';
  write('schema.json', schema);
  const secrets = { BaseAddress: 'https://new.example.com', SecretToken: '${env:HR_TOKEN}' };
  const settings = { QuarantineTooManyDeletesThreshold: '7', DeleteThresholdEnabled: null };
  const job = { schema: './schema.json', settings, interval: 'PT10M', state: 'paused', secrets };
  const args = ['--yes', '--secrets', '--debug'];
  const answer = await apply(config(job, { notify: ['b@example.com'] }), args, { HR_TOKEN: 'hunter2' });
  expect(answer.exit).toBe(0);
  expect(written(answer).map(({ request }) => request)).toEqual([
    'PATCH /v1.0/servicePrincipals/sp-1',
    'PATCH S/secrets',
    'PUT J/schema',
    'PATCH J',
    'POST J/pause',
  ]);
  expect(written(answer)[1]?.body).toEqual({
    value: [
      { key: 'BaseAddress', value: 'https://new.example.com' },
      { key: 'SecretToken', value: 'hunter2' },
    ],
  });
  expect(written(answer)[2]?.headers.get('if-match')).toBe('"v1.2"');
  expect(answer.stdout + answer.stderr).not.toContain('hunter2');
});

test('without --secrets what is secret is neither read nor written', async () => {
  const answer = await apply(config({ secrets: { SecretToken: '${env:NOT_SET}' } }), ['--yes']);
  expect(answer).toMatchObject({ exit: 0, stdout: 'Nothing would change.\n' });
  expect(written(answer)).toEqual([]);
});

test('nobody is asked by a script, which says --yes', async () => {
  const answer = await apply(config({ state: 'paused' }));
  expect(answer).toMatchObject({ exit: 2, stderr: expect.stringContaining('Say so with --yes') });
  expect(written(answer)).toEqual([]);
});

test('a dry run says place by place what is and would be, and ends with 3 where it is asked to', async () => {
  const answer = await apply(config({ state: 'paused', settings: { OmittedAttributes: 'keep' } }), [
    '--dry-run',
    '--exit-code',
    '--json',
  ]);
  expect(answer.exit).toBe(3);
  expect(JSON.parse(answer.stdout).value).toEqual([
    { path: 'principals[0].jobs[0].settings.OmittedAttributes', before: null, after: 'keep' },
    { path: 'principals[0].jobs[0].state', before: 'started', after: 'paused' },
  ]);
});

test('a mapping test that fails stops everything', async () => {
  write('cases.json', { name: 'never', person: { externalId: '1' }, expected: { action: 'delete' } });
  const answer = await apply(config({ schema: SCHEMA, cases: 'cases.json', state: 'paused' }), ['--yes']);
  expect(answer).toMatchObject({ exit: 1, calls: [], stderr: expect.stringContaining('never  (cases.json)') });
});

test.each([
  { why: 'a job that is not there', value: config({ id: 'API2AAD.none' }), message: 'There is no job API2AAD.none.' },
  { why: 'a principal that cannot be made', value: config({}, { displayName: 'New' }), message: 'without its appId' },
])('$why is said before anything is written', async ({ value, message }) => {
  const answer = await apply(value, ['--yes']);
  expect(answer).toMatchObject({ exit: 2, stderr: expect.stringContaining(message) });
  expect(written(answer)).toEqual([]);
});

test('two jobs of one template are told apart by their ids', async () => {
  const two = { ...SERVICE, 'GET S/jobs': { value: [RESOURCE, { ...RESOURCE, id: 'API2AAD.other' }] } };
  const other = 'GET /v1.0/servicePrincipals/sp-1/synchronization/jobs/API2AAD.other/schema';
  write('muster.json', config({ state: 'paused' }));
  const answer = await runScripted(
    ['apply', '--yes'],
    { ...two, [other.replace(/\/v1.*synchronization/, 'S')]: SCHEMA },
    { cwd },
  );
  expect(answer).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/several jobs of API2AAD[\s\S]*API2AAD\.other/),
  });
});

test('every fault of a file is told with its place', () => {
  const value = {
    format: 'other/1',
    more: 1,
    principals: [{ jobs: [{ template: '', state: 'on', secrets: {} }, { template: 'API2AD', secrets: {} }, 7] }],
  };
  expect(() => parseConfig(value, 'muster.json')).toThrow(
    expect.objectContaining({
      details: [
        'format must be "muster.config/1".',
        'more is not known here; expected format, principals.',
        'principals[0].displayName must be text.',
        'principals[0].jobs[0].template must be text.',
        'principals[0].jobs[0].state must be started or paused.',
        'principals[0].jobs[2] must be an object.',
        'principals[0].jobs: its secrets belong to all of them, and stand in one.',
      ],
    }),
  );
});
