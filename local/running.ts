/**
 * Where a running stack is found: `running.json` in its data folder says who and where it is, for as long as it runs, and the
 * state folder of the user names that file. The command line reads both (`cli/client/localService.ts`).
 */
import { access, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateFolder } from '../cli/world';
import { readPrivateJson, writePrivateJson } from './privateFile';

export interface RunningPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export interface RunningFacts {
  /** The line for programs (`banner.ts`). */
  readonly ready: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Holds the client's secret, as the rest of the folder does: its owner's alone. @returns takes it away again */
export async function announceRunning(
  dataFolder: string,
  { ready, pid, startedAt }: RunningFacts,
  ports: RunningPorts,
): Promise<() => Promise<void>> {
  const path = join(dataFolder, 'running.json');
  await writePrivateJson(path, { ...JSON.parse(ready), pid, startedAt: new Date(startedAt).toISOString() });
  await remember(path, ports).catch(() => undefined); // found from its own folder all the same
  return () => rm(path, { force: true });
}

/** Those of other stacks stay, while their files are there. */
async function remember(path: string, ports: RunningPorts): Promise<void> {
  const list = join(stateFolder(ports), 'local.json');
  await mkdir(dirname(list), { recursive: true, mode: 0o700 });
  const known = (await readPrivateJson(list)) as { running?: unknown } | undefined;
  const others = Array.isArray(known?.running) ? known.running.filter((one) => one !== path) : [];
  const there = await Promise.all(others.map((one) => isThere(String(one))));
  await writePrivateJson(list, { running: [path, ...others.filter((_, index) => there[index])] });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
