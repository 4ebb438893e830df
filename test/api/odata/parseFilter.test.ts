import { parseFilter } from '../../../shared/api/odata/parseFilter';
import { FilterError } from '../../../shared/api/queryError';
import fc, { anyCharacter } from '../../support/property';

/** The tree without positions, for reading. */
function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'position')
      .map(([key, value]) => [key, shape(value)]),
  );
}

const property = (name: string) => ({ kind: 'property', name });
const text = (value: string) => ({ kind: 'literal', type: 'string', value });
const equals = (name: string, value: string) => ({
  kind: 'comparison',
  operator: 'eq',
  left: property(name),
  right: text(value),
});

describe('parseFilter', () => {
  test('and binds tighter than or', () => {
    expect(shape(parseFilter("a eq '1' or b eq '2' and c eq '3'"))).toEqual({
      kind: 'or',
      terms: [equals('a', '1'), { kind: 'and', terms: [equals('b', '2'), equals('c', '3')] }],
    });
  });

  test('parentheses group', () => {
    expect(shape(parseFilter("(a eq '1' or b eq '2') and c eq '3'"))).toEqual({
      kind: 'and',
      terms: [{ kind: 'or', terms: [equals('a', '1'), equals('b', '2')] }, equals('c', '3')],
    });
  });

  test.each(["mails/any(x:x eq 'a')", "mails/ANY( x: x eq 'a' )", "mails/any(long_1:(long_1 eq 'a'))"])(
    'any asks elements, which are named by their collection: %s',
    (filter) => {
      expect(shape(parseFilter(filter))).toEqual({ kind: 'any', collection: 'mails', term: equals('mails', 'a') });
    },
  );

  test('behind any the variable is a property as any other', () => {
    expect(shape(parseFilter("mails/any(x:x eq 'a') and x eq 'b'"))).toEqual({
      kind: 'and',
      terms: [{ kind: 'any', collection: 'mails', term: equals('mails', 'a') }, equals('x', 'b')],
    });
  });

  test.each([
    { filter: 'mails/any()', says: "expected a variable and its condition, such as x:x eq 'a', got ')'" },
    { filter: "mails/any(x eq 'a')", says: "expected a variable and its condition, such as x:x eq 'a', got 'x'" },
    { filter: "mails/all(x:x eq 'a')", says: "unknown function 'mails/all'" },
    { filter: "x:x eq 'a'", says: "expected a property, a value or a function, got 'x:'" },
  ])('$filter is refused', ({ filter, says }) => {
    expect(() => parseFilter(filter)).toThrow(says);
  });

  test('not takes the comparison that follows it', () => {
    expect(shape(parseFilter("not a eq '1' and b eq '2'"))).toEqual({
      kind: 'and',
      terms: [{ kind: 'not', term: equals('a', '1') }, equals('b', '2')],
    });
  });

  test('operators, functions and constants are read without regard to case', () => {
    expect(shape(parseFilter("NOT startsWith(a, 'x') AND b EQ TRUE"))).toEqual({
      kind: 'and',
      terms: [
        { kind: 'not', term: { kind: 'call', name: 'startswith', args: [property('a'), text('x')] } },
        {
          kind: 'comparison',
          operator: 'eq',
          left: property('b'),
          right: { kind: 'literal', type: 'boolean', value: true },
        },
      ],
    });
  });

  test('functions nest', () => {
    expect(shape(parseFilter("contains(tolower(servicePrincipal/id), 'x')"))).toEqual({
      kind: 'call',
      name: 'contains',
      args: [{ kind: 'call', name: 'tolower', args: [property('servicePrincipal/id')] }, text('x')],
    });
  });

  test('in takes a list of values', () => {
    expect(shape(parseFilter("employeeId in ('1', '2')"))).toEqual({
      kind: 'in',
      subject: property('employeeId'),
      values: [text('1'), text('2')],
    });
  });

  test.each([
    { name: 'doubled quotes are one quote', source: "'O''Brien'", type: 'string', value: "O'Brien" },
    { name: 'an empty string', source: "''", type: 'string', value: '' },
    { name: 'a string may hold anything else', source: "' (a, b) eq\\%'", type: 'string', value: ' (a, b) eq\\%' },
    { name: 'a whole number', source: '42', type: 'number', value: 42 },
    { name: 'a negative number with a fraction', source: '-1.5', type: 'number', value: -1.5 },
    { name: 'a number with an exponent', source: '2e3', type: 'number', value: 2000 },
    { name: 'null', source: 'null', type: 'null', value: null },
    { name: 'false', source: 'false', type: 'boolean', value: false },
    {
      name: 'a GUID without quotes is text in lower case',
      source: '74C3B0AE-9cc5-450e-a0a5-7f6a4231de87',
      type: 'string',
      value: '74c3b0ae-9cc5-450e-a0a5-7f6a4231de87',
    },
    { name: 'a timestamp', source: '2022-10-10T09:47:34Z', type: 'dateTime', value: 1665395254000 },
    {
      name: 'a timestamp with milliseconds',
      source: '2026-01-15T09:00:00.250Z',
      type: 'dateTime',
      value: 1768467600250,
    },
    {
      name: 'digits finer than milliseconds are cut off',
      source: '2026-01-15T09:00:00.2509999Z',
      type: 'dateTime',
      value: 1768467600250,
    },
    { name: 'a timestamp with an offset', source: '2026-01-15T11:00:00+02:00', type: 'dateTime', value: 1768467600000 },
    { name: 'a timestamp without seconds', source: '2026-01-15T09:00Z', type: 'dateTime', value: 1768467600000 },
    { name: 'a date alone is midnight UTC', source: '2026-01-15', type: 'dateTime', value: 1768435200000 },
    { name: 'the first day of the calendar', source: '0001-01-01T00:00:00Z', type: 'dateTime', value: -62135596800000 },
  ])('reads $name', ({ source, type, value }) => {
    expect(shape(parseFilter(`a eq ${source}`))).toMatchObject({ right: { type, value } });
  });

  test.each([
    {
      name: 'nothing',
      filter: '',
      position: 1,
      message: 'expected a property, a value or a function, got the end of the filter',
    },
    { name: 'a missing operand', filter: "a eq 'x' and", position: 13, message: 'got the end of the filter' },
    { name: 'an open quote', filter: "jobid eq 'x and b eq 1", position: 10, message: 'a quoted string is not closed' },
    {
      name: "the seed's query with its missing quote",
      filter: "jobid eq 'x and statusInfo/status eq 'failure'",
      position: 46,
      message: 'a quoted string is not closed',
    },
    { name: 'an open parenthesis', filter: '(a eq 1', position: 8, message: "expected ')', got the end of the filter" },
    { name: 'a stray parenthesis', filter: 'a eq 1)', position: 7, message: "got ')'" },
    {
      name: 'an unknown operator',
      filter: 'a is 1',
      position: 3,
      message: "expected 'and', 'or' or the end of the filter, got 'is'",
    },
    {
      name: 'an unknown function',
      filter: "a eq 1 and matches(a, 'x')",
      position: 12,
      message: "unknown function 'matches' (known: contains,",
    },
    { name: 'too few arguments', filter: 'contains(a)', position: 1, message: 'contains takes 2 arguments, got 1' },
    { name: 'too many arguments', filter: 'tolower(a, b)', position: 1, message: 'tolower takes 1 argument, got 2' },
    { name: 'a property in a list', filter: 'a in (b)', position: 7, message: "expected a value, got 'b'" },
    { name: 'an empty list', filter: 'a in ()', position: 7, message: "expected a value, got ')'" },
    { name: 'a month that does not exist', filter: 'a ge 2026-13-01', position: 6, message: 'is not a timestamp' },
    { name: 'a day that does not exist', filter: 'a ge 2026-02-30', position: 6, message: 'is not a timestamp' },
    {
      name: 'an hour that does not exist',
      filter: 'a ge 2026-02-03T24:00:00Z',
      position: 6,
      message: 'is not a timestamp',
    },
    { name: 'a time without a zone', filter: 'a ge 2026-02-03T12:00:00', position: 6, message: 'is not a timestamp' },
    { name: 'a stray character', filter: 'a eq %', position: 6, message: "'%' is neither a name nor a value" },
    { name: 'a line break', filter: 'a\neq 1', position: 2, message: 'unexpected character "\\n"' },
  ])('refuses $name, naming the place', ({ filter, position, message }) => {
    expect(() => parseFilter(filter)).toThrow(
      expect.objectContaining({ name: 'FilterError', position, message: expect.stringContaining(message) }),
    );
  });

  test('refuses nesting that could exhaust the stack', () => {
    expect(() => parseFilter(`${'('.repeat(5000)}a eq 1${')'.repeat(5000)}`)).toThrow('nested more than 100 deep');
    expect(() => parseFilter(`${'not '.repeat(5000)}a eq 1`)).toThrow('nested more than 100 deep');
  });

  test('a long chain is not nesting', () => {
    const chain = Array.from({ length: 2000 }, (_, index) => `a eq ${index}`).join(' or ');
    expect(parseFilter(chain)).toMatchObject({ kind: 'or', terms: { length: 2000 } });
  });
});

describe('any text', () => {
  test('is a filter, or refused at a place within it or right after', () => {
    const fragments = fc.constantFrom(
      'a',
      'eq',
      "'x'",
      '(',
      ')',
      ',',
      'and',
      'not',
      'in',
      'contains',
      "'",
      ' ',
      '5',
      '2026-01-15',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (source) => {
        try {
          parseFilter(source);
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(1);
          expect(error.position).toBeLessThanOrEqual(source.length + 1);
        }
      }),
    );
  });

  test('can be quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (value) => {
        const quoted = `'${value.replaceAll("'", "''")}'`;
        expect(parseFilter(`a eq ${quoted}`)).toMatchObject({ right: { type: 'string', value } });
      }),
    );
  });
});
