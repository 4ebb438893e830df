/** A real agent in a child process, as `npm run agent` starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { START_MS } from './patience';

export interface AgentProcess {
  readonly process: ChildProcess;
  /** Everything the agent wrote so far. */
  log(): string;
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
  /** SIGKILL: it has no time to say anything. */
  kill(): Promise<void>;
}

export interface AgentProcessOptions {
  readonly jobId: string;
  readonly name: string;
  readonly connectionString: string;
  /** What `--directory-file` holds. */
  readonly directory: Readonly<Record<string, string>>;
  /** Addresses by name, where there is no name service to ask. */
  readonly hosts?: Readonly<Record<string, string>>;
}

const ROOT = join(__dirname, '../..');

/** @returns when it says that it is active @throws {Error} with its log when it ends before */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-agent-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const child = spawn(
    process.execPath,
    [
      ...['--require', join(ROOT, 'test/support/lifeline.cjs')],
      ...['--require', file('names.cjs', nameService(options.hosts ?? {})), join(ROOT, 'dist/local/agent.js')],
      ...['--job', options.jobId, '--name', options.name, '--json'],
      ...['--connection-file', file('connection', options.connectionString)],
      ...['--directory-file', file('directory.json', JSON.stringify(options.directory))],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], detached: true },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exited.then(() => rmSync(folder, { recursive: true, force: true }));
  await eventually(async () => {
    if (!log.includes('The agent is active') && child.exitCode === null) throw new Error(`Not active yet:\n${log}`);
  }, START_MS);
  if (child.exitCode !== null) throw new Error(`The agent ended with code ${child.exitCode}:\n${log}`);
  return {
    process: child,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Certificates are for names, and a test's domain controller is in no name service. */
function nameService(hosts: Readonly<Record<string, string>>): string {
  return `
    const dns = require('node:dns');
    const hosts = new Map(Object.entries(${JSON.stringify(hosts)}));
    const { lookup } = dns;
    dns.lookup = (name, ...rest) => lookup(hosts.get(name.toLowerCase()) ?? name, ...rest);
  `;
}
