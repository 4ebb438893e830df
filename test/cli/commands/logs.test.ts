/** What `muster logs` asks of the log for each of its options, all of which narrow it. */
import { runScripted, SCRIPTED_JOB } from '../../support/scriptedService';

const JOB = `jobId eq '${SCRIPTED_JOB}'`;

async function filterOf(...args: readonly string[]) {
  const { calls, exit } = await runScripted(['logs', '--json', ...args], {
    'GET /v1.0/auditLogs/provisioning': { value: [] },
  });
  expect(exit).toBe(0);
  const asked = calls.filter(({ request }) => request.startsWith('GET /v1.0/auditLogs/provisioning?'));
  expect(asked).toHaveLength(1);
  const query = new URLSearchParams((asked[0]?.request ?? '').split('?')[1]?.replaceAll('+', ' '));
  return { filter: query.get('$filter'), top: query.get('$top') };
}

test.each([
  { args: [], filter: [] },
  { args: ['--failed'], filter: ["provisioningStatusInfo/status eq 'failure'"] },
  { args: ['--status', 'skipped'], filter: ["provisioningStatusInfo/status eq 'skipped'"] },
  { args: ['--action', 'disable'], filter: ["provisioningAction eq 'disable'"] },
  { args: ['--person', "O'Neil"], filter: ["sourceIdentity/id eq 'O''Neil'"] },
  { args: ['--upload', 'u1'], filter: ["uploadId eq 'u1'"] },
  { args: ['--cycle', 'c1'], filter: ["cycleId eq 'c1'"] },
  { args: ['--id', 'e1'], filter: ["id eq 'e1'"] },
  { args: ['--since', '2h'], filter: ['activityDateTime ge 2026-11-29T10:00:00.000Z'] },
  { args: ['--until', '1d'], filter: ['activityDateTime le 2026-11-28T12:00:00.000Z'] },
])('$args', async ({ args, filter }) => {
  expect(await filterOf(...args)).toEqual({ filter: [JOB, ...filter].join(' and '), top: '50' });
});

test('as many as it is told, and no more than a page at once', async () => {
  expect([await filterOf('--top', '7'), await filterOf('--top', '5000')]).toMatchObject([
    { top: '7' },
    { top: '1000' },
  ]);
});
