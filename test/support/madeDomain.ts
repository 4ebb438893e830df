/**
 * A furnished domain is made once on a computer, with the keys of its controller, and copied for each test file: making one takes
 * ten seconds of a processor, a copy a tenth of one.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { furnishDomain } from './sambaDomain';
import { provision, serveDomain } from './sambaServer';
import { ROOT } from './stack';

const CACHE = join(ROOT, 'node_modules/.cache/muster-samba');

/** The passwords of a domain expire after six weeks, and a certificate some time. */
const LASTS_MS = 24 * 3_600_000;

const run = promisify(execFile);

/** @param folder a new one, which the domain is copied into */
export async function copyMadeDomain(folder: string): Promise<void> {
  const made = join(CACHE, fingerprint());
  const unlock = await lock(`muster-samba ${made}`);
  try {
    if (!(await isFresh(made))) await make(made);
    await run('cp', ['--archive', `${made}/.`, folder]);
  } finally {
    await unlock();
  }
}

/** Of what the domain is made by: Samba, and how it is told to. */
function fingerprint(): string {
  const hash = createHash('sha256').update(execFileSync('/usr/sbin/samba', ['--version']));
  for (const file of ['sambaDomain.ts', 'sambaServer.ts']) {
    hash.update(readFileSync(join(ROOT, 'test/support', file))); // not beside this file, which long runs bundle elsewhere
  }
  return hash.digest('hex').slice(0, 16);
}

async function isFresh(made: string): Promise<boolean> {
  const { mtimeMs } = await stat(made).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < LASTS_MS;
}

/** Not in place: the names of Samba's sockets may not be long. */
async function make(made: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-samba-'));
  try {
    await provision(folder);
    const samba = await serveDomain(folder);
    try {
      await furnishDomain(samba.admin, samba.database);
    } finally {
      await samba.stop('SIGTERM');
    }
    await rm(CACHE, { recursive: true, force: true });
    await mkdir(CACHE, { recursive: true });
    await run('cp', ['--archive', folder, `${made}.new`]);
    await rename(`${made}.new`, made);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A name without a file, which only one process can listen to, and which ends with it. @returns gives it back */
async function lock(name: string): Promise<() => Promise<void>> {
  for (;;) {
    const server = createServer();
    const taken = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(`\0${createHash('sha256').update(name).digest('hex')}`, () => resolve(true));
    });
    if (taken) return () => new Promise((resolve) => server.close(() => resolve()));
    await wait(50);
  }
}
