/**
 * What the release before the record left behind is read, and finished.
 *
 * `test/fixtures/olderRelease.json` holds every row and every queue message of a storage account, written by the code of
 * commit 12e8443 itself: a script on that commit's own `test/support/workbench.ts` uploaded people as told below and wrote
 * down the tables (`rows()`) and what the queue handed out; bytes are in base64 under `bytes`. Nobody can write it anew
 * with today's code, so it stays as it is. At its time, `at`:
 *
 * - 1 has an account, and waits with 9 in a message that was parked because the job is paused;
 * - 2 and 10 have one each whose update failed, as nobody answered: the timer's errand for 2 is parked, 10 is not due yet;
 * - 3 and 11 are disabled by the source, which is held: the errand that releases 3 is parked, 11 has not settled yet;
 * - 4 waits for its manager, 5, who is in a message in the queue;
 * - 6, 7 and 8 are one bulk too large for its message: staged, and its message in the queue.
 */
import { OPERATIONS_QUEUE } from '../../shared/composition/services';
import { startJob } from '../../shared/pipeline/jobs/controlJob';
import type { JsonObject } from '../../shared/scim/json';
import type { PropertyValue } from '../../shared/store/contract/table';
import { MUSTER } from '../../shared/store/jobs/audit';
import { messages, at as STOPPED_AT, tables, uploads } from '../fixtures/olderRelease.json';
import { DAY, type Scenes, scenesOf } from '../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const HR = 'urn:adatum:hr:User';

type Written = string | number | boolean | { readonly bytes: string };

interface WrittenRow {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly properties: Readonly<Record<string, Written>>;
}

const readValue = (value: Written): PropertyValue =>
  typeof value === 'object' ? Uint8Array.from(Buffer.from(value.bytes, 'base64')) : value;

/** Puts what older code stored in the place of everything there is, at the time it stopped. */
async function takeOver({ storage, clock, services }: Workbench): Promise<void> {
  clock.advance(STOPPED_AT - clock.now());
  for (const [name, rows] of Object.entries<readonly WrittenRow[]>(tables)) {
    const table = storage.table(name);
    for (const { partitionKey, rowKey } of table.rows()) await table.remove(partitionKey, rowKey);
    for (const { partitionKey, rowKey, properties } of rows) {
      const values = Object.entries(properties).map(([property, value]) => [property, readValue(value)]);
      await table.upsert({ partitionKey, rowKey, ...Object.fromEntries(values) });
    }
  }
  for (const text of messages) await storage.queue(OPERATIONS_QUEUE).send(text);
  services.house.contexts.forget(JOB_ID);
}

let bench: Workbench;
let scenes: Scenes;
async function begin(): Promise<void> {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  await takeOver(bench);
}

const FINISHED = { escrow: null, held: null, waiting: [], claim: null, owed: [], outOfScope: false };

describe('as it was left', () => {
  beforeEach(begin);

  test.each([
    { who: '1', is: { sequence: 1, owed: [], data: { title: 'Clerk', nickName: 'One' } } },
    { who: '2', is: { sequence: 6, owed: 'all', escrow: { attempts: 1 }, data: { title: 'Manager' } } },
    { who: '3', is: { sequence: 7, owed: 'all', held: { operation: { sequence: 7 } }, data: { active: false } } },
    { who: '4', is: { sequence: 10, owed: [], waiting: [{ attribute: 'manager', anchor: '5' }] } },
  ])(
    '$who is read: a record of which no entry is older, and all of it owed where it was not written',
    async ({ who, is }) => {
      expect(await scenes.person(who)).toMatchObject({ older: {}, outOfScope: false, ...is });
    },
  );

  test('nothing happens while the job is paused', async () => {
    const before = await scenes.log();
    await bench.drain();
    await scenes.pass(DAY);
    expect(await scenes.log()).toEqual(before);
    expect(await scenes.listed('escrow')).toEqual(['10', '2']);
    expect(await scenes.listed('held')).toEqual(['11', '3']);
  });
});

