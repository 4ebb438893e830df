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
  /** How far the clock of its machine is ahead; below 0: behind. */
  readonly clockAheadMs?: number;
  /** Beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

const ROOT = join(__dirname, '../..');

/** @returns when it says that it is active @throws {Error} with its log when it ends before */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  const agent = spawnAgent(options);
  await eventually(async () => {
    if (!agent.log().includes('The agent is active') && agent.process.exitCode === null) {
      throw new Error(`Not active yet:\n${agent.log()}`);
    }
  }, START_MS);
  const { exitCode } = agent.process;
  if (exitCode !== null) throw new Error(`The agent ended with code ${exitCode}:\n${agent.log()}`);
  return agent;
}

/** Starts one that ends by itself. @returns its exit code and its log */
export async function runAgentProcess(options: AgentProcessOptions): Promise<{ exitCode: number | null; log: string }> {
  const agent = spawnAgent(options);
  return { exitCode: await agent.exited, log: agent.log() };
}

function spawnAgent(options: AgentProcessOptions): AgentProcess & { readonly exited: Promise<number | null> } {
  const folder = mkdtempSync(join(tmpdir(), 'muster-agent-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const child = spawn(
    process.execPath,
    [
      ...['--require', join(ROOT, 'test/support/lifeline.cjs')],
      ...['--require', file('names.cjs', nameService(options.hosts ?? {}))],
      ...['--require', file('clock.cjs', shiftedClock(options.clockAheadMs ?? 0)), join(ROOT, 'dist/local/agent.js')],
      ...['--job', options.jobId, '--name', options.name, '--json'],
      ...['--connection-file', file('connection', options.connectionString)],
      ...['--directory-file', file('directory.json', JSON.stringify(options.directory))],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], detached: true, env: { ...process.env, ...options.environment } },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exited.then(() => rmSync(folder, { recursive: true, force: true }));
  return {
    process: child,
    exited,
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

/** What JavaScript is told of the time; certificates are judged by the true one. */
function shiftedClock(aheadMs: number): string {
  return `
    const Real = Date;
    globalThis.Date = class Date extends Real {
      constructor(...args) {
        if (args.length === 0) super(Real.now() + ${aheadMs});
        else super(...args);
      }
      static now() {
        return Real.now() + ${aheadMs};
      }
    };
  `;
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
