/** docs/targets.md and docs/on-demand.md: every command in them is run as it stands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
