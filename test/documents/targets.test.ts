/** docs/targets.md, docs/on-demand.md and docs/set-up.md: every command in them is run as it stands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { eventually } from '../support/eventually';
import { TARGETS_ENVIRONMENT } from '../support/openJob';
import { type ScimServer, startScimServer } from '../support/scimServer';
import { ANSWERED, runCommands } from '../support/shellCommands';
import { openStage } from './stack';

let scim: ScimServer;
const stage = openStage(async () => {
  scim = await startScimServer();
  return { ...TARGETS_ENVIRONMENT };
});
afterAll(() => scim.close());

const text = (name: string) => readFileSync(join(__dirname, '../../docs', name), 'utf8');

test('targets.md leads from nothing to the first person in a SCIM service', async () => {
  const variables = { APP: scim.baseUrl, APP_TOKEN: scim.token };
  expect(await runCommands(text('targets.md'), stage().stack, { variables })).toEqual(ANSWERED);
  await eventually(async () => {
    expect([...scim.users.values()].map(({ externalId }) => externalId).sort()).toEqual(['701984', '701985']);
  });
});

test('on-demand.md shows somebody of the quickstart, and its plan', async () => {
  const { hr, stack } = stage();
  await hr.uploadText(text('examples/quickstart.json'));
  await hr.entry('701984', { status: 'success' });
  expect(await runCommands(text('on-demand.md'), stack)).toEqual(ANSWERED);
});

test('set-up.md leads from the gallery to a job, and a permission is in the next token', async () => {
  const { stack } = stage();
  const { info } = stack;
  const variables = { HR_CLIENT: info.uploadClientId, TOKEN_ENDPOINT: info.tokenEndpoint };
  expect(await runCommands(text('set-up.md'), stack, { variables })).toEqual(ANSWERED);

  const rolesNow = async () => {
    const form = {
      client_id: info.uploadClientId,
      client_secret: info.uploadClientSecret,
      grant_type: 'client_credentials',
    };
    const body = new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' });
    const answer = await (await fetch(info.tokenEndpoint, { method: 'POST', body })).json();
    return decodeJwt((answer as { access_token: string }).access_token).roles;
  };
  expect(await rolesNow()).toEqual(['SynchronizationData-User.Upload']); // the document gave it another, and took it away
  const path = `/v1.0/servicePrincipals(appId='${info.uploadClientId}')`;
  const { id: principalId } = (await (await stack.call(path)).json()) as { id: string };
  const graph = "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
  const { id: resourceId } = (await (await stack.call(graph)).json()) as { id: string };
  const appRoleId = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30';
  const body = JSON.stringify({ principalId, resourceId, appRoleId });
  expect((await stack.call(`${path}/appRoleAssignments`, { method: 'POST', body })).status).toBe(201);
  expect(await rolesNow()).toEqual(['SynchronizationData-User.Upload', 'Application.Read.All']);
});
