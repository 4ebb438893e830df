/** What commands on jobs ask of the service, and what they do not do unasked. */
import { type CommandOutcome, runScripted, SCRIPTED_JOB } from '../../support/scriptedService';

const JOB = {
  id: SCRIPTED_JOB,
  templateId: 'API2AAD',
  schedule: { interval: 'PT40M', state: 'Disabled' },
  status: {
    code: 'Paused',
    progress: [],
    quarantine: null,
    lastExecution: null,
    synchronizedEntryCountByType: [{ key: 'User', value: 7 }],
  },
  synchronizationJobSettings: [{ name: 'DeleteThresholdEnabled', value: 'True' }],
};
const PRINCIPALS = { value: [{ id: 'sp-1', displayName: 'HR inbound' }] };
const PRINCIPAL = { 'GET /v1.0/servicePrincipals/sp-1': { id: 'sp-1', displayName: 'HR inbound' } };

const json = ({ stdout }: CommandOutcome) => JSON.parse(stdout);
const written = ({ calls }: CommandOutcome) => calls.filter(({ request }) => !request.startsWith('GET'));

describe('job list', () => {
  test('shows the overview in one call', async () => {
    const held = { settling: 2, staged: 3 };
    const row = { jobId: SCRIPTED_JOB, displayName: 'HR', state: 'Active', quarantine: null, people: 1_000, held };
    const overview = { value: [{ ...row, escrowed: 4, waiting: 5, lastUpload: null, templateId: 'API2AAD' }] };
    const answer = await runScripted(['job', 'list'], { 'GET /muster/overview': overview });
    expect(answer.calls).toHaveLength(1);
    expect(answer.stdout.split('\n')[1]).toMatch(/^HR +Active +1,000 +4 +5 +5 +API2AAD +API2AAD\.a\.b$/);
  });

  test('asks job by job where there is none, and says what is not known', async () => {
    const answer = await runScripted(['job', 'list', '--json'], {
      'GET /v1.0/servicePrincipals': PRINCIPALS,
      'GET S/jobs': { value: [{ id: SCRIPTED_JOB }] },
      'GET J': JOB,
    });
    expect(json(answer).value).toEqual([
      expect.objectContaining({ displayName: 'HR inbound', state: 'Disabled', people: 7, escrowed: null, held: null }),
    ]);
  });
});

describe("what destroys asks for the job's name", () => {
  const HELD = { revision: 'r1', total: 1, value: [{ externalId: '1', heldSinceDateTime: 'then', status: 'staged' }] };
  const SERVICE = { ...PRINCIPAL, 'GET M/heldDeletions': HELD, 'POST M/heldDeletions/allow': { allowed: 1, gone: [] } };
  const COMMANDS = [
    { args: ['deletions', 'allow'] },
    { args: ['job', 'delete'] },
    { args: ['job', 'restart', '--scope', 'Full'] },
  ];
  const DEEDS = { ...SERVICE, 'DELETE J': 204, 'POST J/restart': 204 };

  test.each(COMMANDS)('$args is not answered by --yes', async ({ args }) => {
    const answer = await runScripted([...args, '--yes'], DEEDS);
    expect(answer).toMatchObject({ exit: 2, stderr: expect.stringContaining("--confirm 'HR inbound'") });
    expect(written(answer)).toEqual([]);
  });

  test.each(COMMANDS)('$args is not done under another name', async ({ args }) => {
    const answer = await runScripted([...args, '--confirm', 'HR'], DEEDS);
    expect(answer).toMatchObject({ exit: 2, stderr: expect.stringContaining('"HR" is not the name') });
    expect(written(answer)).toEqual([]);
  });

  test.each(COMMANDS)('$args is done when the name is typed', async ({ args }) => {
    const answer = await runScripted(args, DEEDS, { typed: 'HR inbound' });
    expect(answer.exit).toBe(0);
    expect(answer.stderr).toContain("Type the job's name (HR inbound)");
    expect(written(answer)).toHaveLength(1);
  });

  test('or when its whole id is given', async () => {
    expect(await runScripted(['job', 'delete', '--confirm', SCRIPTED_JOB], DEEDS)).toMatchObject({ exit: 0 });
  });

  test('and a scope that takes no access away is not asked about', async () => {
    const answer = await runScripted(['job', 'restart', '--scope', 'Escrows,Watermark'], DEEDS);
    expect(written(answer)).toEqual([
      expect.objectContaining({ request: 'POST J/restart', body: { criteria: { resetScope: 'Escrows,Watermark' } } }),
    ]);
  });

  test('a scope that there is none of is refused here', async () => {
    const answer = await runScripted(['job', 'restart', '--scope', 'Everything'], DEEDS);
    expect(answer).toMatchObject({
      exit: 2,
      calls: [],
      stderr: expect.stringContaining("'Everything' is none of them"),
    });
  });
});

