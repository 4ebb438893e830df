/** What the test domain is called and holds: two containers, and a service account with exactly the rights that the guide asks for. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Attribute, type Client } from 'ldapts';

export interface Credentials {
  readonly bindDn: string;
  readonly password: string;
}

export const REALM = 'muster.test';
export const BASE_DN = 'DC=muster,DC=test';
export const SERVER_NAME = 'DC1.muster.test';
export const ADMINISTRATOR: Credentials = { bindDn: `administrator@${REALM}`, password: 'Adm1n-Passw0rd!' };

/** Where the service account may create, change and delete people. */
export const PEOPLE = `OU=People,${BASE_DN}`;
/** Likewise; for moves. */
export const LEAVERS = `OU=Leavers,${BASE_DN}`;
export const SERVICE: Credentials = { bindDn: `muster-service@${REALM}`, password: 'S3rvice "Passw0rd"!' };

/** @param database Samba's file, for what is not done over LDAP */
export async function furnishDomain(admin: Client, database: string): Promise<void> {
  const service = `CN=Muster Service,CN=Users,${BASE_DN}`;
  for (const dn of [PEOPLE, LEAVERS]) await admin.add(dn, { objectClass: ['top', 'organizationalUnit'] });
  await admin.add(service, [
    new Attribute({ type: 'objectClass', values: ['top', 'person', 'organizationalPerson', 'user'] }),
    new Attribute({ type: 'sAMAccountName', values: ['muster-service'] }),
    new Attribute({ type: 'userPrincipalName', values: [SERVICE.bindDn] }),
    new Attribute({ type: 'userAccountControl', values: ['512'] }),
    new Attribute({ type: 'unicodePwd', values: [Buffer.from(`"${SERVICE.password}"`, 'utf16le')] }),
  ]);
  const sid = await securityIdentifier(admin, service);
  for (const dn of [PEOPLE, LEAVERS]) await delegate(database, dn, sid);
}

const USER_CLASS = 'bf967aba-0de6-11d0-a285-00aa003049e2';
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529';

/** The rights of docs/targets-active-directory.md, in the security descriptor language (MS-DTYP 2.5.1). */
async function delegate(database: string, dn: string, sid: string): Promise<void> {
  const entries = [
    `(OA;CI;CCDC;${USER_CLASS};;${sid})`, // create and delete users below the container
    `(OA;CIIO;RPWPSDLCLORC;;${USER_CLASS};${sid})`, // read, write and delete those users
    `(OA;CIIO;CR;${RESET_PASSWORD};${USER_CLASS};${sid})`, // set their initial password
  ];
  await promisify(execFile)('/usr/bin/samba-tool', [
    ...['dsacl', 'set', '-H', database, '--action=allow', `--objectdn=${dn}`, `--sddl=${entries.join('')}`],
  ]);
}

/** `S-1-5-21-…` from its bytes (MS-DTYP 2.4.2.2). */
async function securityIdentifier(admin: Client, dn: string): Promise<string> {
  const { searchEntries } = await admin.search(dn, {
    scope: 'base',
    attributes: ['objectSid'],
    explicitBufferAttributes: ['objectSid'],
  });
  const bytes = searchEntries[0]?.objectSid;
  if (!Buffer.isBuffer(bytes)) throw new Error(`${dn} has no objectSid.`);
  const subAuthorities = Array.from({ length: bytes.readUInt8(1) }, (_, i) => bytes.readUInt32LE(8 + 4 * i));
  return ['S', bytes.readUInt8(0), bytes.readUIntBE(2, 6), ...subAuthorities].join('-');
}
