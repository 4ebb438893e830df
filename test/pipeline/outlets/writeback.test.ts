/** From an account back into HR: what is sent, once, in order; what is waited for; and what stops a circle. */
import { type FunctionHost, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { OUTLET_SETTINGS, outletOf, tellAfter, uploadAndTell } from '../../support/outlets';
import { startReceiver, type WebhookReceiver } from '../../support/webhookReceiver';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';
import { addWriteback, changeAccount, writebacks } from '../../support/writeback';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let receiver: WebhookReceiver;
let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  receiver = await startReceiver();
  bench = await createWorkbench(OUTLET_SETTINGS);
  host = await openFunctions(bench, ['outlets', 'outletActions', 'writeback']);
});
afterEach(() => receiver.close());

const webhook = (more: object = {}) => addWriteback(host, { way: 'webhook', url: receiver.url, ...more });
/** What each message asked to be written. */
const sent = () =>
  receiver.received.map(({ event: { subject, data } }) => {
    const { changed, values } = data as { changed: string[]; values: Record<string, unknown> };
    return [subject, ...changed.map((name) => `${name}=${values[name]}`)].join(' ');
  });
const mark = (people: object) => host.call(`POST ${MUSTER_JOB}/writeback/mark`, { body: { outlet: 'hr', people } });
const standing = async (id: string) => (await writebacks(host, `externalId eq '${id}'`))[0]?.state;

test('an account is written back once, then what others filled in, and nothing that is as it was', async () => {
  await webhook();
  await uploadAndTell(bench, ['1']);
  expect(sent()).toEqual(['1 login=user1@adatum.example']);
  expect(await writebacks(host)).toMatchObject([{ externalId: '1', state: 'waiting', missing: ['workEmail'] }]);

  await changeAccount(bench, '1', { mail: 'one@adatum.example' });
  await tellAfter(bench, 14 * MINUTE);
  expect(sent()).toHaveLength(1);
  await tellAfter(bench, 2 * MINUTE);
  expect(sent().slice(1)).toEqual(['1 workEmail=one@adatum.example']);
  expect(receiver.received[1]?.event).toMatchObject({
    type: 'muster.writeback',
    source: `/muster/jobs/${JOB_ID}/outlets/hr/people/1`,
    sequence: '0000000000000002',
    data: { values: { login: 'user1@adatum.example', workEmail: 'one@adatum.example' } },
  });
  expect(await standing('1')).toBe('written');

  await uploadAndTell(bench, ['1']);
  await uploadAndTell(bench, ['1', { title: 'Lead' }]); // the account changed, and nothing that HR is told of
  await tellAfter(bench, 8 * DAY);
  expect(sent()).toHaveLength(2);
});

test('a change of the account that nobody uploaded is seen by the refresh', async () => {
  await webhook({ refresh: 'P1D' });
  await uploadAndTell(bench, ['1']);
  await changeAccount(bench, '1', { mail: 'a@adatum.example' });
  await tellAfter(bench, 16 * MINUTE);
  await changeAccount(bench, '1', { mail: 'b@adatum.example' });
  await tellAfter(bench, 2 * DAY);
  expect(sent().slice(-1)).toEqual(['1 workEmail=b@adatum.example']);
});

test.each([
  { clears: false, asked: [] },
  { clears: true, asked: ['1 workEmail=null'] },
])('an account that loses the value clears HR only where that is said: $clears', async ({ clears, asked }) => {
  await webhook({ refresh: 'P1D', map: { workEmail: { expression: '[mail]', clears } } });
  await uploadAndTell(bench, ['1']);
  expect(sent()).toEqual([]); // what was never written is not cleared either
  await changeAccount(bench, '1', { mail: 'a@adatum.example' });
  await tellAfter(bench, 16 * MINUTE);
  await changeAccount(bench, '1', { mail: null });
  await tellAfter(bench, 2 * DAY);
  expect(sent().slice(1)).toEqual(asked);
});

test('whoever was there before is gone through; with a baseline nothing is sent of them', async () => {
  await bench.upload(['1', '2', '3'].map((id) => person(id)));
  await bench.drain();
  await webhook();
  await addWriteback(host, { name: 'quiet', way: 'webhook', url: receiver.url, baseline: true });
  await tellAfter(bench, SECOND);
  expect(sent().sort()).toEqual(['1', '2', '3'].map((id) => `${id} login=user${id}@adatum.example`));
  await changeAccount(bench, '2', { mail: 'two@adatum.example' });
  await uploadAndTell(bench, ['2'], ['4']);
  const quiet = receiver.received.filter(({ event }) => event.source.includes('/quiet/'));
  expect(quiet.map(({ event }) => `${event.subject} ${event.data.changed}`).sort()).toEqual(['2 workEmail', '4 login']);
});

test('a circle that would never end is refused when it is saved, and one that settles is told', async () => {
  const save = (name: string, map: object) =>
    host.call(`POST ${MUSTER_JOB}/outlets`, { body: { name, kind: 'writeback', way: 'pull', map } });
  const endless = await save('endless', { userName: 'ToLower([userPrincipalName], )' });
  expect([endless.status, endless.error.code]).toEqual([400, 'WritebackLoop']);
  expect(endless.error.details).toMatchObject([{ code: 'WritebackLoop', target: 'map.userName' }]);
  const settling = await save('settling', { displayName: '[displayName]' });
  expect([settling.status, settling.body.warnings]).toMatchObject([
    201,
    [{ code: 'WritebackEcho', target: 'map.displayName' }],
  ]);
  const { value } = (await host.call(`GET ${MUSTER_JOB}/outlets`)).body;
  expect(value).toMatchObject([{ name: 'settling' }]);
});

