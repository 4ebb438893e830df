/**
 * Every key of `synchronization/secrets` there is (spec/wire-contract.md 3.8), and what becomes of its value: a secret is masked
 * when it is read, sealed at rest, and in no log, record or error (design, I7). Whether there are
 * others is asked where the keys are (test/engine/job/secretKeys.test.ts).
 */

import { ProvisioningError } from '../../../shared/errors';
import { openSecrets } from '../../../shared/pipeline/jobs/secrets';
import { createGraphTraffic } from '../../../shared/targets/graph/traffic';
import type { Exchange } from '../../../shared/targets/kit/http';
import { openTarget } from '../../../shared/targets/open/openTarget';
import type { Target } from '../../../shared/targets/target';
import { ANYWHERE } from '../../support/egress';
import { JOBS, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { PLAIN_NAMES, SECRET_NAMES } from '../../support/secretKeyNames';
import { createWorkbench, JOB_ID, PRINCIPAL_ID } from '../../support/workbench';
import { fakeClock, rememberingLogger, seededRandom } from '../../support/world';

const SECRETS_PATH = `${SYNCHRONIZATION}/secrets`;
const CLEAR = 'hunter2-in-clear';

async function open() {
  const bench = await createWorkbench({ SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  const host = await openFunctions(bench, ['jobs', 'jobActions', 'secrets']);
  const put = (...value: readonly object[]) => host.call(`PUT ${SECRETS_PATH}`, { body: { value } });
  return { bench, host, put };
}

describe.each(SECRET_NAMES)('%s', (key) => {
  test('is masked when it is read, and opened for the target alone', async () => {
    const { bench, host, put } = await open();
    expect((await put({ key, value: CLEAR })).status).toBe(204);
    const { body } = await host.call(`GET ${SECRETS_PATH}`);
    expect(body.value).toContainEqual({ key, value: '*' });
    expect(JSON.stringify(body)).not.toContain(CLEAR);
    expect((await openSecrets(PRINCIPAL_ID, bench.services.house)).get(key)).toBe(CLEAR);
  });

  test('is sealed at rest, and in no record of the audit and no log', async () => {
    const { bench, put } = await open();
    await put({ key, value: CLEAR });
    await put({ key, value: `${CLEAR} again` });
    const tables = ['jobs', 'people', 'staging', 'directory', 'audit', 'names'];
    expect(JSON.stringify(tables.map((name) => bench.storage.table(name).rows()))).not.toContain(CLEAR);
    const { records } = await bench.services.house.audit.list(JOB_ID, 10);
    expect(records.map(({ activity }) => activity)).toContain('SaveSecrets');
    expect(JSON.stringify([records, bench.logger.lines])).not.toContain(CLEAR);
  });

  test('is in no answer that refuses it', async () => {
    const { host, put } = await open();
    const refused = [
      await put({ key, value: CLEAR }, { key, value: CLEAR }),
      await put({ key, value: CLEAR }, { key: 'NoSuchKey', value: CLEAR }),
      await put({ key: key.toLowerCase(), value: CLEAR, more: CLEAR }, { key: 'NoSuchKey' }),
      await host.call(`POST ${JOBS}/${JOB_ID}/validateCredentials`, {
        body: {
          credentials: [
            { key, value: CLEAR },
            { key: 'AuthenticationType', value: 'None such' },
          ],
        },
      }),
    ];
    for (const answer of refused) expect(JSON.stringify(answer)).not.toContain(CLEAR);
  });

  test('is in no failure of a target, whatever the service answers', async () => {
    const secrets = { ...SUFFICIENT, [key]: `${CLEAR}-${key}` };
    for (const failure of await failuresOf('API2SCIM', secrets)) expect(failure).not.toContain(CLEAR);
    for (const failure of await failuresOf('API2AAD', { ...secrets, BaseAddress: 'https://graph.example' }))
      expect(failure).not.toContain(CLEAR);
  });
});

const SUFFICIENT = { BaseAddress: 'https://app.example/scim', SecretToken: `${CLEAR}-token` };

/** Everything that goes wrong with a service that answers each request with all that was in it. */
async function failuresOf(templateId: string, secrets: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const echo: Exchange = async ({ headers, body, url }) => {
    const all = `${Object.values(headers).join(' ')} ${body} ${url}`;
    const text = JSON.stringify({ detail: all, error: { code: 'x', message: all }, error_description: all });
    return { status: 400, headers: new Headers(), text };
  };
  const world = { clock: fakeClock(), random: seededRandom(), logger: rememberingLogger() };
  const tokens = { token: async () => 'a token', refused: () => false };
  const options = { ...OPTIONS, target: templateId === 'API2AAD' ? ('graph' as const) : ('directory' as const) };
  const traffic = createGraphTraffic({ ...world, exchange: echo, tokens });
  const ports = { ...world, exchange: echo, egress: ANYWHERE, embedded: {} as Target, traffic, options };
  const failures: unknown[] = [];
  const target = await openTarget({ id: 'job', templateId }, new Map(Object.entries(secrets)), ports).catch((error) => {
    failures.push(error);
    return undefined;
  });
  const calls = [
    () => target?.find('userName', 'x', []),
    () => target?.read('x', []),
    () => target?.create({ userName: 'x', password: `${CLEAR} of their own` }, 'key'),
    () => target?.update('x', { displayName: 'x', password: `${CLEAR}, changed` }),
    () => target?.delete('x'),
    () => target?.testConnection(),
  ];
  for (const call of calls) await call()?.catch((error: unknown) => failures.push(error));
  return failures.map((error) =>
    error instanceof ProvisioningError ? JSON.stringify([error.message, error.details, error.stack]) : String(error),
  );
}

const OPTIONS = {
  tenantId: PRINCIPAL_ID,
  tenantSize: 'small',
  defaultDomain: 'example.com',
  concurrency: 4,
  claimMs: 30_000,
  allowHttpLoopback: false,
  keyVaultHosts: undefined,
} as const;

/** The settings of notifications are a document with rules of its own. */
const SHOWN = PLAIN_NAMES.filter((key) => key !== 'SyncNotificationSettings');

test.each(SHOWN)('%s is no secret, and is shown as it was entered', async (key) => {
  const { host, put } = await open();
  const value = key === 'SkipOutOfScopeDeletions' ? 'True' : 'shown';
  expect((await put({ key, value })).status).toBe(204);
  expect((await host.call(`GET ${SECRETS_PATH}`)).body.value).toContainEqual({ key, value });
});

test.each([
  'hunter2@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)',
  '@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)hunter2',
  '@Microsoft.KeyVault()',
  '@MicrosoftXKeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)',
])('%s is no reference to a vault, and is masked like any secret', async (value) => {
  const { host, put } = await open();
  await put({ key: 'Password', value });
  expect((await host.call(`GET ${SECRETS_PATH}`)).body.value).toContainEqual({ key: 'Password', value: '*' });
});
