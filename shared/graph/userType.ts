/**
 * Properties that Graph's user type has and this directory does not keep: clients may select them, and find nothing there
 * (metadata of Microsoft Graph v1.0, entity type *user* and its bases).
 */

const VALUES = [
  'ageGroup',
  'authorizationInfo',
  'cloudRealtimeCommunicationInfo',
  'consentProvidedForMinor',
  'creationType',
  'customSecurityAttributes',
  'deviceEnrollmentLimit',
  'externalUserState',
  'externalUserStateChangeDateTime',
  'identityParentId',
  'isManagementRestricted',
  'isResourceAccount',
  'lastPasswordChangeDateTime',
  'legalAgeGroupClassification',
  'onPremisesSipInfo',
  'passwordProfile',
  'preferredDataLocation',
  'print',
  'refreshTokensValidFromDateTime',
  'securityIdentifier',
  'showInAddressList',
  'signInSessionsValidFromDateTime',
];

const LISTS = [
  'assignedLicenses',
  'assignedPlans',
  'identities',
  'imAddresses',
  'licenseAssignmentStates',
  'onPremisesProvisioningErrors',
  'provisionedPlans',
  'serviceProvisioningErrors',
];

interface Unkept {
  /** As Graph spells it. */
  readonly name: string;
  /** What a user has who has no value. */
  readonly blank: null | readonly [];
}

const UNKEPT: readonly Unkept[] = [
  ...VALUES.map((name) => ({ name, blank: null })),
  ...LISTS.map((name): Unkept => ({ name, blank: [] })),
];

const BY_LOWER_NAME: ReadonlyMap<string, Unkept> = new Map(UNKEPT.map((one) => [one.name.toLowerCase(), one]));

/** @param name in any case @returns `undefined` for what the directory keeps, and for what no user has */
export const unkeptProperty = (name: string): Unkept | undefined => BY_LOWER_NAME.get(name.toLowerCase());
