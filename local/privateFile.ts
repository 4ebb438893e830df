/** Files that only their owner may read. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** @returns `undefined` when there is no such file @throws {Error} that names the file when it holds no JSON */
export async function readPrivateJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} holds no JSON.`, { cause: error });
  }
}

export function writePrivateJson(path: string, value: unknown): Promise<void> {
  return writePrivateText(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Readers, and a crash at any moment, see the file as it was or as it is to be, and nothing in between. */
export async function writePrivateText(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}
