/** The list of a job's uploads, and who sent each. */
import { type FunctionHost, JOB, MUSTER_JOB, openFunctions, UPLOADER } from '../../support/functionHost';
import { anyPayload } from '../../support/payloads';
import { storageCalls } from '../../support/storageCalls';
import { bulkBody, CLIENT_ID, createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const DAY = 24 * 3_600_000;
const LOGS = ['ProvisioningLog.Read.All'];

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['uploads', 'bulkUpload', 'people']);
});

interface Listed {
  readonly id: string;
  readonly totalOperations: number;
  readonly sentBy: unknown;
}

const list = async (query = '') => {
  const { status, body } = await host.call(`GET ${MUSTER_JOB}/uploads${query}`, { roles: LOGS });
  expect(status).toBe(200);
  return body as { value: readonly Listed[]; '@odata.nextLink'?: string };
};
const told = ({ value }: { readonly value: readonly Listed[] }) =>
  value.map(({ id, totalOperations }) => `${id.split('~')[1]}+${totalOperations}`);

/** Accepts uploads of these sizes, of nobody in particular. */
async function accept(...sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    await bench.services.house.intake.admit({
      jobId: JOB_ID,
      ...anyPayload(),
      operations: Array.from({ length: size }, (_, index) => ({ bulkId: `b-${index}`, anchor: `${index}` })),
      acceptedAt: bench.clock.now(),
      newCycleId: 'cycle-1',
      clientRequestId: undefined,
      fingerprint: '',
    });
  }
}

/** Every page of this size, as it comes. */
async function pages(top: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let query: string | undefined = `?$top=${top}`; query !== undefined; ) {
    const page = await list(query);
    all.push(told(page));
    const next = page['@odata.nextLink'];
    query = next?.slice(next.indexOf('?'));
  }
  return all;
}

test('of a job that nothing was sent to is empty', async () => {
  expect(await list()).toEqual({ value: [] });
});

test('names an application, and a person, who sent it; in the list as in the receipt', async () => {
  const body = bulkBody([person('1')]);
  const headers = { 'content-type': 'application/scim+json' };
  await host.call(`POST ${JOB}/bulkUpload`, { body, headers, roles: UPLOADER });
  bench.clock.advance(1_000);
  await host.call(`POST ${JOB}/bulkUpload`, { body, headers, person: ['Muster.Operator'] });
  await bench.drain();
  const ada = { user: { id: 'ada', displayName: 'Ada Dahl', userPrincipalName: 'ada@contoso.com' } };
  const application = { app: { appId: CLIENT_ID, objectId: 'object-1' } };
  await host.call(`POST ${MUSTER_JOB}/leavers`, { body: { externalIds: ['1'] }, person: ['Muster.Operator'] });
  const { value } = await list();
  expect(value).toEqual([
    expect.objectContaining({ id: `${JOB_ID}~3`, sentBy: ada }),
    {
      id: `${JOB_ID}~2`,
      cycleId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      acceptedDateTime: '2026-01-15T09:30:01.000Z',
      totalOperations: 1,
      sentBy: ada,
    },
    expect.objectContaining({ id: `${JOB_ID}~1`, sentBy: application }),
  ]);
  const receipts = await Promise.all(value.map(({ id }) => host.call(`GET /muster/uploads/${id}`, { roles: LOGS })));
  expect(receipts.map(({ body: receipt }) => receipt.sentBy)).toEqual([ada, ada, application]);
});

test('leaves open who sent what older code accepted, and counts it all the same', async () => {
  await accept(3, 2);
  const table = bench.storage.table('jobs');
  const [partitionKey, rowKey] = [`job!${JOB_ID}`, 'upload!0000000000000001'];
  const { count: _, ...older } = (await table.get(partitionKey, rowKey))?.properties ?? {};
  await table.upsert({ partitionKey, rowKey, ...older });
  expect((await list()).value).toMatchObject([
    { totalOperations: 2, sentBy: null },
    { totalOperations: 3, sentBy: null },
  ]);
});

describe('whatever the uploads’ sizes', () => {
  test.each([
    { name: 'of one person', sizes: Array.from({ length: 23 }, () => 1) },
    { name: 'of a thousand', sizes: Array.from({ length: 23 }, () => 1_000) },
    { name: 'small ones behind a few large ones', sizes: [1_000, 1_000, 1, 1, 1, 2, 1_000, 1, 1, 1] },
    { name: 'a large one behind many small ones', sizes: [...Array.from({ length: 30 }, () => 1), 1_000] },
  ])('$name come each once, newest first, in full pages', async ({ sizes }) => {
    await accept(...sizes);
    const firsts = sizes.map((_, index) => 1 + sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
    const wanted = sizes.map((size, index) => `${firsts[index]}+${size}`).reverse();
    for (const top of [1, 5, sizes.length, 100]) {
      const all = await pages(top);
      expect(all.flat()).toEqual(wanted);
      expect(all.slice(0, -1).every((page) => page.length === top)).toBe(true);
    }
  });

  test('a page costs a few reads', async () => {
    await accept(...Array.from({ length: 40 }, () => 1_000));
    const calls = await storageCalls(bench, () => list('?$top=10'));
    expect(calls['query jobs']).toBeLessThanOrEqual(6);
  });
});

test('what is older than receipts are kept is not listed, unless it is under way', async () => {
  await accept(1);
  bench.clock.advance(31 * DAY);
  await accept(1);
  expect(told(await list())).toEqual(['2+1', '1+1']); // in the open cycle
  const { intake } = bench.services.house;
  const found = await intake.read(JOB_ID);
  if (found === undefined) throw new Error('Nothing was accepted.');
  const cycle = { id: 'cycle-2', first: 2, openedAt: bench.clock.now(), pending: {} };
  await intake.changeCycles(JOB_ID, { ...found.state, cycle }, found.etag);
  expect(told(await list())).toEqual(['2+1']);
});

test.each(['0', 'x', '-1', '1.5'])('a token %s is 400', async (token) => {
  expect((await host.call(`GET ${MUSTER_JOB}/uploads?$skiptoken=${token}`, { roles: LOGS })).status).toBe(400);
});
