/**
 * What may be stored of a request body (spec/wire-contract.md 7.2). Every fault is found, not just the first. Values come
 * back as they are stored: timestamps in UTC, no password.
 */

import { isJsonObject, type Json, type JsonObject } from '../scim/json';
import { checkPasswordProfile } from './password';
import { PROPERTY_FORMATS, type TenantRules } from './propertyFormats';
import { parseTimestamp } from './timestamp';
import { InvalidUser, type UserFault, type UserFaultCode } from './userFaults';
import { USER_PROPERTIES, type UserProperty, userProperty } from './userProperties';

/** Checked values by property name; `null` clears. */
export type UserChanges = Readonly<Record<string, Json>>;

/** @throws {InvalidUser} */
export function validateNewUser(body: JsonObject, rules: TenantRules): UserChanges {
  const missing = Object.entries<UserProperty>(USER_PROPERTIES).flatMap(([name, property]) =>
    property.required && (body[name] === undefined || body[name] === null) ? [missingValue(name)] : [],
  );
  return validate(body, rules, { passwordRequired: true, policies: body.passwordPolicies, known: missing });
}

/** @param current the values the changes are made to @throws {InvalidUser} */
export function validateChanges(body: JsonObject, current: JsonObject, rules: TenantRules): UserChanges {
  const policies = body.passwordPolicies ?? current.passwordPolicies;
  return validate(body, rules, { passwordRequired: false, policies, known: [] });
}

interface Context {
  readonly passwordRequired: boolean;
  readonly policies: Json | undefined;
  /** Faults found already; their properties are not looked at again. */
  readonly known: readonly UserFault[];
}

function validate(body: JsonObject, rules: TenantRules, context: Context): UserChanges {
  const faults = [...context.known];
  const reported = new Set(faults.map((fault) => fault.property));
  const changes: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || name.startsWith('@odata.') || reported.has(name)) continue;
    const property = userProperty(name);
    if (property === undefined) {
      faults.push({
        ...invalid('UnknownProperty', name, 'is not a property of a user'),
        message: `Invalid property '${name}'.`,
      });
    } else if (property.readOnly) {
      faults.push(readOnlyProperty(name));
    } else if (value === null) {
      if (property.notNullable) faults.push(invalid('NotNullable', name, 'cannot be cleared'));
      else changes[name] = null;
    } else if (name === 'passwordProfile') {
      const fault = checkPasswordProfile(value, { required: context.passwordRequired, policies: context.policies });
      if (fault) faults.push(fault);
    } else {
      changes[name] = checked(value, name, property, rules, faults);
    }
  }
  const [first, ...others] = faults;
  if (first !== undefined) throw new InvalidUser([first, ...others]);
  return changes;
}

/** The value as it is stored. Faults are added to the list; what is returned then does not matter. */
function checked(value: Json, path: string, property: UserProperty, rules: TenantRules, faults: UserFault[]): Json {
  switch (property.type) {
    case 'String':
      faults.push(...textFaults(value, path, property, rules));
      return value;
    case 'Boolean':
      if (typeof value !== 'boolean') faults.push(invalid('InvalidType', path, 'must be true or false'));
      return value;
    case 'DateTime':
      return checkedTimestamp(value, path, faults);
    case 'StringCollection':
      faults.push(...listFaults(value, path, property, rules));
      return value;
    case 'Complex':
      return checkedComplex(value, path, property, rules, faults);
  }
}

function textFaults(value: Json, path: string, property: UserProperty, rules: TenantRules): readonly UserFault[] {
  if (typeof value !== 'string') return [invalid('InvalidType', path, 'must be text')];
  if (value === '') return [invalid('InvalidValue', path, 'must not be empty; null clears a value')];
  if (/(?![\t\n\r])\p{Cc}|\p{Cs}/u.test(value)) {
    return [invalid('InvalidValue', path, 'must not hold control characters or halves of characters')];
  }
  const format = property.format && PROPERTY_FORMATS[property.format](value, rules);
  if (format)
    return [{ ...invalid(format.code, path, format.expectation), ...(format.message && { message: format.message }) }];
  const { maxLength } = property;
  if (maxLength !== undefined && value.length > maxLength) {
    return [invalid('InvalidLength', path, `must be at most ${maxLength} characters long, got ${value.length}`)];
  }
  return [];
}

function listFaults(value: Json, path: string, property: UserProperty, rules: TenantRules): readonly UserFault[] {
  if (!Array.isArray(value)) return [invalid('InvalidType', path, 'must be a list of texts')];
  const { maxItems } = property;
  if (maxItems !== undefined && value.length > maxItems) {
    return [
      invalid(
        'InvalidLength',
        path,
        `must hold at most ${maxItems} ${maxItems === 1 ? 'value' : 'values'}, got ${value.length}`,
      ),
    ];
  }
  return value.flatMap((item: Json) => textFaults(item, path, property, rules));
}

/** A date alone is refused, as Graph refuses it for a DateTimeOffset. */
function checkedTimestamp(value: Json, path: string, faults: UserFault[]): Json {
  const instant = typeof value === 'string' && value.includes('T') ? parseTimestamp(value) : undefined;
  if (instant !== undefined) return new Date(instant).toISOString().replace('.000Z', 'Z');
  const code = typeof value === 'string' ? 'InvalidValue' : 'InvalidType';
  faults.push(invalid(code, path, 'must be a timestamp like 2026-01-15T00:00:00Z'));
  return value;
}

function checkedComplex(
  value: Json,
  path: string,
  property: UserProperty,
  rules: TenantRules,
  faults: UserFault[],
): Json {
  if (!isJsonObject(value)) {
    faults.push(invalid('InvalidType', path, 'must be an object'));
    return value;
  }
  const members: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || name.startsWith('@odata.')) continue;
    const known = property.members?.[name];
    if (known === undefined) faults.push(invalid('UnknownProperty', `${path}/${name}`, `is not a property of ${path}`));
    else members[name] = member === null ? null : checked(member, `${path}/${name}`, known, rules, faults);
  }
  return members;
}

function invalid(code: UserFaultCode, property: string, expectation: string): UserFault {
  const [name] = property.split('/');
  return { code, property, message: `Invalid value specified for property '${name}' of resource 'User'.`, expectation };
}

function missingValue(property: string): UserFault {
  const message = `A value is required for property '${property}' of resource 'User'.`;
  return { code: 'MissingValue', property, message, expectation: 'must be given' };
}

function readOnlyProperty(property: string): UserFault {
  const message = `Property '${property}' is read-only and cannot be set.`;
  return { code: 'ReadOnlyProperty', property, message, expectation: 'cannot be set' };
}
