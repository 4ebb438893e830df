/** What leaves for Graph, request by request, held to spec/wire-contract.md 7. */
import type { Target, TargetUser } from '../../../shared/targets/target';
import type { Received } from '../../support/graphServer';
import { type OpenedGraph, openGraph } from '../../support/graphTarget';
import { failureOf } from './contract';

const MIRA = {
  accountEnabled: true,
  displayName: 'Mira Okafor',
  mailNickname: 'mira.okafor',
  userPrincipalName: 'mira.okafor@adatum.example',
  employeeId: '810042',
  telephoneNumber: '+44 113 555 0100',
  'employeeOrgData.division': 'Corporate',
  'employeeOrgData.costCenter': '4130',
};

let graph: OpenedGraph;
let target: Target;
let mira: TargetUser;

beforeEach(async () => {
  graph = await openGraph();
  target = graph.target;
  mira = await target.create(MIRA);
});
afterEach(() => graph.close());

/** `GET /users?…` of every request since the last call, in order. */
function lines(): readonly string[] {
  const { received } = graph.server;
  const told = received.map(({ method, url }) => `${method} ${url}`);
  graph.server.forget();
  return told;
}

function only(): Received {
  const [request, ...others] = graph.server.received;
  if (request === undefined || others.length > 0)
    throw new Error(`one request was expected, not ${lines().join(', ')}`);
  return request;
}

test('a create posts the properties, with a strong password that must be changed', () => {
  expect(only()).toMatchObject({
    method: 'POST',
    url: '/users',
    body: {
      accountEnabled: true,
      displayName: 'Mira Okafor',
      mailNickname: 'mira.okafor',
      userPrincipalName: 'mira.okafor@adatum.example',
      employeeId: '810042',
      businessPhones: ['+44 113 555 0100'],
      employeeOrgData: { division: 'Corporate', costCenter: '4130' },
      passwordProfile: { forceChangePasswordNextSignIn: true, password: expect.stringMatching(/^[!-~]{24}$/) },
    },
  });
});

test('every password is another, and none is told', async () => {
  await target.create({ ...MIRA, userPrincipalName: 'noor@adatum.example', employeeId: '2' });
  const passwords = graph.server.received.map(
    ({ body }) => (body as { passwordProfile: { password: string } }).passwordProfile.password,
  );
  expect(new Set(passwords).size).toBe(2);
  expect(JSON.stringify(mira)).not.toContain(passwords[0]);
});

test('every request carries the token, an id of its own, and the name of the client', () => {
  expect(only().headers).toMatchObject({
    authorization: `Bearer ${graph.server.token}`,
    'client-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'Muster',
  });
});

