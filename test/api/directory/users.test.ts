import type { JsonObject } from '../../../shared/scim/json';
import { DOMAIN, newUser, openTestDirectory, type TestDirectory } from '../../support/directory';
import { type Ask, graphClient, ORIGIN } from '../../support/graphClient';

const NOBODY = 'ffffffff-0000-4000-8000-000000000000';

let opened: TestDirectory;
let ask: Ask;
beforeEach(async () => {
  opened = await openTestDirectory();
  ask = graphClient(opened.directory);
});

async function create(name: string, change: JsonObject = {}): Promise<string> {
  return (await opened.directory.create(newUser(name, change))).id;
}

describe('POST /users', () => {
  test('answers 201 with the default properties and no Location', async () => {
    const body = newUser('mira', { givenName: 'Mira', employeeId: '810042', businessPhones: ['+44 113 555 0100'] });
    expect(await ask('POST /users', { body })).toEqual({
      status: 201,
      headers: { 'x-ms-resource-unit': '1' },
      body: {
        '@odata.context': `${ORIGIN}/v1.0/$metadata#users/$entity`,
        id: '00000000-0000-4000-8000-000000000001',
        businessPhones: ['+44 113 555 0100'],
        displayName: 'Mira Okafor',
        givenName: 'Mira',
        jobTitle: null,
        mail: null,
        mobilePhone: null,
        officeLocation: null,
        preferredLanguage: null,
        surname: null,
        userPrincipalName: `mira@${DOMAIN}`,
      },
    });
  });

  test('a name that is taken is told as an ObjectConflict', async () => {
    await create('mira');
    const message = 'Another object with the same value for property userPrincipalName already exists.';
    await expect(ask('POST /users', { body: newUser('mira') })).rejects.toMatchObject({
      status: 400,
      code: 'Request_BadRequest',
      message,
      details: [{ code: 'ObjectConflict', target: 'userPrincipalName', message }],
    });
  });

  test('faults are told with Graph’s sentence and details for each', async () => {
    const body = newUser('mira', { employeeId: '12345678901234567', usageLocation: 'England' });
    await expect(ask('POST /users', { body })).rejects.toMatchObject({
      status: 400,
      code: 'Request_BadRequest',
      message: "Invalid value specified for property 'employeeId' of resource 'User'.",
      details: [
        {
          code: 'InvalidLength',
          target: 'employeeId',
          message: 'employeeId must be at most 16 characters long, got 17.',
        },
        {
          code: 'InvalidValue',
          target: 'usageLocation',
          message: 'usageLocation must be a two-letter country code (ISO 3166).',
        },
      ],
    });
  });

  test.each([null, [], 'text'])('a body of %p is refused', async (body) => {
    await expect(ask('POST /users', { body })).rejects.toMatchObject({ status: 400, code: 'Request_BadRequest' });
  });
});

