import type { Value } from '../../../shared/value';
import { evaluate, type Source, valueFrom } from './evaluate';

describe('two values compare', () => {
  test.each<[Value, string, Value]>([
    // As text: ordinally, with case.
    ['a', '<', 'b'],
    ['B', '<', 'a'],
    ['Z', '<', 'a'],
    ['a', '<', 'aa'],
    ['same', '=', 'same'],
    ['e', '<', 'é'],
    ['\u{1F600}', '<', '\uffff'],
    // As numbers, if both are: in order, also where both are texts.
    ['9', '<', '10'],
    ['1', '=', 1],
    [100, '=', '0100'],
    ['0100', '=', 100n],
    [1.5, '=', '1.50'],
    [2, '<', 10],
    ['-1', '<', '0'],
    ['0.1', '<', '0.11'],
    [7n, '=', '7'],
    ['9007199254740992', '<', '9007199254740993'],
    ['12345678901234567890', '>', '12345678901234567889'],
    ['-12345678901234567890', '<', '-12345678901234567889'],
    ['1234567890123456.7', '<', '1234567890123456.71'],
    ['1234567890123456.7', '>', '1234567890123456'],
    ['99999999999999.9999', '<', '100000000000000'],
    ['100000000000000', '>', '99999999999999.9999'],
    // One number and one text: as text.
    ['10', '<', '9a'],
    [5, '<', 'x'],
    ['1e3', '>', '1000'],
    ['1.', '>', '1'],
    ['.5', '<', '0.5'],
    [' 1', '<', '1'],
    ['1,000', '<', '1000'],
    // Null is empty text, which is no number.
    [null, '=', ''],
    [null, '=', null],
    [null, '<', 'a'],
    [null, '<', '-1'],
    // Booleans are True and False.
    [true, '=', 'True'],
    [false, '=', 'False'],
    [true, '<', 'true'],
    [false, '<', true],
  ])('%j %s %j', (a, relation, b) => {
    const relations = ['=', '<>', '>', '<', '>=', '<='];
    const holding = relations.filter((each) => valueFrom(`[a] ${each} [b]`, { a, b }) === true);
    const expected = { '=': ['=', '>=', '<='], '<': ['<>', '<', '<='], '>': ['<>', '>', '>='] }[relation];
    expect(holding).toEqual(expected);
  });

  test.each<[string, string]>([
    ['0100', '100'],
    ['007', '7'],
    ['+5', '5'],
    ['-0', '0'],
    ['1.50', '1.5'],
    ['1234567890123456.70', '1234567890123456.7'],
    ['0000000000000000000001', '1'],
  ])('the texts %j and %j are two texts, and neither number comes first', (a, b) => {
    const holding = ['=', '<>', '>', '<', '>=', '<='].filter((each) => valueFrom(`[a] ${each} [b]`, { a, b }) === true);
    expect(holding).toEqual(['<>', '>=', '<=']);
  });

  test.each<[string, Source, string]>([
    ['IIF([code] = "0100", "a", "b")', { code: '100' }, 'b'],
    ['IIF([code] = "0100", "a", "b")', { code: '0100' }, 'a'],
    ['IIF([code] <> "0100", "a", "b")', { code: '100' }, 'a'],
    ['IIF([code] = 100, "a", "b")', { code: '0100' }, 'a'],
    ['IIF([code] <> 100, "a", "b")', { code: '0100' }, 'b'],
    ['IIF([code] < "0100", "a", "b")', { code: '99' }, 'a'],
    ['IIF([rehire] = 1, "a", "b")', { rehire: '1' }, 'a'],
    ['IIF([rehire] = "1", "a", "b")', { rehire: 1 }, 'a'],
    ['IIF(Len([code]) = "4", "a", "b")', { code: '0100' }, 'a'],
    ['IIF([level] >= 1.5, "a", "b")', { level: '1.50' }, 'a'],
    ['IIF([level] = 1.50, "a", "b")', { level: '1.5' }, 'a'],
    ['IIF([level] = 1234567890.12345, "a", "b")', { level: '1234567890.123450' }, 'a'],
    ['IIF([level] > -0.5, "a", "b")', { level: '-0.75' }, 'b'],
  ])('%s of %j is %s', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toBe(expected);
  });

  test('numbers of more than 400 digits are text', () => {
    const many = '1'.repeat(401);
    expect(valueFrom('[a] > [b]', { a: `0${many}`, b: many })).toBe(false);
    expect(valueFrom('[a] >= [b]', { a: `0${'1'.repeat(399)}`, b: '1'.repeat(399) })).toBe(true);
    expect(valueFrom('[a] >= [b]', { a: `0${'1'.repeat(400)}`, b: '1'.repeat(400) })).toBe(false);
  });

  test('a multi-valued side fails the evaluation at the operator', () => {
    const source: Source = { many: ['a', 'b'] };
    const failed =
      '"=" compares single values, and one side has 2. Take one with Item, put them together with Join, or count them with Count.';
    expect(evaluate('[many] = "a"', source)).toEqual({ failed, column: 8 });
    expect(evaluate('"a" = [many]', source)).toEqual({ failed, column: 5 });
  });
});
