import { type FunctionHost, JOB, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

interface Listed {
  readonly externalId: string;
  readonly heldSinceDateTime: string;
  readonly status: string;
}

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobs', 'heldDeletions']);
  await scenes.provision(...['1', '2', '3'].map((externalId) => person(externalId)));
  await bench.supervise();
  await host.call(`PATCH ${JOB}`, { body: { schedule: { accidentalDeletionThreshold: 1 } } });
});

const leave = (...externalIds: string[]) =>
  scenes.provision(...externalIds.map((externalId) => person(externalId, { active: false })));
const list = async (query = '') => {
  const { body } = await host.call(`GET ${MUSTER_JOB}/heldDeletions${query}`);
  return body as { value: readonly Listed[]; revision?: string; total?: number; '@odata.nextLink'?: string };
};
const decide = (decision: 'allow' | 'reject', body: object) =>
  host.call(`POST ${MUSTER_JOB}/heldDeletions/${decision}`, { body });
const named = async (...externalIds: string[]) =>
  (await list()).value
    .filter(({ externalId }) => externalIds.includes(externalId))
    .map(({ externalId, heldSinceDateTime }) => ({ externalId, heldSinceDateTime }));
const statuses = async () => (await list()).value.map(({ externalId, status }) => `${externalId} ${status}`).sort();
const audited = async (wanted: string) =>
  (await bench.services.house.audit.list(JOB_ID, 50)).records.find(({ activity }) => activity === wanted);
const enabled = () => Promise.all(['1', '2', '3'].map((externalId) => scenes.enabled(externalId)));

describe('the list', () => {
  test('says who would lose what and why, while they settle and when they are staged', async () => {
    await leave('1');
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    expect((await list()).value).toEqual([
      {
        externalId: '1',
        targetId: account?.id,
        displayName: 'Person 1',
        status: 'settling',
        action: 'disable',
        reason: expect.stringMatching(/^The mapping of accountEnabled disables the account: .*active/),
        heldSinceDateTime: '2026-01-15T09:30:15.000Z',
        cycleId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        uploadId: `${JOB_ID}~4`,
        bulkId: 'bulk-1',
      },
    ]);
    await leave('2');
    await bench.supervise();
    expect(await statuses()).toEqual(['1 staged', '2 staged']);
  });

  test('of rows that older code wrote leaves open what it did not keep', async () => {
    await leave('1');
    const { held } = await scenes.person('1');
    if (held === null) throw new Error('Nothing is held.');
    const { action: _, reason: __, ...old } = held;
    const { people, ledger } = bench.services.house;
    const stored = (await people.load(JOB_ID, ['1'])).get('1');
    if (stored === undefined) throw new Error('Nobody is there.');
    await ledger.write([{ ...stored, person: { ...stored.person, held: old } }]);
    expect((await list()).value).toMatchObject([{ externalId: '1', action: null, reason: null }]);
    await bench.supervise(6);
    expect(await scenes.enabled('1')).toBe(false);
  });

  test('is named by its revision, which is another one for every other list', async () => {
    const revisions = [(await list()).revision];
    await leave('1');
    revisions.push((await list()).revision);
    await leave('2');
    revisions.push((await list()).revision);
    const pages = [await list('?$top=1')];
    pages.push(await list(`?$top=1&$skiptoken=${pages[0]?.['@odata.nextLink']?.split('skiptoken=')[1]}`));
    expect(pages.map(({ revision, total }) => [revision, total])).toEqual([
      [revisions[2], 2],
      [undefined, undefined],
    ]);
    await bench.supervise();
    expect((await list()).revision).toBe(revisions[2]); // staged or not, these are they
    await scenes.provision(person('2'));
    await leave('2'); // at another time
    revisions.push((await list()).revision);
    expect(new Set(revisions).size).toBe(4);
  });
});

