/** The storage emulator as its parent sees it: a child process that is started, waited for and stopped. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { EMULATOR_ACCOUNT } from '../shared/store/azure/connectionString';
import { EXIT_PORT_TAKEN, type LauncherMessage, type LauncherSettings } from './azurite/messages';
import type { Ports } from './azurite/ports';

export interface EmulatorOptions extends LauncherSettings {
  /** The bundled `azurite.ts`; beside this file's own bundle when absent. */
  readonly launcherPath?: string;
  /** The program that runs the launcher; the one that runs this process when absent. */
  readonly nodePath?: string;
  /** Takes what the child writes to stderr; the parent's own stderr when absent. */
  readonly onStderr?: (text: string) => unknown;
}

export interface Emulator {
  readonly connectionString: string;
  readonly ports: Ports;
  /** The child's process id. */
  readonly pid: number;
  /** Resolves when the child has ended, whatever the reason; never rejects. */
  readonly exited: Promise<EmulatorExit>;
  /** Ends the child and waits until it has. Requests still under way are cut off. */
  stop(): Promise<void>;
}

export interface EmulatorExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether `stop` was called; an emulator that ends on its own has failed and said why on stderr. */
  readonly expected: boolean;
}

/** Reading back a large store takes its time. */
const START_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 5_000;

/** Emulators that start at one moment choose the same ports; of two, one is left to choose again. */
const MOST_STARTS = 8;

/**
 * Starts the emulator and waits until it takes requests.
 *
 * @throws {Error} when it ends before that, with what it said last, or is not ready within two minutes
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  for (let started = 1; started <= MOST_STARTS; started += 1) {
    const emulator = await start(options);
    if (emulator !== undefined) return emulator;
  }
  throw new Error(`The storage emulator did not start: the ports it chose were taken each time, ${MOST_STARTS} times.`);
}

/** @returns `undefined` when a port that it chose was taken in that moment */
async function start(options: EmulatorOptions): Promise<Emulator | undefined> {
  const { dataDir, ports, checkpointBytes, launcherPath = join(__dirname, 'azurite.js'), nodePath } = options;
  const { onStderr = (text: string) => process.stderr.write(text) } = options;
  const child = fork(launcherPath, [JSON.stringify({ dataDir, ports, checkpointBytes })], {
    execPath: nodePath ?? process.execPath,
    execArgv: [],
    // Azurite would take other accounts than the well-known one from there.
    env: { ...process.env, AZURITE_ACCOUNTS: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let stopping = false;
  let lastWords = '';
  const hear = (chunk: Buffer): void => {
    lastWords = `${lastWords}${chunk}`.slice(-2000);
    onStderr(chunk.toString());
  };
  // Stdout belongs to whoever started the parent.
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);

  const exited = ending(child).then(([code, signal]) => ({ code, signal, expected: stopping }));
  const ended = exited.then(({ code }) => {
    if (code === EXIT_PORT_TAKEN) return undefined;
    throw new Error(`The storage emulator did not start: ${lastWords.trim()}`);
  });
  const ready = await Promise.race([readiness(child), ended]);
  if (ready === undefined) return undefined;
  const { ports: listening } = ready;

  return {
    connectionString: connectionString(listening),
    ports: listening,
    pid: child.pid ?? 0,
    exited,
    async stop() {
      stopping = true;
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The child's exit, once all it wrote has been heard. (Its `close` event does not come after a `disconnect`.) */
async function ending(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  const heard = [child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream?.once('close', resolve)));
  const exit = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (code, signal) => resolve([code, signal]));
  });
  await Promise.all(heard);
  return exit;
}

function readiness(child: ChildProcess): Promise<LauncherMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The storage emulator was not ready after ${START_DEADLINE_MS / 1000} seconds`));
    }, START_DEADLINE_MS);
    child.once('error', reject);
    child.once('exit', () => clearTimeout(timer));
    child.once('message', (message: LauncherMessage) => {
      clearTimeout(timer);
      resolve(message);
    });
  });
}

function connectionString(ports: Ports): string {
  const { accountName, accountKey } = EMULATOR_ACCOUNT;
  const endpoint = (name: string, port: number): string => `${name}=http://127.0.0.1:${port}/${accountName}`;
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${accountName}`,
    `AccountKey=${accountKey}`,
    endpoint('BlobEndpoint', ports.blob),
    endpoint('QueueEndpoint', ports.queue),
    endpoint('TableEndpoint', ports.table),
    '',
  ].join(';');
}
