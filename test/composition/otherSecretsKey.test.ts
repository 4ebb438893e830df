/**
 * Secrets that were saved under another SECRETS_KEY, or whose key is not set any more: whoever needs one is told which it is and
 * what to do; nobody is answered 500, nothing is lost, nothing is tried again and again, and the right key makes all of it good.
 */
import { createHmac } from 'node:crypto';
import { readDoctor } from '../../shared/api/overview/doctor';
import { type Reception, receiveEvents } from '../../shared/pipeline/inlets/receiveEvents';
import { workOnEvents } from '../../shared/pipeline/inlets/workOnEvents';
import { tellOutlets } from '../../shared/pipeline/outlets/tellOutlets';
import type { EventSummary } from '../../shared/store/inlets/inletEvents';
import { createMemoryStorage, type MemoryStorage } from '../../shared/store/memory/memoryStorage';
import {
  type Answer,
  type FunctionHost,
  JOB,
  MUSTER_JOB,
  openFunctions,
  SYNCHRONIZATION,
} from '../support/functionHost';
import { INLET, INLET_SECRET, THIN } from '../support/inletDesk';
import { OUTLET_SETTINGS, outletOf, tellAfter } from '../support/outlets';
import { startReceiver, type WebhookReceiver } from '../support/webhookReceiver';
import { createWorkbenchOn, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../support/workbench';
import { writebacks } from '../support/writeback';

const FUNCTIONS = 'secrets jobActions provisionOnDemand plan inlets inletActions outlets outletActions writeback'.split(
  ' ',
);
const PULL = { name: 'hr', kind: 'writeback', way: 'pull', map: { workEmail: '[mail]' } };
const MINUTE = 60_000;
const RESTORED = OUTLET_SETTINGS;

let receiver: WebhookReceiver;
let storage: MemoryStorage;
let bench: Workbench;
let host: FunctionHost;

/** The same storage, under the settings of another deployment. */
async function open(environment: Record<string, string>): Promise<void> {
  bench = await createWorkbenchOn((clock) => {
    storage ??= createMemoryStorage({ clock });
    return storage;
  }, environment);
  host = await openFunctions(bench, FUNCTIONS);
}

const call = (request: string, body?: unknown): Promise<Answer> =>
  host.call(request, body === undefined ? {} : { body });

/** An event as the HR system sends it. */
async function post(id: string): Promise<Reception> {
  const body = Buffer.from(JSON.stringify({ type: 'changed', id, at: bench.clock.now() }));
  const signature = createHmac('sha256', INLET_SECRET).update(body).digest('hex');
  const headers = new Headers({ 'content-type': 'application/json', 'x-signature': signature });
  return receiveEvents(INLET, { delivery: { headers, body }, bearsToken: async () => false }, bench.services.house);
}

beforeEach(async () => {
  receiver = await startReceiver();
  storage = undefined as unknown as MemoryStorage;
  await open(OUTLET_SETTINGS);
  expect((await call(`POST ${MUSTER_JOB}/inlets`, THIN)).status).toBe(201);
  for (const body of [{ name: 'slack', url: receiver.url }, PULL])
    expect((await call(`POST ${MUSTER_JOB}/outlets`, body)).status).toBe(201);
  await call(`POST ${MUSTER_JOB}/outlets`, { name: 'plain', url: null });
  expect(await post('5')).toMatchObject({ kind: 'taken' });
  const value = [{ key: 'SecretToken', value: 'hunter2' }];
  expect((await call(`PUT ${SYNCHRONIZATION}/secrets`, { value })).status).toBe(204);
});
afterEach(() => receiver.close());

const KEYS = [
  {
    key: 'another key',
    secretsKey: Buffer.alloc(32, 8).toString('base64'),
    why: 'it was saved under another SECRETS_KEY',
  },
  { key: 'no key', secretsKey: '', why: 'SECRETS_KEY is not set' },
];
const FIX = 'Set SECRETS_KEY to the key that it was saved under, or save it again.';

describe.each(KEYS)('under $key', ({ secretsKey, why }) => {
  const said = (what: string) => `${what} cannot be opened: ${why}. ${FIX}`;
  beforeEach(() => open({ ...OUTLET_SETTINGS, SECRETS_KEY: secretsKey }));

  test('a target is not opened: who asks is told so, and the job waits in quarantine with all it was sent', async () => {
    const message = said("The secret SecretToken of the job's target");
    const tried = await call(`POST ${JOB}/validateCredentials`, { useSavedCredentials: true });
    expect([tried.status, tried.error.message]).toEqual([400, message]);
    const subject = { objectId: '1', objectTypeName: 'User', data: person('1') };
    const ruleId = (await bench.services.house.contexts.find(JOB_ID))?.compiled.ruleId;
    const parameters = [{ ruleId, subjects: [subject] }];
    const onDemand = await call(`POST ${JOB}/provisionOnDemand`, { parameters });
    expect([onDemand.status, onDemand.text]).toEqual([200, expect.stringContaining(message)]);
    const operations = [{ method: 'POST', bulkId: '1', path: '/Users', data: person('1') }];
    const bulk = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations };
    const planned = await host.call(`POST ${MUSTER_JOB}/plan`, {
      body: bulk,
      headers: { 'content-type': 'application/scim+json' },
    });
    expect([planned.status, planned.error]).toMatchObject([400, { code: 'InvalidCredentials', message }]);
    expect((await call(`POST ${JOB}/start`)).status).toBe(204);

    await bench.upload([person('1')]);
    await bench.drain();
    await bench.supervise(2);
    const job = (await bench.services.house.jobs.get(JOB_ID))?.value;
    expect(job?.quarantine).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  test('an inlet asks its sender to come again, and says why when it is tried', async () => {
    const what = said('The signing secret of the inlet hr');
    const tried = await call(`POST ${MUSTER_JOB}/inlets/hr/test`, { event: { type: 'changed', id: '5' } });
    expect([tried.status, tried.error.message]).toEqual([400, what]);
    expect(await post('6')).toMatchObject({ kind: 'busy', status: 503 });
    expect((await call(`GET ${MUSTER_JOB}/inlets/hr`)).status).toBe(200);
  });

  test('of an inlet nobody is fetched, and nobody parked for it', async () => {
    const { house } = bench.services;
    const events = async () => {
      const found: EventSummary[] = [];
      for await (const { summary } of house.inletEvents.list(INLET, {})) found.push(summary);
      return found;
    };
    const keys = (await events()).map(({ key }) => key);
    await workOnEvents(INLET, keys, house);
    expect(await events()).toMatchObject([{ state: 'open' }]);
    const failing = { message: expect.stringContaining(`of the inlet hr cannot be opened: ${why}. ${FIX}`) };
    expect(await house.inletHealth.get(INLET)).toMatchObject({ failing });
  });

  test('an outlet keeps its events and backs off; its neighbours are told as ever', async () => {
    const what = said('The secret of the outlet slack');
    const tried = await call(`POST ${MUSTER_JOB}/outlets/slack/test`, {});
    expect([tried.status, JSON.stringify(tried.body)]).toEqual([200, expect.stringContaining(what)]);
    await bench.services.house.secrets.put(PRINCIPAL_ID, []); // so that somebody is provisioned at all
    await bench.upload([person('1')]);
    await bench.drain();
    await tellOutlets(bench.services.house);
    expect((await outletOf(bench)).health.lastFailure).toMatchObject({ message: what });
    expect((await call(`GET ${MUSTER_JOB}/outlets/plain/events`)).text).toContain('muster.person.created');
    const errors = () => bench.logger.lines.filter(({ level }) => level === 'error').length;
    await tellAfter(bench, MINUTE);
    const before = errors();
    await tellAfter(bench, 15_000, 15_000, 15_000);
    expect(errors() - before).toBe(0);

    // What could not be compared is read when the key is back.
    const listed = await call(`GET ${MUSTER_JOB}/writeback`);
    expect([listed.status, listed.error.code]).toEqual([409, 'SecretUnreadable']);
    await open(RESTORED);
    await tellAfter(bench, 30 * MINUTE, MINUTE);
    expect(receiver.received.map(({ event }) => event.type)).toContain('muster.person.created');
    expect(await writebacks(host)).toMatchObject([{ externalId: '1' }]);
  });

  test('an outlet that is saved again has a key again where there is one, and its values count as not written', async () => {
    const { status } = await call(`PUT ${MUSTER_JOB}/outlets/hr`, { ...PULL, name: undefined });
    expect([status, (await call(`GET ${MUSTER_JOB}/writeback`)).status]).toEqual(
      secretsKey === '' ? [400, 200] : [200, 200],
    );
  });

  test('the doctor names whose', async () => {
    const facts = { version: '1', hasSecretsKey: secretsKey !== '', sendsMail: true, requiresMail: true };
    const more = { superviseEveryMs: 15_000, failing: async () => [] };
    const { body } = await readDoctor({ ...facts, ...more }, bench.services.house);
    const { value } = body as { readonly value: readonly { readonly id: string }[] };
    const detail = `${JOB_ID}: ${said("The secret SecretToken of the job's target")}`;
    expect(value.find(({ id }) => id === 'secretsKey')).toMatchObject({ status: 'failure', detail });
  });
});
