import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine, USAGE } from '../../../local/agent/commandLine';
import { AgentOptionsError, readAgentOptions } from '../../../local/agent/options';

const folder = mkdtempSync(join(tmpdir(), 'muster-options-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const connection = file('connection', 'UseDevelopmentStorage=true\n');
const directory = file('directory.json', '{"Server":"dc1.corp.example","Password":"geheim"}');

function read(args: readonly string[], environment: Record<string, string> = {}) {
  return readAgentOptions(parseCommandLine(args), environment, 'SRV1');
}

function faultsOf(args: readonly string[], environment: Record<string, string> = {}): readonly string[] {
  try {
    read(args, environment);
  } catch (error) {
    if (error instanceof AgentOptionsError) return error.faults;
    throw error;
  }
  return [];
}

describe('the command line', () => {
  test('names everything an agent needs', () => {
    const options = read(['--job', 'job-1', '--connection-file', connection, '--directory-file', directory]);
    expect(options).toMatchObject({
      jobId: 'job-1',
      name: 'SRV1',
      settings: { storage: { connectionString: 'UseDevelopmentStorage=true' }, claimMs: 30_000 },
      warnings: [],
    });
    expect([...options.directory]).toEqual([
      ['Server', 'dc1.corp.example'],
      ['Password', 'geheim'],
    ]);
  });

  test('may be left out where the environment says it', () => {
    const environment = {
      AGENT_JOB: 'job-1',
      AGENT_NAME: 'agent-7',
      AGENT_DIRECTORY_FILE: directory,
      AzureWebJobsStorage__accountName: 'mustercontoso',
      CLAIM_SECONDS: '60',
    };
    expect(read([], environment)).toMatchObject({
      jobId: 'job-1',
      name: 'agent-7',
      settings: { storage: { queueServiceUrl: 'https://mustercontoso.queue.core.windows.net' }, claimMs: 60_000 },
    });
  });

  test('goes before the environment', () => {
    const given = [
      '--job',
      'job-2',
      '--name',
      'agent-2',
      '--connection-file',
      connection,
      '--directory-file',
      directory,
    ];
    const environment = { AGENT_JOB: 'job-1', AGENT_NAME: 'agent-1', AzureWebJobsStorage: 'another' };
    expect(read(given, environment)).toMatchObject({
      jobId: 'job-2',
      name: 'agent-2',
      settings: { storage: { connectionString: 'UseDevelopmentStorage=true' } },
    });
  });

  test.each([
    { job: 'API2AD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.c2a4e1b7', tenantId: '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10' },
    { job: 'my-own-job', tenantId: '00000000-0000-0000-0000-000000000000' },
  ])('need not name the tenant: the id $job says $tenantId', ({ job, tenantId }) => {
    const { settings } = read(['--job', job, '--connection-file', connection, '--directory-file', directory]);
    expect(settings.tenantId).toBe(tenantId);
  });

  test('with an option it does not know is refused by its name', () => {
    expect(() => parseCommandLine(['--jobb', 'x'])).toThrow("Unknown option '--jobb'");
  });

  test('has every option in its help', () => {
    for (const option of [
      '--job',
      '--connection-file',
      '--directory-file',
      '--name',
      '--json',
      '--verbose',
      '--help',
    ]) {
      expect(USAGE).toContain(`  ${option} `);
    }
  });
});

describe('what is wrong', () => {
  test('is told at once, all of it', () => {
    expect(faultsOf(['--name', 'x'.repeat(65)], { CLAIM_SECONDS: 'soon' })).toEqual([
      '--job or AGENT_JOB is missing: the id of the job whose work this agent does.',
      '--name or AGENT_NAME must have at most 64 characters, got 65.',
      '--directory-file or AGENT_DIRECTORY_FILE is missing: address and credentials of the directory.',
      'AzureWebJobsStorage or AzureWebJobsStorage__accountName is missing: where everything is kept.',
      "CLAIM_SECONDS must be a whole number from 5 to 3600, got 'soon'.",
    ]);
  });

  test.each([
    { name: 'no JSON', text: '{"Password":"geheim"', fault: 'the file must hold JSON such as' },
    { name: 'no object', text: '["geheim"]', fault: 'the file must hold a JSON object such as' },
    { name: 'a value that is no text', text: '{"Server":7,"Password":"geheim"}', fault: 'Server must be a text.' },
  ])('with the directory file is told without showing what is in it: $name', ({ text, fault }) => {
    const path = file('wrong.json', text);
    const faults = faultsOf(['--job', 'job-1', '--connection-file', connection, '--directory-file', path]);
    expect(faults).toEqual([expect.stringContaining(`--directory-file: ${fault}`)]);
    expect(faults.join()).not.toContain('geheim');
  });

  test('with a file that is not there names option and file', () => {
    const faults = faultsOf(['--job', 'job-1', '--connection-file', connection, '--directory-file', '/nowhere/x.json']);
    expect(faults).toEqual([
      expect.stringMatching(/^--directory-file must name a file that can be read: .*\/nowhere\/x\.json/),
    ]);
  });

  test('is a file that others may read, but it starts all the same', () => {
    const open = file('open.json', '{}', 0o644);
    const { warnings } = read(['--job', 'job-1', '--connection-file', connection, '--directory-file', open]);
    expect(warnings).toEqual([`--directory-file: others on this machine may read ${open}; take that right away.`]);
  });
});
