import { listPrincipals, postPrincipal, readPrincipal } from '../../../shared/api/jobs/principals';
import { systemClock, systemRandom } from '../../../shared/composition/system';
import { type AuditStore, createAuditStore } from '../../../shared/store/jobs/audit';
import { type ClientStore, createClientStore } from '../../../shared/store/jobs/clients';
import { createJobStore, type JobStore } from '../../../shared/store/jobs/jobs';
import { createMemoryTable } from '../../../shared/store/memory/memoryTable';
import { callOf, refusal } from '../../support/httpCall';
import { APP_ID, PRINCIPAL_ID, somePrincipal } from '../../support/jobs';

const OTHER_ID = '0a0a0a0a-0000-4000-8000-000000000002';

let jobs: JobStore;
let clients: ClientStore;
let audit: AuditStore;
beforeEach(async () => {
  const table = createMemoryTable('jobs', async () => undefined);
  await table.ensure();
  jobs = createJobStore(table);
  clients = createClientStore(table);
  audit = createAuditStore(table, { clock: systemClock, random: systemRandom });
  await jobs.putPrincipal(somePrincipal());
  await jobs.putPrincipal(somePrincipal({ id: OTHER_ID, appId: 'app-2', displayName: 'Contractors' }));
});

interface Listed {
  readonly '@odata.context': string;
  readonly value: readonly Readonly<Record<string, unknown>>[];
}

async function list(query = '', version: 'v1.0' | 'beta' = 'v1.0'): Promise<Listed> {
  const reply = await listPrincipals(callOf({ url: `/${version}/servicePrincipals${query}`, version }), {
    jobs,
    clients,
  });
  expect(reply.status).toBe(200);
  return reply.body as Listed;
}

const read = (servicePrincipalId: string, query = '') =>
  readPrincipal(callOf({ url: `/v1.0/servicePrincipals/x${query}`, params: { servicePrincipalId } }), {
    jobs,
    clients,
  });

const ids = ({ value }: Listed) => value.map(({ id }) => id).sort();

const WHOLE = {
  id: PRINCIPAL_ID,
  appId: APP_ID,
  displayName: 'HR inbound',
  appDisplayName: 'HR inbound',
  accountEnabled: true,
  servicePrincipalType: 'Application',
  notificationEmailAddresses: ['admin@adatum.example'],
  tags: [],
};

describe('the list', () => {
  test('holds everybody, and never who owns them', async () => {
    const listed = await list();
    expect(ids(listed)).toEqual([OTHER_ID, PRINCIPAL_ID]);
    expect(listed.value.find(({ id }) => id === PRINCIPAL_ID)).toEqual(WHOLE);
    expect(listed['@odata.context']).toBe('https://muster.example/v1.0/$metadata#servicePrincipals');
  });

  test('names the version that was called', async () => {
    expect((await list('', 'beta'))['@odata.context']).toBe('https://muster.example/beta/$metadata#servicePrincipals');
  });

  test.each([
    { name: 'its id', either: PRINCIPAL_ID },
    { name: 'its application’s id', either: APP_ID },
    { name: 'its id in capitals', either: PRINCIPAL_ID.toUpperCase() },
  ])('finds the one CSV2SCIM asks for by $name, and gives its id alone', async ({ either }) => {
    const filter = encodeURIComponent(`id eq '${either}' or appId eq '${either}'`);
    expect((await list(`?$filter=${filter}&$select=id`)).value).toEqual([{ id: PRINCIPAL_ID }]);
  });

  test.each([
    { name: 'nobody', filter: "id eq 'x' or appId eq 'x'", expected: [] },
    { name: 'by name, without case', filter: "displayName eq 'CONTRACTORS'", expected: [OTHER_ID] },
    { name: 'by the beginning of the name', filter: "startswith(displayName, 'hr')", expected: [PRINCIPAL_ID] },
  ])('is filtered: $name', async ({ filter, expected }) => {
    expect(ids(await list(`?$filter=${encodeURIComponent(filter)}`))).toEqual(expected);
  });

  test('gives the properties asked for, whatever the case of their names', async () => {
    expect((await list("?$filter=appId eq 'app-2'&$select=DISPLAYNAME,id,keyCredentials")).value).toEqual([
      { id: OTHER_ID, displayName: 'Contractors' },
    ]);
  });

  test.each([
    { name: 'a filter that breaks off', query: '?$filter=id eq', message: /^\$filter: .* position \d+\.$/ },
    {
      name: 'a filter by what there is not',
      query: "?$filter=owner eq 'x'",
      message: /^\$filter: .*'owner'.* position 1\.$/,
    },
    {
      name: 'a selection of what there is not',
      query: '?$select=id,secret',
      message:
        /^\$select: Could not find a property named 'secret' on type 'microsoft\.graph\.servicePrincipal' at position 4\.$/,
    },
  ])('refuses $name', async ({ query, message }) => {
    const { status, message: told } = await refusal(() => list(query));
    expect(status).toBe(400);
    expect(told).toMatch(message);
  });
});

