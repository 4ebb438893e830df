/** A file that is there whole, or as it was before: written beside its place, for its owner alone, and moved. */
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usage } from './exit';

/** @param write makes the draft; where it throws nothing is left of it @throws {Failure} 2 where there is no such folder */
export async function putInPlace(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    await rm(draft, { force: true }); // left behind by a process of the same number, it would keep its own mode
    await write(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // what went wrong first is what counts
    throw isMissing(error, draft)
      ? usage('There is no such folder.', { place: dirname(path), advice: 'Make it first.', cause: error })
      : error;
  }
}

/** The draft itself cannot be made. */
function isMissing(error: unknown, draft: string): boolean {
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && path === draft;
}

/** After this a power cut does not take back that a file was moved. Some systems do not let a folder be opened: they keep it by themselves. */
export async function keepMoved(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
