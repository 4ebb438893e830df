/** `$batch` over every route: a part is authorized and answered as the request alone is. */
import { type FunctionHost, JOB, JOBS, MUSTER_JOB, openFunctions } from '../../../support/functionHost';
import { bulkBody, createWorkbench, JOB_ID, person, type Workbench } from '../../../support/workbench';

const ROLES = [
  ...['Synchronization.ReadWrite.All', 'Application.ReadWrite.All', 'ProvisioningLog.Read.All', 'User.ReadWrite.All'],
  ...['Organization.Read.All', 'SynchronizationData-User.Upload'],
];
const below = (url: string) => url.replace('/v1.0', '');
const LOG = `/auditLogs/provisioning?$filter=jobId%20eq%20'${JOB_ID}'`;
const SCIM = { 'Content-Type': 'application/scim+json' };

interface Part {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly error?: { readonly code: string; readonly message: string } } | string | null;
}

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['index']);
  await bench.upload([person('701984')]);
  await bench.drain();
});

async function send(requests: readonly object[], roles: readonly string[] = ROLES): Promise<readonly Part[]> {
  const numbered = requests.map((request, index) => ({ id: String(index + 1), ...request }));
  const answer = await host.call('POST /v1.0/$batch', { body: { requests: numbered }, roles });
  expect(answer.status).toBe(200);
  return (answer.body.responses as readonly Part[]).toSorted((a, b) => Number(a.id) - Number(b.id));
}

const READS = [
  below(JOBS),
  below(JOB),
  `${below(JOBS)}('${JOB_ID}')/schema/functions()`,
  `${below(JOB)}?$expand=schema&$select=id`,
  LOG,
  '/servicePrincipals?$select=id',
  '/users?$top=1',
  '/organization',
  `${below(JOBS)}/$count`,
  '/groups',
  '/users?$search=x',
];

test('what is read is told word for word as the request alone tells it', async () => {
  const parts = await send(READS.map((url) => ({ method: 'GET', url })));
  for (const [index, url] of READS.entries()) {
    const alone = await host.call(`GET /v1.0${url}`, { roles: ROLES });
    const { status, body } = parts[index] ?? { status: 0, body: null };
    const isFailure = (alone.status ?? 0) >= 400;
    expect({ url, status, code: codeOf(body) }).toEqual({ url, status: alone.status, code: alone.error.code });
    if (typeof body === 'string') expect(Buffer.from(body, 'base64').toString()).toBe(alone.text);
    else if (!isFailure) expect(body).toEqual(alone.body);
  }
});

const codeOf = (body: Part['body']) => (typeof body === 'object' ? (body?.error?.code ?? '') : '');

test('a part needs its own permission', async () => {
  const parts = await send(
    READS.map((url) => ({ method: 'GET', url })),
    ['ProvisioningLog.Read.All'],
  );
  const open = parts.filter(({ status }) => status !== 403).map(({ id }) => READS[Number(id) - 1]);
  expect(open).toEqual([LOG, '/groups']);
});

test('uploads are accepted with their content type, each as one of its own, and job and log are asked for behind them', async () => {
  const upload = (id: string) => ({
    method: 'POST',
    url: `${below(JOB)}/bulkUpload`,
    headers: SCIM,
    body: bulkBody([person(id)]),
  });
  const parts = await send([
    upload('1'),
    upload('2'),
    { method: 'GET', url: below(JOB), dependsOn: ['1', '2'] },
    { method: 'POST', url: `${below(JOB)}/microsoft.graph.pause`, dependsOn: ['3'] },
    { ...upload('3'), headers: { 'Content-Type': 'application/json' } },
    { method: 'GET', url: LOG, dependsOn: ['5'] },
  ]);
  expect(parts.map(({ status }) => status)).toEqual([202, 202, 200, 204, 400, 424]);
  expect(parts[0]).toMatchObject({
    headers: { Location: expect.stringContaining('auditLogs/provisioning/?$filter=') },
    body: null,
  });
  expect(parts[0]?.headers['Muster-Upload-Id']).not.toBe(parts[1]?.headers['Muster-Upload-Id']);
  expect(parts[4]).toMatchObject({ body: { error: { message: 'Invalid Data Format' } } });
});

test('an upload may also stand in base64, as what is no JSON does', async () => {
  const body = Buffer.from(JSON.stringify(bulkBody([person('1')]))).toString('base64');
  expect(await send([{ method: 'POST', url: `${below(JOB)}/bulkUpload`, headers: SCIM, body }])).toMatchObject([
    { status: 202 },
  ]);
});

test('the same client-request-id makes a resend of a part, and that of the batch does not', async () => {
  const upload = (name?: string) => ({
    method: 'POST',
    url: `${below(JOB)}/bulkUpload`,
    headers: { ...SCIM, ...(name && { 'client-request-id': name }) },
    body: bulkBody([person('1')]),
  });
  const [first, again, other] = await send([upload('a'), { ...upload('a'), dependsOn: ['1'] }, upload()]);
  expect(again?.headers['Muster-Upload-Id']).toBe(first?.headers['Muster-Upload-Id']);
  expect(other?.headers['Muster-Upload-Id']).not.toBe(first?.headers['Muster-Upload-Id']);
});

test('Muster’s own endpoints are no part of Graph', async () => {
  expect(await send([{ method: 'GET', url: `..${MUSTER_JOB}/escrows` }])).toMatchObject([{ status: 404 }]);
});
