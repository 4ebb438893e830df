import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { banner, type ReadyStack, readyLine } from '../../local/banner';
import { parseBulkRequest } from '../../shared/scim/bulkRequest';

const STACK: ReadyStack = {
  baseUrl: 'http://127.0.0.1:7071',
  issuer: { tokenEndpoint: 'http://127.0.0.1:7071/tenant/oauth2/v2.0/token' },
  identity: {
    tenantId: 'tenant',
    servicePrincipalId: 'principal',
    appId: 'app',
    jobId: 'API2AAD.tenant.job',
    client: { clientId: 'full', clientSecret: 'secret-1', objectId: 'object-1' },
    uploadClient: { clientId: 'upload', clientSecret: 'secret-2', objectId: 'object-2' },
  },
  functions: [
    { name: 'bulkUpload', kind: 'http', detail: '[POST] /{version}/bulkUpload' },
    { name: 'superviseJobs', kind: 'timer', detail: '*/15 * * * * *' },
  ],
};

test('programs get one line with all they need to know', () => {
  const line = readyLine(STACK);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    baseUrl: 'http://127.0.0.1:7071',
    tokenEndpoint: 'http://127.0.0.1:7071/tenant/oauth2/v2.0/token',
    tenantId: 'tenant',
    clientId: 'full',
    clientSecret: 'secret-1',
    servicePrincipalId: 'principal',
    jobId: 'API2AAD.tenant.job',
    bulkUploadUrl:
      'http://127.0.0.1:7071/v1.0/servicePrincipals/principal/synchronization/jobs/API2AAD.tenant.job/bulkUpload',
    logsUrl: "http://127.0.0.1:7071/v1.0/auditLogs/provisioning/?$filter=jobid%20eq%20'API2AAD.tenant.job'",
    uploadClientId: 'upload',
    uploadClientSecret: 'secret-2',
  });
});

describe('people', () => {
  const facts = { token: 'ey.ey.x', sampleFile: "it's/quickstart.json", dataFolder: '/data', verbose: false };
  const text = banner(STACK, facts);

  /** What a shell makes of the line that starts with `curl` and holds `part`. */
  function argumentsOf(part: string): string[] {
    const line = text.split('\n').find((candidate) => candidate.startsWith('curl ') && candidate.includes(part));
    const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
    return printed.trimEnd().split('\n');
  }

  test('are told where the data is', () => expect(text).toContain('Data      /data'));

  test('get the function table when they ask for it', () => {
    const table = '  http   bulkUpload     [POST] /{version}/bulkUpload\n  timer  superviseJobs  */15 * * * * *\n';
    expect(banner(STACK, { ...facts, verbose: true })).toContain(table);
    expect(text).not.toContain('superviseJobs');
  });

  test('get an upload that a shell understands', () => {
    expect(argumentsOf('bulkUpload')).toEqual([
      'curl',
      '-sSi',
      'http://127.0.0.1:7071/v1.0/servicePrincipals/principal/synchronization/jobs/API2AAD.tenant.job/bulkUpload',
      '-H',
      'Content-Type: application/scim+json',
      '-H',
      'Authorization: Bearer ey.ey.x',
      '--data-binary',
      "@it's/quickstart.json",
    ]);
  });

  test('get the log, its quotes and dollar kept from the shell', () => {
    expect(argumentsOf('auditLogs')).toContain(
      'http://127.0.0.1:7071/v1.0/auditLogs/provisioning/?$filter=jobid%20eq%20%27API2AAD.tenant.job%27',
    );
  });

  test('get a line that sets what the commands of the documents use', () => {
    const line = text.split('\n').find((candidate) => candidate.startsWith('export '));
    // `curl` is played: its arguments must be those of a token request, and its answer is taken apart by the line itself.
    const script = `curl() { echo "$*" >&2; echo '{"token_type":"Bearer","access_token":"ey.new-_x","expires_in":3599}'; }
${line}
echo "$MUSTER $SP $JOB $TOKEN"`;
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    expect(stdout).toBe('http://127.0.0.1:7071 principal API2AAD.tenant.job ey.new-_x\n');
    expect(stderr).toBe(
      '-sS http://127.0.0.1:7071/tenant/oauth2/v2.0/token -d grant_type=client_credentials -d client_id=full -d client_secret=secret-1 -d scope=https://graph.microsoft.com/.default\n',
    );
  });
});

test('the sample that is uploaded is a bulk request of two people', () => {
  const text = readFileSync(join(__dirname, '../../docs/examples/quickstart.json'), 'utf8');
  expect(parseBulkRequest(JSON.parse(text), 50)).toMatchObject({
    ok: true,
    operations: [{ data: { externalId: '701984' } }, { data: { externalId: '701985' } }],
  });
});
