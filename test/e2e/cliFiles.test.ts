/** What comes after the first file: what would happen, what changed, who is gone, mappings of other tools, and the guard. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, openDesk, secretsToldBy } from '../support/commandDesk';
import { eventually } from '../support/eventually';
import { muster } from '../support/musterCommand';
import { ROOT } from '../support/stack';
import { tellStory } from '../support/story';

tellStory();

const desk = openDesk();
const { folder, place, stack, run } = desk;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const PEOPLE = readFileSync(join(ROOT, 'docs/examples/people.csv'), 'utf8');

async function user(employeeId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const answer = await stack().call(
    `/v1.0/users?$filter=employeeId eq '${employeeId}'&$select=accountEnabled,jobTitle`,
  );
  return ((await answer.json()) as { value: Readonly<Record<string, unknown>>[] }).value[0];
}

test('a dry run says what would happen, and nothing does', async () => {
  const answer = await run('send', 'people.csv', '--dry-run', '--exit-code', '-o', 'ndjson');
  expect(answer.exit).toBe(3);
  expect(
    answer.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).action),
  ).toEqual(Array(8).fill('create'));
  expect(answer.stderr).toContain('Plan: create 8.');
  expect(await user('10003')).toBeUndefined();
  expect(existsSync(join(folder, 'state/muster/sends'))).toBe(false);
});

test('what changed from one day to the next is told by column, and sent alone', async () => {
  expect(await run('send', 'people.csv', '-q')).toMatchObject({ exit: 0 });
  const tuesday =
    PEOPLE.replace('Tour Lead', 'Head Guide').replace(/^10007.*\n/m, '') +
    '10009,Ines,Costa,ines.costa@example.com,Active,Guide,Tours,10003\n';
  write('tuesday.csv', tuesday);
  cpSync(join(folder, 'people.csv.mapping.json'), join(folder, 'tuesday.csv.mapping.json'));
  const answer = await run('diff', 'people.csv', 'tuesday.csv', '--exit-code', '--json');
  expect(answer).toMatchObject({ exit: 3, stderr: expect.stringContaining('new 1   changed 1   same 6   gone 1') });
  expect(json(answer).value).toEqual([
    { kind: 'new', key: '10009', line: 9, columns: [] },
    {
      kind: 'changed',
      key: '10003',
      line: 4,
      columns: [{ name: 'JobTitle', oldValue: 'Tour Lead', newValue: 'Head Guide' }],
    },
    { kind: 'gone', key: '10007', line: 8, columns: [] },
  ]);
  expect(await run('diff', 'people.csv', 'tuesday.csv', '--send', '--leavers', 'disable', '-q')).toMatchObject({
    exit: 0,
  });
  expect(await user('10003')).toMatchObject({ jobTitle: 'Head Guide' });
  await eventually(async () =>
    expect(await user('10007')).toMatchObject({ accountEnabled: false, jobTitle: 'Analyst, Reporting' }),
  );
});

test('more leavers than a few send nothing at all, joiners neither', async () => {
  const many = Array.from(
    { length: 30 },
    (_, index) => `${50_000 + index},A,B${index},ab${index}@example.com,Active,G,T,`,
  );
  const [header = ''] = PEOPLE.split('\n');
  write('old.csv', `${[header, ...many].join('\n')}\n`);
  write('new.csv', `${[header, ...many.slice(0, 19), '60000,New,One,new@example.com,Active,G,T,'].join('\n')}\n`);
  cpSync(join(folder, 'people.csv.mapping.json'), join(folder, 'new.csv.mapping.json'));
  const answer = await run('send', 'new.csv', '--leavers', 'disable', '--previous', 'old.csv', '--json');
  expect(answer).toMatchObject({ exit: 5, stderr: expect.stringContaining('11 people of 30 would leave') });
  expect(await user('60000')).toBeUndefined();
});

test("CSV2SCIM's mapping is taken as it is, when somebody has looked at it", async () => {
  write(
    'AttributeMapping.psd1',
    `@{ externalId = 'WorkerID'; userName = 'Email'; displayName = 'LastName'; active = { $_.'WorkerStatus' -eq 'Active' } }\n`,
  );
  write('contractors.csv', PEOPLE.replaceAll(/^1/gm, '7').replaceAll('@', '.c@'));
  const first = await run('send', 'contractors.csv', '--mapping', 'AttributeMapping.psd1');
  expect(first).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('active: Inactive (1) in WorkerStatus → false'),
  });
  const second = await run('send', 'contractors.csv', '--mapping', 'AttributeMapping.psd1', '--yes', '--json');
  expect(second).toMatchObject({ exit: 0 });
  expect(json(second)).toMatchObject({ rows: 8, outcomes: { created: 8 } });
});

test('whom the guard holds is told, and rejected, or allowed by who types the name of the job', async () => {
  const leave = (...gone: string[]) =>
    write(
      'leave.csv',
      PEOPLE.split('\n')
        .map((row) => (gone.some((id) => row.startsWith(id)) ? row.replace(',Active,', ',Inactive,') : row))
        .join('\n'),
    );
  const held = async () =>
    json(await run('deletions', 'list', '--json')).value as { externalId: string; status: string }[];
  expect(await run('job', 'set', 'QuarantineTooManyDeletesThreshold=0')).toMatchObject({ exit: 0 });
  leave('10004', '10005');
  cpSync(join(folder, 'people.csv.mapping.json'), join(folder, 'leave.csv.mapping.json'));
  expect(json(await run('send', 'leave.csv', '--json')).outcomes).toMatchObject({ held: 2 });
  await eventually(async () => expect((await held()).map(({ status }) => status)).toEqual(['staged', 'staged']));
  expect(await run('job', 'show')).toMatchObject({ stdout: expect.stringContaining('TooManyDeletes') });
  expect(await run('deletions', 'reject', '10005', '--note', 'Still here.')).toMatchObject({ stdout: 'Rejected 1.\n' });
  expect(await run('deletions', 'allow', '--yes')).toMatchObject({ exit: 2 });
  expect(await user('10004')).toMatchObject({ accountEnabled: true });
  const name = 'API-driven provisioning (local)';
  expect(await run('deletions', 'allow', '--confirm', name)).toMatchObject({ stdout: 'Allowed 1.\n' });
  await eventually(async () => expect(await user('10004')).toMatchObject({ accountEnabled: false }));
  expect(await user('10005')).toMatchObject({ accountEnabled: true });
  expect(await run('job', 'audit', '--top', '5')).toMatchObject({
    stdout: expect.stringMatching(/AllowDeletions[\s\S]*RejectDeletions/),
  });
});

test('people come through a pipe, too, and through less of a right', async () => {
  const { bulkUploadUrl, uploadClientId, uploadClientSecret, tokenEndpoint } = stack().info;
  const env = {
    MUSTER_CLIENT_ID: uploadClientId,
    MUSTER_CLIENT_SECRET: uploadClientSecret,
    MUSTER_TOKEN_ENDPOINT: tokenEndpoint,
  };
  const user = JSON.stringify({ externalId: '80000', userName: 'p@example.com', displayName: 'Piped', active: true });
  const answer = await muster(
    ['send', '-', '--url', bulkUploadUrl, '--allow-shrink', '--json'],
    { ...place, env },
    `${user}\n`,
  );
  expect(answer).toMatchObject({ exit: 0 });
  expect(json(answer)).toMatchObject({ rows: 1, outcomes: { created: 1 } });
  const kept = readdirSync(join(folder, 'state/muster/sends')).filter((name) => name.startsWith('stdin'));
  expect(kept).toEqual([]); // people are in it
  const refused = await muster(['logs', '--url', bulkUploadUrl], { ...place, env });
  expect(refused).toMatchObject({ exit: 4, stderr: expect.stringContaining('SynchronizationData-User.Upload') });
});

test('leavers alone are sent beside an older file, or by name beside whom the job knows', async () => {
  await run('job', 'set', 'QuarantineTooManyDeletesThreshold=500');
  const rows = PEOPLE.trimEnd().split('\n');
  const without = (id: string) => `${rows.filter((row) => !row.startsWith(id)).join('\n')}\n`;
  const mapped = (name: string) =>
    cpSync(join(folder, 'people.csv.mapping.json'), join(folder, `${name}.mapping.json`));
  write('monday.csv', without('10001'));
  mapped('monday.csv');
  expect(await run('diff', 'people.csv', 'monday.csv', '--send', '--leavers', 'disable', '-q')).toMatchObject({
    exit: 0,
  });
  await eventually(async () => expect(await user('10001')).toMatchObject({ accountEnabled: false }));
  write('known.csv', without('10002'));
  mapped('known.csv');
  const tooMany = await run('send', 'known.csv', '--leavers', 'disable', '--known', '--max-leavers', '2');
  expect(tooMany).toMatchObject({ exit: 5, stderr: expect.stringContaining('would leave') });
  expect(await user('10002')).toMatchObject({ accountEnabled: true });
  const known = ['send', 'known.csv', '--leavers', 'disable', '--known', '--max-leavers', '90%', '-q'] as const;
  expect(await run(...known)).toMatchObject({ exit: 0 });
  for (const leaver of ['10002', '70003']) {
    await eventually(async () => expect(await user(leaver)).toMatchObject({ accountEnabled: false }));
  }
  expect(await user('10003')).toMatchObject({ accountEnabled: true });
});

test('inlets and outlets are made as a file says, exported as they are, and go when it is said', async () => {
  const config = (...inlets: readonly object[]) => ({
    format: 'muster.config/1',
    principals: [
      {
        displayName: 'API-driven provisioning (local)',
        jobs: [{ template: 'API2AAD', inlets, outlets: [{ name: 'teams', url: 'https://hooks.example.com/muster' }] }],
      },
    ],
  });
  const hr = JSON.parse(readFileSync(join(folder, 'inlets/hr.json'), 'utf8'));
  const inlet = { ...hr, secrets: ['${env:HR_KEY}'], state: 'paused' };
  write('hooks.json', JSON.stringify(config(inlet, { name: 'gone', preset: 'token' })));
  const HR_KEY = 'a key of the HR system';
  const made = await desk.runWith({ HR_KEY }, 'apply', '-f', 'hooks.json', '--secrets', '--yes', '--debug');
  expect(made).toMatchObject({ exit: 0, stderr: expect.stringContaining('paused the inlet hr') });
  expect(await run('apply', '-f', 'hooks.json', '--yes')).toMatchObject({ exit: 0, stdout: 'Nothing would change.\n' });

  expect((await run('export', '-f', 'exported.json')).exit).toBe(0);
  expect(readFileSync(join(folder, 'exported.json'), 'utf8')).not.toContain(HR_KEY);
  const same = ['apply', '-f', 'exported.json', '--prune', 'inlets,outlets', '--dry-run', '--exit-code'];
  expect(await run(...same)).toMatchObject({ exit: 0, stdout: 'Nothing would change.\n' });

  write('hooks.json', JSON.stringify(config(inlet)));
  expect((await run('apply', '-f', 'hooks.json', '--prune', 'inlets', '--yes')).exit).toBe(0);
  expect((await run('inlet', 'list', '-o', 'name')).stdout).toBe('hr\n');
  expect((await run('doctor')).stdout).toMatch(/warn +Inlet hr +is paused/);

  const looks = ['inlet list --json', 'inlet show hr', 'outlet list --json', 'outlet show teams', 'secrets show'];
  const shown = await Promise.all(looks.map((line) => run(...line.split(' '))));
  expect(shown.map(({ exit }) => exit)).toEqual(looks.map(() => 0));
  expect(secretsToldBy(desk, [HR_KEY])).toEqual([]);
});
