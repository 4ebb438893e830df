import { execFileSync } from 'node:child_process';
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
  signInCode: '04811977',
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
    consoleUrl: 'http://127.0.0.1:7071/console/',
    consoleCode: '04811977',
  });
});

describe('people', () => {
  const facts = {
    peopleFile: 'docs/examples/people.csv',
    sampleFile: "it's/quickstart.json",
    dataFolder: '/data',
    authorizationFile: '.muster/authorization',
    verbose: false,
  };
  const text = banner(STACK, facts);

  /** What a shell makes of the line that starts with this. */
  function argumentsOf(start: string): string[] {
    const line = text.split('\n').find((candidate) => candidate.trim().startsWith(start)) ?? '';
    const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
    return printed.trimEnd().split('\n');
  }

  test('read at most fifteen lines, and no token or secret', () => {
    expect(text.trim().split('\n').length).toBeLessThanOrEqual(15);
    expect(text).not.toMatch(/secret|eyJ/);
  });

  test('are told where it runs, and where the data is', () => {
    expect(text).toContain('ready at http://127.0.0.1:7071\n');
    expect(text).toContain('Data     /data\n');
    expect(text).toContain('Console  http://127.0.0.1:7071/console/  sign in with the code 0481 1977\n');
  });

  test('get the function table when they ask for it', () => {
    const table = '  http   bulkUpload     [POST] /{version}/bulkUpload\n  timer  superviseJobs  */15 * * * * *\n';
    expect(banner(STACK, { ...facts, verbose: true })).toContain(table);
    expect(text).not.toContain('superviseJobs');
  });

  test('get a file to send with one command, and the log', () => {
    expect(argumentsOf('npx muster send')).toEqual(['npx', 'muster', 'send', 'docs/examples/people.csv']);
    expect(argumentsOf('npx muster logs')).toEqual(['npx', 'muster', 'logs', '--follow']);
  });

  test('get an upload that a shell understands', () => {
    expect(argumentsOf('curl')).toEqual([
      'curl',
      '-sSi',
      'http://127.0.0.1:7071/v1.0/servicePrincipals/principal/synchronization/jobs/API2AAD.tenant.job/bulkUpload',
      '-H',
      '@.muster/authorization',
      '-H',
      'Content-Type: application/scim+json',
      '--data-binary',
      "@it's/quickstart.json",
    ]);
  });
});

test('the sample that is uploaded is a bulk request of two people', () => {
  const text = readFileSync(join(__dirname, '../../docs/examples/quickstart.json'), 'utf8');
  expect(parseBulkRequest(JSON.parse(text), 50)).toMatchObject({
    ok: true,
    operations: [{ data: { externalId: '701984' } }, { data: { externalId: '701985' } }],
  });
});
