/**
 * Microsoft Entra ID as a target: every name of spec/wire-contract.md 4.6 with the constraints of 7.2 there, and the
 * default mappings of spec/engine.md 4.2.
 */
import { ENTERPRISE_USER } from '../../../scim/urns';
import type { AttributeDefinition, AttributeMapping } from '../../synchronizationSchema';
import { attribute, mapping, numbered, remembered } from './tables';

export const ENTRA_ATTRIBUTES: readonly AttributeDefinition[] = [
  attribute('objectId', { anchor: true, mutability: 'ReadOnly' }),
  attribute('employeeId', { maximumLength: 16 }),
  attribute('userPrincipalName', { required: true, maximumLength: 113 }),
  attribute('mailNickname', { required: true, maximumLength: 64 }),
  // Entra creates no account without it; a person the source says nothing about is created enabled (decision in docs/mappings.md).
  attribute('accountEnabled', { type: 'Boolean', required: true, defaultValue: 'True' }),
  attribute('displayName', { required: true, maximumLength: 256 }),
  attribute('givenName', { maximumLength: 64 }),
  attribute('surname', { maximumLength: 64 }),
  attribute('mail', { mutability: 'Immutable' }), // written at creation only (spec/payload.md 6)
  attribute('otherMails', { multivalued: true }),
  attribute('preferredLanguage'),
  attribute('usageLocation', { maximumLength: 2 }),
  attribute('userType'),
  attribute('employeeType'),
  attribute('employeeHireDate', { type: 'DateTime' }),
  attribute('employeeLeaveDateTime', { type: 'DateTime' }),
  attribute('telephoneNumber'),
  attribute('mobile', { maximumLength: 64 }),
  attribute('facsimileTelephoneNumber'),
  attribute('physicalDeliveryOfficeName'),
  attribute('officeLocation'),
  attribute('streetAddress', { maximumLength: 1024 }),
  attribute('city', { maximumLength: 128 }),
  attribute('state', { maximumLength: 128 }),
  attribute('postalCode', { maximumLength: 40 }),
  attribute('country', { maximumLength: 128 }),
  attribute('companyName', { maximumLength: 64 }),
  attribute('department', { maximumLength: 64 }),
  attribute('jobTitle', { maximumLength: 128 }),
  attribute('manager', { references: 'objectId' }),
  ...numbered('extensionAttribute', 15),
  attribute('employeeOrgData.division'),
  attribute('employeeOrgData.costCenter'),
  attribute('passwordProfile.password', { mutability: 'WriteOnly' }), // generated at creation, not mapped
  attribute('IsSoftDeleted', { type: 'Boolean', mutability: 'ReadOnly' }),
  attribute('dirSyncEnabled', { type: 'Boolean', mutability: 'ReadOnly' }),
];

/** HR systems send sign-in names with and without a domain, and with blanks around; Microsoft's own samples send none. */
const PRINCIPAL_NAME =
  'IIF(InStr([userName], "@", , ) > 0, Trim([userName]), IIF(IsNullOrEmpty(Trim([userName])), "", Join("@", Trim([userName]), DefaultDomain())))';

const work = (member: string) => `[addresses[type eq "work"].${member}]`;
const phone = (type: string) => `[phoneNumbers[type eq "${type}"].value]`;

export const entraMappings = remembered((): readonly AttributeMapping[] => [
  mapping('employeeId', '[externalId]', { matchingPriority: 1 }),
  mapping('userPrincipalName', PRINCIPAL_NAME),
  mapping('accountEnabled', '[active]'),
  mapping('displayName', '[displayName]'),
  mapping('givenName', '[name.givenName]'),
  mapping('surname', '[name.familyName]'),
  mapping('mailNickname', 'Replace([userName], , "(?<Suffix>@(.)*)", "Suffix", "", , )', {
    flowType: 'ObjectAddOnly',
  }),
  mapping('jobTitle', '[title]'),
  mapping('department', `[${ENTERPRISE_USER}:department]`),
  mapping('companyName', `[${ENTERPRISE_USER}:organization]`),
  mapping('manager', `[${ENTERPRISE_USER}:manager]`),
  mapping('streetAddress', work('streetAddress')),
  mapping('city', work('locality')),
  mapping('state', work('region')),
  mapping('postalCode', work('postalCode')),
  mapping('country', work('country')),
  mapping('telephoneNumber', phone('work')),
  mapping('mobile', phone('mobile')),
  mapping('facsimileTelephoneNumber', phone('fax')),
  mapping('preferredLanguage', '[preferredLanguage]'),
  mapping('employeeType', '[userType]'),
  mapping('userType', '"Member"', { flowType: 'ObjectAddOnly' }), // a guest who is matched stays one
]);
