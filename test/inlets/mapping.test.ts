/** What was fetched as a SCIM user: blanks said, statuses never guessed (spec/hands.md 0.1, 3.6). */
import type { InletMode, MapRule } from '../../shared/inlets/definition';
import { datesIn } from '../../shared/inlets/mapping/futureDates';
import { compileInletMapping } from '../../shared/inlets/mapping/toOperation';
import type { JsonObject } from '../../shared/scim/json';
import { inlet } from './samples';

const NOW = Date.UTC(2026, 10, 29);

function personOf(map: Readonly<Record<string, MapRule>>, documents: JsonObject, mode: InletMode = 'thin') {
  const verdict = compileInletMapping({ map: { externalId: '[a.id]', ...map }, mode });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.faults));
  return verdict.mapping.map(documents, NOW);
}

function sent(map: Readonly<Record<string, MapRule>>, a: JsonObject, mode: InletMode = 'thin') {
  const verdict = personOf(map, { a: { id: '7', ...a } }, mode);
  if (!verdict.ok) return verdict.failures.map(({ attribute, code, message }) => `${attribute}: ${code}: ${message}`);
  const { schemas: _schemas, externalId: _id, ...rest } = verdict.person.toOperation(() => undefined);
  return rest;
}

const STATUS = { path: 'a.status', values: { Active: true, Inactive: false } };

test.each<{ name: string; map: Readonly<Record<string, MapRule>>; a: JsonObject; mode?: InletMode; expected: unknown }>(
  [
    { name: 'a value', map: { title: '[a.title]' }, a: { title: 'Lead' }, expected: { title: 'Lead' } },
    { name: 'a constant', map: { userType: { value: 'Employee' } }, a: {}, expected: { userType: 'Employee' } },
    { name: 'a blank is said', map: { title: '[a.title]' }, a: { title: '  ' }, expected: { title: null } },
    { name: 'what is not there is said, too', map: { title: '[a.title]' }, a: {}, expected: { title: null } },
    { name: 'not by an inlet of parts', map: { title: '[a.title]' }, a: {}, mode: 'partial', expected: {} },
    {
      name: 'but what it was told to be blank',
      map: { title: '[a.title]' },
      a: { title: null },
      mode: 'partial',
      expected: { title: null },
    },
    { name: 'an expression may leave out', map: { title: 'IgnoreFlowIfNullOrEmpty([a.title])' }, a: {}, expected: {} },
    {
      name: 'a status by its word, trimmed and in any case',
      map: { active: STATUS },
      a: { status: ' ACTIVE ' },
      expected: { active: true },
    },
    { name: 'a status as a boolean', map: { active: '[a.on]' }, a: { on: false }, expected: { active: false } },
    {
      name: 'a status as text',
      map: { active: 'Switch([a.status], , "Active", "True", "Inactive", "False")' },
      a: { status: 'Inactive' },
      expected: { active: false },
    },
    {
      name: 'a word nobody knows',
      map: { active: STATUS },
      a: { status: 'Furlough' },
      expected: ['active: UnknownValue: a.status is "Furlough"; expected "Active", "Inactive".'],
    },
    {
      name: 'no word',
      map: { active: STATUS },
      a: { status: null },
      expected: [
        'active: UnknownValue: active gives no value: nobody is enabled or disabled by that. Map each word of the source to true or false.',
      ],
    },
    { name: 'no status at all, from an inlet of parts', map: { active: STATUS }, a: {}, mode: 'partial', expected: {} },
    {
      name: 'a switch without a default',
      map: { active: 'Switch([a.status], , "Active", "True", "Inactive", "False")' },
      a: { status: 'Furlough' },
      expected: [
        'active: UnknownValue: active gives no value: nobody is enabled or disabled by that. Map each word of the source to true or false.',
      ],
    },
    {
      name: 'a status that is neither',
      map: { active: '[a.status]' },
      a: { status: 'yes' },
      expected: [
        'active: UnknownValue: active gives "yes": nobody is enabled or disabled by that. Map each word of the source to true or false.',
      ],
    },
    {
      name: 'the rest of a table',
      map: { userType: { path: 'a.kind', values: { C: 'Contractor' }, otherwise: 'Employee' } },
      a: { kind: 'X' },
      expected: { userType: 'Employee' },
    },
    {
      name: 'a table that has none for a blank',
      map: { userType: { path: 'a.kind', values: { C: 'Contractor' }, otherwise: 'Employee' } },
      a: { kind: '' },
      expected: { userType: null },
    },
    {
      name: 'a word for the blank',
      map: { userType: { path: 'a.kind', values: { '': 'Employee' } } },
      a: {},
      expected: { userType: 'Employee' },
    },
  ],
)('$name', ({ map, a, mode, expected }) => {
  expect(sent(map, a, mode)).toEqual(expected);
});

