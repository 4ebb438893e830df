/** `npm start`'s own host in a child process, spoken to over HTTP as any client would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { createTokens, type Tokens } from '../../cli/client/tokens';
import { realWorld } from '../../cli/world';

export interface StackInfo {
  readonly baseUrl: string;
  /** Whom clients must trust, where the stack serves TLS. */
  readonly authorityFile?: string;
  readonly tokenEndpoint: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly uploadClientId: string;
  readonly uploadClientSecret: string;
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly bulkUploadUrl: string;
  readonly logsUrl: string;
  readonly consoleUrl: string;
  /** Eight digits that the sign-in page asks for. */
  readonly consoleCode: string;
}

export interface Stack {
  readonly info: StackInfo;
  readonly process: ChildProcess;
  /** Everything the process wrote on stderr so far. */
  stderr(): string;
  /** A token of the client that may do everything, or of the one that may only upload. */
  token(client?: 'full' | 'uploadOnly'): Promise<string>;
  /** With a token and JSON headers unless told otherwise; a path is taken from the base URL. */
  call(pathOrUrl: string, init?: RequestInit & { readonly bearer?: string }): Promise<Response>;
  stop(): Promise<number | null>;
  /** Stops the emulator as it is, so that whoever asks it hears nothing. @returns lets it go on */
  stopStorage(): () => void;
  /** SIGKILL: the plug is pulled. An emulator whose host is gone ends by itself. */
  kill(victim?: Victim): Promise<void>;
}

export const VICTIMS = ['host and emulator', 'host'] as const;
export type Victim = (typeof VICTIMS)[number];

export const ROOT = join(__dirname, '../..');
const START = join(ROOT, 'dist/local/start.js');
const LIFELINE = join(ROOT, 'test/support/lifeline.cjs');

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'muster-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function spawnHost(dataDir: string, environment: Record<string, string>, options: readonly string[] = []) {
  const args = [START, '--json', '--port', '0', '--data', dataDir, ...options];
  return spawn(process.execPath, ['--require', LIFELINE, ...args], {
    cwd: ROOT,
    // What the command line remembers of running stacks is not the business of who runs the tests.
    env: { ...process.env, XDG_STATE_HOME: join(dataDir, 'state'), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that `kill` reaches the emulator too
  });
}

/** Starts a host and kills it, with all it has begun, before it is ready or soon after. */
export async function startAndKill(
  dataDir: string,
  environment: Record<string, string>,
  afterMs: number,
): Promise<void> {
  const child = spawnHost(dataDir, environment);
  const exited = once(child, 'exit');
  await wait(afterMs);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await exited;
}

/** @param options of `npm start`, beside those that a test always gives */
export async function startStack(
  dataDir: string,
  environment: Record<string, string> = {},
  options: readonly string[] = [],
): Promise<Stack> {
  const child = spawnHost(dataDir, environment, options);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const info = await firstLine(child, exited, () => errors);
  const tokens = { full: tokensOf(info, 'full'), uploadOnly: tokensOf(info, 'uploadOnly') };

  const stack: Stack = {
    info,
    process: child,
    stderr: () => errors,
    token: (client = 'full') => tokens[client].bearer(new URL(info.baseUrl)),
    async call(pathOrUrl, { bearer, ...init } = {}) {
      const url = new URL(pathOrUrl, info.baseUrl);
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${bearer ?? (await stack.token())}`);
      if (init.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
      return fetch(url, { ...init, headers });
    },
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    stopStorage() {
      const emulators = childrenOf(child.pid ?? 0).filter(isEmulator);
      for (const pid of emulators) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const pid of emulators) ifAlive(() => process.kill(pid, 'SIGCONT'));
      };
    },
    async kill(victim = 'host and emulator') {
      const runs = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
      if (runs) process.kill(victim === 'host' ? child.pid : -child.pid, 'SIGKILL');
      await exited;
    },
  };
  return stack;
}

/** As Linux tells it. */
function childrenOf(pid: number): readonly number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean))
    .map(Number);
}

const isEmulator = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('azurite');

function ifAlive(signal: () => void): void {
  try {
    signal();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function firstLine(
  child: ChildProcess,
  exited: Promise<number | null>,
  errors: () => string,
): Promise<StackInfo> {
  if (child.stdout === null) throw new Error('The stack was started without a pipe to read.');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    exited.then((code) => {
      throw new Error(`The stack ended with code ${code} before it was ready:\n${errors()}`);
    }),
  ]);
  return JSON.parse(line) as StackInfo;
}

/** As the command line gets it. */
function tokensOf(info: StackInfo, client: 'full' | 'uploadOnly'): Tokens {
  const [clientId, clientSecret] =
    client === 'full' ? [info.clientId, info.clientSecret] : [info.uploadClientId, info.uploadClientSecret];
  const scope = 'https://graph.microsoft.com/.default';
  const world = {
    ...realWorld(new AbortController().signal),
    azureToken: () => Promise.reject(new Error('not asked')),
  };
  return createTokens({ kind: 'client', tokenEndpoint: info.tokenEndpoint, clientId, clientSecret, scope }, world);
}