describe('GET /users/{id}', () => {
  test('takes an id or a name, and gives what is selected as Graph spells it', async () => {
    const id = await create('mira', { employeeId: '810042', employeeOrgData: { division: 'Corporate' } });
    const expected = {
      '@odata.context': `${ORIGIN}/v1.0/$metadata#users(employeeId,accountEnabled,employeeOrgData,otherMails,usageLocation)/$entity`,
      employeeId: '810042',
      accountEnabled: true,
      employeeOrgData: { costCenter: null, division: 'Corporate' },
      otherMails: [],
      usageLocation: null,
    };
    const select = '$select=employeeid,accountEnabled,employeeOrgData,otherMails,usageLocation';
    expect((await ask(`GET /users/${id}?${select}`)).body).toEqual(expected);
    expect((await ask(`GET /users/MIRA%40${DOMAIN}/?${select}`)).body).toEqual(expected);
  });

  test('an object without values is null, but the extension attributes are always listed', async () => {
    const id = await create('mira');
    const { body } = await ask(`GET /users/${id}?$select=employeeOrgData,onPremisesExtensionAttributes`);
    expect(body).toMatchObject({
      employeeOrgData: null,
      onPremisesExtensionAttributes: { extensionAttribute1: null, extensionAttribute15: null },
    });
  });

  test('never tells a password', async () => {
    const id = await create('mira');
    expect((await ask(`GET /users/${id}?$select=passwordProfile`)).body).toMatchObject({ passwordProfile: null });
  });

  test('expands the manager', async () => {
    const [mira, noor] = [await create('mira'), await create('noor')];
    expect((await ask(`GET /users/${mira}?$select=id&$expand=manager`)).body).not.toHaveProperty('manager');
    await opened.directory.setManager(mira, noor);
    expect((await ask(`GET /users/${mira}?$select=id&$expand=manager($select=id)`)).body).toEqual({
      '@odata.context': `${ORIGIN}/v1.0/$metadata#users(id)/$entity`,
      id: mira,
      manager: { '@odata.type': '#microsoft.graph.user', id: noor },
    });
  });

  test.each([
    { line: `GET /users/${NOBODY}`, status: 404, code: 'Request_ResourceNotFound' },
    { line: 'GET /users/nobody@adatum.example', status: 404, code: 'Request_ResourceNotFound' },
    { line: `GET /users/${NOBODY}?$select=colour`, status: 400, code: 'BadRequest' },
    { line: `GET /users/${NOBODY}?$select=skills`, status: 501, code: 'NotImplemented' },
    { line: `GET /users/${NOBODY}?$expand=memberOf`, status: 400, code: 'Request_UnsupportedQuery' },
    { line: `PUT /users/${NOBODY}`, status: 405, code: 'Request_BadRequest' },
    { line: 'GET /groups', status: 404, code: 'UnknownError' },
  ])('$line answers $status', async ({ line, status, code }) => {
    await expect(ask(line)).rejects.toMatchObject({ status, code });
  });

  test('an unknown id is named in Graph’s words', async () => {
    await expect(ask(`GET /users/${NOBODY}`)).rejects.toThrow(
      `Resource '${NOBODY}' does not exist or one of its queried reference-property objects are not present.`,
    );
  });
});

describe('PATCH and DELETE /users/{id}', () => {
  test('change and delete, by id or name, with no body in the answer', async () => {
    const id = await create('mira');
    const noContent = { status: 204, headers: { 'x-ms-resource-unit': '1' } };
    expect(await ask(`PATCH /users/${id}`, { body: { accountEnabled: false } })).toEqual(noContent);
    expect(await ask(`PATCH /users/mira@${DOMAIN}`, { body: { city: 'Leeds' } })).toEqual(noContent);
    expect((await opened.directory.read(id))?.properties).toMatchObject({ accountEnabled: false, city: 'Leeds' });
    expect(await ask(`DELETE /users/mira@${DOMAIN}`)).toEqual(noContent);
    await expect(ask(`DELETE /users/${id}`)).rejects.toMatchObject({ status: 404 });
    await expect(ask(`PATCH /users/${id}`, { body: { city: 'York' } })).rejects.toMatchObject({ status: 404 });
  });

  test('a displayName cannot be cleared', async () => {
    const id = await create('mira');
    await expect(ask(`PATCH /users/${id}`, { body: { displayName: null } })).rejects.toMatchObject({
      status: 400,
      details: [{ code: 'NotNullable', target: 'displayName', message: 'displayName cannot be cleared.' }],
    });
  });
});

