/** How a job reaches its Active Directory domain. */
import { isDistinguishedName } from './dn';

export interface LdapTlsSettings {
  /** Raise a plain `ldap://` connection to TLS before anything is said on it. Not for `ldaps://`. */
  readonly startTls?: boolean;
  /** Certificates of the authorities to trust, in PEM; without it, those the system trusts. */
  readonly caPem?: string;
  /** The name the controllers' certificates carry, where it is not the host of the URL. */
  readonly serverName?: string;
  /** `false` accepts any certificate: for trying things out only. Default true. */
  readonly rejectUnauthorized?: boolean;
}

export interface LdapSettings {
  /** Domain controllers, `ldaps://host[:port]` or `ldap://host[:port]` with StartTLS; the next is tried when one cannot be reached. */
  readonly urls: readonly string[];
  /** The service account: a distinguished name, a user principal name, or `DOMAIN\name`. */
  readonly bindDn: string;
  readonly password: string;
  /** People are matched below this container. Default: the whole domain. */
  readonly baseDn?: string;
  /** Where accounts go whose mapping gives no `parentDistinguishedName`. */
  readonly defaultContainer: string;
  readonly tls?: LdapTlsSettings;
  /** What `DefaultDomain()` gives. Default: the domain's DNS name. */
  readonly defaultDomain?: string;
  /** Whether `delete` may delete, which in Active Directory is for good unless the Recycle Bin is on. Default false. */
  readonly hardDelete?: boolean;
  /** How long one request may take, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

export const DEFAULT_TIMEOUT_MS = 30_000;

/** @throws {Error} that lists every fault of the settings, each with its place */
export function checkLdapSettings(settings: LdapSettings): void {
  const faults = [
    ...(settings.urls.length === 0 ? ['urls must name at least one domain controller'] : []),
    ...settings.urls.flatMap((url, index) => faultsOfUrl(url, `urls[${index}]`, settings.tls?.startTls === true)),
    ...(['bindDn', 'password'] as const)
      .filter((name) => settings[name].trim() === '')
      .map((name) => `${name} must not be empty`),
    ...faultsOfName('defaultContainer', settings.defaultContainer),
    ...faultsOfName('baseDn', settings.baseDn),
    ...(settings.timeoutMs === undefined || settings.timeoutMs > 0 ? [] : ['timeoutMs must be greater than 0']),
  ];
  if (faults.length > 0) throw new Error(`The Active Directory settings are not usable: ${faults.join('; ')}.`);
}

function faultsOfName(place: string, name: string | undefined): string[] {
  if (name === undefined || isDistinguishedName(name)) return [];
  return [`${place} must be a distinguished name such as OU=People,DC=corp,DC=example, got "${name}"`];
}

function faultsOfUrl(url: string, place: string, startTls: boolean): string[] {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol !== 'ldap:' && protocol !== 'ldaps:') {
    return [`${place} must be ldaps://host[:port] or ldap://host[:port], got "${url}"`];
  }
  // An unencrypted connection would carry the service account's password, and Active Directory takes no new one over it.
  if (protocol === 'ldap:' && !startTls)
    return [`${place} must be ldaps://, or ldap:// with tls.startTls: passwords travel over TLS only`];
  if (protocol === 'ldaps:' && startTls) return [`${place} is ldaps:// already; tls.startTls belongs to ldap://`];
  return [];
}
