import { ProvisioningError } from '../../../shared/errors';
import { openSecrets } from '../../../shared/pipeline/jobs/secrets';
import { type FunctionHost, JOB, JOBS, MUSTER_JOB, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, PRINCIPAL_ID, type Workbench } from '../../support/workbench';

const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');
const SECRETS = `${SYNCHRONIZATION}/secrets`;
const REFERENCE = '@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/scim)';

let bench: Workbench;
let host: FunctionHost;

async function open(environment: Record<string, string> = { SECRETS_KEY }): Promise<void> {
  bench = await createWorkbench(environment);
  host = await openFunctions(bench, ['jobs', 'jobActions', 'overview', 'secrets']);
}
beforeEach(() => open());

interface Pair {
  readonly key: string;
  readonly value: string | null;
}

const put = (...value: readonly Pair[]) => host.call(`PUT ${SECRETS}`, { body: { value } });
async function shown(): Promise<Readonly<Record<string, string>>> {
  const { body } = await host.call(`GET ${SECRETS}`);
  return Object.fromEntries((body.value as { key: string; value: string }[]).map(({ key, value }) => [key, value]));
}
const opened = async () => Object.fromEntries(await openSecrets(PRINCIPAL_ID, bench.services.house));
const notification = async () => JSON.parse((await shown()).SyncNotificationSettings ?? '{}') as object;
const settings = async () => (await scenesOf(bench).job()).settings;

