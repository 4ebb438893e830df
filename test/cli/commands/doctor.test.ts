/** What the doctor finds, and what it does not ask when something before it fails. */
import { nodeFinding } from '../../../cli/commands/doctor/findings';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { type CommandOutcome, runScripted, SCRIPTED_JOB } from '../../support/scriptedService';

const STATUS = {
  code: 'Active',
  progress: [],
  quarantine: null,
  lastExecution: null,
  synchronizedEntryCountByType: [],
};
const JOB = { id: SCRIPTED_JOB, schedule: { state: 'Active' }, status: STATUS, synchronizationJobSettings: [] };
const at = (date: string) => new Response('{}', { headers: { date } });
const SERVICE = {
  'GET /health': () => at('Sun, 29 Nov 2026 12:00:20 GMT'),
  'GET /muster': { caller: { kind: 'app', permissions: ['Synchronization.ReadWrite.All'] } },
  'GET /v1.0/servicePrincipals/sp-1': { displayName: 'HR', notificationEmailAddresses: ['a@example.com'] },
  'GET J': JOB,
  'GET J/schema': defaultSchema('API2AAD', { id: 'here' }),
  'GET S/secrets': { value: [] },
  'POST J/validateCredentials': 204,
  'GET M/heldDeletions': { revision: 'r', total: 0, value: [] },
  'GET /muster/parkedMessages': { value: [] },
};
const statusOf = ({ stdout }: CommandOutcome) =>
  Object.fromEntries(
    (JSON.parse(stdout).value as { what: string; status: string }[]).map(({ what, status }) => [what, status]),
  );
const look = (more: Parameters<typeof runScripted>[1] = {}) =>
  runScripted(['doctor', '--json'], { ...SERVICE, ...more });

test('a service in good order has nothing to be told, and ends with 0', async () => {
  const answer = await look();
  expect(answer.exit).toBe(0);
  expect(new Set(Object.values(statusOf(answer)))).toEqual(new Set(['ok']));
  expect(Object.keys(statusOf(answer))).toEqual([
    ...['Node', 'Sends', 'Service', 'Clocks', 'Token'],
    ...['Job', 'Schema', 'Mail', 'Target', 'Deletions', 'Parked'],
  ]);
});

const quarantine = { reason: 'TooManyDeletes', error: { code: 'x', message: 'Many.' } };
const refused = new Response('{"error":{"code":"BadRequest","message":"Who are you?"}}', { status: 400 });
const own = { value: [{ status: 'failure', title: 'Timer', detail: 'It stands still.', fix: null }] };
test.each([
  { what: 'Clocks', status: 'warn', exit: 0, more: { 'GET /health': () => at('Sun, 29 Nov 2026 12:05:00 GMT') } },
  { what: 'Job', status: 'FAIL', exit: 1, more: { 'GET J': { ...JOB, status: { ...STATUS, quarantine } } } },
  { what: 'Job', status: 'warn', exit: 0, more: { 'GET J': { ...JOB, schedule: { state: 'Paused' } } } },
  { what: 'Target', status: 'FAIL', exit: 1, more: { 'POST J/validateCredentials': refused } },
  { what: 'Deletions', status: 'warn', exit: 0, more: { 'GET M/heldDeletions': { value: [{ status: 'staged' }] } } },
  { what: 'Parked', status: 'warn', exit: 0, more: { 'GET /muster/parkedMessages': { value: [{}] } } },
  { what: 'Timer', status: 'FAIL', exit: 1, more: { 'GET /muster/doctor': own } },
])('$what: $status', async ({ what, status, exit, more }) => {
  const answer = await look(more);
  expect(statusOf(answer)).toMatchObject({ [what]: status });
  expect(answer.exit).toBe(exit);
});

test('what may not be looked at is told, and is no failure', async () => {
  const forbidden = new Response('{"error":{"code":"Forbidden","message":"No."}}', { status: 403 });
  const answer = await look({ 'GET S/secrets': forbidden });
  expect(answer.exit).toBe(0);
  expect(statusOf(answer)).toMatchObject({ Target: 'warn', Deletions: 'ok' });
});

test('a service that is down is asked nothing else', async () => {
  const answer = await look({ 'GET /health': 503 });
  expect(answer.exit).toBe(1);
  expect(answer.calls.map(({ request }) => request)).not.toContain('GET J');
});

test.each([
  ['20.18.9', 'FAIL'],
  ['20.19.0', 'ok'],
  ['24.0.0', 'ok'],
])('Node %s: %s', (version, status) => expect(nodeFinding(version).status).toBe(status));
