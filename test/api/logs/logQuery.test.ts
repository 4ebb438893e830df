import { nextLogLink, readLogQuery } from '../../../shared/api/logs/logQuery';
import type { FoundEntry, LogQuery } from '../../../shared/pipeline/logs/queryLogs';
import { refusal } from '../../support/httpCall';
import { JOB_ID, PRINCIPAL_ID } from '../../support/jobs';
import { CYCLE_ID, foundEntry } from '../../support/logEntries';

const CYCLE_2 = 'b1d2e0af-7c2e-4b6f-8a81-5d9e3f8c0b02';
const ENTRY_ID = '019bc0f1-6ae8-7301-8000-00ab5f6c0d1e';

const read = (query: string): LogQuery => readLogQuery(new URLSearchParams(query));
const filtered = (filter: string): LogQuery => readLogQuery(new URLSearchParams({ $filter: filter }));
/** What of a query the store can use, without what is evaluated afterwards. */
const stored = ({ matches: _, ...rest }: LogQuery) => rest;

const at = (iso: string): FoundEntry => foundEntry({}, { at: Date.parse(iso) });

describe('the queries clients send, verbatim', () => {
  test.each<{ name: string; query: string; expected: object; matching: FoundEntry; other: FoundEntry }>([
    {
      name: 'Postman: all of a job',
      query: `$filter=jobid eq '${JOB_ID}'`,
      expected: { jobIds: [JOB_ID], top: 100 },
      matching: foundEntry(),
      other: foundEntry(
        {},
        { frame: { ...foundEntry().frame, job: { ...foundEntry().frame.job, id: 'API2AAD.x.y' } } },
      ),
    },
    {
      name: 'Postman: the failures of a job since a moment',
      query: `$filter=jobid eq '${JOB_ID}' and statusInfo/status eq 'failure' and activityDateTime ge 2022-10-10T09:47:34Z`,
      expected: { jobIds: [JOB_ID], statuses: ['failure'], oldest: Date.UTC(2022, 9, 10, 9, 47, 34), top: 100 },
      matching: foundEntry({ status: 'failure' }),
      other: foundEntry({ status: 'success' }),
    },
    {
      name: 'Postman: one person',
      query: `$filter=jobid eq '${JOB_ID}' and sourceIdentity/id eq '701984'`,
      expected: { jobIds: [JOB_ID], sourceAnchors: ['701984'], top: 100 },
      matching: foundEntry({ source: { id: '701984', displayName: '', userName: '' } }),
      other: foundEntry({ source: { id: '701985', displayName: '', userName: '' } }),
    },
    {
      name: 'the web client: the last minutes of a service principal, encoded',
      query: `$filter=activityDateTime%20ge%202026-01-15T09%3A00%3A00.000Z%20and%20servicePrincipal%2Fid%20eq%20%27${PRINCIPAL_ID}%27&$top=100&$orderby=activityDateTime%20desc`,
      expected: { oldest: Date.UTC(2026, 0, 15, 9), top: 100 },
      matching: at('2026-01-15T09:00:00.000Z'),
      other: at('2026-01-15T08:59:59.999Z'),
    },
    {
      name: 'CSV2SCIM: the latest cycle',
      query: `$filter=jobid eq '${JOB_ID}'&$top=1`,
      expected: { jobIds: [JOB_ID], top: 1 },
      matching: foundEntry(),
      other: foundEntry({}, { frame: { ...foundEntry().frame, job: { ...foundEntry().frame.job, id: '' } } }),
    },
    {
      name: 'CSV2SCIM: the cycle before',
      query: `$filter=jobid eq '${JOB_ID}' and cycleId ne '${CYCLE_ID}'&$top=1`,
      expected: { jobIds: [JOB_ID], top: 1 },
      matching: foundEntry({ cycleId: CYCLE_2 }),
      other: foundEntry({ cycleId: CYCLE_ID }),
    },
    {
      name: 'CSV2SCIM: the cycle before that',
      query: `$filter=jobid eq '${JOB_ID}' and cycleId ne '${CYCLE_ID}' and cycleId ne '${CYCLE_2}'&$top=1`,
      expected: { jobIds: [JOB_ID], top: 1 },
      matching: foundEntry({ cycleId: 'c2e3f1b0-8d3f-4c70-9b92-6e0f4a9d1c03' }),
      other: foundEntry({ cycleId: CYCLE_2 }),
    },
    {
      name: 'CSV2SCIM: everything of a cycle',
      query: `$filter=cycleId eq '${CYCLE_ID}'`,
      expected: { cycleIds: [CYCLE_ID], top: 100 },
      matching: foundEntry(),
      other: foundEntry({ cycleId: CYCLE_2 }),
    },
    {
      name: 'a Microsoft tutorial: one day of a service principal by id or name',
      query: `$filter=((contains(tolower(servicePrincipal/id), '${PRINCIPAL_ID}') or contains(tolower(servicePrincipal/displayName), '${PRINCIPAL_ID}')) and activityDateTime gt 2023-07-30 and activityDateTime lt 2023-07-31)&$top=500&$orderby=activityDateTime desc`,
      expected: { oldest: Date.UTC(2023, 6, 30), newest: Date.UTC(2023, 6, 31), top: 500 },
      matching: at('2023-07-30T00:00:00.001Z'),
      other: at('2023-07-30T00:00:00.000Z'),
    },
    {
      name: 'the old reference: one record',
      query: "$filter=id eq '74c3b0ae-9cc5-450e-a0a5-7f6a4231de87'",
      expected: { ids: ['74c3b0ae-9cc5-450e-a0a5-7f6a4231de87'], top: 100 },
      matching: foundEntry({}, { id: '74c3b0ae-9cc5-450e-a0a5-7f6a4231de87' }),
      other: foundEntry(),
    },
  ])('$name', ({ query, expected, matching, other }) => {
    const wanted = read(query);
    expect(stored(wanted)).toEqual(expected);
    expect(wanted.matches(matching)).toBe(true);
    expect(wanted.matches(other)).toBe(false);
  });

  test('seed 004’s line with the missing quote is refused, with its place', async () => {
    const { status, code, message } = await refusal(() => read(`$filter=jobid eq '${JOB_ID} and statusInfo/status eq`));
    expect([status, code]).toEqual([400, 'BadRequest']);
    expect(message).toMatch(/^\$filter: .* at position 10\.$/);
  });
});