test('nobody is sent without a key, and a number is its digits', () => {
  expect(personOf({}, { a: { id: ' ' } })).toEqual({
    ok: false,
    failures: [{ attribute: 'externalId', code: 'MissingValues', message: 'externalId has no value.' }],
  });
  expect(personOf({}, { a: { id: 100 } })).toMatchObject({ ok: true, person: { externalId: '100' } });
});

test('all failures of a person are told together', () => {
  const verdict = personOf(
    { active: STATUS, title: 'CDate([a.day])' },
    { a: { id: '1', status: 'x', day: 'tomorrow' } },
  );
  expect(verdict.ok ? [] : verdict.failures.map(({ attribute }) => attribute)).toEqual(['active', 'title']);
});

const MANAGER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

test('a person named by the vendor’s id becomes the one whose key is known, or is left out', () => {
  const verdict = personOf({ [MANAGER]: { person: '[a.boss]' } }, { a: { id: '7', boss: 42 } });
  if (!verdict.ok) throw new Error('not mapped');
  expect(verdict.person.people).toEqual(['42']);
  expect(verdict.person.toOperation((id) => `E${id}`)[ENTERPRISE]).toEqual({ manager: { value: 'E42' } });
  expect(verdict.person.toOperation(() => undefined)[ENTERPRISE]).toBeUndefined();
  expect(sent({ [MANAGER]: { person: '[a.boss]' } }, { boss: null })).toEqual({
    [ENTERPRISE]: { manager: null },
  });
});

test('BambooHR’s employee, whole', () => {
  const compiled = compileInletMapping(inlet('bamboohr'));
  if (!compiled.ok) throw new Error('does not compile');
  const employee = {
    id: '100',
    status: 'Active',
    firstName: 'Katherine',
    preferredName: 'Kathy',
    lastName: 'Jensen',
    jobTitle: 'Guide',
    workEmail: 'k@example.com',
    hireDate: '2026-01-01',
    terminationDate: null,
    supervisorEId: '89607',
    department: 'Tours',
  };
  const verdict = compiled.mapping.map({ event: {}, employee }, NOW);
  expect(verdict.ok && verdict.person.toOperation(() => undefined)).toEqual({
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      ENTERPRISE,
      'urn:ietf:params:scim:schemas:extension:hr:1.0:User',
    ],
    externalId: '100',
    userName: 'k@example.com',
    active: true,
    name: { givenName: 'Kathy', familyName: 'Jensen' },
    displayName: 'Kathy Jensen',
    title: 'Guide',
    emails: [{ type: 'work', value: 'k@example.com' }],
    phoneNumbers: [
      { type: 'work', value: null },
      { type: 'mobile', value: null },
    ],
    [ENTERPRISE]: { employeeNumber: null, department: 'Tours', division: null, manager: { value: '89607' } },
    'urn:ietf:params:scim:schemas:extension:hr:1.0:User': {
      location: null,
      hireDate: '2026-01-01',
      terminationDate: null,
    },
  });
});

test('dates to come back on, each once, in order', () => {
  const documents = {
    a: { hired: '2027-01-31', left: '2027-12-31T00:00:00+14:00', born: '1/2/2000', other: 'soon', none: null },
  };
  const expressions = [
    '[a.left]',
    '[a.hired]',
    '[a.hired]',
    '[a.other]',
    '[a.none]',
    '[a.born]',
    'DateAdd("d", -7, [a.hired])',
  ];
  expect(datesIn(expressions, documents, NOW)).toEqual(['2000-01-02', '2027-01-24', '2027-01-31', '2027-12-31']);
});

test('an account is opened a week before the first day by a rule that asks the clock', () => {
  const active = 'IIF(DateDiff("d", Now(), CDate(Coalesce([a.hireDate], "1900-01-01"))) > 7, "False", "True")';
  expect(sent({ active }, { hireDate: '2026-12-07' })).toEqual({ active: false });
  expect(sent({ active }, { hireDate: '2026-12-06' })).toEqual({ active: true });
  expect(sent({ active }, {})).toEqual({ active: true });
});