describe('all of a list', () => {
  beforeEach(async () => {
    await leave('1', '2');
    await bench.supervise();
  });

  test('are allowed, and the quarantine ends with them', async () => {
    const { revision } = await list();
    const { status, body } = await decide('allow', { revision, note: 'They left.' });
    expect([status, body]).toEqual([202, { allowed: 2, gone: [] }]);
    await bench.drain();
    expect(await enabled()).toEqual([false, false, true]);
    await bench.supervise();
    expect((await scenes.job()).quarantine).toBeNull();
    const record = await audited('AllowDeletions');
    expect(record?.detail).toBe('2 held deletions. They left.');
    expect(record?.changes.map(({ name, after }) => `${name} ${after}`).sort()).toEqual([
      'heldDeletions[1] allowed',
      'heldDeletions[2] allowed',
    ]);
  });

  test('are rejected: the accounts stay, each entry says so, and nobody asks for it again by himself', async () => {
    const { revision } = await list();
    expect((await decide('reject', { revision })).body).toEqual({ rejected: 2, gone: [] });
    await bench.drain();
    expect((await list()).value).toEqual([]);
    expect(await scenes.log('1')).toEqual(['1 disable skipped', '1 stagedDelete skipped', '1 create success']);
    const [entry] = await bench.log('1');
    expect(entry?.entry.steps.at(-1)?.details).toEqual({ SkipReason: 'RejectedByAdministrator' });
    await bench.supervise(20);
    expect(await enabled()).toEqual([true, true, true]);
    expect((await scenes.job()).quarantine).toBeNull();
    expect((await audited('RejectDeletions'))?.detail).toBe('2 held deletions.');
  });

  test('that has changed since are not, and how many there are now is told', async () => {
    const { revision } = await list();
    await leave('3');
    for (const decision of ['allow', 'reject'] as const) {
      const { status, error } = await decide(decision, { revision });
      expect([status, error.code]).toEqual([409, 'HeldDeletionsChanged']);
      expect(error.message).toBe('Other deletions are held by now, 3 of them: read the list again.');
    }
    await bench.drain();
    expect(await enabled()).toEqual([true, true, true]);
  });
});

test('of 36 that were seen one has gone and one come: 36 are held, they are others, and nobody is disabled', async () => {
  const numbers = Array.from({ length: 37 }, (_, index) => String(100 + index));
  await scenes.provision(...numbers.map((externalId) => person(externalId)));
  await leave(...numbers.slice(0, 36));
  await bench.supervise();
  const seen = await list('?$top=1');
  expect(seen.total).toBe(36);
  await scenes.provision(person('100'));
  await leave('136');
  const { status, error } = await decide('allow', { revision: seen.revision });
  expect([status, error.code]).toEqual([409, 'HeldDeletionsChanged']);
  expect(error.message).toBe('Other deletions are held by now, 36 of them: read the list again.');
  await bench.supervise(2);
  const accounts = await Promise.all(numbers.map((externalId) => scenes.enabled(externalId)));
  expect(accounts.filter((one) => one !== true)).toEqual([]);
});

describe('by name', () => {
  beforeEach(async () => {
    await leave('1', '2', '3');
    await bench.supervise();
  });

  test('one is allowed and one rejected, and the third goes on being held', async () => {
    expect((await decide('allow', { deletions: await named('1') })).body).toEqual({ allowed: 1, gone: [] });
    expect((await decide('reject', { deletions: await named('2') })).body).toEqual({ rejected: 1, gone: [] });
    await bench.drain();
    expect(await statuses()).toEqual(['3 staged']);
    await bench.supervise(10);
    expect(await enabled()).toEqual([false, true, true]);
    expect((await scenes.job()).quarantine).toMatchObject({ reason: 'TooManyDeletes' });
  });

  test('those that are held no more, or not since then, are told and left alone', async () => {
    const seen = await named('1', '2');
    const first = seen.find(({ externalId }) => externalId === '1');
    await scenes.provision(person('1'));
    bench.clock.advance(1_000);
    await leave('1');
    expect((await decide('allow', { deletions: [...seen, ...seen] })).body).toEqual({ allowed: 1, gone: [first] });
    await bench.drain();
    expect(await enabled()).toEqual([true, false, true]);
  });

  test.each([
    { name: 'neither a revision nor names', body: {}, target: '' },
    { name: 'both', body: { revision: 'x', deletions: [] }, target: '' },
    { name: 'no names', body: { deletions: [] }, target: 'deletions' },
    {
      name: 'too many names',
      body: { deletions: Array.from({ length: 1_001 }, () => ({ externalId: '1', heldSinceDateTime: '2026-01-15' })) },
      target: 'deletions',
    },
    { name: 'no time', body: { deletions: [{ externalId: '1' }] }, target: 'deletions[0].heldSinceDateTime' },
    {
      name: 'a time that is none',
      body: { deletions: [{ externalId: '1', heldSinceDateTime: 'soon' }] },
      target: 'deletions[0].heldSinceDateTime',
    },
    { name: 'a note without end', body: { revision: 'x', note: 'n'.repeat(1_001) }, target: 'note' },
  ])('$name is 400', async ({ body, target }) => {
    const { status, error } = await decide('allow', body);
    expect([status, error.details?.map((detail) => detail.target)]).toEqual([400, expect.arrayContaining([target])]);
  });
});