describe('the secrets', () => {
  test('are taken as a set, and shown with what nobody may read masked', async () => {
    const answer = await put(
      { key: 'BaseAddress', value: 'https://app.example/scim' },
      { key: 'SecretToken', value: 'hunter2' },
    );
    expect([answer.status, answer.body]).toEqual([204, {}]);
    const { status, body } = await host.call(`GET ${SECRETS}`);
    expect(status).toBe(200);
    expect(body['@odata.context']).toBe(
      `https://muster.example/v1.0/$metadata#servicePrincipals('${PRINCIPAL_ID}')/synchronization/secrets`,
    );
    expect(await shown()).toMatchObject({ BaseAddress: 'https://app.example/scim', SecretToken: '*' });
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  test('are opened for the target alone', async () => {
    await put({ key: 'BaseAddress', value: 'https://app.example/scim' }, { key: 'SecretToken', value: 'pässword ✓' });
    expect(await opened()).toEqual({ BaseAddress: 'https://app.example/scim', SecretToken: 'pässword ✓' });
  });

  test('lie encrypted', async () => {
    await put({ key: 'Password', value: 'hunter2' });
    expect((await bench.services.house.secrets.get(PRINCIPAL_ID))[0]).toMatchObject({
      key: 'Password',
      sealed: true,
      value: expect.stringMatching(/^v1\.[\w-]+$/),
    });
  });

  test('replace those that were there', async () => {
    await put({ key: 'UserName', value: 'hr' }, { key: 'Password', value: 'hunter2' });
    await put({ key: 'UserName', value: 'hr2' });
    expect(await opened()).toEqual({ UserName: 'hr2' });
  });

  test('keep what is saved where the mask comes back', async () => {
    await put({ key: 'UserName', value: 'hr' }, { key: 'Password', value: 'hunter2' });
    await put({ key: 'UserName', value: 'hr' }, { key: 'Password', value: '*' }, { key: 'SyncAll', value: 'True' });
    expect(await opened()).toEqual({ UserName: 'hr', Password: 'hunter2', SyncAll: 'True' });
  });

  test('may be references to a key vault, which are kept and shown as they are, and need no key', async () => {
    await open({});
    expect((await put({ key: 'SecretToken', value: REFERENCE })).status).toBe(204);
    expect(await shown()).toMatchObject({ SecretToken: REFERENCE });
  });

  test('take keys in any case, and leave out what is null', async () => {
    await put({ key: 'baseaddress', value: 'https://app.example/scim' }, { key: 'Password', value: null });
    expect(await opened()).toEqual({ BaseAddress: 'https://app.example/scim' });
  });

  test.each([
    { name: 'an unknown key', value: [{ key: 'Pin', value: '1' }], target: 'value[0].key', told: "got 'Pin'" },
    { name: 'no key', value: [{ value: '1' }], target: 'value[0].key', told: 'must be a non-empty string' },
    {
      name: 'a key that stands twice',
      value: [
        { key: 'Url', value: 'a' },
        { key: 'url', value: 'b' },
      ],
      target: 'value[1].key',
      told: 'is Url once more',
    },
    { name: 'a value that is no text', value: [{ key: 'Url', value: {} }], target: 'value[0].value', told: 'a string' },
    {
      name: 'the mask where nothing is saved',
      value: [{ key: 'Password', value: '*' }],
      target: 'value[0].value',
      told: 'no Password is saved that it could stand for',
    },
    {
      name: 'notification settings that are no JSON',
      value: [{ key: 'SyncNotificationSettings', value: 'Enabled' }],
      target: 'value[0].value',
      told: 'must be a JSON text',
    },
    {
      name: 'a threshold that is no number',
      value: [{ key: 'SyncNotificationSettings', value: '{"DeleteThresholdValue":"many"}' }],
      target: 'value[0].value.DeleteThresholdValue',
      told: 'must be a whole number from 0',
    },
    {
      name: 'a recipient that is no address',
      value: [{ key: 'SyncNotificationSettings', value: '{"Recipients":"admin@a.example, nobody"}' }],
      target: 'value[0].value.Recipients',
      told: 'must be e-mail addresses',
    },
    {
      name: 'neither yes nor no',
      value: [{ key: 'SkipOutOfScopeDeletions', value: 'maybe' }],
      target: 'value[0].value',
      told: 'must be True or False',
    },
  ])('$name is 400, with the place, and nothing is saved', async ({ value, target, told }) => {
    const { status, error } = await host.call(`PUT ${SECRETS}`, { body: { value } });
    expect(status).toBe(400);
    expect(error.details).toEqual([expect.objectContaining({ target, message: expect.stringContaining(told) })]);
    expect(await opened()).toEqual({});
  });

  test('without a list are 400', async () => {
    expect((await host.call(`PUT ${SECRETS}`, { body: {} })).error.message).toBe(
      'value must be a list of keys and values.',
    );
  });

  test('cannot be kept without a key, and the answer names the setting', async () => {
    await open({});
    const { status, error } = await put({ key: 'UserName', value: 'hr' }, { key: 'Password', value: 'hunter2' });
    expect(status).toBe(400);
    expect(error.message).toBe(
      'There is no key to keep secrets under: set SECRETS_KEY to 32 random bytes in base64. ' +
        'Or send a Key Vault reference: @Microsoft.KeyVault(SecretUri=…).',
    );
    expect(await opened()).toEqual({});
  });
});

describe('settings of jobs among the secrets', () => {
  const save = (value: object) => put({ key: 'SyncNotificationSettings', value: JSON.stringify(value) });

  test('the deletion guard is one value, however it is set', async () => {
    expect(await notification()).toEqual({ Enabled: true, DeleteThresholdEnabled: true, DeleteThresholdValue: 500 });
    await save({
      Enabled: true,
      Recipients: 'hr@adatum.example',
      DeleteThresholdEnabled: false,
      DeleteThresholdValue: 7,
    });
    expect(await settings()).toMatchObject({
      DeleteThresholdEnabled: 'False',
      QuarantineTooManyDeletesThreshold: '7',
    });

    await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 9 } } });
    expect(await notification()).toEqual({
      Enabled: true,
      Recipients: 'hr@adatum.example',
      DeleteThresholdEnabled: false,
      DeleteThresholdValue: 9,
    });
  });

  test('what is not mentioned stays', async () => {
    await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 9 } } });
    await put({ key: 'BaseAddress', value: 'https://app.example/scim' });
    await save({ Enabled: false, HumanResourcesLookaheadQueryEnabled: false });
    expect(await settings()).toEqual({ QuarantineTooManyDeletesThreshold: '9' });
    expect(await notification()).toMatchObject({ Enabled: false, HumanResourcesLookaheadQueryEnabled: false });
  });

  test('a new password does not take back the threshold that the job was given since', async () => {
    await put(
      { key: 'SyncNotificationSettings', value: JSON.stringify({ DeleteThresholdValue: 500 }) },
      { key: 'SkipOutOfScopeDeletions', value: 'False' },
    );
    await host.call(`PATCH ${JOB}`, {
      body: {
        schedule: { accidentalDeletionThreshold: 10 },
        synchronizationJobSettings: [{ name: 'SkipOutOfScopeDeletions', value: 'True' }],
      },
    });
    await patch({ key: 'Password', value: 'hunter2' });
    expect(await settings()).toMatchObject({
      QuarantineTooManyDeletesThreshold: '10',
      SkipOutOfScopeDeletions: 'True',
    });
  });

  test.each([
    { value: 'True', on: 'True' },
    { value: '1', on: 'True' },
    { value: 'false', on: 'False' },
    { value: '0', on: 'False' },
  ])('SkipOutOfScopeDeletions may be written $value', async ({ value, on }) => {
    await put({ key: 'SkipOutOfScopeDeletions', value });
    expect(await settings()).toMatchObject({ SkipOutOfScopeDeletions: on });
    expect(await shown()).toMatchObject({ SkipOutOfScopeDeletions: on });
  });

  test('go to every job of the service principal, and to those made later', async () => {
    const { body: other } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } });
    await put({ key: 'SkipOutOfScopeDeletions', value: 'True' });
    const { body: later } = await host.call(`POST ${JOBS}`, { body: { templateId: 'API2AAD' } });
    for (const id of [JOB_ID, String(other.id), String(later.id)]) {
      expect((await bench.services.house.jobs.get(id))?.value.settings.SkipOutOfScopeDeletions).toBe('True');
    }
  });
});

