/** Clients that are not ours, unmodified, against `npm start -- --https`: one host, one process of clients, a row for each. */
import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLIENT_CERTIFICATE, CLIENT_KEY } from '../../support/clientCertificate';
import { ANSWERED, runCommands } from '../../support/shellCommands';
import { ROOT, type Stack, startStack, temporaryFolder } from '../../support/stack';

const folder = temporaryFolder();
let stack: Stack | undefined;
let told: Readonly<Record<string, unknown>> = {};

beforeAll(async () => {
  const file = join(folder.path, 'client.pem');
  writeFileSync(file, CLIENT_CERTIFICATE);
  const options = ['--https', '--client-certificate', file];
  stack = await startStack(folder.path, { DELETION_SETTLE_SECONDS: '1', SUPERVISE_SCHEDULE: '*/1 * * * * *' }, options);
  const authorityFile = stack.info.authorityFile ?? '';
  told = await runSession(authorityFile, {
    info: stack.info,
    authorityFile,
    pem: CLIENT_CERTIFICATE,
    key: CLIENT_KEY,
    thumbprint256: createHash('sha256').update(new X509Certificate(CLIENT_CERTIFICATE).raw).digest('hex'),
    body: JSON.parse(readFileSync(join(__dirname, '../../../docs/examples/quickstart.json'), 'utf8')),
    collection: JSON.parse(readFileSync(join(__dirname, 'collection.json'), 'utf8')),
  });
});
function running(): Stack {
  if (stack === undefined) throw new Error('The stack is not running.');
  return stack;
}

afterAll(async () => {
  await stack?.stop();
  folder.remove();
});

/** docs/send.md, as its reader would follow it: in a folder of its own, with the upload that it writes there. */
describe('docs/send.md', () => {
  const page = readFileSync(join(ROOT, 'docs/send.md'), 'utf8');
  const variables = ({ info }: Stack): Record<string, string> => ({
    ...{ MUSTER: info.baseUrl, AUTHORITY: info.baseUrl, TENANT: info.tenantId, TOKEN_ENDPOINT: info.tokenEndpoint },
    ...{ SCOPE: 'https://graph.microsoft.com/.default', SP: info.servicePrincipalId, JOB: info.jobId },
    ...{ CLIENT_ID: info.uploadClientId, CLIENT_SECRET: info.uploadClientSecret },
    ...{ CURL_CA_BUNDLE: info.authorityFile ?? '', NODE_EXTRA_CA_CERTS: info.authorityFile ?? '' },
  });

  test('its commands lead from a token to the receipt, with the right to upload alone', async () => {
    const withoutToken = { ...running(), token: async () => '' }; // the page gets its own
    const place = { cwd: folder.path, variables: variables(running()) };
    expect(await runCommands(page, withoutToken, place)).toEqual(ANSWERED);
    const receipt = JSON.parse(readFileSync(join(folder.path, 'receipt.json'), 'utf8')) as { operations: object[] };
    expect(receipt.operations).toMatchObject([{ bulkId: 'row-17', externalId: '810042', status: 'success' }]);
  });

  test('its JavaScript is accepted', async () => {
    const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const upload = join(folder.path, 'upload.json');
    const run = promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', code.replace("'upload.json'", JSON.stringify(upload))],
      { cwd: ROOT, env: { ...process.env, ...variables(running()) } },
    );
    expect((await run).stdout).toMatch(/^202 API2AAD\./);
  });
});

/** What Node trusts beside its own list is settled when it starts, so the clients have a process of their own. */
function runSession(authorityFile: string, facts: object): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile };
    const session = execFile(process.execPath, [join(__dirname, 'session.mjs')], { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`The clients ended early:\n${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>);
    });
    session.stdin?.end(JSON.stringify(facts));
  });
}

const info = () => running().info;

test.each<{ name: string; expected: () => unknown }>([
  { name: 'identity, a secret', expected: () => true },
  { name: 'identity, a certificate', expected: () => true },
  { name: 'msal, a secret', expected: () => true },
  { name: 'msal, a certificate', expected: () => true },
  {
    name: 'msal, a person with a code and PKCE, and silently after that',
    expected: () => ['rita.voss@example.com', true, 200],
  },
  { name: 'graph client, the service principal', expected: () => [info().servicePrincipalId] },
  { name: 'graph client, jobs', expected: () => [info().jobId] },
  { name: 'graph client, a job with its schema', expected: () => [info().jobId, 2] },
  { name: 'graph client, an upload', expected: () => [202, true] },
  { name: 'graph client, pause and start', expected: () => 'Paused' },
  { name: 'graph client, functions and operators', expected: () => [true, 3] },
  { name: 'graph client, the log page by page', expected: () => true },
  { name: 'kiota, an upload', expected: () => true },
  { name: 'kiota, a job', expected: () => [info().jobId, 40, []] },
  { name: 'kiota, the log', expected: () => [true, true, ['activity']] }, // decision 0003
  { name: 'graph client, a batch', expected: () => [200, 200, 200, 404] },
  { name: 'graph client, users', expected: () => [1, 'contract.client@example.com'] },
  {
    name: 'graph client, an option that nobody implements',
    expected: () => ({ failed: "400 BadRequest Unrecognized query argument specified: '$search'." }),
  },
  { name: 'newman', expected: () => ({ requests: 5, failures: [] }) },
])('$name', ({ name, expected }) => {
  expect(told[name]).toEqual(expected());
});

test('every row of the clients has one here', () => {
  expect(Object.keys(told)).toHaveLength(19);
});
