/** `…/outlets`: made, shown, changed, tried, sent once more, fetched from; and what is refused. */
import { tellOutlets } from '../../../shared/pipeline/outlets/tellOutlets';
import { leaveQuarantine, quarantineJob } from '../../../shared/pipeline/quarantine/quarantineJob';
import { type FunctionHost, MUSTER_JOB, openFunctions, READER } from '../../support/functionHost';
import { OUTLET_SETTINGS, tellAfter, uploadAndTell } from '../../support/outlets';
import { startReceiver, type WebhookReceiver } from '../../support/webhookReceiver';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

const OUTLETS = `${MUSTER_JOB}/outlets`;

let receiver: WebhookReceiver;
let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  receiver = await startReceiver();
  bench = await createWorkbench(OUTLET_SETTINGS);
  bench.clock.advance(Date.now() - bench.clock.now()); // the verifier goes by the time of day
  host = await openFunctions(bench, ['outlets', 'outletActions']);
});
afterEach(() => receiver.close());

const post = (path: string, body: object = {}) => host.call(`POST ${OUTLETS}${path}`, { body });
const make = (more: object = {}) => post('', { name: 'slack', url: receiver.url, ...more });
const tell = (title: string) => uploadAndTell(bench, ['701985', { title }]);
const events = async (query = '') =>
  (await host.call(`GET ${OUTLETS}/slack/events${encodeURI(query)}`)).body.value as Shown[];

interface Shown {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly person: string;
  readonly tries: readonly { readonly status: number | null; readonly answer: string }[];
}

test('an outlet is made, its secret shown once, its receiver asked, and its rows tell no secret', async () => {
  const made = await make({ headers: { Authorization: 'Bearer let-me-in' }, types: ['muster.person.*'] });
  expect([made.status, made.headers.Location]).toEqual([201, expect.stringContaining(`${OUTLETS}/slack`)]);
  expect(made.body).toMatchObject({
    name: 'slack',
    secret: expect.stringMatching(/^whsec_/),
    headers: { Authorization: '*' },
  });
  expect(made.body.health).toMatchObject({ state: 'healthy' });
  expect(receiver.pings).toBe(1);
  const secret = String(made.body.secret);

  const shown = await host.call(`GET ${OUTLETS}/slack`, { roles: READER });
  expect(shown.text).not.toContain('whsec_');
  expect(shown.text).not.toContain('let-me-in');
  for (const name of ['outlets', 'jobs', 'audit', 'people']) {
    const rows = JSON.stringify(bench.storage.table(name).rows());
    expect([rows.includes(secret), rows.includes('let-me-in')]).toEqual([false, false]);
  }
  await tell('Guide');
  expect(receiver.received[0]?.headers.authorization).toBe('Bearer let-me-in');
  expect(JSON.stringify(bench.logger.lines)).not.toContain('let-me-in');
});

test('a receiver that does not answer is saved all the same, and shown as unverified', async () => {
  receiver.answer = 500;
  const { status, body } = await make();
  expect([status, body.health]).toEqual([
    201,
    expect.objectContaining({ state: 'unverified', lastFailure: expect.objectContaining({ status: 500 }) }),
  ]);
});

test.each<{ what: string; body: object; target: string }>([
  { what: 'a name that is none', body: { name: 'No Name' }, target: 'name' },
  { what: 'an address without TLS', body: { url: 'http://hooks.example.com/' }, target: 'url' },
  { what: 'a type that is none', body: { types: ['muster.person.born'] }, target: 'types[0]' },
  { what: 'a member that is none', body: { colour: 'red' }, target: 'colour' },
])('$what is refused with its place', async ({ body, target }) => {
  const { status, error } = await make(body);
  expect([status, error.details?.map((detail) => detail.target)]).toEqual([400, [target]]);
});

test('without a key to seal with nothing is saved, and the fix is named', async () => {
  bench = await createWorkbench({ ALLOW_LOOPBACK_TARGETS: 'true' });
  host = await openFunctions(bench, ['outlets', 'outletActions']);
  const { status, error } = await make();
  expect([status, error.message]).toEqual([400, expect.stringContaining('SECRETS_KEY')]);
  expect((await host.call(`GET ${OUTLETS}`)).body.value).toEqual([]);
});

test('a name is taken once, and somebody else’s outlet is nobody’s', async () => {
  await make();
  expect((await make()).status).toBe(409);
  expect((await host.call(`GET ${OUTLETS}/teams`)).status).toBe(404);
  expect((await host.call(`GET ${MUSTER_JOB.replace('API2AAD', 'API2AD')}/outlets/slack`)).status).toBe(404);
  expect((await host.call(`PUT ${OUTLETS}/slack`, { roles: READER, body: { url: receiver.url } })).status).toBe(403);
});

test('a change is made on the version that was seen, and no header goes to another host unseen', async () => {
  const { headers } = await make({ headers: { Authorization: 'Bearer let-me-in' } });
  const put = (body: object, etag = '*') => host.call(`PUT ${OUTLETS}/slack`, { body, headers: { 'if-match': etag } });
  const masked = { headers: { Authorization: '*' } };
  expect((await put({ url: 'https://elsewhere.example.com/', ...masked })).error.message).toContain('given anew');
  const changed = await put({ url: receiver.url, include: 'names', ...masked }, headers.ETag);
  expect([changed.status, changed.body.include, changed.body.secret]).toEqual([200, 'names', undefined]);
  expect((await put({ url: receiver.url }, headers.ETag)).status).toBe(412);
  await tell('Guide');
  expect(receiver.received[0]?.headers.authorization).toBe('Bearer let-me-in');
});

