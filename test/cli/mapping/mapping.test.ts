/** From a header to a mapping, and from a mapping to people. */
import { proposeMapping } from '../../../cli/mapping/autoMap';
import { compileMapping } from '../../../cli/mapping/compileMapping';
import { readHeader } from '../../../cli/mapping/header';
import { FORMAT, type MappingFile, readMappingFile } from '../../../cli/mapping/mappingFile';
import { attributeOf, guessWord } from '../../../cli/mapping/synonyms';
import { CORE_USER, ENTERPRISE_USER } from '../../../shared/scim/urns';

describe('a header', () => {
  test('is trimmed of what does not belong to the names', () => {
    expect(readHeader(['\ufeff"WorkerID"', ' First Name\u00a0', '\u200bMail', "'Dept'"])).toEqual({
      ok: true,
      columns: ['WorkerID', 'First Name', 'Mail', 'Dept'],
    });
  });
  test.each([
    { name: 'a column without a name', cells: ['a', ' "" ', 'c'], message: 'Column 2 of the header has no name.' },
    { name: 'a name twice', cells: ['a', 'b', '"a"'], message: '"a" stands twice in the header, as columns 1 and 3.' },
  ])('$name is told', ({ cells, message }) => expect(readHeader(cells)).toEqual({ ok: false, message }));
});

describe('names of columns', () => {
  test.each([
    ['Worker_ID', 'externalId'],
    ['Personalnummer', 'externalId'],
    ['E-Mail', 'emails[type eq "work"].value'],
    ['Prénom', 'name.givenName'],
    ['achternaam', 'name.familyName'],
    ['Cost Center', `${ENTERPRISE_USER}:costCenter`],
    ['Shoe size', undefined],
    ['constructor', undefined],
  ])('%s is %s', (column, attribute) => expect(attributeOf(column)).toBe(attribute));

  test('words of a status are proposed where they are known', () => {
    expect([guessWord(' Aktiv '), guessWord('Terminated'), guessWord('On leave'), guessWord('constructor')]).toEqual([
      true,
      false,
      null,
      null,
    ]);
  });
});

describe('a proposal', () => {
  const sample = (column: string, ...words: string[]) => ({
    column,
    examples: words,
    words: new Map(words.map((word) => [word, 1])),
  });
  const proposal = proposeMapping([
    sample('WorkerID', '1'),
    sample('Vorname'),
    sample('Nachname'),
    sample('Mail'),
    sample('E-Mail'),
    sample('Status', 'Aktiv', 'On leave'),
    sample('Shoe]size'),
  ]);

  test('maps what it knows, and the rest under a name of its own', () => {
    expect(proposal.map).toEqual({
      externalId: '[WorkerID]',
      'name.givenName': '[Vorname]',
      'name.familyName': '[Nachname]',
      'emails[type eq "work"].value': '[Mail]',
      'urn:ietf:params:scim:schemas:extension:csv:1.0:User:E-Mail': '[E-Mail]',
      active: { column: 'Status', values: { Aktiv: true, 'On leave': null } },
      'urn:ietf:params:scim:schemas:extension:csv:1.0:User:Shoe_size': '[Shoe_size]',
      userName: '[Mail]',
      displayName: 'Join(" ", [Vorname], [Nachname])',
    });
  });

  test('asks where two columns fit one attribute, and where none is the key', () => {
    expect(proposal.open).toEqual([expect.stringContaining('"E-Mail"')]);
    expect(proposeMapping([sample('Name')]).open).toEqual([expect.stringContaining('externalId')]);
  });
});

const COLUMNS = ['WorkerID', 'First', 'Last', 'Status', 'Boss', '__proto__'];

const mapping = (map: MappingFile['map'], read: MappingFile['read'] = {}): MappingFile => ({
  format: FORMAT,
  confirmed: null,
  read,
  map,
});

function mapped(
  map: MappingFile['map'],
  cells: Readonly<Record<string, string>>,
  blank: 'null' | 'omit' | 'empty' = 'null',
) {
  const compilation = compileMapping(mapping({ externalId: '[WorkerID]', ...map }), COLUMNS, blank);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  return compilation.mapRow(new Map(Object.entries({ WorkerID: '7', ...cells })));
}

const STATUS = { active: { column: 'Status', values: { Active: true, Inactive: false, 'On leave': null } } } as const;

