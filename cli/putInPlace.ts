/** A file that is there whole, or as it was before: written beside its place, for its owner alone, and moved. */
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @param write makes the draft; where it throws nothing is left of it */
export async function putInPlace(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    await rm(draft, { force: true }); // left behind by a process of the same number, it would keep its own mode
    await write(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
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
