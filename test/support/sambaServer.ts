/** Samba as a process: its configuration, its start on an address, and its end. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'ldapts';
import { START_MS } from './patience';
import { ADMINISTRATOR, BASE_DN, REALM, SERVER_NAME } from './sambaDomain';

export interface Samba {
  readonly host: string;
  /** Samba's database file. */
  readonly database: string;
  /** The authority that signed the controller's certificate, in PEM. */
  readonly caPem: string;
  /** A connection that may do everything. */
  readonly admin: Client;
  /** @param signal SIGKILL where nothing in the folder is needed any more */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export const databaseIn = (folder: string): string => join(folder, 'private', 'sam.ldb');

/**
 * Serves the domain that stands in a folder, on a loopback address of its own, because LDAP's ports cannot be moved and
 * several test runs may go on at once.
 */
export async function serveDomain(folder: string): Promise<Samba> {
  const host = await freeLoopbackAddress();
  await writeFile(join(folder, 'smb.conf'), configuration(folder, host));
  const samba = await startSamba(join(folder, 'smb.conf'));
  try {
    const caPem = await whileRunning(samba, () => readFile(join(folder, 'private', 'tls', 'ca.pem'), 'utf8'));
    const admin = new Client({ url: `ldaps://${host}`, tlsOptions: { ca: caPem, servername: SERVER_NAME } });
    await whileRunning(samba, () => admin.bind(ADMINISTRATOR.bindDn, ADMINISTRATOR.password));
    return {
      host,
      database: databaseIn(folder),
      caPem,
      admin,
      async stop(signal) {
        await admin.unbind();
        await ended(samba, signal);
      },
    };
  } catch (error) {
    await ended(samba, 'SIGKILL');
    throw error;
  }
}

/** Makes a new domain in an empty folder. */
export async function provision(folder: string): Promise<void> {
  const blank = join(folder, 'blank.conf');
  await writeFile(blank, '');
  await promisify(execFile)('/usr/bin/samba-tool', [
    ...['domain', 'provision', `--configfile=${blank}`, `--targetdir=${folder}`],
    ...['--option=interfaces=127.0.0.1/8', '--option=bind interfaces only=yes', '--host-ip=127.0.0.1'],
    ...[`--realm=${REALM}`, '--domain=MUSTER', '--server-role=dc', '--dns-backend=NONE', '--host-name=dc1'],
    `--adminpass=${ADMINISTRATOR.password}`,
  ]);
}

/** Over LDAP, Samba refuses to turn the Recycle Bin on; in its database it does not. */
export async function turnOnRecycleBin(folder: string): Promise<void> {
  const change = join(folder, 'recycleBin.ldif');
  const feature = `CN=Partitions,CN=Configuration,${BASE_DN}:766ddcd8-acd0-445e-f3b9-a7f9b6744f2a`;
  await writeFile(change, `dn:\nchangetype: modify\nadd: enableOptionalFeature\nenableOptionalFeature: ${feature}\n`);
  await promisify(execFile)('/usr/bin/ldbmodify', ['-H', databaseIn(folder), change]);
}

/** An address of 127.0.0.0/8 whose LDAP ports nobody uses. */
async function freeLoopbackAddress(): Promise<string> {
  const part = () => 1 + Math.floor(Math.random() * 254);
  for (;;) {
    const host = `127.${part()}.${part()}.${part()}`;
    if ((await Promise.all([389, 636, 3268, 3269].map((port) => isFree(host, port)))).every(Boolean)) return host;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`A domain controller must listen on ${host}:${port}; run as root. (${error.message})`));
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function configuration(folder: string, host: string): string {
  const paths = {
    'private dir': 'private',
    'state directory': 'state',
    'cache directory': 'cache',
    'lock directory': '',
    'pid directory': '',
    'ncalrpc dir': 'ncalrpc',
    'binddns dir': 'bind-dns',
    'ntp signd socket directory': 'ntp',
    'winbindd socket directory': 'winbind',
  };
  const lines = [
    '[global]',
    'netbios name = DC1',
    `realm = ${REALM.toUpperCase()}`,
    'workgroup = MUSTER',
    'server role = active directory domain controller',
    'server services = ldap',
    `interfaces = ${host}/8`,
    'bind interfaces only = yes',
    ...Object.entries(paths).map(([name, path]) => `${name} = ${join(folder, path)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Standard input stays open as long as this process lives: Samba ends when it closes, so none is left behind. */
async function startSamba(configurationFile: string): Promise<ChildProcess> {
  const samba = spawn('/usr/sbin/samba', ['-i', '-M', 'single', '-s', configurationFile], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await new Promise((resolve, reject) => samba.once('spawn', resolve).once('error', reject));
  return samba;
}

/** Repeats `attempt` until it succeeds, for as long as the controller may take to come up: a new one makes its keys first. */
async function whileRunning<T>(samba: ChildProcess, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (samba.exitCode !== null) throw new Error(`Samba ended with code ${samba.exitCode}.`, { cause: error });
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function ended(samba: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (samba.exitCode !== null || samba.signalCode !== null) return;
  const exit = new Promise((resolve) => samba.once('exit', resolve));
  samba.kill(signal);
  await exit;
}
