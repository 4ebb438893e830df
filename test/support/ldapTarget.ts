/** The Active Directory target, opened on a test's domain controller. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createLdapTarget } from '../../shared/targets/ldap/ldapTarget';
import type { LdapSettings } from '../../shared/targets/ldap/settings';
import { limitConcurrency } from '../../shared/targets/open/limited';
import type { Target, TargetAttributes } from '../../shared/targets/target';
import { ANYWHERE } from './egress';
import type { DomainController } from './samba';

export function settingsFor(controller: DomainController, changes: Partial<LdapSettings> = {}): LdapSettings {
  return {
    urls: [controller.url],
    bindDn: controller.service.bindDn,
    password: controller.service.password,
    defaultContainer: controller.people,
    tls: { caPem: controller.caPem, serverName: controller.serverName },
    hardDelete: true,
    timeoutMs: 10_000,
    ...changes,
  };
}

export function openLdapTarget(controller: DomainController, changes: Partial<LdapSettings> = {}): Target {
  const random = { bytes: (length: number) => randomBytes(length), uuid: () => randomUUID() };
  // As jobs open it: a controller that is asked two hundred things at once answers the last ones too late.
  return limitConcurrency(createLdapTarget(settingsFor(controller, changes), { random, egress: ANYWHERE }), 8);
}

/** What the default mappings of a job to Active Directory give for a person (spec/engine.md 4.3). */
export function accountSample(controller: DomainController, n: number): TargetAttributes {
  return {
    employeeID: `E${n}`,
    cn: `Person ${n}`,
    sAMAccountName: `person${n}`,
    userPrincipalName: `person${n}@muster.test`,
    accountDisabled: false,
    displayName: `Person ${n} of Muster`,
    givenName: `Given ${n}`,
    sn: `Family ${n}`,
    title: `Title ${n}`,
    department: `Department ${n}`,
    company: `Company ${n}`,
    streetAddress: `${n} Main Street\r\nBuilding B`,
    l: `Town ${n}`,
    postalCode: `10${n}`,
    c: 'NZ',
    telephoneNumber: `+64 3 555 ${n}`,
    otherTelephone: [`+64 3 556 ${n}`, `+64 3 557 ${n}`],
    preferredLanguage: 'en-NZ',
    accountExpires: 133_500_000_000_000_000n + BigInt(n),
    parentDistinguishedName: controller.people,
  };
}
