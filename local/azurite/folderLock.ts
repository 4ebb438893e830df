/**
 * One emulator a data folder: two would overwrite each other's records. The lock is a local socket, because the
 * operating system closes it with its process, however that ends; a process id in a file may outlive its process and
 * come to mean another.
 */
import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A predecessor that was told to end, or whose parent was killed, needs a moment to do so. */
const PATIENCE_MS = 5_000;
const INTERVAL_MS = 100;

/** Holds the lock until this process ends. @throws {Error} when another emulator uses the folder and goes on doing so */
export async function lockFolder(folder: string): Promise<void> {
  const path = socketPath(realpathSync(folder));
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await tryLock(path))) {
    if (Date.now() > deadline) {
      throw new Error(`Another Muster is running on the folder ${folder}. Stop it, or give this one another folder.`);
    }
    await sleep(INTERVAL_MS);
  }
}

/** Outside the folder, for the path of a socket must be short. */
function socketPath(folder: string): string {
  const name = `muster-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

async function tryLock(path: string): Promise<boolean> {
  if (await listens(path)) return true;
  // A socket that nobody answers was left behind by a process that was killed.
  if (await answers(path)) return false;
  rmSync(path, { force: true });
  return listens(path);
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const lock = createServer((connection) => connection.destroy());
    lock.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    lock.listen(path, () => resolve(true));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = connect(path, () => {
      call.destroy();
      resolve(true);
    });
    call.once('error', () => resolve(false));
  });
}
