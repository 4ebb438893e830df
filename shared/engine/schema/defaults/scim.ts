/**
 * A SCIM 2.0 service as a target. Its attributes have the names of the source's, for both are SCIM (RFC 7643): what differs
 * is who a user is known by. The mappings are those of docs/targets-scim.md.
 */
import { ENTERPRISE_USER } from '../../../scim/urns';
import type { AttributeDefinition, AttributeMapping } from '../../synchronizationSchema';
import { SOURCE_ATTRIBUTES } from './apiSource';
import { attribute, mapping, remembered } from './tables';

const MANAGER = `${ENTERPRISE_USER}:manager`;

/** Instead of the source's attributes of the same names. */
const OWN: readonly AttributeDefinition[] = [
  attribute('id', { anchor: true, caseExact: true, mutability: 'ReadOnly' }),
  attribute('externalId', { caseExact: true }),
  attribute('userName', { required: true }),
  attribute(MANAGER, { references: 'id' }),
];

export const SCIM_ATTRIBUTES: readonly AttributeDefinition[] = [
  ...OWN,
  ...SOURCE_ATTRIBUTES.filter(({ name }) => !OWN.some((own) => own.name === name)),
];

const same = (name: string) => mapping(name, `[${name}]`);
const work = (member: string) => same(`addresses[type eq "work"].${member}`);
const phone = (type: string) => same(`phoneNumbers[type eq "${type}"].value`);
const enterprise = (name: string) => same(`${ENTERPRISE_USER}:${name}`);

export const scimMappings = remembered((): readonly AttributeMapping[] => [
  mapping('externalId', '[externalId]', { matchingPriority: 1 }),
  mapping('userName', '[userName]', { matchingPriority: 2 }),
  // What a service makes of a user without `active` is its own; here a new one is enabled, as in every template.
  mapping('active', '[active]', { defaultValue: 'True' }),
  same('displayName'),
  same('name.givenName'),
  same('name.familyName'),
  same('title'),
  same('preferredLanguage'),
  same('userType'),
  same('emails[type eq "work"].value'),
  phone('work'),
  phone('mobile'),
  work('streetAddress'),
  work('locality'),
  work('region'),
  work('postalCode'),
  work('country'),
  mapping(`${ENTERPRISE_USER}:employeeNumber`, '[externalId]'),
  enterprise('department'),
  enterprise('organization'),
  enterprise('division'),
  enterprise('costCenter'),
  enterprise('manager'),
]);