describe('validateCredentials', () => {
  const refuse = () =>
    jest
      .spyOn(bench.services.house, 'testCredentials')
      .mockRejectedValue(new ProvisioningError('InvalidCredentials', 'The token has expired.'));

  test.each([
    { name: 'those saved', path: `${JOB}/validateCredentials`, body: { useSavedCredentials: true } },
    { name: 'those saved, without a body', path: `${JOB}/validateCredentials`, body: undefined },
    {
      name: 'those sent along',
      path: `${JOB}/validateCredentials`,
      body: { credentials: [{ key: 'SecretToken', value: 'x' }], applicationIdentifier: 'app' },
    },
    {
      name: 'those sent along, before there is a job',
      path: `${JOBS}/validateCredentials`,
      body: { templateId: 'API2AAD', credentials: [{ key: 'SecretToken', value: 'x' }] },
    },
  ])('of $name is 204 when the target takes them, and 400 with its words when not', async ({ path, body }) => {
    const answer = await host.call(`POST ${path}`, { body });
    expect([answer.status, answer.body]).toEqual([204, {}]);
    refuse();
    const { status, error } = await host.call(`POST ${path}`, { body });
    expect([status, error.code, error.message]).toEqual([400, 'BadRequest', 'The token has expired.']);
    expect(error.details).toEqual([
      { code: 'InvalidCredentials', target: 'credentials', message: 'The token has expired.' },
    ]);
  });

  test('of what is saved is told with the job until the next, and of nothing else', async () => {
    const lastTest = async () => (await host.call(`GET ${MUSTER_JOB}`)).body.connectionTest;
    await host.call(`POST ${JOB}/validateCredentials`, { body: { credentials: [{ key: 'SecretToken', value: 'x' }] } });
    expect(await lastTest()).toBeNull();
    await host.call(`POST ${JOB}/validateCredentials`);
    expect(await lastTest()).toEqual({ testedDateTime: '2026-01-15T09:30:00.000Z', errorCode: null, reason: null });

    refuse();
    bench.clock.advance(60_000);
    await host.call(`POST ${JOB}/validateCredentials`);
    const refused = {
      testedDateTime: '2026-01-15T09:31:00.000Z',
      errorCode: 'InvalidCredentials',
      reason: 'The token has expired.',
    };
    expect(await lastTest()).toEqual(refused);

    const log = jest.spyOn(console, 'error').mockImplementation();
    jest.spyOn(bench.services.house, 'testCredentials').mockRejectedValue(new TypeError('a fault of our own'));
    expect((await host.call(`POST ${JOB}/validateCredentials`)).status).toBe(500);
    log.mockRestore();
    expect(await lastTest()).toEqual(refused);
  });

  test('hands the target what was sent, or what is saved in clear, and what the schema matches by', async () => {
    await put({ key: 'SecretToken', value: 'saved' });
    const tested: [string, object, string | undefined][] = [];
    jest
      .spyOn(bench.services.house, 'testCredentials')
      .mockImplementation(async (templateId, credentials, { matchAttribute, written = [] }) => {
        tested.push([templateId, Object.fromEntries(credentials), matchAttribute]);
        expect(written).toContain('displayName');
      });
    await host.call(`POST ${JOB}/validateCredentials`, {
      body: { useSavedCredentials: false, credentials: [{ key: 'SecretToken', value: 'sent' }] },
    });
    await host.call(`POST ${JOB}/validateCredentials`, {
      body: { useSavedCredentials: true, credentials: [{ key: 'SecretToken', value: 'sent' }] },
    });
    await host.call(`POST ${JOBS}/validateCredentials`, {
      body: { templateId: 'API2SCIM', credentials: [{ key: 'SecretToken', value: 'sent' }] },
    });
    expect(tested).toEqual([
      ['API2AAD', { SecretToken: 'sent' }, 'employeeId'],
      ['API2AAD', { SecretToken: 'saved' }, 'employeeId'],
      ['API2SCIM', { SecretToken: 'sent' }, 'externalId'],
    ]);
  });

  test.each([
    {
      name: 'no template',
      path: `${JOBS}/validateCredentials`,
      body: { credentials: [] },
      target: 'templateId',
    },
    {
      name: 'an unknown key',
      path: `${JOB}/validateCredentials`,
      body: { credentials: [{ key: 'Pin', value: '1' }] },
      target: 'credentials[0].key',
    },
    {
      name: 'neither yes nor no',
      path: `${JOB}/validateCredentials`,
      body: { useSavedCredentials: 'maybe' },
      target: 'useSavedCredentials',
    },
  ])('with $name is 400', async ({ path, body, target }) => {
    const { status, error } = await host.call(`POST ${path}`, { body });
    expect(status).toBe(400);
    expect(error.details?.[0]?.target).toBe(target);
  });

  test('of secrets that were saved under another key is 400, and says what to do', async () => {
    await put({ key: 'Password', value: 'hunter2' });
    const [secret] = await bench.services.house.secrets.get(PRINCIPAL_ID);
    await open({ SECRETS_KEY: Buffer.alloc(32, 8).toString('base64') });
    await bench.services.house.secrets.put(PRINCIPAL_ID, secret === undefined ? [] : [secret]);
    const { status, error } = await host.call(`POST ${JOB}/validateCredentials`);
    expect([status, error.message]).toEqual([
      400,
      "The secret Password of the job's target cannot be opened: it was saved under another SECRETS_KEY. Set SECRETS_KEY to the key that it was saved under, or save it again.",
    ]);
  });
});

