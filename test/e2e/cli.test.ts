/** `muster` as a newcomer meets it: beside a running `npm start`, with nothing set. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, openDesk, secretsToldBy } from '../support/commandDesk';
import { eventually } from '../support/eventually';
import { muster } from '../support/musterCommand';
import { temporaryFolder } from '../support/stack';
import { tellStory } from '../support/story';

tellStory();

const desk = openDesk();
const { folder, stack, run } = desk;

async function users(): Promise<Readonly<Record<string, unknown>>[]> {
  const select = 'employeeId,displayName,accountEnabled,jobTitle';
  const answer = await stack().call(`/v1.0/users?$select=${select}&$top=999`);
  return ((await answer.json()) as { value: Readonly<Record<string, unknown>>[] }).value;
}

test('a file of people becomes accounts, and every row has its outcome', async () => {
  const answer = await run('send', 'people.csv', '--json');
  expect(answer).toMatchObject({ exit: 0 });
  expect(json(answer)).toMatchObject({
    kind: 'muster.send/1',
    rows: 8,
    accepted: 8,
    outcomes: { created: 8, failed: 0 },
    failures: [],
  });
  expect(answer.stderr).toContain('people.csv: utf-8');
  expect((await users()).map(({ employeeId }) => employeeId).sort()).toEqual([
    '10001',
    '10002',
    '10003',
    '10004',
    '10005',
    '10006',
    '10007',
    '10008',
  ]);
  expect(await users()).toContainEqual(expect.objectContaining({ employeeId: '10008', accountEnabled: false }));
});

test('sent again it changes nobody', async () => {
  // A leaver goes ahead of the manager in the same file, and gets that reference a moment after both are there.
  const manager = '/v1.0/users/hugo.lindqvist@example.com/manager';
  await eventually(async () => expect((await stack().call(manager)).status).toBe(200));
  expect(json(await run('send', 'people.csv', '--json')).outcomes).toMatchObject({ unchanged: 8, updated: 0 });
});

test('the log says what became of whom, and a token is for other programs', async () => {
  const log = await run('logs', '--person', '10003', '-o', 'ndjson');
  expect(
    log.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).provisioningAction),
  ).toContain('create');
  const { stdout: token } = await run('token');
  expect((await stack().call('/v1.0/users', { bearer: token.trim() })).status).toBe(200);
  expect((await run('GET', '/muster/jobs/{job}/escrows')).stdout).toContain('"value":[]');
  expect(await run('explain', '10003')).toMatchObject({ exit: 0, stdout: expect.stringContaining('create') });
  expect(json(await run('whoami', '--json'))).toMatchObject({
    kind: 'muster.whoami/1',
    url: stack().info.baseUrl,
    job: stack().info.jobId,
  });
});

describe('a file as people really have them', () => {
  const PEOPLE = 1_000;
  const HEADER = 'Personalnummer;"""Vorname""";Nachname";"E-Mail";Status';
  const rows = Array.from(
    { length: PEOPLE },
    (_, index) => `${20_000 + index};Zoë ${index};Müller;zoe${index}@example.com;Aktiv`,
  );
  const BAD = new Map([
    [101, ';Ohne;Nummer;o@example.com;Aktiv'],
    [201, ';;;;'],
    [301, '30000;Wer;Weiß;w@example.com;Beurlaubt'],
    [401, '30001;Zu;Wenig'],
  ]);
  for (const [line, row] of BAD) rows[line - 2] = row;
  rows[500 - 2] = rows[499 - 2] as string;
  const bytes = Buffer.from(`${[HEADER, ...rows].join('\r\n')}\r\n`, 'latin1');

  beforeAll(() => writeFileSync(join(folder, 'staff.csv'), bytes));

  test('asks for nothing that `muster send --help` does not tell of', async () => {
    const { stdout: help } = await run('send', '--help');
    for (const option of ['--encoding', '--yes', '--duplicates', 'FILE.failed.csv']) expect(help).toContain(option);
  });

  test('is not sent in the wrong encoding', async () => {
    const answer = await run('send', 'staff.csv');
    expect(answer).toMatchObject({ exit: 2, stdout: '' });
    expect(answer.stderr).toMatch(
      /not utf-8: byte 0xEB at offset \d+\.\n {2}staff\.csv:2\n {2}.*add --encoding windows-1252/,
    );
  });

  test('is not sent by a mapping nobody has seen', async () => {
    const answer = await run('send', 'staff.csv', '--encoding', 'windows-1252');
    expect(answer.exit).toBe(2);
    expect(answer.stderr).toMatch(/Words of Status.*: Aktiv \(99\d\), Beurlaubt \(1\)/);
    expect(answer.stderr).toContain('send again with --yes');
  });

  test('has every bad row told with its line and why, before anything is sent', async () => {
    const before = readdirSync(join(folder, 'state/muster/sends')).length;
    const answer = await run('send', 'staff.csv', '--yes');
    expect(answer.exit).toBe(2);
    for (const told of [
      'line 101: NoKey (externalId)',
      'line 201: BlankRow',
      'line 301: UnknownValue (active): "Beurlaubt" in column Status',
      'line 401: WrongColumnCount: The row has 3 columns, the header has 5.',
      'line 500 is the same person as line 499',
    ]) {
      expect(answer.stderr).toContain(told);
    }
    expect(readdirSync(join(folder, 'state/muster/sends'))).toHaveLength(before);
  });

  test('is sent, and the rows that were not are in a file like it, with the reasons', async () => {
    const answer = await run('send', 'staff.csv', '--duplicates', 'last', '--json');
    expect(answer.exit).toBe(1);
    const report = json(answer);
    expect(report).toMatchObject({ rows: PEOPLE, accepted: PEOPLE - 5, outcomes: { created: PEOPLE - 5, failed: 0 } });
    const failed = readFileSync(join(folder, 'staff.failed.csv'));
    const [header, ...lines] = new TextDecoder('windows-1252').decode(failed).trimEnd().split('\r\n');
    expect(header).toBe(`${HEADER};muster_line;muster_status;muster_code;muster_attribute;muster_reason;muster_log_id`);
    expect(
      lines.map((line) =>
        line.split(';muster_')[0]?.startsWith(BAD.get(Number(/;(\d+);failed;/.exec(line)?.[1])) ?? '?'),
      ),
    ).toEqual([true, true, true, true]);
  });

  test('is mended, and what failed is sent as it is', async () => {
    const path = join(folder, 'staff.failed.csv');
    const text = readFileSync(path, 'latin1').replace('Beurlaubt', 'Aktiv');
    const kept = text.split('\r\n').filter((line) => line.startsWith('Personal') || line.startsWith('30000'));
    writeFileSync(path, kept.join('\r\n'), 'latin1');
    const answer = await run('send', 'staff.failed.csv', '--json');
    expect(answer).toMatchObject({ exit: 0 });
    expect(json(answer)).toMatchObject({ rows: 1, outcomes: { created: 1 } });
  });

  test('and one that was halved is stopped, as is an empty one', async () => {
    writeFileSync(
      join(folder, 'staff.csv'),
      `${bytes.toString('latin1').split('\r\n').slice(0, 290).join('\r\n')}\r\n`,
      'latin1',
    );
    expect(await run('send', 'staff.csv', '--duplicates', 'last')).toMatchObject({
      exit: 5,
      stderr: expect.stringContaining('the last file for this job had 1,000'),
    });
    writeFileSync(join(folder, 'staff.csv'), `${HEADER}\r\n`, 'latin1');
    expect(await run('send', 'staff.csv')).toMatchObject({ exit: 5, stderr: expect.stringContaining('holds nobody') });
  });
});

test('nothing that is said, logged or left behind knows a secret, and no journal a name', async () => {
  expect(await run('whoami', '--debug')).toMatchObject({ exit: 0, stderr: expect.stringContaining('/muster') });
  expect(secretsToldBy(desk)).toEqual([]);
  for (const name of readdirSync(join(folder, 'state/muster/sends'))) {
    const journal = readFileSync(join(folder, 'state/muster/sends', name), 'utf8');
    expect(journal).not.toMatch(/Zoë|zoe\d+@/);
  }
});

test('with nothing running, and nothing named, it says what to do', async () => {
  const elsewhere = temporaryFolder();
  try {
    const answer = await muster(['whoami', '-o', 'json'], { cwd: elsewhere.path, home: elsewhere.path });
    expect(answer).toMatchObject({ exit: 2, stdout: '' });
    const last = JSON.parse(answer.stderr.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ kind: 'muster.error/1', code: 'NoService', exit: 2 });
    expect(existsSync(join(elsewhere.path, 'state'))).toBe(false);
  } finally {
    elsewhere.remove();
  }
});
