/** What budget B1 is measured on: a bulk request of fifty people, a third of them new, unchanged and changed each. */
import { attribute, mapping } from '../shared/engine/schema/defaults/tables';
import type { ObjectMapping, SynchronizationSchema } from '../shared/engine/synchronizationSchema';
import type { JsonObject } from '../shared/scim/json';
import { BULK_REQUEST, CORE_USER, ENTERPRISE_USER } from '../shared/scim/urns';
import type { Value } from '../shared/value';
import type { Accounts, Extras } from './floors/engine';

export interface Workload {
  /** The body of the request. */
  readonly text: string;
  /** By employeeId; empty at first. */
  readonly people: readonly JsonObject[];
}

export function workload(): Workload {
  const people = Array.from({ length: 50 }, (_, index) => person(index));
  const operations = people.map((data, index) => ({ method: 'POST', bulkId: `bulk-${index}`, path: '/Users', data }));
  const body = { schemas: [BULK_REQUEST], Operations: operations, failOnErrors: null };
  return { text: JSON.stringify(body), people };
}

const GIVEN = ['Ann', 'Björn', 'Chloé', 'Dmitri', 'Eve'];
const FAMILY = ['Jensen', 'Okafor', 'Nuñez', 'Smith', 'Tanaka', 'Müller', 'van der Berg'];
const DEPARTMENTS = ['Sales', 'Treasury', 'Tour Operations'];

function person(index: number): JsonObject {
  const givenName = GIVEN[index % GIVEN.length] ?? '';
  const familyName = FAMILY[index % FAMILY.length] ?? '';
  return {
    schemas: [CORE_USER, ENTERPRISE_USER],
    externalId: String(700_000 + index),
    userName: `user.${index}@contoso.com`,
    active: true,
    displayName: `${givenName} ${familyName}`,
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    emails: [{ value: `user.${index}@contoso.com`, type: 'work', primary: true }],
    addresses: [
      {
        type: 'work',
        streetAddress: `${index} Main Street`,
        locality: 'Leeds',
        region: 'LDS',
        postalCode: 'LS1',
        country: 'GB',
      },
    ],
    phoneNumbers: [
      { value: `555-01${index}`, type: 'work' },
      { value: `555-02${index}`, type: 'mobile' },
    ],
    userType: index % 4 === 0 ? 'Contractor' : 'Employee',
    title: 'Tour Guide',
    preferredLanguage: 'en-US',
    timezone: 'Europe/London',
    [ENTERPRISE_USER]: {
      employeeNumber: String(700_000 + index),
      costCenter: '4130',
      organization: 'Contoso',
      division: 'Theme Park',
      department: DEPARTMENTS[index % DEPARTMENTS.length] ?? '',
      manager: { value: String(700_000 + (index >> 3)), displayName: 'A Manager' },
    },
  };
}

/** Accounts of two thirds of the people, as provisioning them left them; every other of those has moved since. */
export function accountsAfter(created: readonly Readonly<Record<string, Value>>[]): Accounts {
  const accounts = new Map<string, Readonly<Record<string, Value>>>();
  created.forEach((attributes, index) => {
    if (index % 3 === 0) return;
    const moved = index % 3 === 1 ? { ...attributes, department: 'Elsewhere' } : attributes;
    accounts.set(String(attributes.employeeId), moved);
  });
  return accounts;
}

/** Ten expressions an administrator may well write, with what they come to by hand. */
const EXPRESSIONS: readonly { readonly expression: string; readonly byHand: (data: Person) => string | null }[] = [
  {
    expression: 'Join(" ", [name.givenName], [name.familyName])',
    byHand: ({ name }) => `${name.givenName} ${name.familyName}`,
  },
  { expression: 'ToLower([userName], )', byHand: ({ userName }) => userName.toLowerCase() },
  { expression: 'Mid([userName], 1, 8)', byHand: ({ userName }) => userName.slice(0, 8) },
  { expression: 'IIF(IsNullOrEmpty([title]), "Unassigned", [title])', byHand: ({ title }) => title || 'Unassigned' },
  {
    expression: 'Switch([userType], "Other", "Employee", "E", "Contractor", "C")',
    byHand: ({ userType }) => (userType === 'Employee' ? 'E' : userType === 'Contractor' ? 'C' : 'Other'),
  },
  {
    expression: 'Replace([userName], "@", , , "_at_", , )',
    byHand: ({ userName }) => userName.replaceAll('@', '_at_'),
  },
  { expression: 'Append([displayName], " (HR)")', byHand: ({ displayName }) => `${displayName} (HR)` },
  { expression: 'Coalesce([nickName], [name.givenName])', byHand: ({ nickName, name }) => nickName ?? name.givenName },
  {
    expression: 'Join(".", Left([name.givenName], 1), [name.familyName])',
    byHand: ({ name }) => `${name.givenName.slice(0, 1)}.${name.familyName}`,
  },
  { expression: 'StripSpaces([displayName])', byHand: ({ displayName }) => displayName.replaceAll(' ', '') },
];

interface Person {
  readonly userName: string;
  readonly displayName: string;
  readonly nickName?: string;
  readonly title?: string;
  readonly userType?: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
}

const EXPRESSION_TARGETS = Array.from({ length: 50 }, (_, index) => `custom${index + 1}`);

/** The default schema with fifty expression mappings more. */
export function withFiftyExpressions(schema: SynchronizationSchema): SynchronizationSchema {
  const mappings = EXPRESSION_TARGETS.map((target, index) =>
    mapping(target, EXPRESSIONS[index % 10]?.expression ?? ''),
  );
  const [source, target] = schema.directories;
  if (source === undefined || target === undefined) throw new Error('The default schema has two directories.');
  const extended = target.objects.map((object) => ({
    ...object,
    attributes: [...object.attributes, ...EXPRESSION_TARGETS.map((name) => attribute(name))],
  }));
  const extend = (each: ObjectMapping) => ({ ...each, attributeMappings: [...each.attributeMappings, ...mappings] });
  return {
    ...schema,
    directories: [source, { ...target, objects: extended }],
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map(extend),
    })),
  };
}

/** The same fifty values by hand. */
export const fiftyByHand: Extras = (data) => {
  const person = data as unknown as Person;
  const values: Record<string, Value> = {};
  for (let index = 0; index < EXPRESSION_TARGETS.length; index += 1) {
    values[EXPRESSION_TARGETS[index] ?? ''] = EXPRESSIONS[index % 10]?.byHand(person) ?? null;
  }
  return values;
};