test('acquireAccessToken checks the list and answers 204', async () => {
  const path = `POST ${SYNCHRONIZATION}/acquireAccessToken`;
  expect((await host.call(path, { body: { credentials: [{ key: 'ClientSecret', value: 'x' }] } })).status).toBe(204);
  expect((await host.call(path, { body: { credentials: [{ key: 'Pin', value: 'x' }] } })).status).toBe(400);
});

const patch = (...value: readonly Pair[]) => host.call(`PATCH ${SECRETS}`, { body: { value } });

describe('a secret that was entered for one place', () => {
  const SAVED = [
    { key: 'BaseAddress', value: 'https://app.example/scim' },
    { key: 'UserName', value: 'hr' },
    { key: 'Password', value: 'hunter2' },
  ];
  beforeEach(() => put(...SAVED));

  test.each([
    { key: 'BaseAddress', value: 'https://evil.example/scim' },
    { key: 'BaseAddress', value: 'https://app.example/scim2' },
    { key: 'UserName', value: 'mallory' },
    { key: 'Oauth2TokenExchangeUri', value: 'https://evil.example/token' },
    { key: 'Server', value: 'dc.evil.example' },
    { key: 'Domain', value: 'evil.example' },
    { key: 'ClientIdentifier', value: 'mallory' },
    { key: 'AuthenticationType', value: 'ManagedIdentity' },
  ])('is not sent elsewhere by way of its mask, or by leaving it alone: $key $value', async (changed) => {
    const others = SAVED.filter(({ key }) => key !== changed.key && key !== 'Password');
    const masked = await put(...others, changed, { key: 'Password', value: '*' });
    const patched = await patch(changed);
    for (const { status, error } of [masked, patched]) {
      expect([status, error.message]).toEqual([
        400,
        `Password was entered for another place: ${changed.key} is another one now. Enter it again.`,
      ]);
    }
    expect(await opened()).toEqual({ BaseAddress: 'https://app.example/scim', UserName: 'hr', Password: 'hunter2' });
  });

  test('is not sent elsewhere by taking its place away', async () => {
    const { status } = await patch({ key: 'BaseAddress', value: null });
    expect(status).toBe(400);
    expect(await opened()).toMatchObject({ BaseAddress: 'https://app.example/scim' });
  });

  test('goes where it is entered anew for', async () => {
    const entered = { key: 'Password', value: 'hunter3' };
    expect((await patch({ key: 'UserName', value: 'hr2' }, entered)).status).toBe(204);
    expect(await opened()).toMatchObject({ UserName: 'hr2', Password: 'hunter3' });
  });
});

