/** Values between the engine and LDAP, where everything is text: `TRUE`, `512`, `20240131120000.0Z`. */
import { toBoolean, toInteger } from '../../engine/values/convert';
import { parseInstant, printInstant } from '../../engine/values/instant';
import { noneOf } from '../../engine/values/none';
import { type FailureCode, ProvisioningError } from '../../errors';
import { printScalar, type Scalar, type Value } from '../../value';
import type { LdapAttribute, LdapType } from './attributeTypes';
import { parseExtendedName } from './entry';

const INVALID = 'HybridSynchronizationActiveDirectoryInvalidParameter';

/**
 * @returns the texts to write; none clears the attribute
 * @throws {ProvisioningError} for what Active Directory would refuse, or worse, would store as something else
 */
export function toLdapTexts(attribute: LdapAttribute, value: Value): string[] {
  if (attribute.readOnly) {
    throw refusal(attribute, INVALID, 'is written by the directory itself');
  }
  if (value === null) return noneTexts(attribute);
  const scalars: readonly Scalar[] = Array.isArray(value) ? value : [value];
  if (scalars.length > 1 && !attribute.multivalued) {
    throw refusal(attribute, 'SchemaPropertyCanOnlyAcceptValue', `takes one value, got ${scalars.length}`);
  }
  if (attribute.type === 'Binary') {
    throw refusal(attribute, INVALID, 'is binary, which is not supported');
  }
  // Active Directory refuses a list that names a value twice.
  return [...new Set(scalars.map((scalar) => toLdapText(attribute, scalar)))];
}

/** Active Directory has no account without these attributes; it has values that mean none (`engine/values/none.ts`). */
function noneTexts({ name }: LdapAttribute): string[] {
  const none = noneOf(name);
  return none === undefined ? [] : [none];
}

function toLdapText(attribute: LdapAttribute, scalar: Scalar): string {
  const text = printScalar(scalar);
  if (text === '') {
    throw refusal(attribute, 'InvalidAttributeSyntax-LdapErr', 'is empty text, which Active Directory refuses');
  }
  if (text.includes('\0')) throw refusal(attribute, INVALID, 'contains a NUL character');
  if (attribute.maxLength !== undefined && text.length > attribute.maxLength) {
    const fault = `takes at most ${attribute.maxLength} characters, got ${text.length} (ConstraintViolation)`;
    throw refusal(attribute, 'SystemForCrossDomainIdentityManagementBadResponse', fault);
  }
  const typed = ofType(attribute, scalar);
  if (typed === undefined) throw refusal(attribute, INVALID, `takes ${EXPECTED[attribute.type]}, got "${text}"`);
  return typed;
}

/** @returns `undefined` for what is not a value of the type */
function ofType({ type }: LdapAttribute, scalar: Scalar): string | undefined {
  switch (type) {
    case 'Boolean': {
      const boolean = toBoolean(scalar);
      return boolean === undefined ? undefined : boolean ? 'TRUE' : 'FALSE';
    }
    case 'Integer':
      return toInteger(scalar)?.toString();
    case 'DateTime': {
      const instant = parseInstant(printScalar(scalar));
      return instant === undefined ? undefined : toGeneralizedTime(instant);
    }
    case 'String':
    case 'Binary':
      return printScalar(scalar);
  }
}

const EXPECTED: Readonly<Record<LdapType, string>> = {
  String: 'text',
  Binary: 'bytes',
  Boolean: 'TRUE or FALSE',
  Integer: 'a whole number',
  DateTime: 'a point in time such as 2024-05-01T08:00:00Z',
};

export function fromLdap(attribute: LdapAttribute, values: readonly (string | Buffer)[]): Value {
  const scalars = values.map((value) => fromLdapScalar(attribute, value));
  return attribute.multivalued ? scalars : (scalars[0] ?? null);
}

function fromLdapScalar({ type, distinguishedName }: LdapAttribute, value: string | Buffer): Scalar {
  if (typeof value !== 'string') return value.toString('base64');
  switch (type) {
    case 'Boolean':
      return value === 'TRUE';
    case 'Integer':
      return toInteger(value) ?? value;
    case 'DateTime': {
      const instant = parseInstant(value);
      return instant === undefined ? value : printInstant(instant);
    }
    case 'Binary':
      return Buffer.from(value, 'utf8').toString('base64');
    case 'String':
      return distinguishedName ? (parseExtendedName(value)?.dn ?? value) : value;
  }
}

/** `20240131120000.0Z` (RFC 4517 3.3.13) */
function toGeneralizedTime(instant: number): string {
  return `${new Date(instant).toISOString().replace(/\D/g, '').slice(0, 14)}.0Z`;
}

function refusal({ name }: LdapAttribute, code: FailureCode, fault: string): ProvisioningError {
  return new ProvisioningError(code, `${name} ${fault}.`, { attribute: name });
}
