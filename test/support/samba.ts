/** A real Active Directory domain controller for tests: Samba, serving a copy of a domain from a temporary folder. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'ldapts';
import { copyMadeDomain } from './madeDomain';
import { ADMINISTRATOR, BASE_DN, type Credentials, LEAVERS, PEOPLE, SERVER_NAME, SERVICE } from './sambaDomain';
import { type Samba, serveDomain, turnOnRecycleBin } from './sambaServer';

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

/** @throws {Error} that names the packages to install, or the right that is missing */
export async function startDomainController(options: DomainControllerOptions = {}): Promise<DomainController> {
  const missing = NEEDED.filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new Error(
      `These tests need a Samba domain controller, and ${missing.join(', ')} is not there. Run ` +
        `"sh test/support/installPackages.sh", or install the Debian packages ${PACKAGES.join(' ')}.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'muster-samba-'));
  let samba: Samba | undefined;
  const stop = async () => {
    await samba?.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };

  try {
    await copyMadeDomain(folder);
    if (options.recycleBin === true) await turnOnRecycleBin(folder);
    samba = await serveDomain(folder);
    const { host, caPem, admin } = samba;
    return {
      url: `ldaps://${host}`,
      plainUrl: `ldap://${host}`,
      host,
      baseDn: BASE_DN,
      caPem,
      serverName: SERVER_NAME,
      people: PEOPLE,
      leavers: LEAVERS,
      service: SERVICE,
      administrator: ADMINISTRATOR,
      admin,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