describe('one service principal', () => {
  test('is given whole, as an entity', async () => {
    expect(await read(PRINCIPAL_ID)).toEqual({
      status: 200,
      body: { '@odata.context': 'https://muster.example/v1.0/$metadata#servicePrincipals/$entity', ...WHOLE },
    });
  });

  test('is found whatever the case of its id', async () => {
    expect((await read(PRINCIPAL_ID.toUpperCase())).status).toBe(200);
  });

  test('is given in part', async () => {
    expect((await read(PRINCIPAL_ID, '?$select=appId')).body).toEqual({
      '@odata.context': 'https://muster.example/v1.0/$metadata#servicePrincipals(appId)/$entity',
      appId: APP_ID,
    });
  });

  test('is 404 when there is none', async () => {
    const { status, code, message } = await refusal(() => read('nobody'));
    expect([status, code]).toEqual([404, 'Request_ResourceNotFound']);
    expect(message).toBe(
      "Resource 'nobody' does not exist or one of its queried reference-property objects are not present.",
    );
  });
});

describe('a new service principal', () => {
  const NEW_APP = '1c9e2a44-6a0e-4a52-9a38-0d1f2b3c4d5e';
  const post = (body: object, caller: { readonly appId?: string; readonly roles?: readonly string[] } = {}) =>
    postPrincipal(callOf({ method: 'POST', url: '/v1.0/servicePrincipals', body: JSON.stringify(body), ...caller }), {
      jobs,
      clients,
      audit,
      maxRequestBytes: 10_000,
    });
  const OWNED = ['Application.ReadWrite.OwnedBy'];

  test('belongs to the application that created it, and can be read from then on', async () => {
    const addresses = ['hr@adatum.example'];
    const sent = { appId: NEW_APP, displayName: 'HR to payroll', notificationEmailAddresses: addresses };
    const { status, body } = await post(sent, { appId: 'app-9', roles: OWNED });
    const created = body as { readonly id: string };
    expect(status).toBe(201);
    expect(created).toMatchObject(sent);
    expect(created.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await jobs.getPrincipal(created.id)).toMatchObject({ ...sent, ownerAppIds: ['app-9'] });
    expect((await read(created.id)).body).toMatchObject(sent);
  });

  test('leaves a record of who created it', async () => {
    const { body } = await post({ appId: NEW_APP }, { appId: 'app-9', roles: OWNED });
    const { records } = await audit.list((body as { readonly id: string }).id, 10);
    expect(records.map(({ activity, by }) => [activity, by])).toEqual([
      ['CreateServicePrincipal', { appId: 'app-9', objectId: 'object-1' }],
    ]);
  });

  test('is refused when the application has one, whatever the case of its id', async () => {
    await post({ appId: NEW_APP });
    const { status, code, message } = await refusal(() => post({ appId: NEW_APP.toUpperCase() }));
    expect([status, code]).toEqual([409, 'Request_MultipleObjectsWithSameKeyValue']);
    expect(message).toContain(NEW_APP.toUpperCase());
  });

  test('is created once when two ask at the same moment', async () => {
    const answers = await Promise.allSettled([post({ appId: NEW_APP }), post({ appId: NEW_APP })]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await jobs.listPrincipals()).filter(({ appId }) => appId === NEW_APP)).toHaveLength(1);
  });

  test.each([
    { name: 'no appId', body: {}, message: 'appId must be a non-empty string.' },
    {
      name: 'an appId that is no GUID',
      body: { appId: 'hr' },
      message: "appId must be the application's client id, a GUID; got 'hr'.",
    },
  ])('is refused with $name', async ({ body, message }) => {
    const refused = await refusal(() => post(body));
    expect([refused.status, refused.message]).toEqual([400, message]);
  });

  test('is refused to a caller without an application, who could not own it', async () => {
    expect((await refusal(() => post({ appId: NEW_APP }, { appId: '', roles: OWNED }))).status).toBe(403);
    expect((await post({ appId: NEW_APP }, { appId: '', roles: ['Application.ReadWrite.All'] })).status).toBe(201);
  });
});
