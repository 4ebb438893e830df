/** What a create or an update means for an account: its name, its place, its disable bit, and plain attributes. */
import { toBoolean } from '../../engine/values/convert';
import { ProvisioningError } from '../../errors';
import { isEmpty, printValue, type Value } from '../../value';
import type { AttributeChanges } from '../target';
import { DISABLED, PARENT } from './account';
import type { LdapAttribute, LdapAttributes } from './attributeTypes';
import { isDistinguishedName } from './dn';
import { toLdapTexts } from './values';

export interface AccountWrite {
  readonly commonName: string | undefined;
  readonly container: string | undefined;
  readonly disabled: boolean | undefined;
  /** Everything else, as texts to write by attribute name; none clears. */
  readonly plain: Readonly<Record<string, string[]>>;
}

/** Attributes no account can be without once they are set. */
const NOT_CLEARED = ['cn', PARENT, DISABLED, 'sAMAccountName'];
const SECRETS = ['unicodepwd', 'userpassword', 'dbcspwd'];

/** @throws {ProvisioningError} for everything Active Directory would refuse and that can be told beforehand, attribute by attribute */
export function planWrite(changes: AttributeChanges, types: LdapAttributes): AccountWrite {
  for (const [name, value] of Object.entries(changes)) check(name, value);

  const { cn, [PARENT]: container, [DISABLED]: disabled, ...others } = changes;
  return {
    commonName: cn === undefined ? undefined : toCommonName(cn, types),
    container: container === undefined ? undefined : toContainer(container),
    disabled: disabled === undefined ? undefined : toDisabled(disabled),
    plain: Object.fromEntries(
      Object.entries(others).map(([name, value]) => [name, toLdapTexts(attributeNamed(name, types), value)]),
    ),
  };
}

function check(name: string, value: Value): void {
  if (isEmpty(value) && NOT_CLEARED.includes(name)) {
    throw new ProvisioningError('MandatoryFieldsMissing', `An account cannot be without ${name}.`, { attribute: name });
  }
  if (SECRETS.includes(name.toLowerCase())) throw unacceptable(name, 'passwords are not provisioned');
  if (name === 'sAMAccountName') checkAccountName(printValue(value) ?? '');
}

/** The rules for the names of user accounts ([MS-SAMR] 3.1.1.8.4, 3.1.1.6). */
function checkAccountName(value: string): void {
  const fault =
    value.length > 20
      ? `takes at most 20 characters, got ${value.length}`
      : value.endsWith('.')
        ? 'must not end with a full stop'
        : FORBIDDEN.test(value)
          ? 'must not contain control characters or any of "/\\[]:;|=,+*?<>'
          : undefined;
  if (fault !== undefined) throw unacceptable('sAMAccountName', fault);
}

const FORBIDDEN = /["/\\[\]:;|=,+*?<>\p{Cc}]/u;

function toCommonName(value: Value, types: LdapAttributes): string {
  const [text = ''] = toLdapTexts(attributeNamed('cn', types), value);
  // Active Directory marks deleted and conflicting objects with a line break in their names.
  if (/[\r\n]/.test(text)) throw unacceptable('cn', 'must not contain line breaks');
  return text;
}

function toContainer(value: Value): string {
  const text = printValue(value) ?? '';
  if (!isDistinguishedName(text)) throw unacceptable(PARENT, `must be a distinguished name, got "${text}"`);
  return text;
}

function toDisabled(value: Value): boolean {
  const disabled = value === null || typeof value === 'object' ? undefined : toBoolean(value);
  if (disabled === undefined) throw unacceptable(DISABLED, 'takes True or False');
  return disabled;
}

function attributeNamed(name: string, types: LdapAttributes): LdapAttribute {
  const attribute = types.get(name.toLowerCase());
  if (attribute !== undefined) return attribute;
  throw new ProvisioningError(
    'HybridSynchronizationActiveDirectoryCannotFindAttribute',
    `The attribute ${name} is not in the schema of the domain.`,
    { attribute: name },
  );
}

function unacceptable(attribute: string, fault: string): ProvisioningError {
  return new ProvisioningError('HybridSynchronizationActiveDirectoryInvalidParameter', `${attribute} ${fault}.`, {
    attribute,
  });
}
