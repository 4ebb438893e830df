import { evaluate, type Source, valueFrom } from '../evaluate';

describe('decisions', () => {
  test.each<[string, Source, unknown]>([
    ['IIF([a], "yes", "no")', { a: true }, 'yes'],
    ['IIF([a], "yes", "no")', { a: 'True' }, 'yes'],
    ['IIF([a], "yes", "no")', { a: 'true' }, 'no'],
    ['IIF([a], "yes", "no")', { a: 1 }, 'no'],
    ['IIF([a], "yes", "no")', { a: false }, 'no'],
    ['IIF([a], "yes", "no")', {}, 'no'],
    ['IIF([a], "yes", "no")', { a: ['True'] }, 'no'],
    ['IIF(True, "yes", "no")', {}, 'yes'],
    ['IIF(False, "yes", "no")', {}, 'no'],
    ['IIF([country] = "", "Other", [country])', {}, 'Other'],
    ['IIF([country] = "", "Other", [country])', { country: 'CH' }, 'CH'],
    ['IIF([country] <> "", [country], "Other")', {}, 'Other'],
    ['IIF(IsPresent([country]), [country], "Other")', {}, 'Other'],
    ['IIF(IsPresent([country]), [country], "Other")', { country: 'CH' }, 'CH'],
    ['IIF([a] >= 5, "many", "few")', { a: '10' }, 'many'],
    ['IIF([a] <= 5, "few", "many")', { a: '10' }, 'many'],
    ['IIF([a] = "x", [list], [b])', { a: 'x', list: ['1', '2'] }, ['1', '2']],
    ['IIF([a] = "x", [b], "no")', { a: 'x' }, null],

    ['Switch([a], "d", "x", "1", "x", "2")', { a: 'x' }, '1'],
    ['Switch([a], "d", "X", "1")', { a: 'x' }, 'd'],
    ['Switch([a], , "x", "1")', { a: 'y' }, null],
    ['Switch([a], "d", "", "none")', {}, 'none'],
    ['Switch([a], "d", "", "none")', { a: '' }, 'none'],
    ['Switch([a], "d", "", "none")', { a: ' ' }, 'd'],
    ['Switch([a], "d", "x", "1")', {}, 'd'],
    ['Switch([a], "d", "True", "yes", "False", "no")', { a: true }, 'yes'],
    ['Switch([a], "d", "True", "yes", "False", "no")', { a: false }, 'no'],
    ['Switch([a], "d", True, "yes")', { a: 'True' }, 'yes'],
    ['Switch([a], "d", 1, "one", 2, "two")', { a: '2' }, 'two'],
    ['Switch([a], "d", 1, "one")', { a: 1 }, 'one'],
    ['Switch([a], "d", 1, "one")', { a: '01' }, 'd'],
    ['Switch([a], "d", [b], "same", [c], "other")', { a: 'x', b: 'x' }, 'same'],
    ['Switch([a], "d", [b], "same", [c], "other")', { a: 'x', b: 'y', c: 'x' }, 'other'],
    ['Switch([a], "d", [b], "same")', { a: 'x', b: 'y' }, 'd'],
    ['Switch([a], "d", [b], "both missing")', {}, 'both missing'],
    ['Switch([a], "d", "x", "1", [b], "2")', { a: 'x', b: 'x' }, '1'],
    ['Switch([a], "d", [b], "2", "x", "1")', { a: 'x', b: 'x' }, '2'],
    ['Switch([a], "d", "x", "1")', { a: ['x', 'y', 'x'] }, ['1', 'd', '1']],
    ['Switch([a], , "x", "1")', { a: ['y', 'x'] }, ['1']],
    ['Switch([a], , "x", [list])', { a: ['x', 'y', 'x'], list: ['1', '2'] }, ['1', '2', '1', '2']],
    ['Switch("x", [list], "y", "1")', { list: ['1', '2'] }, ['1', '2']],
    ['Switch(IsPresent([m]), [m], IsPresent([s]), [s])', { m: 'boss' }, 'boss'],

    ['Coalesce([a], "x")', { a: '' }, ''],
    ['Coalesce([a], "")', {}, ''],
    ['Coalesce([a], [b], "x")', { b: false }, false],
    ['Coalesce([a], [b])', { a: [], b: ['y'] }, ['y']],
    ['Coalesce([a])', {}, null],
    ['Coalesce(, [a], "x")', {}, 'x'],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test('a key must be a single value', () => {
    expect(evaluate('Switch([a], "d", [list], "1")', { a: 'x', list: ['x'] })).toEqual({
      failed: 'Switch: a key must be a single value.',
      column: 1,
    });
    expect(evaluate('Switch([a], "d", Split("x", ","), "1")', { a: 'x' })).toEqual({
      failed: 'Switch: a key must be a single value.',
      column: 1,
    });
  });

  test('a branch that is not chosen may be one that fails', () => {
    expect(valueFrom('Switch([a], CDate([a]), "", "none")')).toBe('none');
    expect(valueFrom('IIF([a] = "", "none", CDate([a]))')).toBe('none');
    expect(valueFrom('Coalesce("x", CDate([a]))')).toBe('x');
  });

  test('a condition that fails, fails the whole', () => {
    expect(evaluate('IIF(CDate([a]) = "", 1, 2)', { a: 'soon' })).toEqual({
      failed: 'CDate: expression must be a date, got "soon".',
      column: 11,
    });
  });
});

describe('presence and truth', () => {
  const LIST = ['x'];
  test.each<[string, unknown[]]>([
    // Each of: absent, empty text, text, blank, False, zero, one value, no value.
    ['IsNull([a])', [true, false, false, false, false, false, false, true]],
    ['IsNothing([a])', [true, false, false, false, false, false, false, true]],
    ['IsNullOrEmpty([a])', [true, true, false, false, false, false, false, true]],
    ['IsPresent([a])', [false, false, true, true, true, true, true, false]],
    ['IsString([a])', [false, true, true, true, true, true, false, false]],
  ])('%s', (expression, expected) => {
    const values = [null, '', 'x', ' ', false, 0, LIST, []];
    expect(values.map((a) => valueFrom(expression, { a }))).toEqual(expected);
  });

  test.each<[string, Source, unknown]>([
    ['Not([a])', { a: true }, false],
    ['Not([a])', { a: 'True' }, false],
    ['Not([a])', { a: 'true' }, true],
    ['Not([a])', { a: false }, true],
    ['Not([a])', { a: 'other' }, true],
    ['Not([a])', {}, true],
    ['Not(Not([a]))', {}, false],
    ['Not([a] = "x")', { a: 'x' }, false],
    ['Not([a])', { a: ['True', 'False'] }, [false, true]],
    ['CBool([a])', { a: 5 }, true],
    ['CBool([a])', { a: -1n }, true],
    ['CBool([a])', { a: 0 }, false],
    ['CBool([a])', { a: '0' }, false],
    ['CBool([a])', { a: '-0.0' }, false],
    ['CBool([a])', { a: '2' }, true],
    ['CBool([a])', { a: '0.5' }, true],
    ['CBool([a])', { a: '00000000000000000000' }, false],
    ['CBool([a])', { a: true }, true],
    ['CBool([a])', { a: false }, false],
    ['CBool([a])', { a: 'True' }, true],
    ['CBool([a])', { a: 'yes' }, false],
    ['CBool([a])', { a: '' }, false],
    ['CBool([a])', {}, false],
    ['CBool([a] <> [b])', { a: 'x', b: 'y' }, true],
    ['CBool([a] = [b])', { a: 'x', b: 'y' }, false],
    ['IIF(CBool([a] = "x"), 1, 2)', { a: 'x' }, 1],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test.each<[Source, unknown]>([
    [{}, { ignored: 'attribute' }],
    [{ a: '' }, { ignored: 'attribute' }],
    [{ a: [] }, { ignored: 'attribute' }],
    [{ a: ' ' }, { value: ' ' }],
    [{ a: false }, { value: false }],
    [{ a: ['x', ''] }, { value: ['x', ''] }],
  ])('IgnoreFlowIfNullOrEmpty of %j', (source, expected) => {
    expect(evaluate('IgnoreFlowIfNullOrEmpty([a])', source)).toEqual(expected);
  });
});

describe('numbers and lists', () => {
  test.each<[string, Source, unknown]>([
    ['BitAnd(&HF0, &H3C)', {}, 48],
    ['BitAnd(-1, 255)', {}, 255],
    ['BitAnd("514", "2")', {}, 2],
    ['BitAnd([a], "&H2")', { a: '514' }, 2],
    ['BitAnd([a], [b])', { a: 9007199254740993n, b: 9007199254740995n }, 9007199254740993n],
    ['BitAnd([a], 1)', { a: '36893488147419103233' }, 1],
    ['BitAnd([a], 2)', { a: [2, 3, 4] }, [2, 2, 0]],

    ['CStr(-7)', {}, '-7'],
    ['CStr([a])', { a: 9007199254740993n }, '9007199254740993'],
    ['CStr([a])', { a: true }, 'True'],
    ['CStr([a])', {}, ''],
    ['CStr([a])', { a: [1, true] }, ['1', 'True']],

    ['Count([a])', { a: ['x', 'y'] }, 2],
    ['Count([a])', { a: [] }, 0],
    ['Count([a])', { a: 'x' }, 1],
    ['Count([a])', { a: '' }, 1],
    ['Count([a])', {}, 0],
    ['Count(12)', {}, 1],

    ['Item([a], 2)', { a: ['x', 'y'] }, 'y'],
    ['Item([a], "2")', { a: ['x', 'y'] }, 'y'],
    ['Item([a], 1)', { a: 'x' }, 'x'],
    ['Item([a], 1)', { a: [false] }, false],
    ['Item([a], [b])', { a: ['x', 'y'], b: [2, 1] }, ['y', 'x']],

    ['RemoveDuplicates([a])', { a: ['b', 'a', 'b', 'B', 'a '] }, ['b', 'a', 'B', 'a ']],
    ['RemoveDuplicates([a])', { a: [1, '1', true, 'True'] }, [1, true]],
    ['RemoveDuplicates([a])', { a: 'x' }, ['x']],
    ['RemoveDuplicates([a])', { a: [] }, null],
    ['RemoveDuplicates([a])', {}, null],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test.each<[string, Source, string, number]>([
    ['BitAnd([a], 2)', {}, 'BitAnd: value1 must be a whole number, got nothing.', 8],
    ['BitAnd(2, [a])', { a: 'x' }, 'BitAnd: value2 must be a whole number, got "x".', 11],
    ['BitAnd([a], 2)', { a: true }, 'BitAnd: value1 must be a whole number, got "True".', 8],
    ['BitAnd([a], 2)', { a: 1.5 }, 'BitAnd: value1 must be a whole number, got "1.5".', 8],
    ['Item([a], 3)', { a: ['x', 'y'] }, 'Item: there is no value 3; the attribute has 2.', 1],
    ['Item([a], 0)', { a: ['x', 'y'] }, 'Item: there is no value 0; the attribute has 2.', 1],
    ['Item([a], -1)', { a: ['x', 'y'] }, 'Item: there is no value -1; the attribute has 2.', 1],
    ['Item([a], 1)', {}, 'Item: there is no value 1; the attribute has 0.', 1],
  ])('%s of %j fails', (expression, source, failed, column) => {
    expect(evaluate(expression, source)).toEqual({ failed, column });
  });
});
