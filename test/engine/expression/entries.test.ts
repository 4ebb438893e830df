import { readFileSync } from 'node:fs';
import { functionSchemas } from '../../../shared/engine/expression';
import { expressionDocumentation } from '../../../shared/engine/expression/documentation';
import { signature } from '../../../shared/engine/expression/functionEntry';
import { FUNCTION_GROUPS, FUNCTIONS } from '../../../shared/engine/expression/functions/catalogue';
import { printScalar } from '../../../shared/value';
import { evaluate, valueFrom } from './evaluate';

const ENTRIES = [...FUNCTIONS.values()];

describe('every function', () => {
  test.each(ENTRIES.map((entry) => [entry.name, entry]))('%s does what its example says', (_name, { example }) => {
    const { expression, source, expected } = example;
    if (typeof expected === 'object' && expected !== null && 'matches' in expected) {
      const value = valueFrom(expression, source);
      expect(typeof value === 'string' && value).toMatch(new RegExp(expected.matches));
    } else if (typeof expected === 'object' && expected !== null && 'ignored' in expected) {
      expect(evaluate(expression, source)).toEqual({ ignored: 'attribute' });
    } else {
      expect(evaluate(expression, source)).toEqual({ value: expected });
    }
  });

  test.each(ENTRIES.map((entry) => [entry.name, entry]))('%s shows itself in its example', (name, { example }) => {
    expect(example.expression).toContain(`${name}(`);
  });

  test('has one name, and the groups have them all', () => {
    const names = FUNCTION_GROUPS.flatMap(({ functions }) => functions.map(({ name }) => name));
    expect(names.sort()).toEqual([...FUNCTIONS.keys()]);
  });
});

test('the functions are those of the specification', () => {
  expect([...FUNCTIONS.keys()].join(' ')).toBe(
    [
      'AppRoleAssignmentsComplex Append AssertiveAppRoleAssignmentsComplex BitAnd CBool CDate CStr Coalesce',
      'ConvertToBase64 ConvertToUTF8Hex Count DateAdd DateDiff DateFromNum DefaultDomain FormatDateTime Guid IIF',
      'IgnoreFlowIfNullOrEmpty InStr IsNothing IsNull IsNullOrEmpty IsPresent IsString Item Join Left Len Mid',
      'NormalizeDiacritics Not Now NumFromDate PCase Prepend RandomString Redact RemoveDuplicates Replace',
      'SelectUniqueValue SingleAppRoleAssignment Split StripSpaces Switch ToLower ToUpper Trim Word',
    ].join(' '),
  );
});

describe('a signature shows which arguments', () => {
  test.each([
    ['Append', 'Append(source, suffix)'],
    ['ToLower', 'ToLower(source, culture?)'],
    ['Now', 'Now()'],
    ['Join', 'Join(separator, source, …)'],
    ['Switch', 'Switch(source, defaultValue?, switchValue, switchValue, …)'],
    ['SelectUniqueValue', 'SelectUniqueValue(uniqueValueRule, uniqueValueRule, …)'],
  ])('%s takes', (name, expected) => {
    const entry = FUNCTIONS.get(name);
    expect(entry && signature(entry)).toBe(expected);
  });
});

describe("Graph's list of functions", () => {
  const schemas = functionSchemas();

  test('is in alphabetical order and names each by id and name', () => {
    expect(schemas.map(({ id }) => id)).toEqual([...FUNCTIONS.keys()]);
    expect(schemas.every(({ id, name }) => id === name)).toBe(true);
  });

  test.each([
    [
      'Append',
      [
        { name: 'source', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'suffix', required: true, allowMultipleOccurrences: false, type: 'String' },
      ],
    ],
    ['DefaultDomain', []],
    [
      'Join',
      [
        { name: 'separator', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'source', required: true, allowMultipleOccurrences: true, type: 'String' },
      ],
    ],
    [
      'DateAdd',
      [
        { name: 'interval', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'value', required: true, allowMultipleOccurrences: false, type: 'Integer' },
        { name: 'dateTime', required: true, allowMultipleOccurrences: false, type: 'DateTime' },
      ],
    ],
    [
      'BitAnd',
      [
        { name: 'value1', required: true, allowMultipleOccurrences: false, type: 'Integer' },
        { name: 'value2', required: true, allowMultipleOccurrences: false, type: 'Integer' },
      ],
    ],
    [
      'Item',
      [
        { name: 'attribute', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'index', required: true, allowMultipleOccurrences: false, type: 'Integer' },
      ],
    ],
    ['IsNull', [{ name: 'expression', required: true, allowMultipleOccurrences: false, type: 'String' }]],
    [
      'FormatDateTime',
      [
        { name: 'source', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'dateTimeStyles', required: false, allowMultipleOccurrences: false, type: 'String' },
        { name: 'inputFormat', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'outputFormat', required: true, allowMultipleOccurrences: false, type: 'String' },
      ],
    ],
  ])('tells the parameters of %s', (name, parameters) => {
    expect(schemas.find(({ id }) => id === name)?.parameters).toEqual(parameters);
  });

  test('names the parameters of Replace as the catalogue does', () => {
    const replace = schemas.find(({ id }) => id === 'Replace');
    expect(replace?.parameters.map(({ name }) => name)).toEqual([
      'source',
      'Find',
      'RegularExpression',
      'RegularExpressionGroupName',
      'Replacement',
      'ReplacementPropertyName',
      'Template',
    ]);
  });
});

describe('docs/expressions.md', () => {
  const documentation = expressionDocumentation();

  test('is what the entries generate; run test/engine/expression/writeDocumentation.mjs', () => {
    expect(readFileSync('docs/expressions.md', 'utf8')).toBe(documentation);
  });

  test.each(ENTRIES.map((entry) => [entry.name, entry]))('explains %s', (_name, entry) => {
    expect(documentation).toContain(`| \`${signature(entry)}\` | ${entry.help.replaceAll('|', '\\|')} | `);
  });

  test.each([
    ['texts of the source', '`Left("John Doe", 3)`: `"Joh"` |'],
    ['booleans as they print', '`Not([active])` where `active = False`: `True` |'],
    ['lists', '`RemoveDuplicates([proxyAddresses])` where `proxyAddresses = ["a", "b", "a"]`: `["a", "b"]` |'],
    ['what is random', '`RandomString(3, 3, 0, 0, 0, )`: something like `^[0-9]{3}$` |'],
    ['what is dropped', '`IgnoreFlowIfNullOrEmpty([department])`: nothing flows |'],
    ['several attributes', 'where `surname = "Doe", givenName = "John"`: `"Doe, John"` |'],
    ['a bar without ending the cell', '4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$` |'],
  ])('shows %s', (_what, row) => {
    expect(documentation).toContain(row);
  });

  test('has a table for each group', () => {
    for (const { title, functions } of FUNCTION_GROUPS) {
      const start = documentation.indexOf(`### ${title}\n\n| Function | Gives | Example |\n| --- | --- | --- |\n`);
      expect(start).toBeGreaterThan(0);
      const rows = documentation.slice(start).split('\n\n')[1]?.split('\n') ?? [];
      expect(rows).toHaveLength(functions.length + 2);
    }
  });

  test('states the limits in numbers', () => {
    expect(documentation).toContain(`at most ${printScalar(10_000)} characters`);
    expect(documentation).toContain('nest at most 500 deep');
    expect(documentation).toContain('\n1048576 characters');
  });
});