test('an empty --job means no job, instead of whichever there is', async () => {
  const answer = await runScripted(['job', 'delete', '--job', '', '--confirm', 'HR inbound'], {});
  expect(answer).toMatchObject({ exit: 2, calls: [], stderr: expect.stringContaining('--job names nothing') });
});

describe('deletions', () => {
  const held = (externalId: string) => ({ externalId, heldSinceDateTime: `since ${externalId}`, status: 'staged' });
  const FIRST = { revision: 'r1', total: 2, value: [held('1')], '@odata.nextLink': 'https://muster.example.com/more' };
  const SERVICE = {
    ...PRINCIPAL,
    'GET M/heldDeletions': FIRST,
    'GET /more': { value: [held('2')] },
    'POST M/heldDeletions/reject': { rejected: 1, gone: [{ externalId: '2', heldSinceDateTime: 'since 2' }] },
    'POST M/heldDeletions/allow': new Response('{"error":{"code":"HeldDeletionsChanged","message":"Others."}}', {
      status: 409,
    }),
  };

  test('are decided by the revision that was read, all of them', async () => {
    const answer = await runScripted(['deletions', 'allow', '--confirm', 'HR inbound', '--note', 'Ticket'], SERVICE);
    expect(written(answer)).toEqual([expect.objectContaining({ body: { revision: 'r1', note: 'Ticket' } })]);
    expect(answer).toMatchObject({ exit: 1, stderr: expect.stringContaining('Others.') });
  });

  test('or one by one as they were seen, and who is gone is told', async () => {
    const answer = await runScripted(['deletions', 'reject', '1', '2'], SERVICE);
    expect(written(answer)[0]?.body).toEqual({
      deletions: [
        { externalId: '1', heldSinceDateTime: 'since 1' },
        { externalId: '2', heldSinceDateTime: 'since 2' },
      ],
    });
    expect(answer.stdout).toBe('Rejected 1.\nNo longer held as they were: 2\n');
  });

  test('nobody is decided on who is not held', async () => {
    const answer = await runScripted(['deletions', 'reject', '3'], SERVICE);
    expect(answer).toMatchObject({ exit: 2, stderr: expect.stringContaining('Nothing of 3 is held.') });
    expect(written(answer)).toEqual([]);
  });
});

test('escrow retry --code tries those who failed so, and a dry run names them', async () => {
  const args = ['escrow', 'retry', '--code', 'InvalidValue', '--attribute', 'mail'];
  const answer = await runScripted(args, { 'POST M/escrows/retry': { retrying: 1, more: false } });
  expect(written(answer)).toEqual([expect.objectContaining({ body: { code: 'InvalidValue', attribute: 'mail' } })]);
  expect(answer.stdout).toBe('Trying 1 person again.\n');
  const failed = { value: [{ externalId: '1', failure: { code: 'InvalidValue' } }] };
  const dry = await runScripted([...args, '--dry-run', '-o', 'name'], { 'GET M/escrows': failed });
  expect(dry.calls.map(({ request }) => request)).toEqual([
    "GET M/escrows?$top=999&$filter=code+eq+'InvalidValue'+and+attribute+eq+'mail'",
  ]);
  expect(dry.stdout).toBe('1\n');
});

test('job set takes a setting away that is given nothing, and a dry run writes nothing', async () => {
  const args = ['job', 'set', 'QuarantineTooManyDeletesPercent=', 'DeleteThresholdEnabled=False'];
  const settings = [
    { name: 'QuarantineTooManyDeletesPercent', value: null },
    { name: 'DeleteThresholdEnabled', value: 'False' },
  ];
  const set = await runScripted(args, { 'PATCH J': 204 });
  expect(written(set)).toEqual([expect.objectContaining({ body: { synchronizationJobSettings: settings } })]);
  const dry = await runScripted([...args, '--dry-run'], { 'GET J': JOB });
  expect(written(dry)).toEqual([]);
  expect(dry.stderr).toBe('QuarantineTooManyDeletesPercent is not set now\nDeleteThresholdEnabled is True now\n');
});

test('job watch tells only what changed', async () => {
  let looked = 0;
  const answer = await runScripted(['job', 'watch', '--interval', '1s', '--timeout', '5s', '-o', 'ndjson'], {
    'GET J': () => {
      looked += 1;
      return looked < 3 ? JOB : { ...JOB, status: { ...JOB.status, code: 'Active' } };
    },
  });
  expect(looked).toBe(5);
  const states = answer.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).state);
  expect(states).toEqual(['Paused', 'Active']);
});
