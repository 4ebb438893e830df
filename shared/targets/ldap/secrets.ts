/** An Active Directory domain by a job's secrets; docs/targets-active-directory.md lists the keys. */
import { isOn } from '../../graph/onOff';
import { optional, required, type TargetSecrets } from '../kit/secretsReader';
import type { LdapSettings } from './settings';

/** @throws {ProvisioningError} InvalidCredentials that names the key */
export function ldapSettings(secrets: TargetSecrets, timeoutMs: number): LdapSettings {
  const domain = optional(secrets, 'Domain');
  const container = optional(secrets, 'SyncAgentADContainer') ?? (domain && `CN=Users,${nameOfDomain(domain)}`);
  const urls = required(secrets, 'Server', 'the domain controllers, parted by commas')
    .split(/[\s,;]+/)
    .filter((server) => server !== '')
    .map((server) => (server.includes('://') ? server : `ldaps://${server}`));
  const trusted = optional(secrets, 'AppKey');
  const tls = {
    ...(urls.some((url) => /^ldap:/i.test(url)) ? { startTls: true } : {}),
    ...(trusted === undefined ? {} : { caPem: trusted }),
  };
  return {
    urls,
    bindDn: accountName(required(secrets, 'UserName', 'the service account'), domain),
    password: required(secrets, 'Password', 'the password of the service account'),
    defaultContainer:
      container ??
      required(
        secrets,
        'SyncAgentADContainer',
        'the container of new accounts, or Domain with the DNS name of the domain',
      ),
    ...(domain === undefined ? {} : { defaultDomain: domain }),
    hardDelete: isOn(secrets.get('HardDeletesEnabled')),
    tls,
    timeoutMs,
  };
}

/** `DC=corp,DC=example` for `corp.example`. */
const nameOfDomain = (domain: string) =>
  domain
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');

/** A bare name is one of the domain: a bind with nothing else than that would be refused. */
function accountName(name: string, domain: string | undefined): string {
  return /[@\\=]/.test(name) || domain === undefined ? name : `${name}@${domain}`;
}