describe('a row becomes a person', () => {
  test('by expressions over columns, whatever the case of their names', () => {
    expect(mapped({ displayName: 'Join(" ", [First], [last])' }, { First: 'Ada', Last: 'Okafor' })).toEqual({
      ok: true,
      data: { schemas: [CORE_USER], externalId: '7', displayName: 'Ada Okafor' },
    });
  });

  test.each([
    { name: 'said to be none', blank: 'null', title: null },
    { name: 'left out', blank: 'omit', title: undefined },
    { name: 'sent as text', blank: 'empty', title: '' },
  ] as const)('a blank cell is $name', ({ blank, title }) => {
    const verdict = mapped({ title: '[First]' }, { First: '  ' }, blank);
    expect(verdict.ok && verdict.data.title).toBe(title);
  });

  test.each([
    { status: 'Active', active: true },
    { status: ' inactive ', active: false },
    { status: '', active: null },
  ])('status "$status" is $active', ({ status, active }) => {
    const verdict = mapped(STATUS, { Status: status });
    expect(verdict.ok && verdict.data.active).toBe(active);
  });

  test.each(['Aktiv', 'On leave', 'constructor', 'toString'])(
    'status "%s" is refused: nobody is disabled by a word nobody knows',
    (status) => {
      expect(mapped(STATUS, { Status: status })).toEqual({
        ok: false,
        faults: [
          {
            code: 'UnknownValue',
            attribute: 'active',
            reason: expect.stringContaining(`"${status}" in column Status`),
          },
        ],
      });
    },
  );

  test('a column may be called as an object’s prototype is', () => {
    const verdict = mapped({ title: '[__proto__]' }, { ['__proto__']: 'x' });
    expect(verdict.ok && Object.getPrototypeOf(verdict.data)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('x');
  });

  test('what an expression cannot make is told with the attribute', () => {
    const verdict = mapped({ title: 'FormatDateTime([First], , "yyyy", "dd")' }, { First: 'no date' });
    expect(verdict).toMatchObject({ ok: false, faults: [{ attribute: 'title' }] });
  });
});

describe('a mapping that does not fit is told with every place', () => {
  test.each([
    {
      name: 'a column there is none of',
      map: { externalId: '[Nr]' },
      place: 'map["externalId"]',
      message: 'There is no column "Nr".',
    },
    { name: 'no key', map: { title: '[First]' }, place: 'map', message: 'externalId must be mapped' },
    { name: 'an expression that is none', map: { externalId: 'Join(' }, place: 'map["externalId"]', message: 'column' },
    {
      name: 'chance',
      map: { externalId: 'Guid()' },
      place: 'map["externalId"]',
      message: 'The same row must always give the same person',
    },
    {
      name: 'a name that is none',
      map: { externalId: '[WorkerID]', password: '[First]' },
      place: 'map["password"]',
      message: 'generated',
    },
  ])('$name', ({ map, place, message }) => {
    const compilation = compileMapping(mapping(map as MappingFile['map']), COLUMNS, 'null');
    expect(compilation).toMatchObject({ ok: false, faults: [{ place, message: expect.stringContaining(message) }] });
  });

  test.each([
    { name: 'no object', value: [], place: '' },
    { name: 'another format', value: { format: 'x', map: {} }, place: 'format' },
    { name: 'no map', value: { format: FORMAT }, place: 'map' },
    { name: 'a rule that is none', value: { format: FORMAT, map: { a: 1 } }, place: 'map["a"]' },
    {
      name: 'words without values',
      value: { format: FORMAT, map: { active: { column: 'Status' } } },
      place: 'map["active"].values',
    },
    {
      name: 'a value that is none',
      value: { format: FORMAT, map: { active: { column: 'S', values: { x: [] } } } },
      place: 'map["active"].values["x"]',
    },
    {
      name: 'an unknown word for blanks',
      value: { format: FORMAT, map: {}, read: { blank: 'drop' } },
      place: 'read.blank',
    },
  ])('$name', ({ value, place }) => {
    expect(readMappingFile(value)).toMatchObject({ ok: false, faults: [{ place }] });
  });

  test('a column whose name cannot stand in an expression goes by an alias', () => {
    const aliased = mapping({ externalId: '[Worker_ID]' }, { aliases: { Worker_ID: 'Worker]ID' } });
    const compilation = compileMapping(aliased, ['Worker]ID'], 'null');
    expect(compilation.ok && compilation.mapRow(new Map([['Worker]ID', '7']]))).toMatchObject({
      ok: true,
      data: { externalId: '7' },
    });
  });
});
