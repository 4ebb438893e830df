/**
 * A thousand people with the columns of Microsoft's sample, by the mappings of its own tools: what is sent is what those tools
 * would send, member for member. The people are invented; what the tools do is written down here from their sources.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneByOne } from '../../../cli/files/batches';
import { type FileOptions, type KnownMapping, openFile, peopleOf } from '../../../cli/send/openFile';
import type { World } from '../../../cli/world';
import type { Json, JsonObject } from '../../../shared/scim/json';
import { CORE_USER, ENTERPRISE_USER } from '../../../shared/scim/urns';
import { temporaryFolder } from '../../local/support/temporaryFolder';

const folder = temporaryFolder();
const OWN = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';

type Row = Readonly<Record<string, string>>;

/** Every one with something that a file may do to a reader: quotes, commas, breaks of lines, blanks, cases. */
const ROWS: readonly Row[] = Array.from({ length: 1_000 }, (_, index) => ({
  WorkerID: String(1_001 + index),
  WorkerStatus: ['Active', 'Inactive', 'ACTIVE', 'Active'][index % 4] ?? '',
  WorkerType: ['Employee', 'Contractor', 'Intern'][index % 3] ?? '',
  UserID: `EMP${1_001 + index}`,
  FirstName: ['Zoë', 'Ada', '', "D'Arcy"][index % 4] ?? '',
  LastName: ['Müller', 'Okafor "Ok"', 'Nguyễn, Jr.'][index % 3] ?? '',
  FullName: `Person ${index}`,
  GenderPronoun: 'THEY/THEM',
  ManagerID: index % 5 === 0 ? '' : String(1_001 + Math.floor(index / 5)),
  HireDate: '2019-04-17',
  OnLeave: index % 2 === 0 ? 'True' : 'False',
  Department: index % 7 === 0 ? '' : 'Tours',
  Division: index % 11 === 0 ? 'Food\nand Drink' : 'Media',
  CostCenter: 'CC5081',
  Company: 'Fabrikam',
  Location: 'Europe',
  JobTitle: 'Tour Lead, "East"',
  StreetAddress: index % 6 === 0 ? '' : '303 Mansion Ct',
  City: 'Paris',
  CountryCode: 'FR',
  OfficePhone: '150-150-1586',
  Custom01: 'T1001',
  Custom02: '',
  ZipCode: '01067',
}));
const COLUMNS = Object.keys(ROWS[0] ?? {});
const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const CSV = [COLUMNS, ...ROWS.map((row) => COLUMNS.map((column) => row[column] ?? ''))]
  .map((cells) => cells.map(cell).join(','))
  .join('\r\n');

async function sent(mapping: string, blank: FileOptions['blank'], decide = (known: KnownMapping) => known) {
  writeFileSync(join(folder, 'people.csv'), CSV);
  const options = { hasHeader: true, sheetQuirks: false, mapping, blank };
  const file = await openFile('people.csv', options, { cwd: folder } as World);
  if (file.known === undefined) throw new Error('There is no mapping.');
  const people: (JsonObject | undefined)[] = [];
  const faults: unknown[] = [];
  for await (const one of oneByOne(peopleOf(file, decide(file.known))())) {
    people.push(one.person?.data);
    faults.push(...one.faults);
  }
  expect(faults).toEqual([]);
  return people;
}

describe('CSV2SCIM', () => {
  const MAPPING = `@{
    externalId = 'WorkerID'; userName = 'UserID'; displayName = 'FullName'; nickName = 'UserID'
    userType = 'WorkerType'; title = 'JobTitle'
    active = { $_.'WorkerStatus' -eq 'Active' }
    name = @{ givenName = 'FirstName'; familyName = 'LastName' }
    "${ENTERPRISE_USER}" = @{
        employeeNumber = 'WorkerID'; costCenter = 'CostCenter'; organization = 'Company'
        division = 'Division'; department = 'Department'
        manager = @{ value = 'ManagerID' }
    }
}
`;

  /** A text is a column, a script is run on the row, a table is gone through; -eq ignores case. Its made-up `id` is nobody's. */
  const script = (row: Row): JsonObject => ({
    schemas: [CORE_USER, ENTERPRISE_USER],
    externalId: row.WorkerID ?? null,
    userName: row.UserID ?? null,
    displayName: row.FullName ?? null,
    nickName: row.UserID ?? null,
    userType: row.WorkerType ?? null,
    title: row.JobTitle ?? null,
    active: row.WorkerStatus?.toLowerCase() === 'active',
    name: { givenName: row.FirstName ?? null, familyName: row.LastName ?? null },
    [ENTERPRISE_USER]: {
      employeeNumber: row.WorkerID ?? null,
      costCenter: row.CostCenter ?? null,
      organization: row.Company ?? null,
      division: row.Division ?? null,
      department: row.Department ?? null,
      manager: { value: row.ManagerID ?? null },
    },
  });

  test('its mapping gives its payloads', async () => {
    writeFileSync(join(folder, 'AttributeMapping.psd1'), MAPPING);
    expect(await sent('AttributeMapping.psd1', 'empty')).toEqual(ROWS.map(script));
  });
});

describe('the upload wizard', () => {
  const MAPPING = {
    externalId: 'WorkerID',
    userName: 'UserID',
    active: 'WorkerStatus',
    'name.givenName': 'FirstName',
    'enterprise.department': 'Department',
    'enterprise.manager.value': 'ManagerID',
    'addresses.0.streetAddress': 'StreetAddress',
    'addresses.0.locality': 'City',
    'custom.Badge': 'Custom02',
    'custom.Shift': 'Custom01',
  };

  /** Blank cells are left out; `active` is one of a few words. Ours says beside it that an address is of work. */
  const wizard = (row: Row): JsonObject => {
    const given = (name: string, column: string): JsonObject => (row[column] ? { [name]: row[column] as Json } : {});
    const enterprise = {
      ...given('department', 'Department'),
      ...(row.ManagerID ? { manager: { value: row.ManagerID } } : {}),
    };
    const hasEnterprise = Object.keys(enterprise).length > 0;
    return {
      schemas: [CORE_USER, ...(hasEnterprise ? [ENTERPRISE_USER] : []), OWN],
      ...given('externalId', 'WorkerID'),
      ...given('userName', 'UserID'),
      active: row.WorkerStatus?.toLowerCase() === 'active',
      ...(row.FirstName ? { name: { givenName: row.FirstName } } : {}),
      ...(hasEnterprise ? { [ENTERPRISE_USER]: enterprise } : {}),
      addresses: [{ type: 'work', ...given('streetAddress', 'StreetAddress'), ...given('locality', 'City') }],
      [OWN]: { ...given('Badge', 'Custom02'), ...given('Shift', 'Custom01') },
    };
  };

  test('its mapping gives what it would build, once somebody has said what the words of a status mean', async () => {
    writeFileSync(join(folder, 'wizard.json'), JSON.stringify(MAPPING));
    const active = { column: 'WorkerStatus', values: { Active: true, Inactive: false } };
    const decide = ({ path, mapping }: KnownMapping) => ({
      path,
      mapping: { ...mapping, map: { ...mapping.map, active } },
    });
    expect(await sent('wizard.json', 'omit', decide)).toEqual(ROWS.map(wizard));
  });
});
