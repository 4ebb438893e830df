/** The folder that everything is kept in: whether it can be used, and whether it still is what it was. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In there are keys, secrets and people: nobody else's business. */
const PRIVATE_FOLDER = 0o700;

/** @throws {Error} that says what is wrong with the folder, and what to do */
export async function openDataFolder(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    await chmod(folder, PRIVATE_FOLDER); // also one that an older Muster made
    await writeFile(probe, '', { mode: 0o600 });
    await rm(probe);
  } catch (error) {
    throw new Error(`The data folder ${folder} cannot be used: ${reasonOf(error)}. Name another one with --data.`, {
      cause: error,
    });
  }
}

/** Below this the next uploads may not find room any more. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;
/** And above this they do, for a while. */
const ENOUGH_FREE_BYTES = 2 * LEAST_FREE_BYTES;

export interface FolderWatchPorts {
  /** Which folder it is: another one may stand in its place. @throws when there is none */
  identity(folder: string): Promise<string>;
  /** Room on its disk. */
  freeBytes(folder: string): Promise<number>;
}

const SYSTEM: FolderWatchPorts = {
  async identity(folder) {
    const { dev, ino } = await stat(folder);
    return `${dev} ${ino}`;
  },
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/**
 * @returns looks once more: what is wrong with the folder now, as a sentence; `undefined` while it can be written to
 */
export async function watchDataFolder(
  folder: string,
  { identity, freeBytes }: FolderWatchPorts = SYSTEM,
): Promise<() => Promise<string | undefined>> {
  const original = await identity(folder);
  let isFull = false;
  return async () => {
    const now = await identity(folder).catch(() => undefined);
    if (now !== original) {
      return `The data folder ${folder} is gone${now === undefined ? '' : ', and another one stands in its place'}. What is accepted could not be kept, so nothing is. Stop Muster, put the folder back or name another one, and start again.`;
    }
    const free = await freeBytes(folder);
    isFull = free < (isFull ? ENOUGH_FREE_BYTES : LEAST_FREE_BYTES);
    if (!isFull) return undefined;
    return `The disk of ${folder} is full: ${Math.floor(free / 1024 / 1024)} MiB are left. Nothing is accepted until there is room again.`;
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