describe.each([
  { when: 'the job is started at once', isParkedFirst: false },
  { when: 'the job is started when the rest of its messages is parked too', isParkedFirst: true },
])('finished, where $when', ({ isParkedFirst }) => {
  beforeAll(async () => {
    await begin();
    if (isParkedFirst) await bench.drain();
    await startJob(await scenes.job(), MUSTER, bench.services.house);
    await bench.drain();
    await bench.supervise(10); // the trouble of the moment is retried after a minute, and what is held settles in one
  });

  test('every operation that was accepted has one entry, of its first attempt', async () => {
    const operations = (await bench.log()).flatMap(({ entry }) =>
      entry.operation === null || entry.attempt > 1 ? [] : [`${entry.operation.sequence} ${entry.source.id}`],
    );
    const accepted = uploads.flatMap((upload) =>
      upload.anchors.map((anchor, nth) => `${upload.first + nth} ${anchor}`),
    );
    expect(operations.sort()).toEqual(accepted.sort());
  });

  test.each([
    { who: '1', entries: ['1 update success', '1 create success'] },
    { who: '2', entries: ['2 update success', '2 update failure', '2 create success'] },
    { who: '3', entries: ['3 disable success', '3 create success'] },
    { who: '4', entries: ['4 update success', '4 create success'] },
    ...['5', '6', '7', '8', '9'].map((who) => ({ who, entries: [`${who} create success`] })),
    { who: '10', entries: ['10 update success', '10 update failure', '10 create success'] },
    { who: '11', entries: ['11 disable success', '11 create success'] },
  ])('$who: $entries', async ({ who, entries }) => {
    expect(await scenes.log(who)).toEqual(entries);
    expect(await scenes.person(who)).toMatchObject(FINISHED);
  });

  test.each([
    { who: '1', account: { accountEnabled: true, jobTitle: 'Lead', displayName: 'Person 1' } },
    { who: '2', account: { accountEnabled: true, jobTitle: 'Manager' } },
    { who: '3', account: { accountEnabled: false, displayName: 'Person 3' } },
    ...['4', '5', '6', '7', '8', '9'].map((who) => ({
      who,
      account: { accountEnabled: true, displayName: `Person ${who}` },
    })),
    { who: '10', account: { accountEnabled: true, jobTitle: 'Manager' } },
    { who: '11', account: { accountEnabled: false } },
  ])('$who has one account, as the source has it: $account', async ({ who, account }) => {
    const found = await bench.services.directory.find('employeeId', who, 2);
    expect(found.map(({ properties }) => properties)).toMatchObject([account]);
  });

  test('4 has its manager', async () => {
    const [four] = await bench.services.directory.find('employeeId', '4', 1);
    expect((await bench.services.directory.manager(four?.id ?? ''))?.properties.employeeId).toBe('5');
  });

  test('records are complete: what the parked part left out is still known, and by which operation', async () => {
    expect(await scenes.person('1')).toMatchObject({
      sequence: 11,
      data: person('1', { title: 'Lead', nickName: 'One' }),
      older: { 1: ['nickName'] },
    });
    expect((await scenes.person('4')).data).toEqual(person('4', { [ENTERPRISE]: { manager: { value: '5' } } }));
    const { [HR]: large, ...rest } = (await scenes.person('6')).data ?? {};
    expect(rest).toEqual(person('6'));
    expect(String((large as JsonObject).notes).length).toBe(68_000);
  });

  test('nothing is left over: no message, parked or in the queue, no staged bulk, nobody listed, no cycle', async () => {
    expect(bench.storage.queue(OPERATIONS_QUEUE).messages()).toEqual([]);
    expect(bench.storage.table('staging').rows()).toEqual([]);
    expect(
      bench.storage
        .table('jobs')
        .rows()
        .filter(({ rowKey }) => /^(?:parked|work)!/.test(rowKey)),
    ).toEqual([]);
    expect(await Promise.all((['escrow', 'held', 'waiting'] as const).map(scenes.listed))).toEqual([[], [], []]);
    expect(await scenes.isRunning()).toBe(false);
    expect(await scenes.job()).toMatchObject({ state: 'Active', quarantine: null });
  });
});
