/**
 * The schema's target attribute names and the Graph user properties behind them (spec/wire-contract.md 4.6). Shared by
 * the targets that speak Graph's vocabulary: the embedded directory and Graph itself.
 */

import { ProvisioningError } from '../../errors';
import { isDirectoryExtension, type UserPropertyType, userProperty } from '../../graph/userProperties';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import { printScalar, type Scalar, type Value } from '../../value';
import type { AttributeChanges, TargetAttributes } from '../target';

const SAME_NAME = [
  'accountEnabled',
  'city',
  'companyName',
  'country',
  'department',
  'displayName',
  'employeeHireDate',
  'employeeId',
  'employeeLeaveDateTime',
  'employeeType',
  'faxNumber',
  'givenName',
  'jobTitle',
  'mail',
  'mailNickname',
  'mobilePhone',
  'officeLocation',
  'onPremisesImmutableId',
  'otherMails',
  'passwordPolicies',
  'postalCode',
  'preferredLanguage',
  'proxyAddresses',
  'state',
  'streetAddress',
  'surname',
  'usageLocation',
  'userPrincipalName',
  'userType',
];

const OTHER_NAME: readonly (readonly [attribute: string, property: string])[] = [
  ['objectId', 'id'],
  ['dirSyncEnabled', 'onPremisesSyncEnabled'],
  ['telephoneNumber', 'businessPhones'],
  ['mobile', 'mobilePhone'],
  ['facsimileTelephoneNumber', 'faxNumber'],
  ['physicalDeliveryOfficeName', 'officeLocation'],
  ['employeeOrgData.costCenter', 'employeeOrgData/costCenter'],
  ['employeeOrgData.division', 'employeeOrgData/division'],
  ['passwordProfile.password', 'passwordProfile/password'],
];

const EXTENSION_ATTRIBUTES = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

/** Attribute to the path of its property: `property` or `property/member`. */
const PROPERTY_OF: ReadonlyMap<string, string> = new Map([
  ...SAME_NAME.map((name) => [name, name] as const),
  ...OTHER_NAME,
  ...EXTENSION_ATTRIBUTES.map((name) => [name, `onPremisesExtensionAttributes/${name}`] as const),
]);

/** Whether the account lies in the recycle bin: not a property but a place. Read-only. */
export const SOFT_DELETED_ATTRIBUTE = 'IsSoftDeleted';
/** Never part of a create or update; read as the manager's id. */
export const MANAGER_ATTRIBUTE = 'manager';

/** Attributes that are read and written as properties. */
export const GRAPH_ATTRIBUTES: readonly string[] = [...PROPERTY_OF.keys()];

/** `employeeOrgData/division` for `employeeOrgData.division`; `undefined` for what is no property of a user. */
export function graphPropertyOf(attribute: string): string | undefined {
  return PROPERTY_OF.get(attribute) ?? (isDirectoryExtension(attribute) ? attribute : undefined);
}

/** Whether the directory ever shows what was written to it. */
export function isReadable(attribute: string): boolean {
  const [property = ''] = graphPropertyOf(attribute)?.split('/') ?? [];
  return userProperty(property)?.writeOnly !== true;
}

/** Which of these attributes a property's fault is about; the property's own name when it is none of them. */
export function attributeOf(property: string, attributes: Iterable<string>): string {
  for (const attribute of attributes) {
    const path = PROPERTY_OF.get(attribute);
    if (path === property || path?.startsWith(`${property}/`)) return attribute;
  }
  return [...PROPERTY_OF].find(([, path]) => path === property)?.[0] ?? property;
}

/**
 * A request body for these values; `null` clears. Types are converted where there is no doubt (`True` to a boolean, a
 * number to text); the directory refuses the rest.
 *
 * @throws {ProvisioningError} SchemaAttributeNotFound, SchemaPropertyCanOnlyAcceptValue
 */
export function toGraph(attributes: AttributeChanges): JsonObject {
  const body: Record<string, Json> = {};
  for (const [attribute, value] of Object.entries(attributes)) {
    const path = graphPropertyOf(attribute);
    if (path === undefined) throw unknownAttribute(attribute);
    const [property = '', member] = path.split('/');
    const converted = toJson(value, attribute, typeOf(path));
    if (member === undefined) {
      body[property] = converted;
    } else {
      const members = body[property];
      body[property] = { ...(isJsonObject(members) ? members : {}), [member]: converted };
    }
  }
  return body;
}

/** The wanted attributes that have a value. @param user as Graph answers, `manager` expanded where it is wanted */
export function fromGraph(user: JsonObject, wanted: readonly string[]): TargetAttributes {
  const found = wanted.flatMap((attribute): [string, Value][] => {
    const value = readAttribute(user, attribute);
    return value === null ? [] : [[attribute, value]];
  });
  return Object.fromEntries(found);
}

function readAttribute(user: JsonObject, attribute: string): Value {
  if (attribute === SOFT_DELETED_ATTRIBUTE) return (user.deletedDateTime ?? null) !== null;
  if (attribute === MANAGER_ATTRIBUTE) return isJsonObject(user.manager) ? toValue(user.manager.id, attribute) : null;
  const [property = '', member] = graphPropertyOf(attribute)?.split('/') ?? [];
  const value = user[property];
  return toValue(member === undefined ? value : isJsonObject(value) ? value[member] : null, attribute);
}

function toValue(value: Json | undefined, attribute: string): Value {
  if (Array.isArray(value)) {
    const items: Scalar[] = value.filter((item) => typeof item === 'string');
    return isMultivalued(attribute) && items.length > 0 ? items : (items[0] ?? null);
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** Graph keeps a list of business phones that takes one at most; for the schema that is a single value. */
export function isMultivalued(attribute: string): boolean {
  const property = userProperty(PROPERTY_OF.get(attribute) ?? '');
  return property?.type === 'StringCollection' && property.maxItems !== 1;
}

function typeOf(path: string): UserPropertyType {
  return userProperty(path)?.type ?? 'String'; // the password is no property of its own in the table
}

function toJson(value: Value, attribute: string, type: UserPropertyType): Json {
  const items: readonly Scalar[] = Array.isArray(value) ? value : value === null ? [] : [value as Scalar];
  if (items.length > 1 && !isMultivalued(attribute)) {
    throw new ProvisioningError(
      'SchemaPropertyCanOnlyAcceptValue',
      `${attribute} takes a single value, got ${items.length}.`,
      { attribute },
    );
  }
  if (type === 'StringCollection') return items.map(printScalar);
  const [item] = items;
  if (item === undefined) return null;
  if (type === 'Boolean') return toBoolean(item);
  const text = printScalar(item);
  return type === 'DateTime' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
}

function toBoolean(item: Scalar): Json {
  const text = printScalar(item).toLowerCase();
  return text === 'true' || text === 'false' ? text === 'true' : printScalar(item);
}

function unknownAttribute(attribute: string): ProvisioningError {
  return new ProvisioningError(
    'SchemaAttributeNotFound',
    `The directory has no attribute '${attribute}' to write to.`,
    {
      attribute,
    },
  );
}
