/** Who failed, by cause. */
import { ProvisioningError } from '../../../shared/errors';
import { peoplePartition, shardOf } from '../../../shared/store/people/personRow';
import { keysUnder } from '../../../shared/store/rows/keys';
import { type FunctionHost, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['jobStates']);
  await scenes.provision(
    ...['1', '2', '3', '4', '5', '6'].map((id) => person(id, { userName: `u${id}@elsewhere.example` })),
  );
  bench.clock.advance(60_000);
  jest.spyOn(bench.services.directory, 'create').mockRejectedValue(new ProvisioningError('EntryConflict', 'Taken.'));
  await scenes.provision(person('7'), person('8'));
});
afterEach(() => jest.restoreAllMocks());

const summary = async () => (await host.call(`GET ${MUSTER_JOB}/escrows/summary`)).body;
const listed = async (query: string) => {
  const { body, status, error } = await host.call(`GET ${MUSTER_JOB}/escrows?${query.replaceAll(' ', '%20')}`);
  expect([status, error.message]).toEqual([200, '']);
  const people = (body.value as { externalId: string }[]).map(({ externalId }) => externalId);
  return { people, next: body['@odata.nextLink'] as string | undefined, count: body['@odata.count'] };
};

/** As code wrote them that kept no cause beside an escrow. */
async function ageRow(anchor: string): Promise<void> {
  const table = bench.storage.table('people');
  const partitionKey = peoplePartition(JOB_ID, shardOf(anchor));
  for await (const { rowKey, properties } of table.query({ partitionKey, ...keysUnder('x') }))
    if (properties.anchor === anchor) await table.upsert({ partitionKey, rowKey, anchor });
}

test('causes are told with how many, until when, what to do and who', async () => {
  expect(await summary()).toEqual({
    total: 8,
    value: [
      {
        code: 'InvalidDomain',
        attribute: 'userPrincipalName',
        category: 'permanent',
        count: 6,
        message: expect.stringContaining('domain does not exist'),
        recommendedAction: 'Map userPrincipalName onto a verified domain, for example with DefaultDomain().',
        oldestFirstFailureDateTime: '2026-01-15T09:30:00.000Z',
        nextAttemptDateTime: '2026-01-15T15:30:00.000Z',
        examples: expect.arrayContaining([expect.stringMatching(/^[1-6]$/)]),
      },
      expect.objectContaining({
        code: 'EntryConflict',
        attribute: null,
        count: 2,
        message: 'Taken.',
        oldestFirstFailureDateTime: '2026-01-15T09:31:00.000Z',
        examples: expect.arrayContaining(['7', '8']),
      }),
    ],
  });
  const [first] = (await summary()).value as { examples: string[] }[];
  expect(first?.examples).toHaveLength(5);
});

test('rows of older code count by what the people themselves say', async () => {
  const before = await summary();
  await ageRow('7');
  expect(await summary()).toMatchObject({ total: 8, value: [{ count: 6 }, { code: 'EntryConflict', count: 2 }] });
  expect(before).toMatchObject({ total: 8 });
  expect((await listed("$filter=code eq 'EntryConflict'")).people.sort()).toEqual(['7', '8']);
});

test('what a restart has made everybody forget has no cause any more', async () => {
  await ageRow('7');
  await bench.supervise(2);
  await scenes.restart('Escrows');
  expect(await summary()).toEqual({ total: 0, value: [] });
});

test.each([
  { query: "$filter=code eq 'EntryConflict'", people: ['7', '8'], count: 2 },
  { query: "$filter=code eq 'EntryConflict' and attribute eq null", people: ['7', '8'], count: 2 },
  { query: "$filter=attribute eq 'userPrincipalName'", people: ['1', '2', '3', '4', '5', '6'], count: 6 },
  { query: "$filter=code eq 'InvalidDomain' and attribute eq 'mail'", people: [], count: 0 },
])('$query lists those', async ({ query, people, count }) => {
  const found = await listed(`${query}&$count=true`);
  expect([[...found.people].sort(), found.count, found.next]).toEqual([people, count, undefined]);
});

test('a filter passes over whole pages of others', async () => {
  const first = await listed("$filter=code eq 'EntryConflict'&$top=1");
  const second = await listed(String(first.next?.split('?')[1]));
  expect([...first.people, ...second.people].sort()).toEqual(['7', '8']);
  expect(second.next).toBeUndefined();
});

test.each(["name eq 'x'", 'code eq'])('the filter %s is 400', async (filter) => {
  expect((await host.call(`GET ${MUSTER_JOB}/escrows?$filter=${filter.replaceAll(' ', '%20')}`)).status).toBe(400);
});

describe('a retry', () => {
  const retry = (body: unknown) => host.call(`POST ${MUSTER_JOB}/escrows/retry`, { body });

  test.each([
    { body: { code: 'EntryConflict' }, retrying: 2, detail: '2 people who failed with EntryConflict.' },
    {
      body: { code: 'EntryConflict', attribute: null },
      retrying: 2,
      detail: '2 people who failed with EntryConflict.',
    },
    {
      body: { code: 'InvalidDomain', attribute: 'userPrincipalName' },
      retrying: 6,
      detail: '6 people who failed with InvalidDomain of userPrincipalName.',
    },
    { body: { code: 'InvalidDomain', attribute: null }, retrying: 0, detail: undefined },
  ])('of $body tries $retrying again', async ({ body, retrying, detail }) => {
    const { status, body: told } = await retry(body);
    expect([status, told]).toEqual([202, { retrying, more: false }]);
    const { records } = await bench.services.house.audit.list(JOB_ID, 1);
    expect(records[0]?.detail).toBe(detail);
  });

  test.each([
    { body: { attribute: 'mail' }, target: 'code' },
    { body: { code: 'X', anchors: ['1'] }, target: '' },
  ])('of $body is 400', async ({ body, target }) => {
    const { status, error } = await retry(body);
    expect([status, error.details?.[0]?.target]).toEqual([400, target]);
  });
});