test.each<{ name: string; act: () => Promise<unknown>; sent: (id: string) => readonly string[] }>([
  {
    name: 'a match asks by filter for what is wanted, and for the property it filters by',
    act: () => target.find('department', 'Finance', ['employeeId', 'manager']),
    sent: () => [
      "GET /users?$filter=department eq 'Finance'&$select=id,userPrincipalName,displayName,employeeId,department&$expand=manager($select=id)&$top=5",
    ],
  },
  {
    name: 'a quote in the value is doubled',
    act: () => target.find('employeeId', "o'8", []),
    sent: () => ["GET /users?$filter=employeeId eq 'o''8'&$select=id,userPrincipalName,displayName,employeeId&$top=5"],
  },
  {
    name: 'a match by userPrincipalName reads the name itself, which does not lag',
    act: () => target.find('userPrincipalName', 'noor@adatum.example', ['city']),
    sent: () => ['GET /users/noor@adatum.example?$select=id,userPrincipalName,displayName,city'],
  },
  {
    name: 'a match by a name that cannot stand in a path asks by filter',
    act: () => target.find('userPrincipalName', "o'neil@adatum.example", []),
    sent: () => [
      "GET /users?$filter=userPrincipalName eq 'o''neil@adatum.example'&$select=id,userPrincipalName,displayName&$top=5",
    ],
  },
  {
    name: 'a match by object id reads it',
    act: () => target.find('objectId', mira.anchor, []),
    sent: (id) => [`GET /users/${id}?$select=id,userPrincipalName,displayName`],
  },
  {
    name: 'a match by an object id that is none asks nothing',
    act: () => target.find('objectId', 'x', []),
    sent: () => [],
  },
  {
    name: 'a read asks for what is wanted',
    act: () => target.read(mira.anchor, ['employeeOrgData.division', 'extensionAttribute1']),
    sent: (id) => [
      `GET /users/${id}?$select=id,userPrincipalName,displayName,employeeOrgData,onPremisesExtensionAttributes`,
    ],
  },
  {
    name: 'a read that finds nobody looks into the recycle bin',
    act: () => target.read('ffffffff-0000-4000-8000-000000000000', ['city', 'manager']),
    sent: () => [
      'GET /users/ffffffff-0000-4000-8000-000000000000?$select=id,userPrincipalName,displayName,city&$expand=manager($select=id)',
      'GET /directory/deletedItems/ffffffff-0000-4000-8000-000000000000?$select=id,userPrincipalName,displayName,city,deletedDateTime',
    ],
  },
  {
    name: 'an update patches what changed',
    act: () => target.update(mira.anchor, { department: 'Treasury', telephoneNumber: null }),
    sent: (id) => [`PATCH /users/${id}`],
  },
  { name: 'an update of nothing asks nothing', act: () => target.update(mira.anchor, {}), sent: () => [] },
  { name: 'a delete', act: () => target.delete(mira.anchor), sent: (id) => [`DELETE /users/${id}`] },
  {
    name: 'a restore',
    act: async () => {
      await target.delete(mira.anchor);
      graph.server.forget();
      await target.restore(mira.anchor);
    },
    sent: (id) => [`POST /directory/deletedItems/${id}/restore`],
  },
  {
    name: 'a manager is put by reference',
    act: () => target.setReference(mira.anchor, 'manager', mira.anchor),
    sent: (id) => [`PUT /users/${id}/manager/$ref`],
  },
  {
    name: 'a manager is cleared',
    act: () => target.setReference(mira.anchor, 'manager', null),
    sent: (id) => [`DELETE /users/${id}/manager/$ref`],
  },
  {
    name: 'a name in use is looked for among the live and in the recycle bin, where it has a prefix',
    act: () => target.isTaken('userPrincipalName', 'noor@adatum.example'),
    sent: () => [
      'GET /users/noor@adatum.example?$select=id,userPrincipalName,displayName',
      "GET /directory/deletedItems/microsoft.graph.user?$filter=endsWith(userPrincipalName,'noor@adatum.example')&$select=id,userPrincipalName,displayName&$count=true",
    ],
  },
  {
    name: 'another value in use likewise, as it stands',
    act: () => target.isTaken('mailNickname', 'noor'),
    sent: () => [
      "GET /users?$filter=mailNickname eq 'noor'&$select=id,userPrincipalName,displayName,mailNickname&$top=5",
      "GET /directory/deletedItems/microsoft.graph.user?$filter=mailNickname eq 'noor'&$select=id,userPrincipalName,displayName,mailNickname&$count=true",
    ],
  },
  {
    name: 'the connection is tested by reading one user',
    act: () => target.testConnection(),
    sent: () => ['GET /users?$top=1&$select=id'],
  },
  {
    name: 'the default domain is read once',
    act: async () => {
      expect([await target.defaultDomain(), await target.defaultDomain()]).toEqual(Array(2).fill('adatum.example'));
    },
    sent: () => ['GET /organization?$select=verifiedDomains'],
  },
  { name: 'discovery asks nothing: the attributes are known', act: () => target.discover(), sent: () => [] },
])('$name', async ({ act, sent }) => {
  graph.server.forget();
  await act();
  expect(lines()).toEqual(sent(mira.anchor));
});

test('an update clears with null and empty lists, and writes members of complex properties alone', async () => {
  graph.server.forget();
  await target.update(mira.anchor, {
    department: 'Treasury',
    city: null,
    telephoneNumber: null,
    'employeeOrgData.division': null,
    employeeHireDate: '2026-02-01',
  });
  expect(only().body).toEqual({
    department: 'Treasury',
    city: null,
    businessPhones: [],
    employeeOrgData: { division: null },
    employeeHireDate: '2026-02-01T00:00:00Z',
  });
});

test('a manager is named by the address the target was given', async () => {
  graph.server.forget();
  await target.setReference(mira.anchor, 'manager', mira.anchor);
  expect(only().body).toEqual({ '@odata.id': `${graph.server.baseUrl}/users/${mira.anchor}` });
});

test('advanced queries say so in a header', async () => {
  graph.server.forget();
  await target.isTaken('mailNickname', 'noor');
  expect(graph.server.received.map(({ headers }) => headers.consistencylevel)).toEqual([undefined, 'eventual']);
});

test('what Graph would refuse is refused before it is asked, every fault by the mapped name', async () => {
  graph.server.forget();
  const change = { employeeId: '12345678901234567', mobile: 'x'.repeat(65), usageLocation: null };
  expect(await failureOf(target.update(mira.anchor, change))).toMatchObject({
    code: 'InvalidValue',
    attribute: 'employeeId',
    message:
      'employeeId must be at most 16 characters long, got 17; mobile must be at most 64 characters long, got 65; usageLocation cannot be cleared.',
  });
  expect(await failureOf(target.create({ ...MIRA, displayName: null }))).toMatchObject({
    code: 'MandatoryFieldsMissing',
    attribute: 'displayName',
  });
  expect(lines()).toEqual([]);
});

