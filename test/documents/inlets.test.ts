/** docs/inlets.md by the document alone; and each vendor's stand-in from a signed webhook to a changed account (spec/hands.md 8, 4). */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../support/eventually';
import { type HrConsole, startHrConsole, VENDORS, type Vendor } from '../support/hr/console';
import { type Employee, employee } from '../support/hr/employee';
import { hmacBy } from '../support/hr/sender';
import type { HrStandIn } from '../support/hr/standIn';
import { ANSWERED, runCommands } from '../support/shellCommands';
import { ROOT, temporaryFolder } from '../support/stack';
import { openStage } from './stack';

const VENDOR_NAMES = Object.keys(VENDORS) as Vendor[];
const stage = openStage({ ALLOW_LOOPBACK_TARGETS: 'true' });
const folder = temporaryFolder();
const consoles: HrConsole[] = [];
afterAll(async () => {
  await Promise.all(consoles.map((one) => one.close()));
  folder.remove();
});

/** All stories are told at once, for each mostly waits: who reads them waits for the longest alone. */
const told = new Map<string, Promise<unknown>>();
beforeAll(() => {
  told.set('the document', readDocument());
  for (const vendor of VENDOR_NAMES) told.set(vendor, tellVendor(vendor));
  for (const story of told.values()) story.catch(() => undefined); // told where it is waited for
});

async function readDocument() {
  const hr = await startHrConsole('bamboohr');
  consoles.push(hr);
  cpSync(join(ROOT, 'docs/examples'), folder.path, { recursive: true });
  mkdirSync(join(folder.path, '.muster/hr'), { recursive: true });
  writeFileSync(join(folder.path, '.muster/hr/key'), `${hr.standIn.secret}\n`);
  writeFileSync(join(folder.path, '.muster/hr/apikey'), `${hr.standIn.fetchSecret}\n`);
  const variables = { HR: hr.url, HR_API: hr.standIn.server.baseUrl };
  const document = readFileSync(join(ROOT, 'docs/inlets.md'), 'utf8');
  return runCommands(document, stage().stack, { cwd: folder.path, variables });
}

test('every command of the document answers, with a stand-in beside it', async () => {
  expect(await told.get('the document')).toEqual(ANSWERED);
});

interface Connected {
  readonly standIn: HrStandIn;
  readonly url: string;
  /** The states of what came, oldest first. */
  events(): Promise<readonly string[]>;
}

const LAG_MS = 900;

/** An inlet by the preset alone, but for the host, the times that would only be waited for, and the secrets. */
async function connect(vendor: Vendor): Promise<Connected> {
  const { stack } = stage();
  const standIn = await VENDORS[vendor]({ lagMs: vendor === 'hibob' ? LAG_MS : 0, minuteMs: 10 });
  consoles.push({ url: '', standIn, close: () => standIn.server.close() });
  const inlets = `/muster/jobs/${stack.info.jobId}/inlets`;
  const times = { delaySeconds: 0, lagSeconds: 0, ...(vendor === 'hibob' && { delaySeconds: 1, lagSeconds: 1 }) };
  const fetch = { ...(standIn.definition.fetch as object), ...times };
  const definition = { name: vendor, preset: vendor, ...standIn.definition, fetch };
  const body = JSON.stringify({ ...definition, secrets: [standIn.secret], fetchSecret: standIn.fetchSecret });
  const made = await stack.call(inlets, { method: 'POST', body });
  expect([made.status, made.status === 201 ? '' : await made.clone().text()]).toEqual([201, '']);
  const { url } = (await made.json()) as { url: string };
  return {
    standIn,
    url,
    async events() {
      const answer = (await (await stack.call(`${inlets}/${vendor}/events?$top=50`)).json()) as {
        value: { type: string; state: string; code: string | null }[];
      };
      return answer.value.map(({ type, state, code }) => `${type} ${code ?? state}`).reverse();
    },
  };
}

