/** "Quickstart API-driven inbound provisioning with Graph Explorer": each heading of the document is true of Muster. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { tellStory } from '../support/story';
import { openStage } from './stack';

tellStory();

const stage = openStage();
const QUICKSTART = readFileSync(join(__dirname, '../../docs/examples/quickstart.json'), 'utf8');

test('Pre-requisites: a provisioning app is ready, and its endpoint can be looked up', async () => {
  const { hr, stack } = stage();
  const { id, status } = (await hr.job()) as unknown as { id: string; status: { code: string } };
  expect({ id, code: status.code }).toEqual({ id: stack.info.jobId, code: 'NotRun' });
});

describe('Bulk request with SCIM Enterprise User Schema', () => {
  let location = '';

  test('Upload user data to the inbound provisioning API', async () => {
    const response = await stage().hr.uploadText(QUICKSTART);
    expect(response.status).toBe(202);
    location = response.headers.get('location') ?? '';
    expect(location).toContain('/auditLogs/provisioning/?$filter=jobid');
  });

  test('Verify processing of bulk request payload', async () => {
    const { stack } = stage();
    await eventually(async () => {
      const { value } = (await (await stack.call(location)).json()) as { value: unknown[] };
      expect(value).toHaveLength(2);
    });
  });

  test('Verify processing from Microsoft Entra admin center: the steps bear the names people are told to look for', async () => {
    const babs = await stage().hr.entry('701984', { action: 'create', status: 'success' });
    const names = babs.provisioningSteps.map(({ name }) => name);
    for (const name of ['Import from API', 'Match user', 'Determine if User is in scope', 'Provision User']) {
      expect(names).toContain(name);
    }
    expect(babs.provisioningSteps[0]?.details).toMatchObject({ externalId: '701984', 'name.familyName': 'Jensen' });
    expect(babs.modifiedProperties).toContainEqual({
      displayName: 'jobTitle',
      oldValue: null,
      newValue: 'Tour Guide',
    });
  });

  test('Verify processing using provisioning logs API in Graph Explorer', async () => {
    const { hr, stack } = stage();
    const { jobId } = stack.info;
    const filters = [
      `jobid eq '${jobId}'`,
      `jobid eq '${jobId}' and statusInfo/status eq 'success' and activityDateTime ge 2022-10-10T09:47:34Z`,
    ];
    for (const filter of filters) {
      const response = await stack.call(`/beta/auditLogs/provisioning/?$filter=${filter}`);
      expect(((await response.json()) as { value: unknown[] }).value).toHaveLength(2);
    }
    expect(await hr.logsOf('701984')).toHaveLength(1);
  });
});
