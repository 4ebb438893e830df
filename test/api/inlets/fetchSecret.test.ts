/** The key to an HR system goes to the hosts it was entered for: whoever leads the inlet elsewhere enters it again. */
import { type FunctionHost, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { FULL, SECRETS_KEY, THIN } from '../../support/inletDesk';
import { createWorkbench, JOB_ID } from '../../support/workbench';

const INLETS = `${MUSTER_JOB}/inlets`;
const THIEF = 'https://thief.example';
const KEY = 'the key to the HR system';

const STEP = { name: 'employee', url: 'https://hr.example/people/{person}' };
const withFetch = (more: object) => {
  const { fetchSecret: _, ...rest } = THIN;
  return { ...rest, fetch: { ...(THIN.fetch as object), steps: [STEP], ...more } };
};
const withoutFetch = () => {
  const { fetchSecret: _, ...rest } = FULL;
  return rest;
};
const tokensOf = (url: string) => ({ kind: 'clientCredentials', url, clientId: 'c', clientSecret: '{secret}' });

let host: FunctionHost;
let keptSecrets: () => Promise<number>;
beforeEach(async () => {
  const bench = await createWorkbench({ SECRETS_KEY });
  host = await openFunctions(bench, ['inlets']);
  const body = { ...withFetch({}), fetchSecret: KEY };
  expect((await host.call(`POST ${INLETS}`, { body })).status).toBe(201);
  keptSecrets = async () => {
    const stored = await bench.services.house.inlets.get({ jobId: JOB_ID, inlet: 'hr' });
    return stored?.value.secrets.filter(({ use }) => use === 'fetch').length ?? 0;
  };
});

const put = (body: object) => host.call(`PUT ${INLETS}/hr`, { body });

test.each([
  { what: 'another host', fetch: { steps: [{ ...STEP, url: `${THIEF}/people/{person}` }] } },
  { what: 'a further step', fetch: { steps: [STEP, { name: 'more', url: `${THIEF}/people/{person}` }] } },
  { what: 'a token endpoint', fetch: { auth: tokensOf(`${THIEF}/token`) } },
])('it is asked for again with $what, and its mask is no way round', async ({ fetch }) => {
  const moved = withFetch(fetch);
  const { status, error } = await put(moved);
  const message = 'fetchSecret was entered for another place: thief.example would be shown it now. Enter it again.';
  expect([status, error.details]).toEqual([400, [{ code: 'InvalidValue', target: 'fetchSecret', message }]]);
  expect((await put({ ...moved, fetchSecret: '*' })).status).toBe(400);
  expect((await put({ ...moved, fetchSecret: 'a key for them' })).status).toBe(200);
});

test('nor is an inlet that fetches nothing for a while', async () => {
  expect((await put(withoutFetch())).status).toBe(200);
  expect((await put(withFetch({ steps: [{ ...STEP, url: `${THIEF}/people/{person}` }] }))).status).toBe(400);
});

test('it stays while the hosts do, and its mask is told from a key', async () => {
  expect((await put(withFetch({ steps: [{ ...STEP, url: 'https://hr.example/v2/{person}' }] }))).status).toBe(200);
  expect(await keptSecrets()).toBe(1);
  const masked = await put({ ...withFetch({}), fetchSecret: '*' });
  expect([masked.status, masked.error.message]).toEqual([
    400,
    'fetchSecret is the mask: leave it out to keep what is saved, or enter the secret.',
  ]);
});
