/** The whole way round: a person from HR, an account, the e-mail address into HR's SCIM service, and the person back from HR. */
import { fenceAction } from '../../../shared/store/inlets/fences';
import { type FunctionHost, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { OUTLET_SETTINGS, outletOf, tellAfter, uploadAndTell } from '../../support/outlets';
import { type ScimServer, startScimServer } from '../../support/scimServer';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';
import { addWriteback, changeAccount, writebacks } from '../../support/writeback';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WORK = 'emails[type eq "work"].value';

let hr: ScimServer;
let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  hr = await startScimServer();
  hr.users.set('hr-1', { id: 'hr-1', externalId: '1', userName: 'one', active: true, title: 'Guide' });
  hr.users.set('hr-2', { id: 'hr-2', externalId: '2', userName: 'two', active: true });
  bench = await createWorkbench(OUTLET_SETTINGS);
  host = await openFunctions(bench, ['outlets', 'outletActions', 'writeback']);
});
afterEach(() => hr.close());

const scim = (more: object = {}) => ({ baseAddress: hr.baseUrl, auth: { SecretToken: hr.token }, ...more });
const add = (more: object = {}) =>
  addWriteback(host, { way: 'scim', map: { [WORK]: '[mail]' }, scim: scim(), ...more });
const writes = () => hr.requests.filter(({ method }) => method !== 'GET');
const emailOf = (id: string) => (hr.users.get(id)?.emails as { value: string }[] | undefined)?.[0]?.value;

test('an e-mail address goes into HR, comes back unchanged, and that is all', async () => {
  await add();
  await uploadAndTell(bench, ['1'], ['2']);
  expect(writes()).toEqual([]);
  await changeAccount(bench, '1', { mail: 'one@adatum.example' });
  await tellAfter(bench, 16 * MINUTE);
  expect(emailOf('hr-1')).toBe('one@adatum.example');
  expect(writes().map(({ method, url }) => `${method} ${url}`)).toEqual([
    expect.stringMatching(/^PATCH .*\/Users\/hr-1/),
  ]);
  expect(hr.users.get('hr-1')).toMatchObject({ userName: 'one', active: true, title: 'Guide' });

  await uploadAndTell(bench, ['1', { emails: [{ type: 'work', value: 'one@adatum.example' }] }]);
  expect((await bench.log('1'))[0]?.entry).toMatchObject({ status: 'skipped', error: { code: 'RedundantExport' } });
  await tellAfter(bench, 8 * DAY);
  expect(writes()).toHaveLength(1);
  expect(JSON.stringify(bench.storage.table('outlets').rows())).not.toContain(hr.token);
});

test('a leaver is neither created, deleted nor shut out there', async () => {
  await add();
  await changeMail('1', 'one@adatum.example');
  await uploadAndTell(bench, ['1', { active: false }]);
  await tellAfter(bench, DAY);
  expect(hr.users.get('hr-1')?.active).toBe(true);
  expect(JSON.stringify(writes().map(({ body }) => body))).not.toContain('active');
});

test('who is not in HR yet is tried for, and written when there; nobody else waits', async () => {
  await add();
  hr.users.delete('hr-1');
  await changeMail('1', 'one@adatum.example');
  await changeMail('2', 'two@adatum.example');
  expect(emailOf('hr-2')).toBe('two@adatum.example');
  expect(await writebacks(host, "externalId eq '1'")).toMatchObject([
    { state: 'open', lastError: expect.stringContaining("no user whose externalId is '1'") },
  ]);
  expect((await outletOf(bench, 'hr')).health.backOff).toBeNull();
  hr.users.set('hr-9', { id: 'hr-9', externalId: '1', userName: 'one' });
  await tellAfter(bench, DAY);
  expect(emailOf('hr-9')).toBe('one@adatum.example');
});

