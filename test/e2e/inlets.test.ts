/** HR systems as they meet Muster: webhooks over HTTP into `npm start`'s own host, people fetched from a server, accounts out. */
import { gzipSync } from 'node:zlib';
import { eventually } from '../support/eventually';
import { HR_KEY, HR_SECRET, type HrStand, openHrStand, postWebhook } from '../support/hrStand';
import { readJson } from '../support/readAll';
import { type Stack, startStack, temporaryFolder } from '../support/stack';

const folder = temporaryFolder();
let stack: Stack;
let hr: HrStand;

beforeAll(async () => {
  hr = await openHrStand();
  stack = await startStack(folder.path, { ALLOW_LOOPBACK_TARGETS: 'true', VERIFIED_DOMAINS: 'adatum.example' });
});

afterAll(async () => {
  await stack.stop();
  await hr.close();
  folder.remove();
});

const inlets = () => `/muster/jobs/${stack.info.jobId}/inlets`;
const addressOf = (name: string) => `${stack.info.baseUrl}/muster/inlets/${stack.info.jobId}/${name}`;

async function make(definition: object): Promise<Response> {
  return stack.call(inlets(), { method: 'POST', body: JSON.stringify(definition) });
}

interface User {
  readonly displayName: string;
  readonly accountEnabled: boolean;
}

async function account(employeeId: string): Promise<User | undefined> {
  const path = `/v1.0/users?$filter=employeeId eq '${employeeId}'&$select=displayName,accountEnabled`;
  return (await readJson<{ value: User[] }>(stack, path)).value[0];
}

const told = async (name: string, id: string) => {
  const { value } = await readJson<{ value: { id: string; person: string; state: string; code: string }[] }>(
    stack,
    `${inlets()}/${name}/events?$filter=person eq '${id}'`,
  );
  return value;
};

test('a signed event of a thin inlet becomes an account, and the next one changes it', async () => {
  const made = await make(hr.thin('hr'));
  expect([made.status, made.headers.get('etag')]).toEqual([201, expect.stringContaining('W/')]);
  const body = (await made.json()) as { url: string };
  expect(body.url).toBe(addressOf('hr'));
  expect(JSON.stringify(body)).not.toMatch(new RegExp(`${HR_KEY}|${HR_SECRET}`));

  for (const name of ['Ada Byron', 'Ada Lovelace']) {
    hr.people.set('7', { number: 'e7', mail: 'ada@adatum.example', name, active: true });
    const answer = await postWebhook(addressOf('hr'), { type: 'person.changed', person: '7', about: name });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    await eventually(async () =>
      expect(await account('e7')).toMatchObject({ displayName: name, accountEnabled: true }),
    );
  }
  await eventually(async () =>
    expect((await told('hr', '7')).map(({ state }) => state)).toEqual(['accepted', 'accepted']),
  );
  const hers = await readJson<{ value: object[] }>(stack, `${inlets()}/hr/events?$filter=externalId eq 'e7'`);
  expect(hers.value).toHaveLength(2);
});

test('whoever is not let in learns nothing, and what nobody can read is kept', async () => {
  const event = { type: 'person.changed', person: 'stranger' };
  const answers = [
    await postWebhook(addressOf('hr'), event, { secret: 'a secret that is none of ours at all' }),
    await postWebhook(addressOf('hr'), event, { headers: { 'x-signature': '' } }),
    await postWebhook(addressOf('hr'), event, { headers: { 'x-signature': 'zz'.repeat(32) } }),
  ];
  const messages = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { error: { message: string } }).error.message),
  );
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(new Set(messages).size).toBe(1);

  const statuses = [
    (await postWebhook(addressOf('nobody'), event)).status,
    (await postWebhook(addressOf('hr'), event, { method: 'PUT' })).status,
    (await postWebhook(addressOf('hr'), event, { headers: { 'content-type': 'text/html' } })).status,
    (await postWebhook(addressOf('hr'), 'x'.repeat(1024 * 1024 + 1))).status,
    (
      await postWebhook(addressOf('hr'), gzipSync(Buffer.alloc(64 * 1024 * 1024)), {
        headers: { 'content-encoding': 'gzip' },
      })
    ).status,
    (await postWebhook(addressOf('hr'), 'no JSON at all')).status,
  ];
  expect(statuses).toEqual([404, 405, 415, 413, 413, 202]);
  await eventually(async () => {
    const { value } = await readJson<{ value: { code: string }[] }>(
      stack,
      `${inlets()}/hr/events?$filter=state eq 'parked'`,
    );
    expect(value.map(({ code }) => code)).toEqual(['Unreadable']);
  });
  const either = `${inlets()}/hr/events?$filter=state eq 'parked' and type eq 'none' or state eq 'accepted'`;
  const { value: accepted } = await readJson<{ value: { state: string }[] }>(stack, either);
  expect(new Set(accepted.map(({ state }) => state))).toEqual(new Set(['accepted']));
  expect(await told('hr', 'stranger')).toEqual([]);
  const { health } = await readJson<{ health: { rejected24h: number } }>(stack, `${inlets()}/hr`);
  expect(health.rejected24h).toBeGreaterThan(0);
});