test.each(VENDOR_NAMES)(
  '%s: joiner, leaver, rehire, future hire, deletion and hidden leaver end as the table of the vendor says',
  async (vendor) => {
    await told.get(vendor);
  },
);

async function tellVendor(vendor: Vendor): Promise<void> {
  const { hr } = stage();
  const { standIn, url, events } = await connect(vendor);
  const [kathy, future, hidden] = [`${vendor}-1`, `${vendor}-2`, `${vendor}-3`];
  const change = async (id: string, over: Partial<Employee>, how: 'created' | 'changed' | 'left') => {
    if (how === 'created') standIn.people.put(employee(id, over));
    else standIn.people.change(id, over);
    expect(await standIn.announce(url, how, id)).toMatchObject({ outcome: 'accepted' });
  };
  const isEnabled = (id: string, wanted: boolean) =>
    eventually(async () => expect(await hr.user(id)).toMatchObject({ accountEnabled: wanted }));

  await Promise.all([
    change(kathy, {}, 'created'),
    change(future, { status: 'hired', hireDate: '2099-01-01' }, 'created'),
    change(hidden, {}, 'created'),
  ]);
  await isEnabled(kathy, true);
  expect(await hr.user(kathy)).toMatchObject({ displayName: `Kathy Jensen ${kathy}`, jobTitle: 'Tour Guide' });
  // BambooHR has one word for everybody who has not left.
  await isEnabled(future, vendor === 'bamboohr');
  await isEnabled(hidden, true);

  await change(kathy, { status: 'left', leaveDate: '2026-11-30' }, 'left');
  await isEnabled(kathy, false);
  await change(kathy, { status: 'employed' }, 'changed');
  await isEnabled(kathy, true);

  standIn.people.hidesFormer = true;
  await change(hidden, { status: 'left' }, 'left');
  standIn.people.remove(future);
  expect(await standIn.announce(url, 'deleted', future)).toMatchObject({ outcome: 'accepted' });
  await eventually(async () =>
    expect((await events()).filter((event) => /NotFound|ignored|deleted/.test(event))).toHaveLength(2),
  );
  expect(await hr.user(hidden)).toMatchObject({ accountEnabled: true });
  expect(await hr.user(kathy)).toMatchObject({ accountEnabled: true });
}

interface Generic {
  readonly preset: string;
  readonly secret: string;
  /** The event as its sender makes it: what it says, and what proves it. */
  send(event: GenericEvent): Promise<{ readonly body: string; readonly headers: Record<string, string> }>;
}

interface GenericEvent {
  readonly type: string;
  readonly data: object;
}

