/** The first thing a newcomer does, over HTTP, against the host that `npm start` runs. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { type Stack, startStack, temporaryFolder } from '../support/stack';
import { tellStory } from '../support/story';

const ROOT = join(__dirname, '../..');
const QUICKSTART = readFileSync(join(ROOT, 'docs/examples/quickstart.json'), 'utf8');
const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

interface LogRecord {
  readonly id: string;
  readonly cycleId: string;
  readonly provisioningAction: string;
  readonly provisioningStatusInfo: { readonly status: string; readonly errorInformation: { errorCode: string } | null };
  readonly provisioningSteps: readonly {
    readonly name: string;
    readonly status: string;
    readonly provisioningStepType: string;
  }[];
  readonly modifiedProperties: readonly { readonly displayName: string; readonly newValue: string | null }[];
  readonly sourceIdentity: { readonly id: string };
}

tellStory();

const folder = temporaryFolder();
let stack: Stack;

beforeAll(async () => {
  stack = await startStack(folder.path, { DELETION_SETTLE_SECONDS: '1', SUPERVISE_SCHEDULE: '*/1 * * * * *' });
});
afterAll(async () => {
  await stack.stop();
  folder.remove();
});

function upload(body: string, headers: Record<string, string> = {}) {
  return stack.call(stack.info.bulkUploadUrl, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/scim+json', ...headers },
  });
}

function bulk(...people: Record<string, unknown>[]): string {
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: people.map((data, index) => ({
      method: 'POST',
      bulkId: String(index),
      path: '/Users',
      data: { schemas: [CORE_USER], ...data },
    })),
    failOnErrors: null,
  });
}

async function logs(filter: string, version = 'v1.0'): Promise<LogRecord[]> {
  const response = await stack.call(
    `/${version}/auditLogs/provisioning?$filter=${encodeURIComponent(filter)}&$top=999`,
  );
  expect(response.status).toBe(200);
  return ((await response.json()) as { value: LogRecord[] }).value;
}

const ofJob = () => `jobid eq '${stack.info.jobId}'`;
const ofPerson = (externalId: string) => `${ofJob()} and sourceIdentity/id eq '${externalId}'`;

async function user(employeeId: string): Promise<Record<string, unknown> | undefined> {
  const select = 'id,employeeId,accountEnabled,displayName,department,userPrincipalName';
  const response = await stack.call(`/v1.0/users?$filter=employeeId eq '${employeeId}'&$select=${select}`);
  return ((await response.json()) as { value: Record<string, unknown>[] }).value[0];
}

test('the quickstart request is answered 202 without a body, and its Location leads to two created people', async () => {
  const response = await upload(QUICKSTART);
  expect(response.status).toBe(202);
  expect(await response.text()).toBe('');
  expect(response.headers.get('content-type')).toBeNull();
  const location = response.headers.get('location') ?? '';
  expect(location).toBe(
    `${stack.info.baseUrl}/v1.0/auditLogs/provisioning/?$filter=jobid%20eq%20'${stack.info.jobId}'`,
  );

  const records = await eventually(async () => {
    const { value } = (await (await stack.call(location)).json()) as { value: LogRecord[] };
    expect(value).toHaveLength(2);
    return value;
  });
  for (const record of records) {
    expect(record.provisioningAction).toBe('create');
    expect(record.provisioningStatusInfo.status).toBe('success');
    expect(record.provisioningSteps.map(({ name }) => name)).toEqual([
      'Import from API',
      'Determine if User is in scope',
      'Match user',
      'Resolve reference',
      'Provision User',
    ]);
  }
  const kathy = await user('701985');
  const manager = await (await stack.call(`/v1.0/users/${kathy?.id}/manager?$select=id,employeeId`)).json();
  expect(manager).toMatchObject({ employeeId: '701984' });
});

