/**
 * The properties of a user as Graph names and limits them (spec/wire-contract.md 7.1, 7.2). One table for validation,
 * storage, `$select` and the schema a target discovers.
 *
 * Where Graph documents no limit, ours is 256 characters: every value must have one, because a stored property may not
 * exceed 64 KiB.
 */

export type UserPropertyType = 'String' | 'Boolean' | 'DateTime' | 'StringCollection' | 'Complex';

/** Rules beyond type and length; each is told in `propertyFormats.ts`. */
export type PropertyFormat =
  | 'userPrincipalName'
  | 'mailNickname'
  | 'mailAddress'
  | 'countryCode'
  | 'immutableId'
  | 'userType'
  | 'passwordPolicies';

export interface UserProperty {
  readonly type: UserPropertyType;
  /** Of the text, or of each item, in UTF-16 code units. */
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly format?: PropertyFormat;
  readonly members?: Readonly<Record<string, UserProperty>>;
  /** Must be given at creation. */
  readonly required?: true;
  /** `null` is refused. */
  readonly notNullable?: true;
  readonly readOnly?: true;
  /** Accepted, checked and forgotten. */
  readonly writeOnly?: true;
  /** In answers that were not asked for by `$select`. */
  readonly byDefault?: true;
  /** `unique`: one live user at most holds a value. `shared`: users are found by it with a point read. */
  readonly index?: 'unique' | 'shared';
}

const UNDOCUMENTED_LIMIT = 256;
const text = (maxLength: number = UNDOCUMENTED_LIMIT): UserProperty => ({ type: 'String', maxLength });
const readOnly = (type: UserPropertyType): UserProperty => ({ type, readOnly: true });

const extensionAttributes = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, text(1024)]),
);

export const USER_PROPERTIES = {
  id: { ...readOnly('String'), byDefault: true },
  accountEnabled: { type: 'Boolean', required: true, notNullable: true },
  businessPhones: { type: 'StringCollection', maxItems: 1, maxLength: 64, byDefault: true },
  city: text(128),
  companyName: text(64),
  country: text(128),
  createdDateTime: readOnly('DateTime'),
  deletedDateTime: readOnly('DateTime'),
  department: text(64),
  displayName: { ...text(256), required: true, notNullable: true, byDefault: true },
  employeeHireDate: { type: 'DateTime' },
  employeeId: { ...text(16), index: 'shared' },
  employeeLeaveDateTime: { type: 'DateTime' },
  employeeOrgData: { type: 'Complex', members: { costCenter: text(), division: text() } },
  employeeType: text(),
  faxNumber: text(64),
  givenName: { ...text(64), byDefault: true },
  jobTitle: { ...text(128), byDefault: true },
  mail: { ...text(250), format: 'mailAddress', index: 'shared', byDefault: true },
  mailNickname: { ...text(64), format: 'mailNickname', index: 'shared', required: true, notNullable: true },
  mobilePhone: { ...text(64), byDefault: true },
  officeLocation: { ...text(128), byDefault: true },
  onPremisesDistinguishedName: readOnly('String'),
  onPremisesDomainName: readOnly('String'),
  onPremisesExtensionAttributes: { type: 'Complex', members: extensionAttributes },
  onPremisesImmutableId: { ...text(), format: 'immutableId' },
  onPremisesLastSyncDateTime: readOnly('DateTime'),
  onPremisesSamAccountName: readOnly('String'),
  onPremisesSecurityIdentifier: readOnly('String'),
  onPremisesSyncEnabled: readOnly('Boolean'),
  onPremisesUserPrincipalName: readOnly('String'),
  otherMails: { type: 'StringCollection', maxItems: 250, maxLength: 250, format: 'mailAddress' },
  passwordPolicies: { ...text(), format: 'passwordPolicies' },
  passwordProfile: { type: 'Complex', required: true, notNullable: true, writeOnly: true },
  postalCode: text(40),
  preferredLanguage: { ...text(), byDefault: true },
  proxyAddresses: readOnly('StringCollection'),
  state: text(128),
  streetAddress: text(1024),
  surname: { ...text(64), byDefault: true },
  usageLocation: { ...text(2), format: 'countryCode', notNullable: true },
  userPrincipalName: {
    ...text(113),
    format: 'userPrincipalName',
    index: 'unique',
    required: true,
    notNullable: true,
    byDefault: true,
  },
  userType: { ...text(), format: 'userType' },
} as const satisfies Record<string, UserProperty>;

export type UserPropertyName = keyof typeof USER_PROPERTIES;

/** A property that an application has added to users, as text: `extension_{client id without dashes}_{name}`. */
export const isDirectoryExtension = (name: string): boolean => /^extension_[0-9a-f]{32}_\w+$/i.test(name);
const DIRECTORY_EXTENSION = text();

const BY_NAME: ReadonlyMap<string, UserProperty> = new Map(Object.entries<UserProperty>(USER_PROPERTIES));

/** The property of that exact name, as JSON bodies spell it; members of a complex property are `property/member`. */
export function userProperty(name: string): UserProperty | undefined {
  const [top = '', member, ...deeper] = name.split('/');
  if (deeper.length > 0) return undefined;
  const property = BY_NAME.get(top) ?? (isDirectoryExtension(top) ? DIRECTORY_EXTENSION : undefined);
  return member === undefined ? property : property?.members?.[member];
}

/** Names of the indexed properties, each with one row per value (key design: `userDirectory.ts`). */
export const INDEXED_PROPERTIES: readonly string[] = [...BY_NAME].flatMap(([name, { index }]) => (index ? [name] : []));
