import { newUser, openTestDirectory, type TestDirectory } from '../../support/directory';
import { type Ask, graphClient, ORIGIN } from '../../support/graphClient';

let opened: TestDirectory;
let ask: Ask;
let id: string;
beforeEach(async () => {
  opened = await openTestDirectory();
  ask = graphClient(opened.directory);
  id = (await opened.directory.create(newUser('mira', { employeeId: '1' }))).id;
  await opened.directory.delete(id);
});

const RELEASED = '00000000000040008000000000000001mira@adatum.example';

describe('/directory/deletedItems', () => {
  test('lists deleted users, spelled with any case', async () => {
    const { status, body } = await ask('GET /directory/deleteditems/microsoft.graph.user?$select=id,userPrincipalName');
    expect(status).toBe(200);
    expect(body).toEqual({
      '@odata.context': `${ORIGIN}/v1.0/$metadata#users(id,userPrincipalName)`,
      value: [{ id, userPrincipalName: RELEASED }],
    });
  });

  test('filters and pages like users', async () => {
    for (const name of ['noor', 'omar']) {
      await opened.directory.delete((await opened.directory.create(newUser(name, { employeeId: '2' }))).id);
    }
    const { body } = await ask("GET /directory/deletedItems/microsoft.graph.user?$filter=employeeId eq '2'&$top=1");
    expect(body).toMatchObject({
      value: [{ id: '00000000-0000-4000-8000-000000000002' }],
      '@odata.nextLink': expect.stringMatching(
        /^https:\/\/muster\.example\/v1\.0\/directory\/deletedItems\/microsoft\.graph\.user\?.*\$skiptoken=/,
      ),
    });
  });

  test('reads one', async () => {
    expect((await ask(`GET /directory/deletedItems/${id}`)).body).toMatchObject({
      '@odata.context': `${ORIGIN}/v1.0/$metadata#directoryObjects/$entity`,
      '@odata.type': '#microsoft.graph.user',
      id,
      userPrincipalName: RELEASED,
      deletedDateTime: '2026-01-15T09:30:00Z',
    });
  });

  test('restores one', async () => {
    expect(await ask(`POST /directory/deletedItems/${id}/restore`)).toMatchObject({
      status: 200,
      body: { '@odata.type': '#microsoft.graph.user', id, userPrincipalName: 'mira@adatum.example' },
    });
    expect(await opened.directory.read(id)).toBeDefined();
  });

  test('a restore whose name was taken meanwhile is an ObjectConflict', async () => {
    await opened.directory.create(newUser('mira'));
    await expect(ask(`POST /directory/deletedItems/${id}/restore`)).rejects.toMatchObject({
      status: 400,
      details: [{ code: 'ObjectConflict', target: 'userPrincipalName' }],
    });
  });

  test('purges one for good', async () => {
    expect(await ask(`DELETE /directory/deletedItems/${id}`)).toMatchObject({ status: 204 });
    expect(opened.table.rows()).toEqual([]);
  });

  test.each([
    'GET /directory/deletedItems/{id}',
    'DELETE /directory/deletedItems/{id}',
    'POST /directory/deletedItems/{id}/restore',
  ])('%s of a live user answers 404', async (line) => {
    const live = (await opened.directory.create(newUser('noor'))).id;
    await expect(ask(line.replace('{id}', live))).rejects.toMatchObject({
      status: 404,
      code: 'Request_ResourceNotFound',
    });
    expect(await opened.directory.read(live)).toBeDefined();
  });
});

describe('/organization', () => {
  test('tells the verified domains, the default one first', async () => {
    expect((await ask('GET /organization?$select=verifiedDomains')).body).toEqual({
      '@odata.context': `${ORIGIN}/v1.0/$metadata#organization(verifiedDomains)`,
      value: [
        {
          verifiedDomains: [
            { name: 'adatum.example', isDefault: true, isInitial: true, type: 'Managed', capabilities: 'Email' },
            { name: 'example.com', isDefault: false, isInitial: false, type: 'Managed', capabilities: 'Email' },
          ],
        },
      ],
    });
  });

  test('has the tenant’s id', async () => {
    expect((await ask('GET /organization')).body).toMatchObject({
      value: [{ id: '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10', displayName: 'adatum.example' }],
    });
  });

  test('does not know other properties', async () => {
    await expect(ask('GET /organization?$select=colour')).rejects.toMatchObject({ status: 400, code: 'BadRequest' });
  });
});
