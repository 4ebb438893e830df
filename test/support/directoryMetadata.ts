/** The types of Graph's metadata about the directory, batches and errors, beside those of `graphMetadata.ts`. */

const texts = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'string?']));

/** As many of its properties as a connector names (spec/wire-contract.md 7.1, 7.2). */
export const USER = {
  id: 'guid',
  accountEnabled: 'boolean?',
  businessPhones: 'string[]',
  createdDateTime: 'dateTime?',
  ...texts('city', 'companyName', 'country', 'department', 'displayName', 'employeeId', 'employeeType', 'givenName'),
  ...texts('jobTitle', 'mail', 'mailNickname', 'mobilePhone', 'officeLocation', 'onPremisesImmutableId', 'postalCode'),
  ...texts('preferredLanguage', 'state', 'streetAddress', 'surname', 'usageLocation', 'userPrincipalName', 'userType'),
  employeeHireDate: 'dateTime?',
  employeeLeaveDateTime: 'dateTime?',
  employeeOrgData: 'employeeOrgData?',
  onPremisesExtensionAttributes: 'onPremisesExtensionAttributes?',
  otherMails: 'string[]',
  proxyAddresses: 'string[]',
};

/** A user whose properties were not chosen: these eleven and no other (spec/wire-contract.md 7.1). */
const BY_DEFAULT = {
  id: 'guid',
  businessPhones: 'string[]',
  ...texts('displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage'),
  ...texts('surname', 'userPrincipalName'),
};

export const DIRECTORY_TYPES = {
  user: USER,
  employeeOrgData: texts('costCenter', 'division'),
  onPremisesExtensionAttributes: texts(...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`)),
  userByDefault: BY_DEFAULT,
  /** Read alone, it is told when it was deleted. */
  deletedUser: { ...BY_DEFAULT, deletedDateTime: 'dateTime' },
  organization: { id: 'guid', displayName: 'string?', verifiedDomains: 'verifiedDomain[]' },
  verifiedDomain: {
    capabilities: 'string?',
    isDefault: 'boolean?',
    isInitial: 'boolean?',
    name: 'string?',
    type: 'string?',
  },
  batch: { responses: 'batchResponse[]' },
  batchResponse: { id: 'string', status: 'number', headers: 'open?', body: 'open?' },
  failure: { error: 'publicError' },
  publicError: {
    code: 'string?',
    message: 'string?',
    target: 'string?',
    details: 'publicErrorDetail[]?',
    innerError: 'publicInnerError?',
  },
  publicErrorDetail: { code: 'string?', message: 'string?', target: 'string?' },
  /** An open type; its date has no zone (spec/wire-contract.md 1.4). */
  publicInnerError: { date: 'string', 'request-id': 'guid', 'client-request-id': 'string' },
} as const;