test('for a day after a rotation both secrets verify, then the new one alone', async () => {
  const old = String((await make()).body.secret);
  const next = String((await post('/slack/rotate')).body.secret);
  await tell('a');
  bench.clock.advance(25 * 60 * 60_000);
  await tell('b');
  const [both, after] = receiver.received;
  if (both === undefined || after === undefined) throw new Error('Two events were to come.');
  receiver.verify(both, old);
  receiver.verify(both, next);
  expect(() => receiver.verify(after, old)).toThrow();
  expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1);
});

test('what a paused outlet is to be told waits, and goes on in order', async () => {
  await make();
  expect((await post('/slack/pause')).status).toBe(204);
  await tell('a');
  await tell('b');
  expect((await host.call(`GET ${OUTLETS}/slack`)).body.health).toMatchObject({ state: 'paused' });
  expect([receiver.received.length, (await events("?$filter=state eq 'open'")).length]).toEqual([0, 2]);
  expect((await post('/slack/resume')).status).toBe(204);
  await tellOutlets(bench.services.house);
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['muster.person.created', 'muster.person.updated']);
});

test('a test is sent and not kept', async () => {
  await make();
  const { body } = await post('/slack/test', { type: 'muster.person.created' });
  expect(body).toMatchObject({ type: 'muster.person.created', delivered: true, status: 204 });
  expect(receiver.received.map(({ event }) => event.data.test)).toEqual([true]);
  expect(await events()).toEqual([]);
  expect((await post('/slack/test', { type: 'muster.person.born' })).status).toBe(400);
});

test('events tell their tries, and are sent once more by id, or all that were given up', async () => {
  await make();
  receiver.answer = (_, response) => response.writeHead(422).end('no such user');
  await tell('a');
  await tellAfter(bench, 600_000, 3_600_000);
  const [failed] = await events("?$filter=state eq 'failed' and person eq '701985'");
  expect(failed).toMatchObject({ type: 'muster.person.created', state: 'failed', person: '701985' });
  expect(failed?.tries.map(({ status, answer }) => [status, answer])).toEqual(Array(3).fill([422, 'no such user']));
  receiver.answer = undefined;
  expect((await post('/slack/replay', { state: 'failed' })).body).toEqual({ replayed: 1, more: false });
  await tellOutlets(bench.services.house);
  expect(receiver.received).toHaveLength(4);
  expect((await post('/slack/replay', { ids: [failed?.id, 'unknown'] })).body).toEqual({ replayed: 1, more: false });
  await tellOutlets(bench.services.house);
  expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
  expect(receiver.received).toHaveLength(5);
  expect((await post('/slack/replay')).status).toBe(400);
});

test('an outlet without an address is fetched from: what was handed out comes again until it is said to be taken', async () => {
  await make({ url: null });
  await tell('a');
  await tell('b');
  const fetched = (query: string) => host.call(`GET ${OUTLETS}/slack/events?${query}`);
  const first = await fetched('wait=0');
  expect((first.body.value as Shown[]).map(({ type }) => type)).toEqual([
    'muster.person.created',
    'muster.person.updated',
  ]);
  expect((await fetched('wait=0')).body.value).toHaveLength(2);
  expect((await fetched(`after=${first.body.after}`)).body).toEqual({ value: [], after: '' });
  expect((await fetched('after=nonsense')).status).toBe(400);
  expect((await host.call(`GET ${OUTLETS}/slack/events?wait=0`, { roles: READER })).status).toBe(403);
  await tellAfter(bench, 15 * 60_000);
  expect((await host.call(`GET ${OUTLETS}/slack`)).status).toBe(404); // nobody asked for a quarter of an hour
});

test('with the last outlet the job has none, and what was kept is removed', async () => {
  await make();
  await tell('a');
  expect((await host.call(`DELETE ${OUTLETS}/slack`)).status).toBe(204);
  expect((await bench.services.house.jobs.get(JOB_ID))?.value.hasOutlets).toBeUndefined();
  await make();
  expect(await events()).toEqual([]); // not what was kept for the one of this name before
});

test('what happens to a job is told: uploads that are over, a quarantine, and its end', async () => {
  await make({ types: ['muster.upload.completed', 'muster.job.*', 'muster.deletions.held'] });
  await tell('a');
  await bench.supervise(2);
  await tellOutlets(bench.services.house);
  const trip = { cycleId: 'c', count: 600, threshold: 500 };
  const trouble = { reason: 'TooManyDeletes', code: 'TooManyDeletes', message: 'Too many.', trip } as const;
  await quarantineJob(JOB_ID, trouble, bench.services.house);
  await leaveQuarantine(JOB_ID, 'It is over.', () => true, bench.services.house);
  await tellOutlets(bench.services.house);
  const told = receiver.received.map(({ event }) => [event.type, event.data] as const);
  expect(new Map(told)).toEqual(
    new Map<string, unknown>([
      [
        'muster.upload.completed',
        expect.objectContaining({ totalOperations: 1, outcomes: expect.objectContaining({ success: 1 }) }),
      ],
      ['muster.deletions.held', trip],
      ['muster.job.quarantined', { reason: 'TooManyDeletes', code: 'TooManyDeletes', message: 'Too many.' }],
      ['muster.job.recovered', { reason: 'TooManyDeletes' }],
    ]),
  );
});
