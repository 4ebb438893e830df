/**
 * "Troubleshooting Provisioning Failures", Invalid Admin Credentials and Quarantine Recovery, from end to end: a job of a
 * SCIM service whose token is revoked and renewed, with the mail that an administrator gets of it through a mail server.
 */
import { eventually } from '../support/eventually';
import { bulk, person } from '../support/hrClient';
import { type SmtpServer, startSmtpServer } from '../support/smtpServer';
import { tellStory } from '../support/story';
import { type StrangeScimServer, startStrangeScimServer } from '../support/strangeScimServer';
import { openStage } from './stack';

let scim: StrangeScimServer;
let smtp: SmtpServer;
const stage = openStage(async () => {
  [scim, smtp] = await Promise.all([startStrangeScimServer(), startSmtpServer()]);
  return {
    ALLOW_LOOPBACK_TARGETS: 'true',
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Muster <muster@example.com>',
  };
});
afterAll(async () => {
  await scim.close();
  await smtp.stop();
});

const synchronization = () => `/v1.0/servicePrincipals/${stage().stack.info.servicePrincipalId}/synchronization`;
let job: string;

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  return stage().stack.call(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

const saveToken = (token: string) =>
  send('PUT', `${synchronization()}/secrets`, {
    value: [
      { key: 'BaseAddress', value: scim.baseUrl },
      { key: 'SecretToken', value: token },
      { key: 'SyncNotificationSettings', value: '{"Enabled":true,"Recipients":"admin@example.com"}' },
    ],
  });

interface Status {
  readonly code: string;
  readonly quarantine: { readonly reason: string; readonly error: { readonly code: string } } | null;
}
const status = async () => ((await (await send('GET', job)).json()) as { status: Status }).status;

function upload(externalId: string): Promise<Response> {
  const headers = { 'content-type': 'application/scim+json' };
  return stage().stack.call(`${job}/bulkUpload`, { method: 'POST', body: bulk(person(externalId)), headers });
}

async function receipt(accepted: Response) {
  const path = `/muster/uploads/${accepted.headers.get('muster-upload-id')}`;
  return (await (await send('GET', path)).json()) as { status: string; waitingReason: string | null };
}

const names = () => [...scim.users.values()].map(({ externalId }) => externalId).sort();
const subjects = () =>
  smtp.mails.map(({ data }) => /^Subject: (.*(?:\r\n .*)*)/m.exec(data)?.[1]?.replace(/\r\n /g, ' '));

tellStory();

let waiting: Response;

test('a job whose token is valid provisions', async () => {
  expect((await saveToken(scim.token)).status).toBe(204);
  const created = await send('POST', `${synchronization()}/jobs`, { templateId: 'API2SCIM' });
  job = `${synchronization()}/jobs/${((await created.json()) as { id: string }).id}`;
  expect((await send('POST', `${job}/validateCredentials`, { useSavedCredentials: true })).status).toBe(204);
  expect((await send('POST', `${job}/start`)).status).toBe(204);
  await upload('before');
  await eventually(async () => expect(names()).toEqual(['before']));
});

test('Symptom: the token is revoked, all operations fail, and the job enters quarantine', async () => {
  expect((await saveToken('revoked')).status).toBe(204);
  await upload('first');
  await eventually(async () => {
    expect(await status()).toMatchObject({
      code: 'Quarantine',
      quarantine: { reason: 'EncounteredQuarantineException', error: { code: 'InvalidCredentials' } },
    });
  });
});

test('the administrator is told through the mail server, once', async () => {
  await eventually(async () => expect(smtp.mails).toHaveLength(1));
  expect(smtp.mails[0]).toMatchObject({
    from: 'muster@example.com',
    to: expect.arrayContaining(['admin@example.com']),
    data: expect.stringContaining('How to get out'),
  });
  expect(subjects()[0]).toContain('is in quarantine: EncounteredQuarantineException');
});

test('Symptom: what is uploaded then is accepted and waits, and its receipt says for what', async () => {
  waiting = await upload('second');
  expect(waiting.status).toBe(202);
  await eventually(async () => {
    expect(await receipt(waiting)).toMatchObject({
      status: 'waiting',
      waitingReason: expect.stringContaining('The job is in quarantine (EncounteredQuarantineException)'),
    });
  });
  expect(names()).toEqual(['before']);
});

test('Fix: valid credentials are entered, and Test Connection tells whether they are', async () => {
  const refused = await send('POST', `${job}/validateCredentials`, { useSavedCredentials: true });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { message: 'The service does not accept the credentials (HTTP 401): Who are you?' },
  });
  expect((await saveToken(scim.token)).status).toBe(204);
  expect((await send('POST', `${job}/validateCredentials`, { useSavedCredentials: true })).status).toBe(204);
});

test('Fix: provisioning is restarted with Quarantine, and what waited is processed in its order', async () => {
  expect((await send('POST', `${job}/restart`, { criteria: { resetScope: 'Quarantine' } })).status).toBe(204);
  await eventually(async () => expect(names()).toEqual(['before', 'second']));
  expect((await receipt(waiting)).status).toBe('completed');
  expect((await status()).quarantine).toBeNull();
});

test('who failed meanwhile is held with cause and time, and is tried again when asked to', async () => {
  const states = job.replace(/^.*\/jobs/, '/muster/jobs');
  const { value } = (await (await send('GET', `${states}/escrows`)).json()) as { value: object[] };
  expect(value).toMatchObject([{ externalId: 'first', attempts: 1, failure: { code: 'InvalidCredentials' } }]);
  expect(await (await send('POST', `${states}/escrows/retry`)).json()).toEqual({ retrying: 1, more: false });
  await eventually(async () => expect(names()).toEqual(['before', 'first', 'second']));
});

test('the reason changes: there is another mail, and the audit has the whole story', async () => {
  await send('PATCH', job, { schedule: { accidentalDeletionThreshold: 0 } });
  const leaver = bulk({ ...person('before'), active: false });
  const headers = { 'content-type': 'application/scim+json' };
  await stage().stack.call(`${job}/bulkUpload`, { method: 'POST', body: leaver, headers });
  await eventually(async () => expect((await status()).quarantine?.reason).toBe('TooManyDeletes'));
  const states = job.replace(/^.*\/jobs/, '/muster/jobs');
  expect((await send('POST', `${states}/quarantine`, { reason: 'QuarantineOnDemand' })).status).toBe(204);
  expect((await status()).quarantine?.reason).toBe('QuarantinedOnDemand');
  await eventually(async () => expect(smtp.mails).toHaveLength(3));
  expect(subjects().map((subject) => subject?.split(': ')[1])).toEqual([
    'EncounteredQuarantineException',
    'TooManyDeletes',
    'QuarantinedOnDemand',
  ]);

  const { value } = (await (await send('GET', `${states}/audit`)).json()) as { value: { activity: string }[] };
  expect(value.map(({ activity }) => activity).reverse()).toEqual([
    'CreateJob',
    'StartJob',
    'SaveSecrets',
    'Quarantine',
    'SaveSecrets',
    'RestartJob',
    'RetryEscrows',
    'UpdateJob',
    'Quarantine',
    'Quarantine',
  ]);
  expect(JSON.stringify(value)).not.toContain(scim.token);
});