test('a domain is left to Graph, which may know one more since a minute ago', async () => {
  const elsewhere = { ...MIRA, userPrincipalName: 'mira@contoso.example' };
  expect(await failureOf(target.create(elsewhere))).toMatchObject({
    code: 'InvalidDomain',
    attribute: 'userPrincipalName',
  });
});

test('people worked on side by side share a batch', async () => {
  graph.server.forget();
  await Promise.all(Array.from({ length: 25 }, (_, n) => target.find('employeeId', String(n), ['city'])));
  expect(graph.server.exchanges).toEqual([20, 5]);
  expect(graph.server.received).toHaveLength(25);
});

describe('a list of several pages', () => {
  const page = (users: readonly object[], next?: string) => ({
    status: 200,
    body: { value: users, ...(next !== undefined && { '@odata.nextLink': next }) },
  });

  test('is followed over empty pages to what there is', async () => {
    const { baseUrl } = graph.server;
    graph.server.forget();
    graph.server.failExchange(page([], `${baseUrl}/users?$skiptoken=a`), page([{ id: 'y', department: 'Sales' }]));
    expect(await target.find('department', 'Finance', [])).toEqual([]); // the answer is checked
    graph.server.failExchange(page([], `${baseUrl}/users?$skiptoken=a`), page([{ id: 'x', department: 'finance' }]));
    expect(await target.find('department', 'Finance', [])).toMatchObject([{ anchor: 'x' }]);
    expect(graph.server.exchanges).toHaveLength(4);
  });

  test('is not followed further when two are found', async () => {
    const two = ['x', 'y'].map((id) => ({ id, department: 'Finance' }));
    graph.server.failExchange(page(two, `${graph.server.baseUrl}/users?$skiptoken=a`));
    expect(await target.find('department', 'Finance', [])).toHaveLength(2);
  });

  test('is not followed without end', async () => {
    const next = `${graph.server.baseUrl}/users?$skiptoken=a`;
    graph.server.failExchange(...Array.from({ length: 10 }, () => page([], next)));
    expect(await failureOf(target.find('department', 'Finance', []))).toMatchObject({
      code: 'WebExceptionProtocolError',
      message: 'Microsoft Graph answered with more than 10 pages to a search for one value.',
    });
  });

  test('is not followed to another address, which the token is not meant for', async () => {
    graph.server.failExchange(page([], 'https://elsewhere.example/v1.0/users?$skiptoken=a'));
    expect(await failureOf(target.find('department', 'Finance', []))).toMatchObject({
      code: 'WebExceptionProtocolError',
      message: 'Microsoft Graph answered with a link to the next page that leads elsewhere.',
    });
  });
});

describe('a look-up by what Graph filters as an advanced query alone', () => {
  const EXTENSION = 'extension_1f6a7c0e5d2b4a8f9c3e7b0d1e2f3a44_badge';

  test.each([
    { attribute: 'mobile', property: 'mobilePhone', value: '+44 7700 900000' },
    { attribute: 'companyName', property: 'companyName', value: 'Adatum' },
    { attribute: 'employeeType', property: 'employeeType', value: 'Contractor' },
    { attribute: 'extensionAttribute7', property: 'onPremisesExtensionAttributes/extensionAttribute7', value: 'x' },
  ])('$attribute: says so, expands nothing, and reads whom it finds', async ({ attribute, property, value }) => {
    const noor = await target.create({
      ...MIRA,
      userPrincipalName: 'noor@adatum.example',
      employeeId: '2',
      [attribute]: value,
    });
    await target.setReference(noor.anchor, 'manager', mira.anchor);
    graph.server.forget();
    const found = await target.find(attribute, value, ['manager', 'employeeId']);
    expect(found).toMatchObject([{ anchor: noor.anchor, attributes: { employeeId: '2', manager: mira.anchor } }]);
    const [search] = graph.server.received;
    expect(search?.url).toMatch(new RegExp(`^/users\\?\\$filter=${property} eq '.*'&\\$select=[^$]*&\\$count=true$`));
    expect(search?.headers).toMatchObject({ consistencylevel: 'eventual' });
  });

  test.each([
    { attribute: EXTENSION, value: 'B-7' },
    { attribute: 'onPremisesImmutableId', value: 'abc' },
  ])('$attribute needs none of it', async ({ attribute, value }) => {
    const noor = await target.create({
      ...MIRA,
      userPrincipalName: 'noor@adatum.example',
      employeeId: '2',
      [attribute]: value,
    });
    graph.server.forget();
    expect(await target.find(attribute, value, [attribute])).toMatchObject([
      { anchor: noor.anchor, attributes: { [attribute]: value } },
    ]);
    expect(graph.server.received[0]?.url).not.toContain('$count');
  });
});