describe('PATCH', () => {
  test('changes what it names, takes away what is null, and leaves the rest', async () => {
    await put({ key: 'Password', value: 'hunter2' }, { key: 'SyncAll', value: 'True' }, { key: 'Sandbox', value: 'a' });
    expect((await patch({ key: 'syncall', value: null }, { key: 'HardDeletesEnabled', value: 'True' })).status).toBe(
      204,
    );
    expect(await opened()).toEqual({ Password: 'hunter2', Sandbox: 'a', HardDeletesEnabled: 'True' });
    expect((await patch({ key: 'Password', value: 'hunter3' })).status).toBe(204);
    expect(await opened()).toMatchObject({ Password: 'hunter3' });
  });

  test.each([{}, { value: 'x' }, { value: [{ key: 'Nonsense', value: 'x' }] }])('refuses %j', async (body) => {
    expect((await host.call(`PATCH ${SECRETS}`, { body })).status).toBe(400);
  });
});

test('PUT names what it took away', async () => {
  await put({ key: 'Password', value: 'hunter2' }, { key: 'SyncAll', value: 'True' });
  const { status, headers } = await put({ key: 'SyncAll', value: 'True' });
  expect([status, headers['Muster-Warning-Count']]).toEqual([204, '1']);
  expect(JSON.parse(headers['Muster-Warnings'] ?? '')).toMatchObject([{ code: 'SecretRemoved', target: 'Password' }]);
  expect((await put({ key: 'SyncAll', value: 'True' })).headers['Muster-Warnings']).toBeUndefined();
});
