/** A company's people as the CSV export of an HR system, seeded; and back from CSV to people of a bulk request. */
import { parse } from 'csv-parse/sync';
import type { JsonObject } from '../../../shared/scim/json';
import { CORE_USER, ENTERPRISE_USER } from '../../../shared/scim/urns';
import { type Chance, createChance } from '../../simulation/chance';
import { ODD_NAMES, SCRIPTS, type Script, type Spelling } from './names';

const COLUMNS = [
  'employeeId',
  'givenName',
  'familyName',
  'displayName',
  'account',
  'title',
  'department',
  'city',
  'country',
  'phone',
  'manager',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

const FIRST_ID = 500_000;
const SHARE_OF_NAMESAKES = 0.1;
const REPORTS_A_MANAGER = 9;
const TITLES = ['Analyst', 'Head of "Special Projects"', 'Ingénieur, Recherche & Développement', '営業部長', 'مدير'];
const DEPARTMENTS = ['Finance', 'Forschung; Entwicklung', 'Финансы', '人事部', 'R&D'];
const CITIES: readonly (readonly [city: string, country: string])[] = [
  ['Kraków', 'PL'],
  ['São Paulo', 'BR'],
  ['大阪市', 'JP'],
  ['Αθήνα', 'GR'],
  ['Llanfairpwllgwyngyll', 'GB'],
];

/** The odd names first; of the others, one in ten has the name of somebody before. */
export function rosterCsv(people: number, seed: number): string {
  const chance = createChance(seed);
  const rows: Row[] = [];
  for (let index = 0; index < people; index += 1) {
    const namesake = rows.length > 0 && chance.happens(SHARE_OF_NAMESAKES) ? chance.pick(rows) : undefined;
    rows.push({
      ...(ODD_NAMES[index] === undefined && namesake ? namesake : named(index, chance)),
      ...place(index, chance),
    });
  }
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => quoted(row[column])).join(','))].join('\r\n');
}

function named(index: number, chance: Chance): Pick<Row, 'givenName' | 'familyName' | 'displayName' | 'account'> {
  const script = chance.pick(SCRIPTS);
  const [given, family] = ODD_NAMES[index] ?? [chance.pick(script.given), familyName(script, chance)];
  const isJoined = ODD_NAMES[index] === undefined && script.isJoined === true;
  return {
    givenName: given[0],
    familyName: family[0],
    displayName: isJoined ? `${family[0]}${given[0]}` : `${given[0]} ${family[0]}`,
    account: `${given[1]}.${family[1]}`,
  };
}

/** Half of them double, for there are more people than names in the lists. */
function familyName({ family }: Script, chance: Chance): Spelling {
  const [first, second] = [chance.pick(family), chance.pick(family)];
  if (first === second || chance.happens(0.5)) return first;
  return [`${first[0]}-${second[0]}`, `${first[1]}-${second[1]}`];
}

/** What is a person's own, namesake or not. */
function place(index: number, chance: Chance): Omit<Row, 'givenName' | 'familyName' | 'displayName' | 'account'> {
  const [city, country] = chance.pick(CITIES);
  return {
    employeeId: String(FIRST_ID + index),
    title: chance.pick(TITLES),
    department: chance.pick(DEPARTMENTS),
    city,
    country,
    phone: `+44 113 ${FIRST_ID + index}`,
    manager: index === 0 ? '' : String(FIRST_ID + Math.floor((index - 1) / REPORTS_A_MANAGER)),
  };
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** Everybody of the file as the `data` of a bulk request. */
export function readRoster(csv: string): JsonObject[] {
  const rows: Row[] = parse(csv, { columns: true });
  return rows.map((row) => ({
    schemas: [CORE_USER, ENTERPRISE_USER],
    externalId: row.employeeId,
    userName: `${row.account}@example.com`,
    displayName: row.displayName,
    active: true,
    name: { givenName: row.givenName, familyName: row.familyName },
    title: row.title,
    addresses: [{ type: 'work', locality: row.city, country: row.country }],
    phoneNumbers: [{ type: 'work', value: row.phone }],
    [ENTERPRISE_USER]: {
      department: row.department,
      ...(row.manager !== '' && { manager: { value: row.manager } }),
    },
  }));
}
