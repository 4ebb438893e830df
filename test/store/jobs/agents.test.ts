import { type AgentReport, createAgentStore } from '../../../shared/store/jobs/agents';
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { fakeClock } from '../../support/world';

const JOB = 'API2AD.job';
const REPORT: AgentReport = {
  name: 'agent-1',
  process: 'one',
  machine: 'SRV1',
  version: '1.0.0',
  startedAt: 1,
  stopped: false,
  clockAheadMs: 0,
};

async function open() {
  const clock = fakeClock();
  const table = createMemoryStorage({ clock }).table('jobs');
  await table.ensure();
  return { clock, table, agents: createAgentStore(table) };
}

test('what an agent reports is listed, with when storage wrote it', async () => {
  const { agents, clock } = await open();
  const trouble = { code: 'EndpointUnavailable', message: 'No controller answers.' };
  await agents.report(JOB, { ...REPORT, clockAheadMs: -600_000, trouble });
  expect(await agents.list(JOB)).toEqual([{ ...REPORT, clockAheadMs: -600_000, trouble, seenAt: clock.now() }]);
});

test('trouble that is over is told no more', async () => {
  const { agents } = await open();
  await agents.report(JOB, { ...REPORT, trouble: { code: 'Timeout', message: 'Too slow.' } });
  await agents.report(JOB, { ...REPORT, trouble: undefined });
  expect((await agents.list(JOB))[0]).not.toHaveProperty('trouble');
});

test.each([
  { length: 1_000, kept: 1_000 },
  { length: 1_001, kept: 1_000 },
])('of what keeps it from its directory in $length letters $kept are kept', async ({ length, kept }) => {
  const { agents } = await open();
  await agents.report(JOB, { ...REPORT, trouble: { code: 'Timeout', message: 'x'.repeat(length) } });
  expect((await agents.list(JOB))[0]?.trouble?.message).toHaveLength(kept);
});

test('two processes of one name are two, and each is forgotten by itself', async () => {
  const { agents } = await open();
  await agents.report(JOB, REPORT);
  await agents.report(JOB, { ...REPORT, process: 'two', machine: 'SRV2' });
  await agents.report(JOB, { ...REPORT, process: 'two', machine: 'SRV2', stopped: true });
  expect((await agents.list(JOB)).map(({ process, stopped }) => [process, stopped])).toEqual([
    ['one', false],
    ['two', true],
  ]);
  await agents.forget(JOB, { name: 'agent-1', process: 'two' });
  expect((await agents.list(JOB)).map(({ process }) => process)).toEqual(['one']);
});

test('a row of older code, which knew no processes, is read and forgotten', async () => {
  const { agents, table } = await open();
  const { name, machine, version, startedAt, stopped } = REPORT;
  const older = { name, machine, version, startedAt, stopped };
  await table.upsert({ partitionKey: 'job!API2AD.job', rowKey: 'agent!agent-1', ...older });
  const [listed] = await agents.list(JOB);
  expect(listed).toMatchObject({ ...older, process: '', clockAheadMs: 0 });
  await agents.forget(JOB, listed ?? REPORT);
  expect(await agents.list(JOB)).toEqual([]);
});
