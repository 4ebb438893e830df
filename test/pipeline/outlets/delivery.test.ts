/** From an upload to a receiver that is not ours: what it is told, signed, in order, once, and what becomes of it where it fails. */
import { CloudEvent } from 'cloudevents';
import { resumeOutlet } from '../../../shared/pipeline/outlets/changeOutlet';
import { tellOutlets } from '../../../shared/pipeline/outlets/tellOutlets';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { addOutlet, OUTLET_SETTINGS, outletOf, tellAfter, uploadAndTell } from '../../support/outlets';
import { startReceiver, type WebhookReceiver } from '../../support/webhookReceiver';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let receiver: WebhookReceiver;
let other: WebhookReceiver;
let bench: Workbench;
beforeEach(async () => {
  receiver = await startReceiver();
  other = await startReceiver();
  bench = await createWorkbench(OUTLET_SETTINGS);
});
afterEach(() => Promise.all([receiver.close(), other.close()]));

/** `701985 created, …`, in the order of arrival. */
const told = () => receiver.received.map(({ event }) => `${event.subject} ${event.type.split('.').at(-1)}`);
const healthOf = async () => (await outletOf(bench)).health;

test('a person is created and updated, and the receiver is told, signed, as CloudEvents', async () => {
  bench.clock.advance(Date.now() - bench.clock.now()); // the verifier goes by the time of day
  const secret = await addOutlet(bench, receiver.url);
  expect(receiver.pings).toBe(1);
  await uploadAndTell(bench, ['701985']);
  await uploadAndTell(bench, ['701985', { title: 'Tour Lead' }]);
  await uploadAndTell(bench, ['701985', { title: 'Tour Lead' }]); // unchanged: nobody is told

  expect(told()).toEqual(['701985 created', '701985 updated']);
  for (const message of receiver.received) receiver.verify(message, secret);
  const [created] = receiver.received;
  if (created === undefined) throw new Error('Nothing was received.');
  expect(created.headers['content-type']).toBe('application/cloudevents+json');
  const parsed = new CloudEvent(JSON.parse(created.body) as object);
  expect(parsed.validate()).toBe(true);
  const [entry] = (await bench.log('701985')).slice(-1);
  expect(parsed).toMatchObject({
    specversion: '1.0',
    id: entry?.id,
    source: `/muster/jobs/${JOB_ID}/people/701985`,
    subject: '701985',
    sequence: '0000000000000001',
    time: new Date(entry?.at ?? 0).toISOString(),
    data: { externalId: '701985', action: 'create', status: 'success', attempt: 1, logEntryId: entry?.id },
  });
});

