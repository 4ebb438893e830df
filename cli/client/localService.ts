/**
 * A Muster that runs on this computer. `npm start` leaves `running.json` in its data folder while it runs, and the file's
 * path in the state folder, so that no setting is needed to find it (spec/hands.md 1.3).
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { usage } from '../exit';
import { stateFolder, type World } from '../world';

/** What `npm start` says of itself: the line it prints with `--json`, and when it began. */
export interface LocalService {
  /** The data folder. */
  readonly folder: string;
  readonly pid: number;
  readonly baseUrl: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly servicePrincipalId: string;
  readonly jobId: string;
}

const DATA_FOLDER = '.muster';
const RUNNING = 'running.json';
const HEALTH_MS = 2_000;

type Ports = Pick<World, 'cwd' | 'env' | 'home' | 'platform' | 'fetch'> & { isAlive?(pid: number): boolean };

/**
 * The nearest in the working folder or one above it; else the only one there is.
 *
 * @throws {Failure} 2 where several run and none is near
 */
export async function findLocalService(ports: Ports): Promise<LocalService | undefined> {
  for (const folder of upwards(ports.cwd)) {
    const service = await readRunning(join(folder, DATA_FOLDER, RUNNING), ports);
    if (service !== undefined) return service;
  }
  const found: LocalService[] = [];
  for (const path of await knownPaths(ports)) {
    const service = await readRunning(path, ports);
    if (service !== undefined) found.push(service);
  }
  if (found.length <= 1) return found[0];
  throw usage('Several Musters run on this computer.', {
    code: 'Ambiguous',
    details: found.map(({ baseUrl, folder }) => `${baseUrl}  ${folder}`),
    advice: 'Name one with --url, or run the command in the folder of one.',
  });
}

function* upwards(folder: string): Generator<string> {
  for (let current = folder; ; current = dirname(current)) {
    yield current;
    if (dirname(current) === current) return;
  }
}

/** @returns `undefined` for a file that is none, or whose process is gone or does not answer */
async function readRunning(path: string, ports: Ports): Promise<LocalService | undefined> {
  const said = await readJson(path);
  const members = ['baseUrl', 'tokenEndpoint', 'clientId', 'clientSecret', 'servicePrincipalId', 'jobId'] as const;
  if (said === undefined || typeof said.pid !== 'number') return undefined;
  if (members.some((name) => typeof said[name] !== 'string')) return undefined;
  const { isAlive = processLives } = ports;
  if (!isAlive(said.pid)) return undefined;
  const service = { ...said, folder: dirname(path) } as unknown as LocalService;
  return (await answers(service.baseUrl, ports)) ? service : undefined;
}

async function knownPaths(ports: Ports): Promise<readonly string[]> {
  const known = await readJson(join(stateFolder(ports), 'local.json'));
  return Array.isArray(known?.running) ? known.running.filter((path): path is string => typeof path === 'string') : [];
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // absent, or being written
  }
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
}

async function answers(baseUrl: string, { fetch }: Ports): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(HEALTH_MS) })).ok;
  } catch {
    return false;
  }
}
