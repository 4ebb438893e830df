/** Synthetic people: seeded, with names from many languages, numbered as employees are. */
import type { JsonObject } from '../shared/scim/json';

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GIVEN = ['Mira', 'José', 'Zoë', '美咲', 'Олена', 'Đặng', 'Søren', 'فاطمة', 'Ngozi', 'Łukasz', 'Ayşe', 'Βασίλης'];
const FAMILY = [
  'Okafor',
  'Núñez',
  'Müller',
  '田中',
  'Шевченко',
  'Trần',
  'Ørsted',
  'حسن',
  'Adébáyọ̀',
  'Żak',
  'Yılmaz',
  'Παππάς',
];
const DEPARTMENTS = ['Finance', 'Engineering', 'Operations', 'Sales', 'Legal', 'People'];
const CITIES = ['Leeds', 'Kraków', 'Osaka', 'Lagos', 'Lima', 'Oslo'];

const pick = (list: readonly string[], index: number) => list[index % list.length] ?? '';

export function syntheticPerson(index: number): JsonObject {
  const externalId = String(100_000 + index);
  const givenName = pick(GIVEN, index * 7);
  const familyName = pick(FAMILY, index * 5 + 3);
  return {
    schemas: [CORE_USER, ENTERPRISE_USER],
    externalId,
    userName: `user${externalId}@adatum.example`,
    displayName: `${givenName} ${familyName}`,
    active: true,
    name: { givenName, familyName },
    title: `${pick(DEPARTMENTS, index)} specialist`,
    userType: 'Employee',
    preferredLanguage: 'en-GB',
    addresses: [{ type: 'work', locality: pick(CITIES, index), country: 'GB', streetAddress: `${index} High Street` }],
    phoneNumbers: [{ type: 'work', value: `+44 113 ${externalId}` }],
    [ENTERPRISE_USER]: { employeeNumber: externalId, department: pick(DEPARTMENTS, index), organization: 'Adatum' },
  };
}

export function people(first: number, count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => syntheticPerson(first + index));
}

/** The first of them manages the others. */
export function underManager([first, ...others]: readonly JsonObject[]): JsonObject[] {
  if (first === undefined) return [];
  const manager = { value: String(first.externalId) };
  const led = others.map((one) => ({
    ...one,
    [ENTERPRISE_USER]: { ...(one[ENTERPRISE_USER] as JsonObject), manager },
  }));
  return [first, ...led];
}

export function bulkBody(members: readonly JsonObject[]): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: members.map((data) => ({ method: 'POST', bulkId: String(data.externalId), path: '/Users', data })),
    failOnErrors: null,
  };
}
