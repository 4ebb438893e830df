/** Somebody makes a service principal for an application that is not theirs: it is given back, changed by its owner alone, and gone with its secrets. */
import { ADMINISTRATOR, type FunctionHost, OWNER, openFunctions } from '../../support/functionHost';
import { createWorkbench } from '../../support/workbench';

const PRINCIPALS = '/v1.0/servicePrincipals';
/** Of the application that is fought over, and a caller of its own. */
const RIGHTFUL = '1c9e2a44-6a0e-4a52-9a38-0d1f2b3c4d5e';
const MALLORY = '2d0f3b55-7b1f-4b63-8b49-1e2a3c4d5e6f';
const ALL = ['Application.ReadWrite.All', 'Application.Read.All'] as const;

let host: FunctionHost;
let taken: string;

beforeEach(async () => {
  const bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  host = await openFunctions(bench, ['servicePrincipals', 'jobs', 'secrets']);
  const { status, body } = await claim(MALLORY);
  expect(status).toBe(201);
  taken = `${PRINCIPALS}/${body.id}`;
});

const claim = (appId: string) => host.call(`POST ${PRINCIPALS}`, { roles: OWNER, appId, body: { appId: RIGHTFUL } });
const rename = (displayName: string, asked: { roles: readonly string[]; appId?: string }) =>
  host.call(`PATCH ${taken}`, { ...asked, body: { displayName } });
const nameNow = async () => (await host.call(`GET ${taken}`, { roles: ALL })).body.displayName;

test('it is not taken for good: an administrator removes it, and its application makes its own', async () => {
  expect((await claim(RIGHTFUL)).error).toMatchObject({
    code: 'Request_MultipleObjectsWithSameKeyValue',
    message: expect.stringContaining(RIGHTFUL),
  });
  expect((await host.call(`DELETE ${taken}`, { roles: OWNER, appId: RIGHTFUL })).status).toBe(403);
  expect((await host.call(`DELETE ${taken}`, { roles: ALL })).status).toBe(204);
  expect((await claim(RIGHTFUL)).status).toBe(201);
  for (const request of [`DELETE ${taken}`, `GET ${taken}/synchronization`, `GET ${taken}/synchronization/secrets`]) {
    expect((await host.call(request, { roles: OWNER, appId: MALLORY })).status).toBe(403);
  }
});

test('who made it gives it back', async () => {
  expect((await host.call(`DELETE ${taken}`, { roles: OWNER, appId: MALLORY })).status).toBe(204);
  expect((await claim(RIGHTFUL)).status).toBe(201);
});

test('it is changed by its owner and by who reaches all, and stays its application’s', async () => {
  expect((await rename('Mine', { roles: OWNER, appId: RIGHTFUL })).status).toBe(403);
  expect((await rename('HR to payroll', { roles: OWNER, appId: MALLORY })).status).toBe(204);
  expect(await nameNow()).toBe('HR to payroll');
  expect((await rename('Payroll', { roles: ALL })).status).toBe(204);
  expect(await nameNow()).toBe('Payroll');
  const moved = await host.call(`PATCH ${taken}`, { roles: ALL, body: { appId: MALLORY } });
  expect([moved.status, moved.error.details]).toEqual([
    400,
    [
      {
        code: 'InvalidValue',
        target: 'appId',
        message: 'appId cannot be changed; create another service principal for it.',
      },
    ],
  ]);
});

test('with a job it stays, and its secrets are not found by the next of the same id', async () => {
  const secrets = `${taken}/synchronization/secrets`;
  const value = [{ key: 'Password', value: 'hunter2' }];
  expect((await host.call(`PUT ${secrets}`, { body: { value } })).status).toBe(204);
  const made = await host.call(`POST ${taken}/synchronization/jobs`, { body: { templateId: 'API2AAD' } });
  expect(made.status).toBe(201);
  const refused = await host.call(`DELETE ${taken}`, { roles: ALL });
  expect([refused.status, refused.error.message]).toEqual([
    409,
    `The service principal has a job, ${made.body.id}: delete the jobs first.`,
  ]);
  await host.call(`DELETE ${taken}/synchronization/jobs/${made.body.id}`, { roles: ADMINISTRATOR });
  expect((await host.call(`DELETE ${taken}`, { roles: ALL })).status).toBe(204);
  const { body } = await claim(RIGHTFUL);
  expect(`${PRINCIPALS}/${body.id}`).toBe(taken);
  expect((await host.call(`GET ${secrets}`, { roles: OWNER, appId: RIGHTFUL })).body.value).toEqual([]);
});
