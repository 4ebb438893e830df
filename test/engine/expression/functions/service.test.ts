import { evaluate, type Source, valueFrom } from '../evaluate';

const taking = (...values: string[]) => ({ isTaken: (value: string) => values.includes(value) });

describe('SelectUniqueValue', () => {
  const RULES = 'SelectUniqueValue([a], [b], [c])';

  test.each<[string, Source, string[], string]>([
    ['the first rule', { a: '1', b: '2', c: '3' }, [], '1'],
    ['the first that is not taken', { a: '1', b: '2', c: '3' }, ['1'], '2'],
    ['the last, if need be', { a: '1', b: '2', c: '3' }, ['2', '1'], '3'],
    ['no rule without a value', { b: '', c: '3' }, [], '3'],
    ['no rule with an empty list', { a: [], b: '2' }, [], '2'],
    ['a number as text', { a: 7 }, [], '7'],
  ])('gives %s', (_name, source, taken, expected) => {
    expect(evaluate(RULES, source, taking(...taken))).toEqual({ value: expected });
  });

  test('says which values are taken', () => {
    expect(evaluate(RULES, { a: '1', b: '', c: '3' }, taking('1', '3'))).toEqual({
      noUniqueValue: 'SelectUniqueValue: every value is taken: "1", "3".',
      column: 1,
    });
  });

  test('has no value where no rule gives one', () => {
    expect(evaluate(RULES, { a: '' })).toEqual({ value: null });
  });

  test('asks for each value once, and for none behind the one it takes', () => {
    const asked: string[] = [];
    const isTaken = (value: string) => {
      asked.push(value);
      return value === '1';
    };
    valueFrom(RULES, { a: '1', b: '2', c: '3' }, { isTaken });
    expect(asked).toEqual(['1', '2']);
  });

  test('a rule must give a single value', () => {
    expect(evaluate(RULES, { a: '1', b: ['2'] }, taking('1'))).toEqual({
      failed: 'SelectUniqueValue: a rule must give a single value.',
      column: 24,
    });
  });

  test('a rule that fails, fails the whole', () => {
    expect(evaluate('SelectUniqueValue(CDate([a]), "x")', { a: 'soon' })).toEqual({
      failed: 'CDate: expression must be a date, got "soon".',
      column: 25,
    });
  });

  test('a rule may drop the flow', () => {
    expect(evaluate('SelectUniqueValue(IgnoreFlowIfNullOrEmpty([a]), "x")')).toEqual({ ignored: 'attribute' });
  });
});

describe('the flow', () => {
  test.each<[string, Source, unknown]>([
    ['DefaultDomain( )', {}, 'contoso.example'],
    ['Redact([a])', { a: 'x' }, 'x'],
    ['Redact([a])', { a: ['x', 'y'] }, ['x', 'y']],
    ['Redact([a])', {}, null],
    ['SingleAppRoleAssignment([a])', { a: ['Admin'] }, 'Admin'],
    ['SingleAppRoleAssignment([a])', { a: 'Admin' }, 'Admin'],
    ['SingleAppRoleAssignment([a])', {}, null],
    [
      'AppRoleAssignmentsComplex([a])',
      { a: ['Admin', 'Power "User"'] },
      [
        '{"primary":false,"display":"Admin","value":"Admin"}',
        '{"primary":false,"display":"Power \\"User\\"","value":"Power \\"User\\""}',
      ],
    ],
    ['AppRoleAssignmentsComplex([a])', {}, null],
    ['AssertiveAppRoleAssignmentsComplex([a])', { a: 5 }, ['{"primary":false,"display":"5","value":"5"}']],
    ['AssertiveAppRoleAssignmentsComplex([a])', { a: [] }, null],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test('SingleAppRoleAssignment fails where there are several roles', () => {
    expect(evaluate('SingleAppRoleAssignment([a])', { a: ['Admin', 'User', 'Guest'] })).toEqual({
      failed: 'SingleAppRoleAssignment: the user has 3 roles; exactly one can be written.',
      column: 1,
    });
  });
});
