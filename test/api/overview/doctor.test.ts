/** What the doctor finds, and what it says to do. */
import { type DoctorFacts, readDoctor } from '../../../shared/api/overview/doctor';
import { openAgent, runByAgents } from '../../support/agents';
import { HOUR } from '../../support/scenes';
import { createWorkbench, type Workbench } from '../../support/workbench';

const FACTS: DoctorFacts = {
  version: '1.2.3',
  hasSecretsKey: true,
  sendsMail: true,
  requiresMail: true,
  superviseEveryMs: 15_000,
  failing: async () => [],
};

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
  await bench.services.house.supervision.record(bench.clock.now());
});

interface Found {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly fix: string | null;
}

async function examine(facts: Partial<DoctorFacts> = {}): Promise<readonly Found[]> {
  const { status, body } = await readDoctor({ ...FACTS, ...facts }, bench.services.house);
  expect(status).toBe(200);
  return (body as { value: Found[] }).value;
}
const troubles = async (facts: Partial<DoctorFacts> = {}) =>
  (await examine(facts)).filter(({ status }) => status !== 'ok').map(({ id, status }) => `${id} ${status}`);

test('finds nothing where all is well, and names the release', async () => {
  expect(await troubles()).toEqual([]);
  expect((await examine()).find(({ id }) => id === 'release')).toEqual({
    id: 'release',
    status: 'ok',
    title: 'Release',
    detail: '1.2.3',
    fix: null,
    documentation: 'docs/deploy.md',
  });
});

test.each<{ name: string; facts: Partial<DoctorFacts>; expected: string[] }>([
  { name: 'no key of the secrets', facts: { hasSecretsKey: false }, expected: ['secretsKey warning'] },
  { name: 'no mail, and jobs need it', facts: { sendsMail: false }, expected: ['mail failure'] },
  { name: 'no mail', facts: { sendsMail: false, requiresMail: false }, expected: ['mail warning'] },
  {
    name: 'what the readiness probe does',
    facts: { failing: async () => ['storage queues', 'issuer keys'] },
    expected: ['storageQueues failure', 'issuerKeys failure'],
  },
])('finds $name', async ({ facts, expected }) => {
  expect(await troubles(facts)).toEqual(expected);
});

test('finds a timer that stands still', async () => {
  bench.clock.advance(60_000);
  expect(await troubles()).toEqual([]);
  bench.clock.advance(1);
  expect(await troubles()).toEqual(['timer failure']);
});

test('finds messages nobody could work on, and tells why', async () => {
  await bench.services.house.parked.park('x', 'It is no JSON.');
  const found = (await examine()).find(({ id }) => id === 'parkedMessages');
  expect(found).toMatchObject({ status: 'warning', detail: '1 are parked, the newest for: It is no JSON.' });
});

test('finds a job that no agent has come to yet, and one whose agents are away', async () => {
  await runByAgents(bench, true);
  expect(await troubles()).toEqual(['agents warning']);
  await openAgent(bench, 'agent-1').report();
  expect(await troubles()).toEqual([]);
  bench.clock.advance(HOUR);
  expect(await troubles()).toEqual(expect.arrayContaining(['agents failure']));
});

test('finds a clock that is far from the storage’s', async () => {
  const ahead = jest.spyOn(bench.services.house.supervision, 'clockAheadMs').mockResolvedValue(-31_000);
  expect(await troubles()).toEqual(['clock warning']);
  ahead.mockResolvedValue(30_000);
  expect(await troubles()).toEqual([]);
});

test('says so where it cannot look', async () => {
  jest.spyOn(bench.services.house.parked, 'list').mockRejectedValue(new Error('storage is away'));
  const found = (await examine()).find(({ id }) => id === 'parkedMessages');
  expect(found).toMatchObject({ status: 'failure', detail: 'It could not be looked at: storage is away' });
});