test("a manager who is not there yet is a warning on Babs's entry, not a failure", async () => {
  const [babs] = await logs(ofPerson('701984'));
  const reference = babs?.provisioningSteps.find((step) => step.provisioningStepType === 'referenceResolution');
  expect(reference?.status).toBe('warning');
  expect(babs?.provisioningStatusInfo.status).toBe('success');
});

test('sending it again writes nothing and says so', async () => {
  const before = await user('701985');
  expect((await upload(QUICKSTART)).status).toBe(202);
  const records = await eventually(async () => {
    const all = await logs(`${ofJob()} and statusInfo/status eq 'skipped'`);
    expect(all).toHaveLength(2);
    return all;
  });
  expect(records.map((record) => record.provisioningStatusInfo.errorInformation?.errorCode)).toEqual([
    'RedundantExport',
    'RedundantExport',
  ]);
  expect(await user('701985')).toEqual(before);
});

test('the waiting manager is written when he arrives', async () => {
  await upload(bulk({ externalId: '89607', userName: 'jsmith@example.com', displayName: 'John Smith', active: true }));
  const babs = await user('701984');
  await eventually(async () => {
    const response = await stack.call(`/v1.0/users/${babs?.id}/manager?$select=employeeId`);
    expect(await response.json()).toMatchObject({ employeeId: '89607' });
  });
});

test('active false disables, and true enables', async () => {
  await upload(bulk({ externalId: '701985', active: false }));
  await eventually(async () => expect((await user('701985'))?.accountEnabled).toBe(false));
  const [record] = await logs(ofPerson('701985'));
  expect(record?.provisioningAction).toBe('disable');

  await upload(bulk({ externalId: '701985', active: true }));
  await eventually(async () => expect((await user('701985'))?.accountEnabled).toBe(true));
});

test('a value of the wrong type fails that person in the log, and the neighbours succeed', async () => {
  const good = { userName: 'good@example.com', displayName: 'Good', active: true };
  await upload(
    bulk(
      { externalId: 'bad-1', userName: { first: 'not', second: 'text' }, displayName: 'Bad', active: 'perhaps' },
      { externalId: 'good-1', ...good },
    ),
  );
  await eventually(async () =>
    expect((await logs(ofPerson('good-1')))[0]?.provisioningStatusInfo.status).toBe('success'),
  );
  await eventually(async () =>
    expect((await logs(ofPerson('bad-1')))[0]?.provisioningStatusInfo.status).toBe('failure'),
  );
});

describe('source anchors of every kind', () => {
  test.each([
    ['slashes and signs', 'a/b\\c#d?e%f'],
    ['emoji', '👩‍💼-7'],
    ['capitals', 'AbC'],
    ['blanks', ' x y '],
  ])('%s', async (_, externalId) => {
    const userName = `u${Buffer.from(externalId).toString('hex').slice(0, 40)}@example.com`;
    await upload(bulk({ externalId, userName, displayName: 'Odd', active: true }));
    const quoted = externalId.replaceAll("'", "''");
    await eventually(async () => {
      const [record] = await logs(ofPerson(quoted));
      expect(record?.sourceIdentity.id).toBe(externalId);
      expect(record?.provisioningStatusInfo.status).toBe('success');
    });
  });

  test('two that differ in case only are two people, of whom a directory that ignores case can have one', async () => {
    const person = (externalId: string, userName: string) => ({
      externalId,
      userName,
      displayName: 'Odd',
      active: true,
    });
    await upload(bulk(person('One-Case', 'one.case@example.com')));
    await eventually(async () => {
      const [first] = await logs(ofPerson('One-Case'));
      expect(first?.provisioningStatusInfo.status).toBe('success');
    });
    await upload(bulk(person('oNE-cASE', 'another.case@example.com')));
    await eventually(async () => {
      const [second] = await logs(ofPerson('oNE-cASE'));
      expect(second?.sourceIdentity.id).toBe('oNE-cASE');
      expect(second?.provisioningStatusInfo.errorInformation?.errorCode).toBe('DuplicateSourceEntries');
      expect(JSON.stringify(second?.provisioningStatusInfo)).toContain("'One-Case'");
    });
  });

  test('500 characters are kept, and fail with the limit of employeeId', async () => {
    const externalId = 'x'.repeat(500);
    await upload(bulk({ externalId, userName: 'long@example.com', displayName: 'Long', active: true }));
    await eventually(async () => {
      const [record] = await logs(ofPerson(externalId));
      expect(record?.provisioningStatusInfo.status).toBe('failure');
      expect(record?.provisioningStatusInfo.errorInformation?.errorCode).toBe('InvalidValue');
    });
  });
});