describe('what can be filtered by', () => {
  const failed = foundEntry({
    action: 'stagedDelete',
    status: 'failure',
    durationMs: 910,
    changeId: 'change-1',
    target: { id: 'target-1', displayName: 'Marek O' },
  });

  test.each([
    "provisioningStatusInfo/status eq 'failure'",
    "provisioningStatusInfo/status eq 'Failure'",
    "statusInfo/status eq 'FAILURE'",
    "provisioningAction eq 'stagedDelete'",
    "provisioningAction eq 'stageddelete'",
    "action eq 'StagedDelete'",
    "tenantid eq '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10'",
    "changeid eq 'change-1'",
    `CYCLEID eq '${CYCLE_ID}'`,
    `uploadId eq '${JOB_ID}~1'`,
    "contains(uploadid, '~1')",
    "contains(changeId, 'ange-')",
    'durationInMilliseconds gt 900 and durationInMilliseconds lt 911 and durationInMilliseconds eq 910',
    "sourceSystem/displayName eq 'API'",
    "contains(targetSystem/displayName, 'Active')",
    "sourceIdentity/identityType eq 'user'",
    "targetIdentity/identityType eq 'User'",
    "sourceIdentity/displayName eq 'Mira Okafor'",
    "targetIdentity/id eq 'target-1'",
    "startswith(targetIdentity/displayName, 'Marek')",
    "initiatedBy/displayName eq 'Azure AD Provisioning Service'",
    "servicePrincipal/displayName eq 'HR inbound'",
    "not (provisioningAction eq 'create')",
    "provisioningAction in ('delete', 'stagedDelete')",
    'activityDateTime le 2026-01-15T09:30:41.0000000Z',
    "id eq 'F2B7D1C4-3C5E-4C55-9D1F-2A6F0B8E4C10'",
  ])('%s', (filter) => {
    expect(filtered(filter).matches(failed)).toBe(true);
  });

  test.each([
    "sourceIdentity/displayName eq 'mira okafor'",
    "contains(sourceIdentity/displayName, 'MIRA')",
    "changeId eq 'CHANGE-1'",
  ])('compares with case: %s does not hold', (filter) => {
    expect(filtered(filter).matches(failed)).toBe(false);
  });

  test('nothing that is not in the log', async () => {
    const { status, message } = await refusal(() => filtered("password eq 'x'"));
    expect(status).toBe(400);
    expect(message).toContain("'password'");
  });
});

describe('what the store is asked for', () => {
  test.each<{ name: string; filter: string; expected: object }>([
    { name: 'one of several jobs', filter: "jobId in ('a', 'b')", expected: { jobIds: ['a', 'b'] } },
    {
      name: 'one of several people',
      filter: "sourceIdentity/id eq '1' or sourceIdentity/id eq '2'",
      expected: { sourceAnchors: ['1', '2'] },
    },
    {
      name: 'states in our own spelling, whatever the client’s',
      filter: "statusInfo/status in ('SKIPPED', 'warning', 'unknown')",
      expected: { statuses: ['skipped', 'warning'] },
    },
    {
      name: 'a state there is none of: nothing',
      filter: "statusInfo/status eq 'unknownFutureValue'",
      expected: { statuses: [] },
    },
    {
      name: 'a span of time',
      filter: 'activityDateTime ge 2026-01-15 and activityDateTime le 2026-01-16',
      expected: { oldest: Date.UTC(2026, 0, 15), newest: Date.UTC(2026, 0, 16) },
    },
    {
      name: 'nothing, when a job is only one of two ways to match',
      filter: "jobId eq 'a' or cycleId eq 'b'",
      expected: {},
    },
    { name: 'nothing, when a job is excluded', filter: "not (jobId eq 'a')", expected: {} },
  ])('$name', ({ filter, expected }) => {
    expect(stored(filtered(filter))).toEqual({ ...expected, top: 100 });
  });

  test.each(['', '$filter=', '$filter=%20'])('everything, when there is no filter: "%s"', (query) => {
    expect(stored(read(query))).toEqual({ top: 100 });
    expect(read(query).matches(foundEntry())).toBe(true);
  });
});