test('a value that goes round in a circle is stopped after the third write, and goes on when somebody says so', async () => {
  await webhook({ map: { workEmail: '[mail]' } });
  await uploadAndTell(bench, ['1'], ['2']);
  for (const letter of ['a', 'b', 'c', 'd', 'e']) {
    await changeAccount(bench, '1', { mail: `${letter}@adatum.example` });
    await uploadAndTell(bench, ['1']);
  }
  expect(sent()).toEqual(['a', 'b', 'c'].map((letter) => `1 workEmail=${letter}@adatum.example`));
  const seen = ['a', 'b', 'c', 'd'].map((letter) => `${letter}@adatum.example`);
  expect(await writebacks(host, "state eq 'parked'")).toMatchObject([{ parked: { attribute: 'workEmail', seen } }]);

  const { body } = await host.call(`POST ${MUSTER_JOB}/writeback/retry`, { body: { outlet: 'hr', people: ['1'] } });
  expect(body).toEqual({ unparked: 1, sentAgain: 0 });
  await tellAfter(bench, SECOND);
  expect(sent().slice(3)).toEqual(['1 workEmail=e@adatum.example']);
});

test('what is refused is given up, shown, and said once more with the next change, or when somebody asks', async () => {
  await webhook({ map: { workEmail: '[mail]', phone: '[telephoneNumber]' } });
  receiver.answer = 422;
  await uploadAndTell(bench, ['1', { phoneNumbers: [{ type: 'work', value: '+1 1' }] }]);
  await tellAfter(bench, MINUTE, 10 * MINUTE);
  expect(await writebacks(host)).toMatchObject([{ state: 'failed', changed: ['phone'], lastError: '' }]);
  receiver.answer = undefined;
  await changeAccount(bench, '1', { mail: 'a@adatum.example' });
  await tellAfter(bench, HOUR);
  expect(sent().slice(-1)).toEqual(['1 workEmail=a@adatum.example phone=+1 1']);

  await host.call(`POST ${MUSTER_JOB}/writeback/retry`, { body: { outlet: 'hr' } });
  await tellAfter(bench, SECOND);
  expect(sent().slice(-1)).toEqual(['1 phone=+1 1']);
});

test('what is fetched stays to be fetched until it is said to be taken as it was fetched', async () => {
  await addWriteback(host, { way: 'pull' });
  await uploadAndTell(bench, ['1'], ['2']);
  const fetched = await writebacks(host, "state eq 'open'");
  expect(fetched.map(({ externalId }) => externalId).sort()).toEqual(['1', '2']);
  expect(fetched.find(({ externalId }) => externalId === '1')).toMatchObject({
    changed: ['login'],
    values: { login: 'user1@adatum.example' },
    revision: 1,
  });
  await changeAccount(bench, '1', { mail: 'one@adatum.example' });
  await tellAfter(bench, 16 * MINUTE); // in between
  const asFetched = fetched.map(({ externalId, revision }) => ({ externalId, revision }));
  const answer = await mark([...asFetched, { externalId: '9', revision: 1 }]);
  expect(answer.body).toEqual({ marked: 1, changed: ['1'], unknown: ['9'] });
  const [left] = await writebacks(host, "state eq 'open'");
  expect(left).toMatchObject({ externalId: '1', changed: ['login', 'workEmail'], revision: 2 });
  await mark([{ externalId: '1', revision: 2 }]);
  expect([await standing('1'), await standing('2')]).toEqual(['written', 'waiting']);
  await tellAfter(bench, 8 * DAY);
  expect(await writebacks(host, "state eq 'open'")).toEqual([]);
});

test('no value stays in the log or the outbox, and the job forgets what was read when the writeback goes', async () => {
  await webhook();
  await uploadAndTell(bench, ['1']);
  const rows = bench.storage.table('people').rows();
  const entries = JSON.stringify(await bench.log('1'));
  expect(entries).not.toContain('"account":');
  expect(rows.filter(({ rowKey }) => rowKey.startsWith('o!'))).toEqual([]);
  await host.call(`DELETE ${MUSTER_JOB}/outlets/hr`);
  expect((await bench.services.house.jobs.get(JOB_ID))?.value).not.toHaveProperty('writesBack');
});

test('a receiver that is away for two days gets each person in order, and nothing is given up', async () => {
  await webhook({ map: { phone: '[telephoneNumber]' } });
  receiver.answer = (request) => request.socket.destroy();
  for (const digit of [1, 2, 3, 4, 5, 6, 7]) {
    const phoneNumbers = [{ type: 'work', value: `+1 ${digit}` }];
    await uploadAndTell(bench, ['1', { phoneNumbers }], ['2', { phoneNumbers }]);
    await tellAfter(bench, 9 * HOUR);
  }
  const before = receiver.received.length;
  receiver.answer = undefined;
  await tellAfter(bench, DAY);
  for (const id of ['1', '2']) {
    const own = sent()
      .slice(before)
      .filter((line) => line.startsWith(`${id} `));
    expect(own).toEqual([1, 2, 3, 4, 5, 6, 7].map((digit) => `${id} phone=+1 ${digit}`));
  }
  expect((await outletOf(bench, 'hr')).health).toMatchObject({ backOff: null, dueAt: null });
});
