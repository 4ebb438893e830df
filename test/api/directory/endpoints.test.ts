import { HttpRequest, type HttpRequestInit, InvocationContext } from '@azure/functions';
import { operationsOf } from '../../../shared/api/directory/endpoints';
import { DIRECTORY_ROUTES } from '../../../shared/api/directory/routes';
import { unauthorized } from '../../../shared/api/http/graphError';
import { createEndpoint } from '../../../shared/api/http/registration';
import { batchOperations } from '../../../shared/api/http/routing/batch';
import { newUser, openTestDirectory, type TestDirectory } from '../../support/directory';
import { directoryRoutes } from '../../support/directoryRoutes';

let opened: TestDirectory;
beforeEach(async () => {
  opened = await openTestDirectory();
});

const endpoint = createEndpoint(() => ({
  verify: async (authorization) => {
    if (authorization === null) throw unauthorized('Access token is empty.');
    return { kind: 'application', appId: 'app-1', objectId: 'sp-1', roles: new Set([authorization]) };
  },
  publicBaseUrl: undefined,
  ready: async () => {},
}));

async function call(template: string, init: HttpRequestInit & { readonly role?: string }) {
  const route = DIRECTORY_ROUTES.find((candidate) => candidate.template === template);
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const operations = route
    ? operationsOf(route, () => opened)
    : batchOperations(() => ({ routes: directoryRoutes(() => opened), now: () => new Date(), logger: silent }));
  const { role = 'User.ReadWrite.All', ...rest } = init;
  const request = new HttpRequest({
    url: `http://127.0.0.1:7071/v1.0/${template}`,
    headers: { authorization: role, 'x-forwarded-host': 'muster.example', 'x-forwarded-proto': 'https' },
    ...rest,
  });
  const reply = await endpoint(template, operations).handler(request, new InvocationContext());
  const { status, headers = {}, body } = reply as { status: number; headers: Record<string, string>; body?: string };
  return { status, headers, body: body === undefined ? undefined : JSON.parse(body) };
}

describe('the directory over HTTP', () => {
  test('creates from a JSON body and links to where the client came from', async () => {
    const created = await call('users', { method: 'POST', body: { string: JSON.stringify(newUser('mira')) } });
    expect(created).toMatchObject({
      status: 201,
      headers: { 'x-ms-resource-unit': '1', 'OData-Version': '4.0' },
      body: { '@odata.context': 'https://muster.example/v1.0/$metadata#users/$entity' },
    });
    const read = await call('users/{id}', { method: 'GET', params: { version: 'beta', id: 'mira@adatum.example' } });
    expect(read.body).toMatchObject({ '@odata.context': 'https://muster.example/beta/$metadata#users/$entity' });
  });

  test('an action needs no body, and an answer without one has no content type', async () => {
    const { id } = await opened.directory.create(newUser('mira'));
    const deleted = await call('users/{id}', { method: 'DELETE', params: { id } });
    expect(deleted.status).toBe(204);
    expect(deleted.headers).not.toHaveProperty('Content-Type');
    expect(await call('directory/deletedItems/{id}/restore', { method: 'POST', params: { id } })).toMatchObject({
      status: 200,
      body: { id },
    });
  });

  test.each([
    {
      name: 'a reader may not write',
      template: 'users',
      init: { method: 'POST', role: 'User.Read.All' },
      status: 403,
      code: 'Authorization_RequestDenied',
    },
    {
      name: 'a stranger may not read',
      template: 'users',
      init: { method: 'GET', role: 'Mail.Read' },
      status: 403,
      code: 'Authorization_RequestDenied',
    },
    {
      name: 'nobody may do anything',
      template: 'users',
      init: { method: 'GET', headers: {} },
      status: 401,
      code: 'InvalidAuthenticationToken',
    },
    {
      name: 'a method may be missing',
      template: 'users',
      init: { method: 'DELETE' },
      status: 405,
      code: 'Request_BadRequest',
    },
    {
      name: 'a body may be broken',
      template: 'users',
      init: { method: 'POST', body: { string: '{' } },
      status: 400,
      code: 'BadRequest',
    },
    {
      name: 'a batch may be broken',
      template: '$batch',
      init: { method: 'POST', body: { string: '{}' } },
      status: 400,
      code: 'BadRequest',
    },
  ] as const)('$name: $status in the envelope', async ({ template, init, status, code }) => {
    const reply = await call(template, init);
    expect(reply).toMatchObject({ status, body: { error: { code } } });
  });

  test('answers a batch', async () => {
    const body = { requests: [{ id: '1', method: 'GET', url: '/users' }] };
    const reply = await call('$batch', { method: 'POST', body: { string: JSON.stringify(body) } });
    expect(reply).toMatchObject({ status: 200, body: { responses: [{ id: '1', status: 200 }] } });
  });

  test('every route has a name of its own', () => {
    const names = DIRECTORY_ROUTES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
