/** An entry of the domain as a target user, with the attributes that only provisioning knows. */
import type { Value } from '../../value';
import type { TargetUser } from '../target';
import type { LdapAttributes } from './attributeTypes';
import { parentName } from './dn';
import { type DirectoryEntry, parseExtendedName, textOf } from './entry';
import { isDisabled } from './userAccountControl';
import { fromLdap } from './values';

/** The container of the account; changing it moves the account. Not an attribute of the directory. */
export const PARENT = 'parentDistinguishedName';
/** The disable bit of userAccountControl as an attribute of its own (spec/engine.md 12). */
export const DISABLED = 'accountDisabled';
/** Single-valued references to other accounts. */
export const REFERENCES: readonly string[] = ['manager', 'assistant'];

const ALWAYS_READ = ['displayName', 'userPrincipalName', 'sAMAccountName', 'userAccountControl'];
/** What is left of a deleted account's place: Active Directory renames and moves it (MS-ADTS 3.1.1.5.5.1.1). */
export const REMAINS = ['isDeleted', 'isRecycled', 'lastKnownParent', 'msDS-LastKnownRDN', 'cn'];

/** What to ask the directory for, so that `readUser` can tell the wanted attributes. */
export function fieldsFor(wanted: readonly string[]): string[] {
  return [...new Set([...ALWAYS_READ, ...REMAINS, ...wanted.filter((name) => name !== PARENT && name !== DISABLED)])];
}

export function readUser(entry: DirectoryEntry, wanted: readonly string[], types: LdapAttributes): TargetUser {
  const attributes = wanted
    .map((name) => [name, readAttribute(entry, name, types)] as const)
    .filter(([, value]) => value !== null);
  return {
    anchor: entry.anchor,
    reportableIdentifier: textOf(entry, 'userPrincipalName') ?? textOf(entry, 'sAMAccountName') ?? entry.dn,
    displayName: textOf(entry, 'displayName') ?? nameOf(entry),
    attributes: Object.fromEntries(attributes),
    softDeleted: isDeleted(entry),
  };
}

export function isDeleted(entry: DirectoryEntry): boolean {
  return textOf(entry, 'isDeleted') === 'TRUE';
}

/** userAccountControl; `undefined` where the service account may not read it. */
export function controlBits(entry: DirectoryEntry): number | undefined {
  const bits = textOf(entry, 'userAccountControl');
  return bits === undefined ? undefined : Number(bits);
}

/** The container the account is in, or was in before it was deleted. */
export function containerOf(entry: DirectoryEntry): string {
  const lastKnown = isDeleted(entry) ? textOf(entry, 'lastKnownParent') : undefined;
  return lastKnown === undefined ? parentName(entry.dn) : (parseExtendedName(lastKnown)?.dn ?? lastKnown);
}

/** The cn, or the one the account had before it was deleted. */
export function nameOf(entry: DirectoryEntry): string {
  const cn = textOf(entry, 'cn') ?? '';
  return isDeleted(entry) ? (textOf(entry, 'msDS-LastKnownRDN') ?? cn.split('\n', 1)[0] ?? cn) : cn;
}

function readAttribute(entry: DirectoryEntry, name: string, types: LdapAttributes): Value {
  if (name === PARENT) return containerOf(entry);
  if (name === DISABLED) {
    const bits = controlBits(entry);
    return bits === undefined ? null : isDisabled(bits);
  }
  if (name === 'cn') return nameOf(entry);
  const [type, values] = [types.get(name.toLowerCase()), entry.attributes.get(name.toLowerCase())];
  if (type === undefined || values === undefined) return null;
  if (REFERENCES.includes(name)) return parseExtendedName(textOf(entry, name) ?? '')?.guid ?? null;
  return fromLdap(type, values);
}
