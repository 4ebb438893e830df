/** The source every API-driven job reads: SCIM core and enterprise users (spec/engine.md 4.1, spec/wire-contract.md 4.6). */
import { ENTERPRISE_USER } from '../../../scim/urns';
import type { AttributeDefinition } from '../../synchronizationSchema';
import { attribute } from './tables';

/** Within a collection the work element goes first: clients take the first attribute that fits. */
const ELEMENTS = {
  emails: { types: ['work', 'home', 'other'], members: ['value'] },
  phoneNumbers: { types: ['work', 'mobile', 'fax', 'home', 'pager', 'other'], members: ['value'] },
  addresses: {
    types: ['work', 'home', 'other'],
    members: ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'],
  },
} as const;

export const SOURCE_ATTRIBUTES: readonly AttributeDefinition[] = [
  attribute('externalId', { anchor: true, caseExact: true, required: true }),
  attribute('userName'),
  attribute('active', { type: 'Boolean' }),
  ...texts('displayName nickName profileUrl title userType preferredLanguage locale timezone'),
  ...texts('formatted familyName givenName middleName honorificPrefix honorificSuffix', 'name.'),
  ...Object.entries(ELEMENTS).flatMap(([collection, { types, members }]) =>
    types.flatMap((type) => members.map((member) => attribute(`${collection}[type eq "${type}"].${member}`))),
  ),
  ...texts('employeeNumber costCenter organization division department', `${ENTERPRISE_USER}:`),
  attribute(`${ENTERPRISE_USER}:manager`, { references: 'externalId' }),
];

function texts(names: string, prefix = ''): readonly AttributeDefinition[] {
  return names.split(' ').map((name) => attribute(prefix + name));
}
