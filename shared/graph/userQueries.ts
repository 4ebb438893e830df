/**
 * By which properties users can be asked for, and which of that only advanced queries can (`ConsistencyLevel: eventual` and
 * `$count=true`). The embedded directory refuses by this table what Graph refuses, and the Graph target asks by it.
 *
 * Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects", tables *User properties* and
 * *Support for sorting*. Where the page of the user resource has an operator that this table leaves blank, it counts as advanced.
 */

import { isDirectoryExtension } from './userProperties';

export type Support = 'default' | 'advanced' | 'none';

export interface QuerySupport {
  /** `eq` and `in`; `ne` and `not` are advanced wherever it is not none. */
  readonly equals: Support;
  readonly startsWith: Support;
  /** `ge`, `le`, `gt`, `lt`. */
  readonly range: Support;
  readonly isNull: Support;
}

const LETTERS = { D: 'default', A: 'advanced', '-': 'none' } as const;

/** @param support in the order of the members: `DA-A` */
function by(support: string): QuerySupport {
  const [equals, startsWith, range, isNull] = [...support].map((letter) => LETTERS[letter as keyof typeof LETTERS]);
  return {
    equals: equals ?? 'none',
    startsWith: startsWith ?? 'none',
    range: range ?? 'none',
    isNull: isNull ?? 'none',
  };
}

const NOTHING = by('----');

const SUPPORT: Readonly<Record<string, QuerySupport>> = {
  accountEnabled: by('D---'),
  businessPhones: by('AAA-'),
  city: by('DDAA'),
  companyName: by('AAAA'),
  country: by('DDAA'),
  createdDateTime: by('D-DA'),
  deletedDateTime: by('A-A-'),
  department: by('DDAA'),
  displayName: by('DDAA'),
  employeeHireDate: by('A-A-'),
  employeeId: by('DAAA'),
  employeeLeaveDateTime: by('A-A-'),
  'employeeOrgData/costCenter': by('A---'),
  'employeeOrgData/division': by('A---'),
  employeeType: by('AAA-'),
  faxNumber: by('AAAA'),
  givenName: by('DDAA'),
  id: by('D---'),
  jobTitle: by('DDAA'),
  mail: by('DDAA'),
  mailNickname: by('DDAA'),
  mobilePhone: by('AAAA'),
  officeLocation: by('AAAA'),
  onPremisesImmutableId: by('D-A-'),
  onPremisesLastSyncDateTime: by('D-D-'),
  onPremisesSamAccountName: by('AAA-'),
  onPremisesSecurityIdentifier: by('D--A'),
  onPremisesSyncEnabled: by('D--A'),
  onPremisesUserPrincipalName: by('AAA-'),
  otherMails: by('DDA-'),
  passwordPolicies: by('---A'),
  postalCode: by('AAAA'),
  preferredLanguage: by('AAAA'),
  proxyAddresses: by('DDA-'),
  state: by('DAAA'),
  streetAddress: by('AAAA'),
  surname: by('DDAA'),
  usageLocation: by('DDAA'),
  userPrincipalName: by('DDA-'),
  userType: by('D--A'),
};

const EXTENSION_ATTRIBUTE = /^onPremisesExtensionAttributes\/extensionAttribute(?:[1-9]|1[0-5])$/i;
const BY_LOWER_NAME: ReadonlyMap<string, QuerySupport> = new Map(
  Object.entries(SUPPORT).map(([name, support]) => [name.toLowerCase(), support]),
);

/** @param path `property` or `property/member`, in any case */
export function filterSupport(path: string): QuerySupport {
  if (EXTENSION_ATTRIBUTE.test(path)) return by('A--A');
  if (isDirectoryExtension(path)) return by('DD-A');
  return BY_LOWER_NAME.get(path.toLowerCase()) ?? NOTHING;
}

const ENDS_WITH: ReadonlySet<string> = new Set(['mail', 'othermails', 'userprincipalname', 'proxyaddresses']);

export const endsWithSupport = (path: string): Support => (ENDS_WITH.has(path.toLowerCase()) ? 'advanced' : 'none');

const SORTED: ReadonlyMap<string, Support> = new Map([
  ['createddatetime', 'advanced'],
  ['deleteddatetime', 'advanced'],
  ['displayname', 'default'],
  ['userprincipalname', 'default'],
]);

/** Together with a `$filter`, every sorting is an advanced query. */
export const orderSupport = (path: string): Support => SORTED.get(path.toLowerCase()) ?? 'none';