describe('bad requests get the documented answer', () => {
  const fiftyOne = bulk(...Array.from({ length: 51 }, (_, index) => ({ externalId: String(index) })));
  test.each([
    { name: 'another content type', status: 400, body: QUICKSTART, headers: { 'content-type': 'application/json' } },
    { name: 'no JSON', status: 400, body: '{', headers: {} },
    { name: 'Postman\'s "non-SCIM data"', status: 400, body: '{"name":"John Doe"}', headers: {} },
    { name: 'an operation that is not POST', status: 400, body: QUICKSTART.replace('"POST"', '"PUT"'), headers: {} },
    { name: '51 operations', status: 400, body: fiftyOne, headers: {} },
    { name: 'a body over the limit', status: 413, body: ' '.repeat(11 * 1024 * 1024), headers: {} },
    { name: 'a broken token', status: 401, body: QUICKSTART, headers: { authorization: 'Bearer broken' } },
  ])('$name: $status', async ({ status, body, headers }) => {
    const response = await upload(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { code: string; innerError: Record<string, string> } };
    expect(error.code).not.toBe('');
    expect(error.innerError['request-id']).toBe(response.headers.get('request-id'));
  });

  test('every fault is listed with its place', async () => {
    const response = await upload(JSON.stringify({ Operations: [{ method: 'PUT', path: '/Groups' }] }));
    const { error } = (await response.json()) as { error: { message: string; details: { target: string }[] } };
    expect(error.message).toBe('Invalid Data Format');
    expect(error.details.map(({ target }) => target)).toEqual([
      'schemas',
      'Operations[0].method',
      'Operations[0].path',
      'Operations[0].bulkId',
      'Operations[0].data',
    ]);
  });

  test('an unknown job and another service principal: 404', async () => {
    const unknown = stack.info.bulkUploadUrl.replace(stack.info.jobId, 'API2AAD.none');
    const foreign = stack.info.bulkUploadUrl.replace(
      stack.info.servicePrincipalId,
      '00000000-0000-0000-0000-000000000000',
    );
    for (const url of [unknown, foreign]) {
      const response = await stack.call(url, {
        method: 'POST',
        body: QUICKSTART,
        headers: { 'content-type': 'application/scim+json' },
      });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'Request_ResourceNotFound' } });
    }
  });

  test('a token that may only upload may upload and nothing else', async () => {
    const bearer = await stack.token('uploadOnly');
    const headers = { 'content-type': 'application/scim+json' };
    const sent = await stack.call(stack.info.bulkUploadUrl, { method: 'POST', body: QUICKSTART, headers, bearer });
    expect(sent.status).toBe(202);
    for (const path of [stack.info.logsUrl, '/v1.0/users', '/v1.0/servicePrincipals']) {
      expect((await stack.call(path, { bearer })).status).toBe(403);
    }
  });

  test('another method than POST: 405 with Allow', async () => {
    const response = await stack.call(stack.info.bulkUploadUrl);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

test('the log answers every query that clients send', async () => {
  const { jobId, servicePrincipalId: spId } = stack.info;
  const [newest] = await logs(ofJob());
  const cycle = newest?.cycleId ?? '';
  const queries = [
    `/beta/auditLogs/provisioning/?$filter=jobid eq '${jobId}'`,
    `/beta/auditLogs/provisioning/?$filter=jobid eq '${jobId}' and statusInfo/status eq 'failure' and activityDateTime ge 2022-10-10T09:47:34Z`,
    `/beta/auditLogs/provisioning/?$filter=jobid eq '${jobId}' and sourceIdentity/id eq '701984'`,
    `/beta/auditLogs/provisioning?$filter=activityDateTime%20ge%202026-01-15T09%3A00%3A00.000Z%20and%20servicePrincipal%2Fid%20eq%20%27${spId}%27&$top=100&$orderby=activityDateTime%20desc`,
    `/v1.0/auditLogs/provisioning?$filter=jobid eq '${jobId}'&$top=1`,
    `/v1.0/auditLogs/provisioning?$filter=cycleId eq '${cycle}'`,
    `/v1.0/auditLogs/provisioning?$filter=((contains(tolower(servicePrincipal/id), '${spId}') or contains(tolower(servicePrincipal/displayName), '${spId}')) and activityDateTime gt 2023-07-30 and activityDateTime lt 2099-07-31)&$top=500&$orderby=activityDateTime desc`,
    `/v1.0/auditLogs/provisioning?$filter=id eq '${newest?.id}'`,
  ];
  for (const query of queries) {
    const response = await stack.call(query);
    expect({ query, status: response.status }).toEqual({ query, status: 200 });
    const { value } = (await response.json()) as { value: unknown[] };
    expect({ query, found: value.length > 0 }).toEqual({ query, found: true });
  }
  const others = await logs(`${ofJob()} and cycleId ne '${cycle}'`);
  expect(others.every((record) => record.cycleId !== cycle)).toBe(true);
  const typo = `/beta/auditLogs/provisioning/?$filter=jobid eq '${jobId} and statusInfo/status eq 'failure'`;
  expect((await stack.call(typo)).status).toBe(400);
});

test('pages follow each other by absolute links until the log is told', async () => {
  const seen: string[] = [];
  let next: string | undefined = `/v1.0/auditLogs/provisioning?$filter=${encodeURIComponent(ofJob())}&$top=3`;
  while (next !== undefined) {
    const page = (await (await stack.call(next)).json()) as { value: LogRecord[]; '@odata.nextLink'?: string };
    seen.push(...page.value.map(({ id }) => id));
    next = page['@odata.nextLink'];
    if (next !== undefined) expect(next.startsWith(stack.info.baseUrl)).toBe(true);
  }
  const all = (await logs(ofJob())).map(({ id }) => id);
  expect(all.length).toBeGreaterThan(3);
  expect(seen).toEqual(all.slice(all.indexOf(seen[0] ?? ''))); // the work of other tests may have gone on meanwhile
});

test("CSV2SCIM's first call finds the service principal by either id", async () => {
  const id = stack.info.servicePrincipalId;
  const response = await stack.call(`/v1.0/servicePrincipals?$filter=id eq '${id}' or appId eq '${id}'&$select=id`);
  expect(await response.json()).toMatchObject({ value: [{ id }] });
});

test('the printed curl line works as pasted', async () => {
  const other = temporaryFolder();
  const environment = { ...process.env, XDG_STATE_HOME: join(other.path, 'state') };
  const start = ['dist/local/start.js', '--port', '0', '--data', other.path];
  const host = spawn(process.execPath, start, { cwd: ROOT, env: environment });
  try {
    const line = await printedUpload(host);
    const answer = execFileSync('bash', ['-c', line], { cwd: ROOT, encoding: 'utf8' });
    expect(answer).toMatch(/^HTTP\/1\.1 202 /m);
  } finally {
    host.kill('SIGTERM');
    await once(host, 'exit');
    other.remove();
  }
});

async function printedUpload(host: ChildProcessWithoutNullStreams): Promise<string> {
  let printed = '';
  for await (const text of host.stdout) {
    printed += text;
    const line = /^ *curl .*\/bulkUpload' .*$/m.exec(printed)?.[0];
    if (line !== undefined && printed.includes('Ctrl-C')) return line;
  }
  throw new Error(`No curl line was printed:\n${printed}`);
}
