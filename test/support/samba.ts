/**
 * A real Active Directory domain controller for tests: Samba, provisioned into a temporary folder and served on a
 * loopback address of its own, because LDAP's ports cannot be moved and several test runs may go on at once.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'ldapts';
import { START_MS } from './patience';
import { type Credentials, furnishDomain } from './sambaDomain';

export interface DomainController {
  /** `ldaps://127.x.y.z` */
  readonly url: string;
  /** `ldap://127.x.y.z`, for StartTLS */
  readonly plainUrl: string;
  readonly host: string;
  readonly baseDn: string;
  /** The authority that signed the controller's certificate, in PEM, and the name it was issued for. */
  readonly caPem: string;
  readonly serverName: string;
  /** Where the service account may create and change people, and nothing else. */
  readonly people: string;
  readonly leavers: string;
  readonly service: Credentials;
  readonly administrator: Credentials;
  /** A connection that may do everything, to look behind the target's back. */
  readonly admin: Client;
  stop(): Promise<void>;
}

export interface DomainControllerOptions {
  /** Turns the Active Directory Recycle Bin on. */
  readonly recycleBin?: boolean;
}

const PACKAGES = ['samba', 'samba-ad-dc', 'samba-ad-provision', 'winbind', 'ldb-tools'];
const NEEDED = [
  '/usr/sbin/samba',
  '/usr/bin/samba-tool',
  '/usr/bin/ldbmodify',
  '/usr/share/samba/setup/provision.ldif',
];
const REALM = 'muster.test';
const BASE_DN = 'DC=muster,DC=test';
const SERVER_NAME = 'DC1.muster.test';
const ADMINISTRATOR: Credentials = { bindDn: `administrator@${REALM}`, password: 'Adm1n-Passw0rd!' };

const run = promisify(execFile);

/** @throws {Error} that names the packages to install, or the right that is missing */
export async function startDomainController(options: DomainControllerOptions = {}): Promise<DomainController> {
  const missing = NEEDED.filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new Error(
      `These tests need a Samba domain controller, and ${missing.join(', ')} is not there. Run ` +
        `"sh test/support/installPackages.sh", or install the Debian packages ${PACKAGES.join(' ')}.`,
    );
  }
  const host = await freeLoopbackAddress();
  const folder = await mkdtemp(join(tmpdir(), 'muster-samba-'));
  const database = join(folder, 'private', 'sam.ldb');
  let samba: ChildProcess | undefined;
  let admin: Client | undefined;
  const stop = async () => {
    await admin?.unbind();
    if (samba !== undefined) await ended(samba);
    await rm(folder, { recursive: true, force: true });
  };

  try {
    await provision(folder, host);
    if (options.recycleBin === true) await turnOnRecycleBin(folder, database);
    samba = await serve(folder);
    const caPem = await whileRunning(samba, () => readFile(join(folder, 'private', 'tls', 'ca.pem'), 'utf8'));
    const client = new Client({ url: `ldaps://${host}`, tlsOptions: { ca: caPem, servername: SERVER_NAME } });
    await whileRunning(samba, () => client.bind(ADMINISTRATOR.bindDn, ADMINISTRATOR.password));
    admin = client;
    return {
      url: `ldaps://${host}`,
      plainUrl: `ldap://${host}`,
      host,
      baseDn: BASE_DN,
      caPem,
      serverName: SERVER_NAME,
      ...(await furnishDomain(client, { baseDn: BASE_DN, realm: REALM, database })),
      administrator: ADMINISTRATOR,
      admin: client,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
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

async function provision(folder: string, host: string): Promise<void> {
  const blank = join(folder, 'blank.conf');
  await writeFile(blank, '');
  const interfaces = [`--option=interfaces=${host}/8`, '--option=bind interfaces only=yes'];
  await run('/usr/bin/samba-tool', [
    ...['domain', 'provision', `--configfile=${blank}`, `--targetdir=${folder}`, ...interfaces],
    ...[`--realm=${REALM}`, '--domain=MUSTER', '--server-role=dc', '--dns-backend=NONE', '--host-name=dc1'],
    ...[`--host-ip=${host}`, `--adminpass=${ADMINISTRATOR.password}`],
  ]);
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
  await writeFile(configuration(folder), `${lines.join('\n')}\n`);
}

function configuration(folder: string): string {
  return join(folder, 'smb.conf');
}

/** Over LDAP, Samba refuses to turn the feature on; in its database it does not. */
async function turnOnRecycleBin(folder: string, database: string): Promise<void> {
  const change = join(folder, 'recycleBin.ldif');
  const feature = `CN=Partitions,CN=Configuration,${BASE_DN}:766ddcd8-acd0-445e-f3b9-a7f9b6744f2a`;
  await writeFile(change, `dn:\nchangetype: modify\nadd: enableOptionalFeature\nenableOptionalFeature: ${feature}\n`);
  await run('/usr/bin/ldbmodify', ['-H', database, change]);
}

/** Standard input stays open as long as this process lives: Samba ends when it closes, so none is left behind. */
async function serve(folder: string): Promise<ChildProcess> {
  const samba = spawn('/usr/sbin/samba', ['-i', '-M', 'single', '-s', configuration(folder)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await new Promise((resolve, reject) => samba.once('spawn', resolve).once('error', reject));
  return samba;
}

/** Repeats `attempt` until it succeeds, for as long as the controller may take to come up: it makes its keys first. */
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

async function ended(samba: ChildProcess): Promise<void> {
  if (samba.exitCode !== null || samba.signalCode !== null) return;
  const exit = new Promise((resolve) => samba.once('exit', resolve));
  samba.kill('SIGKILL'); // nothing in the folder is needed any more
  await exit;
}