describe('GET /users', () => {
  async function namesOf(line: string, headers: Record<string, string> = {}): Promise<string[]> {
    const { body } = await ask(line, { headers });
    return (body as { value: { userPrincipalName: string }[] }).value.map(
      ({ userPrincipalName }) => userPrincipalName.split('@')[0] ?? '',
    );
  }
  const EVENTUAL = { ConsistencyLevel: 'eventual' };

  beforeEach(async () => {
    await create('ada', { employeeId: '1', department: 'Finance', accountEnabled: false });
    await create('ben', { employeeId: '2', department: 'Sales', mail: 'ben@example.com' });
    await create("o'brien", { employeeId: '3', department: 'Sales', employeeHireDate: '2026-02-01T00:00:00Z' });
    await create('dora', { otherMails: ['dora@home.example', 'd@work.example'], businessPhones: ['441'] });
  });

  test.each([
    { filter: "employeeId eq '2'", expected: ['ben'] },
    { filter: "employeeId eq '9'", expected: [] },
    { filter: "employeeId in ('1', '3', '9')", expected: ['ada', "o'brien"] },
    { filter: "employeeId eq '1' or employeeId eq '2'", expected: ['ada', 'ben'] },
    { filter: "employeeId eq '2' and department eq 'Finance'", expected: [] },
    { filter: "id eq '00000000-0000-4000-8000-000000000004'", expected: ['dora'] },
    { filter: `userPrincipalName eq 'o''brien@${DOMAIN}'`, expected: ["o'brien"] },
    { filter: "mail eq 'BEN@example.com'", expected: ['ben'] },
    { filter: "mailNickname eq 'dora'", expected: ['dora'] },
    { filter: "department eq 'sales'", expected: ['ben', "o'brien"] },
    { filter: "startsWith(userPrincipalName, 'd')", expected: ['dora'] },
    { filter: "startswith(department,'S') and accountEnabled eq true", expected: ['ben', "o'brien"] },
    { filter: 'accountEnabled eq false', expected: ['ada'] },
    { filter: "otherMails/any(x:x eq 'D@work.example')", expected: ['dora'] },
    { filter: "otherMails/any(x: x in ('a@b.example', 'd@work.example'))", expected: ['dora'] },
    { filter: "otherMails/any(x:startsWith(x,'d')) and accountEnabled eq true", expected: ['dora'] },
    { filter: "otherMails/any(x:startsWith(x,'d@') and startsWith(x,'dora'))", expected: [] }, // no one element is both
    { filter: "proxyAddresses/any(p:p eq 'SMTP:ben@example.com')", expected: ['ben'] },
    { filter: "proxyAddresses/any(p:startswith(p,'smtp:')) or employeeId eq '1'", expected: ['ada', 'ben'] },
  ])('$filter → $expected', async ({ filter, expected }) => {
    expect(await namesOf(`GET /users?$filter=${encodeURIComponent(filter)}`)).toEqual(expected);
  });

  test.each([
    { filter: 'employeeId eq null', expected: ['dora'] },
    { filter: 'employeeHireDate ge 2026-01-31T00:00:00Z', expected: ["o'brien"] },
    { filter: "employeeId ge '2' and employeeId le '3'", expected: ['ben', "o'brien"] },
    { filter: "mobilePhone eq '1' or companyName eq 'x'", expected: [] },
    { filter: "onPremisesExtensionAttributes/extensionAttribute7 eq 'x'", expected: [] },
    { filter: "department ne 'Sales'", expected: ['ada', 'dora'] },
    { filter: "not (department eq 'Sales')", expected: ['ada', 'dora'] },
    { filter: "endsWith(userPrincipalName, 'a@adatum.example')", expected: ['ada', 'dora'] },
    { filter: "otherMails/any(x:endsWith(x,'.example'))", expected: ['dora'] },
    { filter: "not otherMails/any(x:x eq 'd@work.example')", expected: ['ada', 'ben', "o'brien"] },
    { filter: "businessPhones/any(p:startsWith(p,'44'))", expected: ['dora'] },
  ])('$filter needs the headers of an advanced query', async ({ filter, expected }) => {
    const line = `GET /users?$filter=${encodeURIComponent(filter)}`;
    const refused = { status: 400, code: 'Request_UnsupportedQuery' };
    await expect(ask(line)).rejects.toMatchObject(refused);
    await expect(ask(line, { headers: EVENTUAL })).rejects.toMatchObject(refused);
    expect(await namesOf(`${line}&$count=true`, EVENTUAL)).toEqual(expected);
  });

  test('gives the default properties, or those selected', async () => {
    const { body } = await ask("GET /users?$filter=employeeId eq '2'&$select=id,employeeId");
    expect(body).toEqual({
      '@odata.context': `${ORIGIN}/v1.0/$metadata#users(id,employeeId)`,
      value: [{ id: '00000000-0000-4000-8000-000000000002', employeeId: '2' }],
    });
    const all = await ask('GET /users?$top=1');
    expect(all.body).toMatchObject({ '@odata.context': `${ORIGIN}/v1.0/$metadata#users` });
    expect(Object.keys((all.body as { value: object[] }).value[0] ?? {})).toHaveLength(11);
  });

  test('expands managers', async () => {
    await opened.directory.setManager('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001');
    const { body } = await ask(
      "GET /users?$filter=department eq 'Sales'&$select=id&$expand=manager($select=employeeId)",
    );
    expect(body).toMatchObject({
      value: [
        { id: '00000000-0000-4000-8000-000000000002', manager: { employeeId: '1' } },
        { id: '00000000-0000-4000-8000-000000000003' },
      ],
    });
  });

  test.each([
    { name: 'everybody', filter: '', expected: [['ada', 'ben', "o'brien"], ['dora']] },
    {
      name: 'a scan',
      filter: "&$filter=startswith(displayName,'Mira')",
      expected: [['ada', 'ben', "o'brien"], ['dora']],
    },
    {
      name: 'a look-up',
      filter: "&$filter=employeeId in ('1','2','3','4')",
      expected: [['ada', 'ben', "o'brien"]],
    },
  ])('pages through $name by absolute links that keep the options', async ({ filter, expected }) => {
    const pages: string[][] = [];
    let line: string | undefined = `GET /users?$top=3&$select=userPrincipalName${filter}`;
    while (line !== undefined) {
      pages.push(await namesOf(line));
      const { body } = await ask(line);
      const next: string | undefined = (body as { '@odata.nextLink'?: string })['@odata.nextLink'];
      if (next !== undefined) {
        expect(next).toMatch(
          /^https:\/\/muster\.example\/v1\.0\/users\?\$top=3&\$select=userPrincipalName.*&\$skiptoken=\w+$/,
        );
      }
      line = next?.replace(`${ORIGIN}/v1.0`, 'GET ');
    }
    expect(pages).toEqual(expected);
  });

  test('a link leaves quotes readable and encodes the rest', async () => {
    const { body } = await ask("GET /users?$filter=startswith(displayName,'Mira')&$top=1");
    expect(body).toMatchObject({
      '@odata.nextLink': expect.stringContaining("?$filter=startswith(displayName%2C'Mira')&$top=1&$skiptoken="),
    });
  });

  test('counts where the headers of an advanced query are sent', async () => {
    const { body } = await ask('GET /users?$count=true&$top=2', { headers: EVENTUAL });
    expect(body).toMatchObject({ '@odata.count': 4, value: { length: 2 } });
    const filtered = await ask("GET /users?$count=true&$top=1&$filter=department eq 'Sales'", { headers: EVENTUAL });
    expect(filtered.body).toMatchObject({ '@odata.count': 2, value: { length: 1 } });
  });

  test.each([
    { query: '$skip=1', code: 'BadRequest' },
    { query: '$search="displayName:x"', code: 'BadRequest' },
    { query: '$orderby=department', code: 'Request_UnsupportedQuery' },
    { query: '$orderby=createdDateTime', code: 'Request_UnsupportedQuery' },
    { query: "$orderby=displayName&$filter=department eq 'x'", code: 'Request_UnsupportedQuery' },
    { query: "$filter=endswith(department,'x')", code: 'Request_UnsupportedQuery' },
    { query: "$filter=otherMails/any(x:contains(x,'a'))", code: 'Request_UnsupportedQuery' },
    { query: "$filter=department/any(x:x eq 'a')", code: 'BadRequest' },
    { query: "$filter=otherMails eq 'a'", code: 'BadRequest' },
    { query: "$filter=otherMails/any(x:displayName eq 'a')", code: 'BadRequest' },
    { query: "$filter=passwordPolicies eq 'x'", code: 'Request_UnsupportedQuery' },
    { query: '$count=perhaps&$top=1', headers: EVENTUAL, code: 'BadRequest' },
    { query: '$count=true&$expand=manager', headers: EVENTUAL, code: 'Request_UnsupportedQuery' },
    { query: "$filter=contains(displayName,'x')", code: 'Request_UnsupportedQuery' },
    { query: "$filter=tolower(displayName) eq 'x'", code: 'Request_UnsupportedQuery' },
    { query: "$filter=colour eq 'red'", code: 'BadRequest' },
    { query: '$filter=displayName eq', code: 'BadRequest' },
    { query: '$top=0', code: 'BadRequest' },
    { query: '$top=1000', code: 'Request_BadRequest' },
    { query: '$skiptoken=xyz', code: 'Request_BadRequest' },
    { query: '$select=a b', code: 'BadRequest' },
  ])('refuses $query', async ({ query, code, headers }) => {
    await expect(ask(`GET /users?${query}`, { headers: headers ?? {} })).rejects.toMatchObject({ status: 400, code });
  });

  test('a number that is asked for without the header is not told, and the list is', async () => {
    expect((await ask('GET /users?$count=true')).body).not.toHaveProperty('@odata.count');
  });

  test.each([
    {
      order: 'userPrincipalName desc',
      expected: [
        ["o'brien", 'dora'],
        ['ben', 'ada'],
      ],
    },
    {
      order: 'userPrincipalName',
      expected: [
        ['ada', 'ben'],
        ['dora', "o'brien"],
      ],
    },
    {
      order: 'displayName',
      expected: [
        ['ada', 'ben'],
        ["o'brien", 'dora'],
      ],
    }, // all alike, so by their ids
  ])('is sorted by $order, page by page', async ({ order, expected }) => {
    const pages: string[][] = [];
    let line: string | undefined = `GET /users?$orderby=${order}&$top=2`;
    while (line !== undefined) {
      pages.push(await namesOf(line));
      const { body } = await ask(line);
      line = (body as { '@odata.nextLink'?: string })['@odata.nextLink']?.replace(`${ORIGIN}/v1.0`, 'GET ');
    }
    expect(pages).toEqual(expected);
  });

  test('is sorted and filtered where the headers of an advanced query are sent', async () => {
    const line = "GET /users?$orderby=userPrincipalName desc&$count=true&$filter=department eq 'Sales'";
    expect(await namesOf(line, EVENTUAL)).toEqual(["o'brien", 'ben']);
  });

  test('selects what users have and this directory does not keep', async () => {
    const { body } = await ask("GET /users?$select=id,ageGroup,AssignedLicenses&$filter=employeeId eq '2'");
    expect((body as { value: object[] }).value).toEqual([
      { id: '00000000-0000-4000-8000-000000000002', ageGroup: null, assignedLicenses: [] },
    ]);
  });

  test('a fault of a filter names its place', async () => {
    await expect(ask("GET /users?$filter=employeeId eq '1' and colour eq 'red'")).rejects.toThrow(
      /^\$filter: unknown property 'colour' \(known: id, .*\) at position 23\.$/,
    );
  });
});

describe('cost in resource units', () => {
  test.each([
    { line: 'GET /users', units: '2' },
    { line: 'GET /users?$select=id', units: '1' },
    { line: 'GET /users?$top=5', units: '1' },
    { line: 'GET /users?$expand=manager', units: '3' },
    { line: 'GET /users/{id}', units: '1' },
    { line: 'GET /users/{id}?$expand=manager', units: '2' },
    { line: 'GET /users/{id}?$select=id', units: '1' },
    { line: 'DELETE /users/{id}', units: '1' },
  ])('$line costs $units', async ({ line, units }) => {
    const id = await create('mira');
    expect((await ask(line.replace('{id}', id))).headers).toEqual({ 'x-ms-resource-unit': units });
  });
});