const KEY = 'a-secret-of-a-sender-of-whole-people';
const WHSEC = `whsec_${Buffer.from(KEY).toString('base64')}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const plain = (headers: Record<string, string>) => async (event: GenericEvent) => ({
  body: JSON.stringify(event),
  headers: { ...JSON_TYPE, ...headers },
});

const GENERIC: readonly Generic[] = [
  {
    preset: 'standard',
    secret: WHSEC,
    async send(event) {
      const [body, now] = [JSON.stringify(event), new Date()];
      const signature = new Webhook(WHSEC).sign('msg_1', now, body);
      const time = String(Math.floor(now.getTime() / 1_000));
      return {
        body,
        headers: { ...JSON_TYPE, 'webhook-id': 'msg_1', 'webhook-timestamp': time, 'webhook-signature': signature },
      };
    },
  },
  {
    preset: 'cloudevents',
    secret: KEY,
    async send({ type, data }) {
      const { headers, body } = HTTP.structured(new CloudEvent({ source: '/hr', type, data }));
      return {
        body: String(body),
        headers: { 'content-type': String(headers['content-type']), authorization: `Bearer ${KEY}` },
      };
    },
  },
  {
    preset: 'signed',
    secret: KEY,
    async send(event) {
      const body = JSON.stringify(event);
      return { body, headers: { ...JSON_TYPE, 'x-signature': (await hmacBy('SHA-256', KEY, body)).toString('hex') } };
    },
  },
  { preset: 'token', secret: KEY, send: plain({ authorization: `Bearer ${KEY}` }) },
  { preset: 'basic', secret: `hr:${KEY}`, send: plain({ authorization: `Basic ${btoa(`hr:${KEY}`)}` }) },
  {
    preset: 'merge',
    secret: KEY,
    async send({ data }) {
      const { externalId, userName, displayName } = data as Record<string, string>;
      const model = {
        remote_id: externalId,
        work_email: userName,
        display_full_name: displayName,
        employment_status: 'ACTIVE',
      };
      const body = JSON.stringify({ hook: { event: 'Employee.changed' }, linked_account: { id: 'l-1' }, data: model });
      return {
        body,
        headers: {
          ...JSON_TYPE,
          'x-merge-webhook-signature': (await hmacBy('SHA-256', KEY, body)).toString('base64url'),
        },
      };
    },
  },
];

test('senders of whole people: each preset from an event to an account, once however often it comes', async () => {
  const { hr, stack } = stage();
  const inlets = `/muster/jobs/${stack.info.jobId}/inlets`;
  const tell = async ({ preset, secret, send }: Generic) => {
    const definition = { name: preset, preset, secrets: [secret] };
    const made = await stack.call(inlets, { method: 'POST', body: JSON.stringify(definition) });
    const { url } = (await made.json()) as { url: string };
    const id = `${preset}-1`;
    const data = { externalId: id, userName: `${id}@example.com`, displayName: `Ada ${preset}`, active: true };
    const sent = await send({ type: 'employee.updated', data });
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => (await fetch(url, { method: 'POST', ...sent })).status),
    );
    expect([preset, ...statuses]).toEqual([preset, 202, 202, 202]);
    expect((await fetch(url, { method: 'POST', headers: sent.headers, body: `${sent.body} ` })).status).toBe(
      preset === 'token' || preset === 'basic' || preset === 'cloudevents' ? 202 : 401,
    );
    await eventually(async () => expect(await hr.user(id)).toMatchObject({ displayName: `Ada ${preset}` }));
    expect((await hr.logsOf(id)).filter(({ provisioningAction }) => provisioningAction === 'create')).toHaveLength(1);
  };
  await Promise.all(GENERIC.map(tell));
});

test('a sender that changes its secret is believed with both, until the former one ends', async () => {
  const { stack } = stage();
  const inlet = `/muster/jobs/${stack.info.jobId}/inlets/personio`;
  const { url } = (await (await stack.call(inlet)).json()) as { url: string };
  const post = async (authorization: string, occurred: string) => {
    const body = JSON.stringify({ event_name: 'person.deleted', occurred_at: occurred, payload: { id: 'gone' } });
    return (await fetch(url, { method: 'POST', body, headers: { ...JSON_TYPE, authorization } })).status;
  };
  const [former, next] = ['the-token-given-with-the-webhook', 'the-token-that-comes-after-it'];
  expect([await post(former, '1'), await post(next, '2')]).toEqual([202, 401]);
  const rotated = await stack.call(`${inlet}/rotate`, { method: 'POST', body: JSON.stringify({ secret: next }) });
  expect(rotated.status).toBe(200);
  expect([await post(former, '3'), await post(next, '4')]).toEqual([202, 202]);
});

test('a signature of another inlet, a body of another, and a wrong secret are nobody’s', async () => {
  const { stack } = stage();
  const inlets = `${stack.info.baseUrl}/muster/inlets/${stack.info.jobId}`;
  const post = (name: string, headers: Record<string, string>) =>
    fetch(`${inlets}/${name}`, {
      method: 'POST',
      body: '{"event_name":"person.updated"}',
      headers: { 'content-type': 'application/json', ...headers },
    });
  expect((await post('personio', { authorization: 'the-token-given-with-the-webhook!' })).status).toBe(401);
  expect((await post('bamboohr', { authorization: 'the-token-given-with-the-webhook' })).status).toBe(401);
  expect((await post('nobody', {})).status).toBe(404);
});
