/** "Troubleshoot inbound provisioning API issues": each heading of the document is true of Muster. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startAgentProcess } from '../support/agentProcess';
import { bulk, person, withExpression } from '../support/hrClient';
import { openStage } from './stack';

const stage = openStage();
const UNIQUE_NAME =
  'Join("", Replace([userName], , "(?<Suffix>@(.)*)", "Suffix", "", , ), RandomString(3, 3, 0, 0, 0, ), "@", DefaultDomain())';

test('Introduction: an error says what, where and under which request-id', async () => {
  const response = await stage().stack.call('/v1.0/servicePrincipals/none/synchronization/jobs/none');
  expect(response.status).toBe(404);
  const { error } = (await response.json()) as { error: { code: string; message: string; innerError: object } };
  expect(error).toMatchObject({ code: 'Request_ResourceNotFound', message: expect.stringContaining("'none'") });
  expect(error.innerError).toHaveProperty(['request-id'], response.headers.get('request-id'));
});

describe('Troubleshooting scenarios', () => {
  test('Invalid data format', async () => {
    const { hr } = stage();
    const wrongType = await hr.uploadText(bulk(person('1')), { headers: { 'content-type': 'application/json' } });
    const wrongBody = await hr.uploadText(JSON.stringify({ name: 'John Doe' }));
    for (const response of [wrongType, wrongBody]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { message: 'Invalid Data Format' } });
    }
  });

  test("There's nothing in the provisioning logs", async () => {
    const { hr, stack } = stage();
    expect((await hr.control('pause', 'POST')).status).toBe(204);
    const accepted = await hr.upload(person('paused-1'));
    expect(accepted.status).toBe(202);
    const receipt = `/muster/uploads/${accepted.headers.get('muster-upload-id')}`;
    expect(await (await stack.call(receipt)).json()).toMatchObject({
      status: 'waiting',
      waitingReason: expect.stringContaining('paused'),
    });
    expect(await hr.logsOf('paused-1')).toEqual([]);
    expect((await hr.control('start', 'POST')).status).toBe(204);
    await hr.entry('paused-1', { status: 'success', action: 'create' });
  });

  test("There's nothing in the provisioning logs: the on-premises agent is inactive", async () => {
    const { hr, stack, folder } = stage();
    const agentRequired = (value: string) =>
      hr.control('', 'PATCH', { synchronizationJobSettings: [{ name: 'IsSynchronizationAgentRequired', value }] });
    expect((await agentRequired('True')).status).toBe(204);
    const accepted = await hr.upload(person('agent-1'));
    expect(accepted.status).toBe(202);
    const receipt = `/muster/uploads/${accepted.headers.get('muster-upload-id')}`;
    expect(await (await stack.call(receipt)).json()).toMatchObject({
      status: 'waiting',
      waitingReason: expect.stringContaining('start an agent for the job'),
    });
    expect(await hr.logsOf('agent-1')).toEqual([]);

    const agent = await startAgentProcess({
      jobId: stack.info.jobId,
      name: 'agent-1',
      connectionString: readFileSync(join(folder, 'connection'), 'utf8'),
      directory: {},
    });
    try {
      await hr.entry('agent-1', { status: 'success', action: 'create' });
    } finally {
      await agent.stop();
    }
    expect((await agentRequired('False')).status).toBe(204);
  });

  test('Forbidden 403 response code', async () => {
    const { stack } = stage();
    const bearer = await stack.token('uploadOnly');
    const response = await stack.call(stack.info.logsUrl, { bearer });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'Authorization_RequestDenied' } });
  });

  test('Unauthorized 401 response code', async () => {
    const { hr } = stage();
    const response = await hr.uploadText(bulk(person('1')), { headers: { authorization: 'Bearer a.b.c' } });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
  });

  test('The job enters quarantine state', async () => {
    const { hr, stack } = stage();
    const jobs = `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization/jobs`;
    const created = await stack.call(jobs, { method: 'POST', body: JSON.stringify({ templateId: 'API2AAD' }) });
    expect(created.status).toBe(201);
    const job = `${jobs}/${((await created.json()) as { id: string }).id}`;
    const read = async () => (await stack.call(job)).json();
    const save = async (settings: object) => {
      const value = [{ key: 'SyncNotificationSettings', value: JSON.stringify(settings) }];
      const body = JSON.stringify({ value });
      expect((await stack.call(jobs.replace(/jobs$/, 'secrets'), { method: 'PUT', body })).status).toBe(204);
    };
    expect(await read()).toMatchObject({ status: { code: 'NotConfigured', quarantine: null } });

    await save({ Enabled: false }); // the box is not ticked
    expect((await stack.call(`${job}/start`, { method: 'POST' })).status).toBe(204);
    expect(await read()).toMatchObject({
      status: {
        code: 'Quarantine',
        quarantine: { reason: 'EncounteredQuarantineException', error: { code: 'NotificationEmailMissing' } },
      },
    });
    await save({ Enabled: true, Recipients: 'admin@example.com' });
    expect((await stack.call(`${job}/restart`, { method: 'POST' })).status).toBe(204);
    expect(await read()).toMatchObject({ status: { code: 'NotRun', quarantine: null } });

    expect((await hr.job()).status.quarantine).toBeNull(); // the ready job was started before
    expect((await stack.call(job, { method: 'DELETE' })).status).toBe(204);
  });

  test('User creation - Invalid UPN', async () => {
    const { hr } = stage();
    await hr.upload(person('upn-1', { userName: 'bad name+sign@example.com' }));
    const failed = await hr.entry('upn-1', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation?.errorCode).toBe(
      'AzureActiveDirectoryInvalidUserPrincipalName',
    );
  });

  test('User creation failed - Invalid domain', async () => {
    const { hr } = stage();
    await hr.upload(person('dom-1', { userName: 'somebody@unknown.example' }));
    const failed = await hr.entry('dom-1', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation?.reason).toContain('domain does not exist');

    const saved = await hr.changeMapping((mapping) =>
      withExpression(mapping, 'userPrincipalName', UNIQUE_NAME, { flowType: 'ObjectAddOnly' }),
    );
    expect(saved.status).toBe(204);
    await hr.upload(person('dom-2', { userName: 'somebody@unknown.example' }));
    await hr.entry('dom-2', { status: 'success', action: 'create' });
    expect((await hr.user('dom-2'))?.userPrincipalName).toMatch(/^somebody\d{3}@example\.com$/);
  });
});

test('Next steps: every document that ours point to is there', () => {
  const root = join(__dirname, '../..');
  for (const name of ['README.md', 'CONTRIBUTING.md']) {
    const text = readFileSync(join(root, name), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect({ name, link, exists: existsSync(join(root, dirname(name), link)) }).toEqual({ name, link, exists: true });
    }
  }
});
