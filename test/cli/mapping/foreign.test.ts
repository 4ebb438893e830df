/** Mappings of Microsoft's own tools become ours, and no script is ever run. */
import { compileMapping } from '../../../cli/mapping/compileMapping';
import { fromPsd1, fromWizard, isWizardMapping } from '../../../cli/mapping/foreign';
import { Psd1Fault, parsePsd1 } from '../../../cli/mapping/psd1';
import { CORE_USER, ENTERPRISE_USER } from '../../../shared/scim/urns';

/** In the form of the sample that comes with CSV2SCIM. */
const SAMPLE = `# Mapping of columns
@{
    externalId   = 'WorkerID'
    name         = @{
        familyName = 'LastName'
        givenName  = 'FirstName'
    }
    active       = { $_.'WorkerStatus' -eq 'Active' }
    userName     = 'UserID'
    title        = { $_.JobTitle.Trim() }
    <# work only #>
    addresses    = @(
        @{
            type     = { 'work' }
            locality = 'City'
        }
    )
    phoneNumbers = @( @{ type = { 'work' }; value = 'OfficePhone' }, @{ type = { 'mobile' }; value = 'Cell' } )
    "${ENTERPRISE_USER}" = @{
        department = { $_.'Dept' -replace '^D-', '' }
        manager    = @{ value = 'ManagerID' }
    }
}
`;
const COLUMNS = [
  'WorkerID',
  'LastName',
  'FirstName',
  'WorkerStatus',
  'UserID',
  'JobTitle',
  'City',
  'OfficePhone',
  'Cell',
  'Dept',
  'ManagerID',
];

function mapped(...cells: string[]) {
  const compilation = compileMapping(fromPsd1(SAMPLE), COLUMNS, 'empty');
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  return compilation.mapRow(new Map(COLUMNS.map((column, index) => [column, cells[index] ?? ''])));
}

test('the payload is that of the script, member for member', () => {
  expect(mapped('7', 'Okafor', 'Ada', 'active', 'ada', ' Guide ', 'Lagos', '555', '', 'd-Tours', '1')).toEqual({
    ok: true,
    data: {
      schemas: [CORE_USER, ENTERPRISE_USER],
      externalId: '7',
      name: { familyName: 'Okafor', givenName: 'Ada' },
      active: true,
      userName: 'ada',
      title: 'Guide',
      addresses: [{ type: 'work', locality: 'Lagos' }],
      phoneNumbers: [
        { type: 'work', value: '555' },
        { type: 'mobile', value: '' },
      ],
      [ENTERPRISE_USER]: { department: 'Tours', manager: { value: '1' } },
    },
  });
});

test('every other word is what the script makes of it', () => {
  const verdict = mapped('7', 'O', 'A', 'On leave');
  expect(verdict.ok && verdict.data.active).toBe(false);
});

describe('what is no data is refused with its place', () => {
  test.each([
    { name: 'a sub-expression', text: '@{\n  a = $(Get-Date)\n}', place: [2, 7] },
    { name: 'a call', text: "@{ a = { & 'calc.exe' } }", place: [1, 8] },
    { name: 'a cmdlet', text: '@{ a = { Remove-Item x } }', place: [1, 8] },
    { name: 'a block in a block', text: '@{ a = { { 1 } } }', place: [1, 8] },
    { name: 'a text that would be filled in', text: '@{ a = "x$(1)" }', place: [1, 8] },
    { name: 'an end too early', text: "@{ a = 'b'", place: [1, 11] },
    { name: 'more behind the end', text: "@{ a = 'b' }\nGet-Date", place: [2, 1] },
    { name: 'nesting without end', text: '@{a='.repeat(100), place: [1, 65] },
  ])('$name', ({ text, place }) => {
    expect(() => parsePsd1(text)).toThrow(Psd1Fault);
    try {
      parsePsd1(text);
    } catch (error) {
      const { line, column } = error as Psd1Fault;
      expect([line, column]).toEqual(place);
    }
  });

  test('a file of a megabyte', () => {
    expect(() => parsePsd1(`@{ a = '${'x'.repeat(1_100_000)}' }`)).toThrow('larger than 1 MiB');
  });
});

describe('the wizard’s mapping', () => {
  const WIZARD = {
    externalId: 'WorkerID',
    'name.givenName': 'FirstName',
    active: 'WorkerStatus',
    'enterprise.department': 'Dept',
    'enterprise.manager.value': 'ManagerID',
    'addresses.0.locality': 'City',
    'custom.Badge': 'Cell',
  };

  test('is known by its keys', () => {
    expect(isWizardMapping(WIZARD)).toBe(true);
    expect(isWizardMapping({ format: 'muster.mapping/1', map: {} })).toBe(false);
  });

  test('becomes ours; who is enabled is left to be decided', () => {
    expect(fromWizard(WIZARD).map).toEqual({
      externalId: '[WorkerID]',
      'name.givenName': '[FirstName]',
      active: { column: 'WorkerStatus', values: {} },
      [`${ENTERPRISE_USER}:department`]: '[Dept]',
      [`${ENTERPRISE_USER}:manager`]: '[ManagerID]',
      'addresses[type eq "work"].locality': '[City]',
      'urn:ietf:params:scim:schemas:extension:csv:1.0:User:Badge': '[Cell]',
    });
  });
});
