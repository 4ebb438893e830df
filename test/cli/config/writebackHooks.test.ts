/** Writebacks as code: what is exported, that it changes nothing when it is applied, and where its credentials go. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIGURED_JOB, kept } from '../../support/configuredJob';
import { runScripted } from '../../support/scriptedService';

const MAP = { 'emails[type eq "work"].value': '[mail]' };
/** As the service shows it. */
const filled = (map: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(map).map(([name, expression]) => [name, { expression, clears: false }]));
const SCIM = { baseAddress: 'https://hr.example.com/scim', match: 'userName', auth: { SecretToken: '*' } };
const WRITEBACK = { name: 'back', kind: 'writeback', way: 'scim', map: MAP, refresh: 'P7D', where: null };
const KEPT = {
  ...WRITEBACK,
  map: filled(MAP),
  scim: SCIM,
  headers: {},
  enabled: true,
  createdDateTime: '2026-11-29T10:00:00Z',
  secrets: [],
  health: { state: 'healthy' },
};
const PULL = { ...KEPT, name: 'file', way: 'pull', map: filled({ workEmail: '[mail]' }), scim: undefined };
const BAMBOO = { name: 'bamboo', preset: 'bamboohr', settings: { company: 'acme' } };
const KEPT_BAMBOO = {
  ...BAMBOO,
  state: 'active',
  version: 1,
  url: 'https://x',
  health: { secrets: [{ use: 'verify' }] },
};
const ENV = { TOKEN: 'hunter2-and-more-of-it' };

const service = (back: object) => ({
  ...CONFIGURED_JOB,
  'GET M/inlets': { value: [KEPT_BAMBOO] },
  'GET M/inlets/bamboo': kept(KEPT_BAMBOO, '"o7"'),
  'GET M/outlets': { value: [back, PULL] },
  'GET M/outlets/back': kept(back, '"o7"'),
  'GET M/outlets/file': kept(PULL, '"o7"'),
  'PUT M/outlets/back': {},
  'POST M/outlets': 201,
});

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-writebacks-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function apply(value: object, back: object, ...args: readonly string[]) {
  writeFileSync(join(cwd, 'muster.json'), JSON.stringify(value));
  const answer = await runScripted(['apply', ...args], service(back), { cwd, env: ENV });
  expect(answer.stdout + answer.stderr).not.toContain(ENV.TOKEN);
  return answer;
}
const config = (outlets: readonly object[]) => ({
  format: 'muster.config/1',
  principals: [{ displayName: 'HR', jobs: [{ template: 'API2AAD', outlets }] }],
});
const written = ({ calls }: { readonly calls: readonly { readonly request: string; readonly body?: unknown }[] }) =>
  calls.filter(({ request }) => !request.startsWith('GET')).map(({ request, body }) => [request, body]);

test.each([
  { found: 'by an attribute', scim: SCIM },
  { found: 'by what is the default', scim: { ...SCIM, match: 'externalId' } },
  { found: 'by the ids of an inlet', scim: { baseAddress: SCIM.baseAddress, idFrom: 'bamboo', auth: SCIM.auth } },
])('an export of one whose users are found $found changes nothing when it is applied', async ({ scim }) => {
  const back = { ...KEPT, scim };
  const exported = JSON.parse((await runScripted(['export'], service(back))).stdout);
  expect(exported.principals[0].jobs[0]).toMatchObject({
    inlets: [{ ...BAMBOO, secrets: ['${env:INLET_BAMBOO_SECRET}'] }],
    outlets: [
      { ...WRITEBACK, map: KEPT.map, scim: { ...scim, auth: { SecretToken: '${env:OUTLET_BACK_SECRET_TOKEN}' } } },
      { name: 'file', kind: 'writeback', way: 'pull', map: PULL.map },
    ],
  });
  const answer = await apply(exported, back, '--dry-run', '--exit-code', '--prune', 'inlets,outlets');
  expect(answer).toMatchObject({ exit: 0, stdout: 'Nothing would change.\n' });
  const compared = await runScripted(['diff', 'config', '--exit-code'], service(back), { cwd, env: ENV });
  expect(compared).toMatchObject({ exit: 0, stdout: 'Nothing would change.\n' });
});

test('what the service fills in is no difference', async () => {
  const back = { ...KEPT, scim: { ...SCIM, match: 'externalId' } };
  const { match: _, ...scim } = SCIM;
  const wanted = { name: 'back', kind: 'writeback', way: 'scim', map: MAP, scim };
  expect(await apply(config([wanted]), back, '--dry-run', '--exit-code')).toMatchObject({ exit: 0 });
});

test('a map that differs is written over what was read, and the credentials stay', async () => {
  const map = { ...MAP, userName: '[userPrincipalName]' };
  const wanted = { ...WRITEBACK, map, scim: { ...SCIM, auth: { SecretToken: '${env:NOT_SET}' } } };
  const answer = await apply(config([wanted]), KEPT, '--yes');
  expect(answer).toMatchObject({ exit: 0, stderr: expect.stringContaining('outlets[back].map.userName') });
  expect(written(answer)).toEqual([
    ['PUT M/outlets/back', { ...WRITEBACK, map: filled(map), scim: SCIM, headers: {}, enabled: true }],
  ]);
});

test('credentials go where it is said, and are shown never', async () => {
  const wanted = { ...WRITEBACK, scim: { ...SCIM, auth: { SecretToken: '${env:TOKEN}' } } };
  const shown = await apply(config([wanted]), KEPT, '--secrets', '--dry-run', '--json');
  expect(JSON.parse(shown.stdout).value).toMatchObject([
    { path: 'principals[0].jobs[0].outlets[back].scim', after: 'would be set' },
  ]);
  const answer = await apply(config([wanted]), KEPT, '--secrets', '--yes', '--debug');
  expect(written(answer)).toMatchObject([['PUT M/outlets/back', { scim: { auth: { SecretToken: ENV.TOKEN } } }]]);
});

test('one that could not be saved is refused with its place, and nobody is asked', async () => {
  const answer = await apply(config([{ ...WRITEBACK, map: {}, scim: SCIM }]), KEPT, '--yes');
  expect(answer).toMatchObject({ exit: 2, calls: [], stderr: expect.stringContaining('outlets[back]') });
});