describe('$top, $orderby and $skiptoken', () => {
  test.each([
    { top: '1', expected: 1 },
    { top: '999', expected: 999 },
    { top: '1000', expected: 1_000 },
    { top: '5000', expected: 1_000 },
  ])('$top entries are $expected', ({ top, expected }) => {
    expect(read(`$top=${top}`).top).toBe(expected);
  });

  test.each(['0', '-1', '1.5', 'all', ''])('$top may not be "%s"', async (top) => {
    const { status, message } = await refusal(() => read(`$top=${top}`));
    expect([status, message]).toEqual([400, `$top: expected a whole number from 1, got '${top}' at position 1.`]);
  });

  test.each(['activityDateTime desc', 'ActivityDateTime DESC', ' activityDateTime  desc ', ''])(
    'the order may be "%s", which is the order there is',
    (order) => {
      expect(stored(read(`$orderby=${encodeURIComponent(order)}`))).toEqual({ top: 100 });
    },
  );

  test.each(['activityDateTime asc', 'activityDateTime', 'ACTIVITYDATETIME  ASC'])('or oldest first: "%s"', (order) => {
    expect(stored(read(`$orderby=${encodeURIComponent(order)}`))).toEqual({ top: 100, oldestFirst: true });
  });

  test.each(['id desc', 'activityDateTime desc, id'])('no other order: "%s"', async (order) => {
    const { status, message } = await refusal(() => read(`$orderby=${order}`));
    const expected = '$orderby must be activityDateTime, activityDateTime asc or activityDateTime desc.';
    expect([status, message]).toEqual([400, expected]);
  });

  test('a page is continued behind the entry its link names', () => {
    expect(stored(read(`$skiptoken=${ENTRY_ID}&$top=5`))).toEqual({ top: 5, after: ENTRY_ID });
  });

  test.each([
    'g822a72df43b19c8',
    '',
    "' or 1 eq 1",
    '74c3b0ae-9cc5-450e-a0a5-7f6a4231de87',
    'ffffffff-ffff-7301-8000-00ab5f6c0d1e',
  ])('a token that no link of ours has is refused: "%s"', async (token) => {
    const { status, message } = await refusal(() => read(`$skiptoken=${encodeURIComponent(token)}`));
    expect([status, message]).toEqual([400, '$skiptoken must be taken from an @odata.nextLink.']);
  });

  test.each([
    { filter: "provisioningStatusInfo/errorInformation/errorCode eq 'EntryConflict'", code: 'EntryConflict' },
    { filter: "statusInfo/errorCode in ('EntryConflict', 'InvalidDomain')", code: 'InvalidDomain' },
  ])('what has an error is no success, so packs of successes are left out: $filter', ({ filter, code }) => {
    const query = filtered(filter);
    expect(stored(query)).toEqual({ top: 100, statuses: ['failure', 'skipped', 'warning'] });
    const error = { code, reason: '', details: null, category: 'nonServiceFailure' as const, advice: null };
    expect(query.matches(foundEntry({ status: 'failure', error }))).toBe(true);
    expect(query.matches(foundEntry({ status: 'success', error: null }))).toBe(false);
  });

  test('a member of an enumeration may be named with its type', () => {
    const query = filtered("provisioningStatusInfo/status eq microsoft.graph.provisioningResult'failure'");
    expect(stored(query)).toEqual({ top: 100, statuses: ['failure'] });
    const actions = filtered("provisioningAction in (microsoft.graph.provisioningAction'create', 'update')");
    expect(actions.matches(foundEntry({ action: 'create' }))).toBe(true);
  });
});

describe('nextLogLink', () => {
  const link = (query: string) =>
    nextLogLink('https://hr.contoso.example', '/v1.0/auditLogs/provisioning', new URLSearchParams(query), ENTRY_ID);

  test('is absolute, keeps the options and continues', () => {
    expect(link(`$filter=cycleId eq '${CYCLE_ID}'&$top=2`)).toBe(
      `https://hr.contoso.example/v1.0/auditLogs/provisioning?$filter=cycleId%20eq%20'${CYCLE_ID}'&$top=2&$skiptoken=${ENTRY_ID}`,
    );
  });

  test('replaces the token of the page before', () => {
    expect(link(`$skiptoken=00000000-0000-7000-8000-000000000000&$top=2`)).toBe(
      `https://hr.contoso.example/v1.0/auditLogs/provisioning?$top=2&$skiptoken=${ENTRY_ID}`,
    );
  });

  test('reads back as the same query, whatever is in it', () => {
    const filter = "sourceIdentity/id eq 'a&b=c#d+e ü'";
    const again = new URL(link(new URLSearchParams({ $filter: filter }).toString()));
    expect(again.searchParams.get('$filter')).toBe(filter);
    expect(again.searchParams.get('$skiptoken')).toBe(ENTRY_ID);
  });
});