test('two users of one number are both left alone', async () => {
  hr.users.set('hr-3', { id: 'hr-3', externalId: '1', userName: 'double' });
  await add();
  await changeMail('1', 'one@adatum.example');
  expect(writes()).toEqual([]);
  expect((await writebacks(host, "externalId eq '1'"))[0]?.lastError).toContain('more than one user');
});

describe('by the ids of an inlet', () => {
  const PLACE = { jobId: JOB_ID, inlet: 'bamboo' };
  const withInlet = async () => {
    const inlet = { ...PLACE, definition: {}, secrets: [], state: 'active', version: 1, savedAt: 0 } as const;
    await bench.services.house.inlets.put(inlet, undefined);
  };
  const letIn = async (person: string, anchor: string) => {
    const fence = { fetchedFrom: 0, by: 'a', eventAt: null, anchor, uploadFirst: 1 };
    await bench.storage.table('jobs').transact([fenceAction(PLACE, person, fence, undefined)]);
  };

  test('who was let in is patched without a search; who was not, when the inlet lets them in', async () => {
    await withInlet();
    await letIn('hr-1', '1');
    await add({ scim: scim({ idFrom: 'bamboo' }) });
    hr.requests.length = 0;
    await changeMail('1', 'one@adatum.example');
    expect(emailOf('hr-1')).toBe('one@adatum.example');
    expect(hr.requests.filter(({ url }) => String(url).includes('filter'))).toEqual([]);
    await changeMail('2', 'two@adatum.example');
    expect((await writebacks(host, "externalId eq '2'"))[0]?.lastError).toContain('The inlet bamboo has let in nobody');
    await letIn('hr-2', '2');
    await tellAfter(bench, DAY);
    expect(emailOf('hr-2')).toBe('two@adatum.example');
  });

  test('of which the job has none it is refused', async () => {
    await expect(add({ scim: scim({ idFrom: 'bamboo' }) })).rejects.toThrow('scim.idFrom names no inlet of the job');
  });
});

test('what was overtaken while the service was away is not written: the newest value is, once', async () => {
  await add();
  await changeMail('1', 'one@adatum.example');
  const away = { kind: 'answer', status: 503 } as const;
  hr.fail('PATCH', away, away, away);
  for (const mail of ['a@adatum.example', 'b@adatum.example']) await changeMail('1', mail);
  await tellAfter(bench, DAY, DAY, DAY);
  expect(emailOf('hr-1')).toBe('b@adatum.example');
  await host.call(`POST ${MUSTER_JOB}/outlets/hr/replay`, { body: { from: '2000-01-01T00:00:00Z' } });
  await tellAfter(bench, SECOND);
  expect(emailOf('hr-1')).toBe('b@adatum.example');
});

test('credentials stay with the address they were entered for', async () => {
  await add();
  const shown = (await host.call(`GET ${MUSTER_JOB}/outlets/hr`)).body as { scim: object; [member: string]: unknown };
  expect(shown).toMatchObject({ kind: 'writeback', way: 'scim', health: { state: 'healthy' } });
  expect(shown.scim).toEqual({ baseAddress: hr.baseUrl, match: 'externalId', auth: { SecretToken: '*' } });
  const { name, kind, way, map } = shown;
  const put = (more: object) =>
    host.call(`PUT ${MUSTER_JOB}/outlets/hr`, { body: { name, kind, way, map, scim: { ...shown.scim, ...more } } });
  expect((await put({})).status).toBe(200);
  const elsewhere = await put({ baseAddress: 'https://elsewhere.example/scim' });
  expect([elsewhere.status, elsewhere.text]).toEqual([400, expect.stringContaining('scim.auth must be given anew')]);
  const test = await host.call(`POST ${MUSTER_JOB}/outlets/hr/test`);
  expect(test.body).toMatchObject({ delivered: true });
});

async function changeMail(id: string, mail: string): Promise<void> {
  await uploadAndTell(bench, [id]);
  await changeAccount(bench, id, { mail });
  await uploadAndTell(bench, [id]);
  await tellAfter(bench, SECOND);
}