test('an event that holds a part changes that part alone', async () => {
  const made = await make({ name: 'parts', preset: 'signed', mode: 'partial', secrets: [HR_SECRET] });
  expect(made.status).toBe(201);
  const tell = async (data: object, wanted: object) => {
    const event = { type: 'employee.updated', data: { externalId: 'p1', ...data } };
    expect((await postWebhook(addressOf('parts'), event)).status).toBe(202);
    const path = "/v1.0/users?$filter=employeeId eq 'p1'&$select=displayName,jobTitle,department,accountEnabled";
    await eventually(async () =>
      expect((await readJson<{ value: object[] }>(stack, path)).value).toEqual([expect.objectContaining(wanted)]),
    );
  };
  const name = { displayName: 'Nadia Kern', givenName: 'Nadia', familyName: 'Kern', userName: 'nadia@adatum.example' };
  const whole = { ...name, title: 'Guide', department: 'Tours', active: true };
  const account = { displayName: 'Nadia Kern', jobTitle: 'Guide', department: 'Tours', accountEnabled: true };
  await tell(whole, account);
  await tell({ title: 'Tour Lead' }, { ...account, jobTitle: 'Tour Lead' });
  await tell({ active: false }, { ...account, jobTitle: 'Tour Lead', accountEnabled: false });
});

test('CloudEvents: who is named is agreed with before the first event, and nobody else', async () => {
  const secret = 'what-the-sender-of-cloudevents-bears';
  const definition = { preset: 'cloudevents', secrets: [secret], perMinute: 600 };
  await make({ ...definition, name: 'named', origins: ['eventgrid.azure.net'] });
  await make({ ...definition, name: 'unnamed' });
  const ask = async (name: string, headers: Record<string, string>) => {
    const answer = await fetch(addressOf(name), { method: 'OPTIONS', headers });
    const { status, headers: told } = answer;
    return [status, told.get('allow'), told.get('webhook-allowed-origin'), told.get('webhook-allowed-rate')];
  };
  const origin = {
    'WebHook-Request-Origin': 'eventgrid.azure.net',
    'WebHook-Request-Callback': `${hr.url}/people/callback`,
  };
  expect(await ask('named', { ...origin, 'WebHook-Request-Rate': '120' })).toEqual([
    200,
    'POST',
    origin['WebHook-Request-Origin'],
    '120',
  ]);
  expect(await ask('named', { ...origin, 'WebHook-Request-Rate': '9000' })).toEqual([
    200,
    'POST',
    origin['WebHook-Request-Origin'],
    '600',
  ]);
  const refused = [405, 'POST', null, null];
  expect(await ask('named', { ...origin, 'WebHook-Request-Origin': 'elsewhere.example' })).toEqual(refused);
  expect(await ask('named', {})).toEqual(refused);
  expect(await ask('unnamed', origin)).toEqual(refused);
  expect(await ask('parts', origin)).toEqual(refused);
  expect(hr.asked).not.toContain('callback');
});

test('an inlet is tried, paused, given another secret and taken away', async () => {
  hr.people.set('8', { number: 'e8', mail: 'bob@adatum.example', name: 'Bob', active: true });
  const act = (action: string, body: object = {}) =>
    stack.call(`${inlets()}/hr/${action}`, { method: 'POST', body: JSON.stringify(body) });
  const trial = (await (await act('test', { event: { type: 'person.changed', person: '8' } })).json()) as {
    verified: boolean;
    events: { operation: object }[];
  };
  expect(trial).toMatchObject({ verified: true, events: [{ operation: { externalId: 'e8', displayName: 'Bob' } }] });
  expect(await account('e8')).toBeUndefined();

  const { secret } = (await (await act('rotate')).json()) as { secret: string };
  await act('pause');
  const answer = await postWebhook(addressOf('hr'), { type: 'person.changed', person: '8' }, { secret });
  expect(answer.status).toBe(202);
  expect((await told('hr', '8')).map(({ state }) => state)).toEqual([]);
  await act('resume');
  await eventually(async () => expect(await account('e8')).toMatchObject({ displayName: 'Bob' }));

  const { status } = await stack.call(`${inlets()}/hr`, { method: 'DELETE', headers: { 'if-match': 'W/"another"' } });
  expect(status).toBe(412);
  expect((await stack.call(`${inlets()}/hr`, { method: 'DELETE' })).status).toBe(204);
  await eventually(async () =>
    expect((await postWebhook(addressOf('hr'), { type: 'person.changed' })).status).toBe(410),
  );
});