test('an outlet is told of what it asks for: types, people, and what changed', async () => {
  const clause = { sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Lead'] } };
  const where = { groups: [{ name: 'leads', clauses: [clause] }] };
  await addOutlet(bench, receiver.url, { types: ['muster.person.updated'], include: 'changes', where });
  await uploadAndTell(bench, ['1', { title: 'Guide' }], ['2', { title: 'Guide' }]);
  await uploadAndTell(bench, ['1', { title: 'Lead' }], ['2', { title: 'Driver' }]);
  expect(told()).toEqual(['1 updated']);
  expect(receiver.received[0]?.event.data).toMatchObject({
    displayName: 'Person 1',
    changes: [{ name: 'jobTitle', oldValue: 'Guide', newValue: 'Lead' }],
  });
});

test('a job without outlets counts nothing and leaves no pointers', async () => {
  await bench.upload([person('1')]);
  await bench.drain();
  const rows = bench.storage.table('people').rows();
  expect(rows.filter(({ rowKey }) => rowKey.startsWith('o!'))).toEqual([]);
  expect(rows.some(({ properties }) => String(properties.state).includes('told'))).toBe(false);
});

test('two days without the receiver lose nothing: everything comes, each person in order', async () => {
  await addOutlet(bench, receiver.url);
  receiver.answer = (request) => request.socket.destroy();
  for (const title of ['a', 'b', 'c', 'd']) {
    await uploadAndTell(bench, ...['1', '2', '3'].map((id): [string, { title: string }] => [id, { title }]));
    await tellAfter(bench, 12 * HOUR);
  }
  expect((await healthOf()).backOff).not.toBeNull();
  const before = receiver.received.length;
  receiver.answer = undefined;
  await tellAfter(bench, DAY);
  const after = receiver.received.slice(before);
  expect(after).toHaveLength(12);
  for (const id of ['1', '2', '3']) {
    const own = after.filter(({ event }) => event.subject === id).map(({ event }) => Number(event.sequence));
    expect(own).toEqual([1, 2, 3, 4]);
  }
  expect(await healthOf()).toMatchObject({ failures: 0, backOff: null, dueAt: null });
});

test('a person whose event is not taken waits, and nobody else does', async () => {
  await addOutlet(bench, receiver.url);
  receiver.answer = (request, response) => {
    const isStuck = receiver.received.at(-1)?.event.subject === 'stuck';
    response.writeHead(isStuck ? 503 : 204).end();
    request.resume();
  };
  await uploadAndTell(bench, ['stuck'], ['1'], ['2']);
  await uploadAndTell(bench, ['stuck', { title: 'x' }], ['1', { title: 'x' }], ['2', { title: 'x' }]);
  const of = (id: string) => told().filter((line) => line.startsWith(`${id} `));
  expect([of('1'), of('2')]).toEqual([
    ['1 created', '1 updated'],
    ['2 created', '2 updated'],
  ]);
  expect(new Set(of('stuck'))).toEqual(new Set(['stuck created']));
  receiver.answer = undefined;
  await tellAfter(bench, 6 * MINUTE);
  expect(of('stuck').slice(-2)).toEqual(['stuck created', 'stuck updated']);
});

describe('a receiver that', () => {
  const longest = Array.from({ length: 12 }, () => 25 * HOUR);

  test('refuses an event is asked three times, and then for what is behind it', async () => {
    await addOutlet(bench, receiver.url);
    receiver.answer = (_, response) => {
      const { event } = receiver.received.at(-1) ?? {};
      response.writeHead(event?.type.endsWith('created') ? 422 : 204).end('no such user');
    };
    await uploadAndTell(bench, ['1']);
    await uploadAndTell(bench, ['1', { title: 'x' }]);
    await tellAfter(bench, HOUR, HOUR);
    expect(told()).toEqual(['1 created', '1 created', '1 created', '1 updated']);
    const failed = [];
    for await (const one of bench.services.house.outletEvents.list(
      (await outletOf(bench)).outlet,
      { state: 'failed' },
      undefined,
    ))
      failed.push(one.event);
    expect(failed.map(({ type, tries }) => [type, tries.map(({ status, answer }) => [status, answer])])).toEqual([
      ['muster.person.created', [1, 2, 3].map(() => [422, 'no such user'])],
    ]);
  });

  test('is gone (410) is sent nothing more, until an administrator says so', async () => {
    await addOutlet(bench, receiver.url);
    receiver.answer = 410;
    await uploadAndTell(bench, ['1']);
    await uploadAndTell(bench, ['1', { title: 'x' }]);
    await tellAfter(bench, ...longest);
    expect(told()).toEqual(['1 created']);
    expect((await healthOf()).disabled).toMatchObject({ why: 'gone' });
    receiver.answer = undefined;
    await resumeOutlet(await outletOf(bench), MUSTER, bench.services.house);
    await tellOutlets(bench.services.house);
    expect(told()).toEqual(['1 created', '1 created', '1 updated']);
  });

  test('takes nothing for five days is disabled: others are told, and so is the administrator, once', async () => {
    await addOutlet(bench, receiver.url);
    await addOutlet(bench, other.url, { name: 'watch', types: ['muster.outlet.disabled'] });
    receiver.answer = 500;
    await uploadAndTell(bench, ...Array.from({ length: 12 }, (_, id): [string] => [`${id}`]));
    const first = receiver.received.length; // five, and those that were under way with the fifth
    expect(first).toBeLessThanOrEqual(8);
    const ids = () => new Set(receiver.received.slice(first).map(({ event }) => event.id));
    await tellAfter(bench, ...longest);
    expect(ids().size).toBe(1); // the oldest alone is tried
    expect((await healthOf()).disabled).toMatchObject({ why: 'silent' });
    expect(other.received.map(({ event }) => event.data)).toEqual([
      { outlet: 'slack', reason: 'silent', lastStatus: 500 },
    ]);
    const lines = bench.logger.lines.filter(({ message }) => message === 'An outlet is disabled');
    expect(lines).toHaveLength(1);
    receiver.answer = undefined;
    await resumeOutlet(await outletOf(bench), MUSTER, bench.services.house);
    const before = receiver.received.length;
    await tellOutlets(bench.services.house);
    expect(receiver.received).toHaveLength(before + 12);
  });

  test.each([
    {
      name: 'redirects',
      answer: { status: 302, headers: { location: 'http://169.254.169.254/' } },
      says: 'redirects to',
    },
    { name: 'closes early', answer: undefined, says: 'broke off' },
    { name: 'asks for time', answer: { status: 429, headers: { 'retry-after': '3600' } }, says: '' },
  ])('$name is asked again', async ({ answer, says }) => {
    await addOutlet(bench, receiver.url);
    receiver.answer = (request, response) => {
      if (answer === undefined) request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end();
    };
    await uploadAndTell(bench, ['1']);
    receiver.answer = undefined;
    const open = [];
    const { outlet } = await outletOf(bench);
    for await (const one of bench.services.house.outletEvents.list(outlet, { state: 'open' }, undefined))
      open.push(one);
    expect(open[0]?.event.tries[0]?.answer).toContain(says);
    await tellAfter(bench, 10_000);
    expect(told()).toHaveLength(answer?.status === 429 ? 1 : 2);
    await tellAfter(bench, HOUR);
    expect(told()).toHaveLength(2);
  });

  test('answers without end has taken the event', async () => {
    await addOutlet(bench, receiver.url);
    receiver.answer = (_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    await uploadAndTell(bench, ['1']);
    expect(await healthOf()).toMatchObject({ failures: 0, dueAt: null });
  });
});

test('in a deployment an address of a private network is refused when the connection is made, and tried again', async () => {
  const deployed = await createWorkbench({
    ...{ ...OUTLET_SETTINGS, WEBSITE_SITE_NAME: 'm', TOKEN_AUDIENCES: 'api://m', SUPERVISE_SCHEDULE: '*/15 * * * * *' },
  });
  await addOutlet(deployed, receiver.url);
  await uploadAndTell(deployed, ['1']);
  const { health } = await outletOf(deployed);
  expect([health.failures, health.lastFailure?.message]).toEqual([1, expect.stringContaining('EGRESS_HOSTS')]);
  expect([receiver.pings, receiver.received]).toEqual([0, []]);
});
