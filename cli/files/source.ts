/** A file of people as bytes, as often as they are needed: unpacked where it is packed, kept where it comes from a pipe. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { usage } from '../exit';
import { stateFolder, type World } from '../world';

export interface Source {
  /** As it was named, for messages. */
  readonly name: string;
  /** Absolute; of what came from a pipe, the copy. */
  readonly path: string;
  readonly isPipe: boolean;
  readonly bytes: number;
  /** From the beginning, each time. */
  read(): AsyncIterable<Uint8Array>;
  /** Of the bytes as they lie on the disk. */
  sha256(): Promise<string>;
  first(bytes: number): Promise<Uint8Array>;
}

export const STDIN = '-';

/** @throws {Failure} 2 for what is no file */
export async function openSource(
  name: string,
  world: Pick<World, 'cwd' | 'stdin' | 'env' | 'home' | 'platform' | 'uuid'>,
): Promise<Source> {
  const isPipe = name === STDIN;
  const path = isPipe ? await keepPipe(world) : resolve(world.cwd, name);
  return sourceOf(isPipe ? 'stdin' : name, path, isPipe);
}

export async function sourceOf(name: string, path: string, isPipe: boolean): Promise<Source> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw usage(`${name} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`, {
      code: 'NoFile',
      place: path,
      cause: error,
    });
  });
  if (!found.isFile()) throw usage(`${name} is no file.`, { code: 'NoFile', place: path });
  const read = () => unpacked(path);
  let beginning: Uint8Array = new Uint8Array(0);
  return {
    name: isPipe ? name : basename(name),
    path,
    isPipe,
    bytes: found.size,
    read,
    sha256: async () => {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(path)) hash.update(chunk);
      return hash.digest('hex');
    },
    first: async (bytes) => {
      if (beginning.length < bytes) beginning = await beginningOf(read(), bytes);
      return beginning.subarray(0, bytes);
    },
  };
}

/** As much as was asked for, and what was read with it. */
async function beginningOf(parts: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of parts) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks);
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  if (!/\.gz$/i.test(path)) {
    yield* file;
    return;
  }
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip);
  } catch (error) {
    throw usage(`${basename(path)} cannot be unpacked: ${(error as Error).message}.`, { code: 'NoGzip', place: path });
  } finally {
    file.destroy();
  }
}

/** It is read more than once, and again where a send is resumed. */
async function keepPipe({
  stdin,
  uuid,
  ...places
}: Pick<World, 'stdin' | 'env' | 'home' | 'platform' | 'uuid'>): Promise<string> {
  if (stdin.isTTY) throw usage('Nothing is piped in.', { place: 'stdin', advice: 'Name a file, or pipe one in.' });
  const folder = join(stateFolder(places), 'sends');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `stdin-${uuid()}`);
  await pipeline(stdin, createWriteStream(path, { mode: 0o600 }));
  return path;
}

/** The copy of what came through a pipe: people are in it, and it goes as soon as it is not needed. */
export async function discardPipe({ isPipe, path }: Pick<Source, 'isPipe' | 'path'>): Promise<void> {
  if (isPipe) await rm(path, { force: true });
}
