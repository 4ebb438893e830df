import { type CompiledExpression, compileExpression, parseExpression } from '../../../shared/engine/expression';
import { CONTEXT, evaluate, valueFrom } from './evaluate';

function compiled(text: string): CompiledExpression {
  const compilation = compileExpression(text);
  if (!compilation.ok) throw new Error(`${text}: ${JSON.stringify(compilation.faults)}`);
  return compilation.expression;
}

function faultsOf(text: string) {
  const compilation = compileExpression(text);
  return compilation.ok ? [] : compilation.faults;
}

describe('what a compiled expression tells of itself', () => {
  test('its text, as it was given', () => {
    expect(compiled(' Join( "-",[a] ) ').text).toBe(' Join( "-",[a] ) ');
  });

  test('its attributes, each once, in order of appearance, unknown branches included', () => {
    const { attributes } = compiled('IIF([b] = "x", Switch([a], [c], [b], [a]), Coalesce([d], [a]))');
    expect(attributes).toEqual(['b', 'a', 'c', 'd']);
  });

  test.each([
    ['[a]', false, false, false],
    ['Now()', false, false, true],
    ['Append(Guid(), "x")', false, false, true],
    ['IIF([a] = "b", RandomString(1, 1, 0, 0, 0), "c")', false, false, true],
    ['DefaultDomain()', false, false, false],
    ['FormatDateTime([a], "yyyy", "yy")', false, false, false],
    ['Append(Redact([a]), "x")', false, true, false],
    ['SelectUniqueValue([a], [b])', true, false, false],
    ['SelectUniqueValue(Redact([a]), Guid())', true, true, true],
  ])('%s selects a unique value: %s, redacts: %s, is volatile: %s', (text, selects, redacts, isVolatile) => {
    const expression = compiled(text);
    expect(expression.selectsUniqueValue).toBe(selects);
    expect(expression.redacts).toBe(redacts);
    expect(expression.volatile).toBe(isVolatile);
  });
});

describe('arity', () => {
  test.each([
    ['Append([a])', 'Append needs suffix: Append(source, suffix).'],
    ['Append([a], )', 'Append needs suffix: Append(source, suffix).'],
    ['Append(, "x")', 'Append needs source: Append(source, suffix).'],
    ['Append()', 'Append needs source: Append(source, suffix).'],
    ['Append("a", "b", "c")', 'Append takes 2 arguments, and 3 are given: Append(source, suffix).'],
    ['Append("a", "b", )', 'Append takes 2 arguments, and 3 are given: Append(source, suffix).'],
    ['StripSpaces("a", "b")', 'StripSpaces takes 1 argument, and 2 are given: StripSpaces(source).'],
    ['Now(1)', 'Now takes 0 arguments, and 1 are given: Now().'],
    ['Now(,)', 'Now takes 0 arguments, and 2 are given: Now().'],
    ['ToLower("a", "en", )', 'ToLower takes 2 arguments, and 3 are given: ToLower(source, culture?).'],
    ['Join(",")', 'Join needs at least 1 source argument: Join(separator, source, …).'],
    ['Join(",", )', 'Join needs at least 1 source argument: Join(separator, source, …).'],
    ['Join(, "a")', 'Join needs separator: Join(separator, source, …).'],
    ['Coalesce()', 'Coalesce needs at least 1 source argument: Coalesce(source, …).'],
    [
      'SelectUniqueValue("a", )',
      'SelectUniqueValue needs at least 2 uniqueValueRule arguments: SelectUniqueValue(uniqueValueRule, uniqueValueRule, …).',
    ],
    [
      'Switch([a], "d")',
      'Switch needs at least 2 switchValue arguments: Switch(source, defaultValue?, switchValue, switchValue, …).',
    ],
    [
      'Switch([a], "d", "k")',
      'Switch needs its switchValue arguments in pairs, none of them empty: Switch(source, defaultValue?, switchValue, switchValue, …).',
    ],
    [
      'Switch([a], "d", "k", )',
      'Switch needs its switchValue arguments in pairs, none of them empty: Switch(source, defaultValue?, switchValue, switchValue, …).',
    ],
    [
      'Switch([a], "d", "k", "v", , )',
      'Switch needs its switchValue arguments in pairs, none of them empty: Switch(source, defaultValue?, switchValue, switchValue, …).',
    ],
    ['Switch(, "d", "k", "v")', 'Switch needs source: Switch(source, defaultValue?, switchValue, switchValue, …).'],
    ['IIF(True, "a")', 'IIF needs valueIfFalse: IIF(condition, valueIfTrue, valueIfFalse).'],
    ['IIF(True, , "a")', 'IIF needs valueIfTrue: IIF(condition, valueIfTrue, valueIfFalse).'],
    ['RandomString(1, 1, 0, 0)', /^RandomString needs minimumLowerCase: /],
    ['RandomString(1, 1, 0, 0, 0, "", )', /^RandomString takes 6 arguments, and 7 are given: /],
    ['FormatDateTime([a], "yyyy")', /^FormatDateTime needs inputFormat: /],
    ['FormatDateTime([a], , "yyyy", )', /^FormatDateTime needs outputFormat: /],
    ['FormatDateTime([a], , "yyyy", "y", "z")', /^FormatDateTime takes 4 arguments, and 5 are given: /],
  ])('%s', (text, message) => {
    const [fault, ...others] = faultsOf(text);
    expect(others).toEqual([]);
    const length = text.indexOf('('); // the name of the function
    expect(fault).toEqual({ kind: 'arity', message: expect.stringMatching(exactly(message)), column: 1, length });
  });

  test.each([
    ['an empty optional slot', 'ToLower("A", )', 'a'],
    ['an absent source among others', 'Join("-", "a", , "b")', 'a-b'],
    ['a trailing comma behind sources', 'Coalesce([a], "x", )', 'x'],
    ['an empty default', 'Switch("k", , "k", "v")', 'v'],
    ['three arguments of FormatDateTime', 'FormatDateTime("2020", "yyyy", "yy")', '20'],
    ['four arguments of FormatDateTime', 'FormatDateTime("2020", , "yyyy", "yy")', '20'],
  ])('allows %s', (_name, text, value) => {
    expect(valueFrom(text)).toBe(value);
  });
});

function exactly(message: string | RegExp): RegExp {
  return typeof message === 'string' ? new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : message;
}

describe('the word at fault', () => {
  test.each([
    { text: 'Append([a], Foo("x"))', column: 13, length: 3 },
    { text: 'Append([a] "x")', column: 12, length: 3 },
    { text: 'Append([a], "x', column: 13, length: 2 },
    { text: 'Append([emails[type', column: 8, length: 12 },
    { text: 'Append([], "x")', column: 8, length: 1 },
    { text: '[a] + 1', column: 5, length: 1 },
    { text: 'ToLower([a]', column: 12, length: 0 },
    { text: '[a] [emails[type eq "x"].value]', column: 5, length: 27 },
  ])('of $text is $length long at $column', ({ text, column, length }) => {
    expect(faultsOf(text)[0]).toMatchObject({ column, length });
  });
});

describe('faults beyond syntax', () => {
  test('an unknown function is named, and a known one suggested', () => {
    expect(faultsOf('Append(join(",", "a"), "b")')).toEqual([
      {
        kind: 'parse',
        message: 'There is no function join. Names are case-sensitive: did you mean Join?',
        column: 8,
        length: 4,
      },
    ]);
    expect(faultsOf('Foo()')).toEqual([{ kind: 'parse', message: 'There is no function Foo.', column: 1, length: 3 }]);
  });

  test.each([
    ['ToLower(SelectUniqueValue("a", "b"))', 9],
    ['SelectUniqueValue("a", SelectUniqueValue("b", "c"))', 24],
    ['SelectUniqueValue("a", "b") = "a"', 1],
    ['Redact(SelectUniqueValue("a", "b"))', 8],
  ])('%s: SelectUniqueValue must be outermost', (text, column) => {
    expect(faultsOf(text)).toEqual([
      {
        kind: 'nesting',
        message: 'SelectUniqueValue must be the outermost function of its expression.',
        column,
        length: 17,
      },
    ]);
  });

  test('are told all at once, in the order of the text, also those of arguments', () => {
    const faults = faultsOf('Append(Foo(Left("a")), Join(SelectUniqueValue("a", "b"), Replace("a", , "(", , "b")), 1)');
    expect(faults.map(({ kind, column }) => [kind, column])).toEqual([
      ['arity', 1],
      ['parse', 8],
      ['arity', 12],
      ['nesting', 29],
      ['parse', 74],
    ]);
  });

  test('of syntax hide the others', () => {
    expect(faultsOf('Append(Foo(),')).toHaveLength(1);
  });
});

describe('constants are computed when the expression is compiled', () => {
  const never = () => {
    throw new Error('An attribute was read.');
  };

  test.each([
    ['Append("a", "b")', 'ab'],
    ['IIF("a" = "a", Mid("hello", 2, 3), "x")', 'ell'],
    ['Count(Split("a,b", ","))', 2],
    ['IsNullOrEmpty("")', true],
  ])('%s gives the very same result each time', (text, value) => {
    const { evaluate: run } = compiled(text);
    const first = run(never, CONTEXT);
    expect(first).toEqual({ kind: 'value', value });
    expect(run(never, CONTEXT)).toBe(first);
  });

  test.each(['Now()', 'Guid()', 'DefaultDomain()', 'FormatDateTime("1", "%d", "%M")'])('but not %s', (text) => {
    const { evaluate: run } = compiled(text);
    expect(run(never, CONTEXT)).not.toBe(run(never, CONTEXT));
  });

  test('a constant that fails, fails when it is evaluated, and only then', () => {
    expect(evaluate('IIF([a] = "x", CDate("nonsense"), "fine")', { a: 'y' })).toEqual({ value: 'fine' });
    expect(evaluate('IIF([a] = "x", CDate("nonsense"), "fine")', { a: 'x' })).toEqual({
      failed: 'CDate: expression must be a date, got "nonsense".',
      column: 22,
    });
    expect(evaluate('IIF([a] = "x", Mid([a], "one", 2), "fine")', { a: 'y' })).toEqual({ value: 'fine' });
    expect(evaluate('IIF([a] = "x", Mid([a], "one", 2), "fine")', { a: 'x' })).toEqual({
      failed: 'Mid: start must be a whole number, got "one".',
      column: 25,
    });
  });

  test('a text that only begins as a whole number is none', () => {
    expect(evaluate('Mid("hello", [a], 2)', { a: '&H2' })).toEqual({ value: 'el' });
    expect(evaluate('Mid("hello", [a], 2)', { a: '&H2x' })).toEqual({
      failed: 'Mid: start must be a whole number, got "&H2x".',
      column: 14,
    });
  });

  test('a constant that drops the flow still drops it', () => {
    expect(evaluate('IgnoreFlowIfNullOrEmpty("")')).toEqual({ ignored: 'attribute' });
  });
});

describe('evaluation', () => {
  test('reads a lone attribute as it is', () => {
    const values = ['x', 7, 9007199254740993n, true, null, ['a', 'b']];
    expect(values.map((value) => evaluate('[a]', { a: value }))).toEqual(values.map((value) => ({ value })));
  });

  test('keeps large whole numbers exactly, and small ones as numbers', () => {
    expect(valueFrom('9007199254740993')).toBe(9007199254740993n);
    expect(valueFrom('-9007199254740993')).toBe(-9007199254740993n);
    expect(valueFrom('9007199254740991')).toBe(9007199254740991);
    expect(valueFrom('-9007199254740991')).toBe(-9007199254740991);
    expect(valueFrom('&HF')).toBe(15);
  });

  test.each([
    ['IgnoreAttributeFlow', 'attribute'],
    ['IgnoreObjectFlow', 'object'],
    ['IIF([a] = "", IgnoreAttributeFlow, [a])', 'attribute'],
    ['Switch([a], "x", "", IgnoreObjectFlow)', 'object'],
    ['Append(IgnoreFlowIfNullOrEmpty([a]), "x")', 'attribute'],
    ['Join("-", "x", IgnoreObjectFlow)', 'object'],
    ['IsNull(IgnoreObjectFlow)', 'object'],
    ['Coalesce([a], IgnoreAttributeFlow)', 'attribute'],
    ['IgnoreAttributeFlow = "a"', 'attribute'],
    ['IIF(IgnoreObjectFlow, 1, 2)', 'object'],
    ['Mid("abc", IgnoreObjectFlow, 2)', 'object'],
  ])('%s drops the %s', (text, ignored) => {
    expect(evaluate(text)).toEqual({ ignored });
  });

  test('does not swallow what the reader of attributes throws', () => {
    expect(() =>
      compiled('Append([a], "x")').evaluate(() => {
        throw new TypeError('not a failure of the expression');
      }, CONTEXT),
    ).toThrow(TypeError);
  });

  test.each([
    ['IIF([a] = "x", [b], [c])', { a: 'x', b: 1, c: 2 }, ['a', 'b']],
    ['IIF([a] = "x", [b], [c])', { a: 'y', b: 1, c: 2 }, ['a', 'c']],
    ['Switch([a], [d], "x", [b], "y", [c])', { a: 'y' }, ['a', 'c']],
    ['Switch([a], [d], "x", [b], "y", [c])', { a: 'z' }, ['a', 'd']],
    ['Switch([a], [d], [b], "1", [c], "2")', { a: 'x', b: 'x' }, ['a', 'b']],
    ['Coalesce([a], [b], [c])', { b: 'x' }, ['a', 'b']],
    ['SelectUniqueValue([a], [b], [c])', { b: 'x' }, ['a', 'b']],
  ])('%s of %j reads only %j', (text, source, expected) => {
    const read: string[] = [];
    const values = new Map<string, string | number>(Object.entries(source));
    compiled(text).evaluate((name) => {
      read.push(name);
      return values.get(name) ?? null;
    }, CONTEXT);
    expect(read).toEqual(expected);
  });
});

describe("Graph's form of an expression", () => {
  test('is what parseExpression answers', () => {
    expect(parseExpression('Replace([preferredLanguage],"-",,,"_",,)')).toEqual({
      ok: true,
      source: {
        type: 'Function',
        name: 'Replace',
        expression: 'Replace([preferredLanguage], "-", , , "_", , )',
        parameters: [
          {
            key: 'source',
            value: { type: 'Attribute', name: 'preferredLanguage', expression: '[preferredLanguage]', parameters: [] },
          },
          { key: 'Find', value: { type: 'Constant', name: '-', expression: '"-"', parameters: [] } },
          { key: 'Replacement', value: { type: 'Constant', name: '_', expression: '"_"', parameters: [] } },
        ],
      },
    });
  });

  test('names the arguments of a parameter that repeats alike', () => {
    const parsed = parseExpression('Switch([a] = 8, , "True", IgnoreAttributeFlow)');
    expect(parsed).toEqual({
      ok: true,
      source: {
        type: 'Function',
        name: 'Switch',
        expression: 'Switch([a] = 8, , "True", IgnoreAttributeFlow)',
        parameters: [
          {
            key: 'source',
            value: {
              type: 'Function',
              name: '=',
              expression: '[a] = 8',
              parameters: [
                { key: 'left', value: { type: 'Attribute', name: 'a', expression: '[a]', parameters: [] } },
                { key: 'right', value: { type: 'Constant', name: '8', expression: '8', parameters: [] } },
              ],
            },
          },
          { key: 'switchValue', value: { type: 'Constant', name: 'True', expression: '"True"', parameters: [] } },
          {
            key: 'switchValue',
            value: {
              type: 'Constant',
              name: 'IgnoreAttributeFlow',
              expression: 'IgnoreAttributeFlow',
              parameters: [],
            },
          },
        ],
      },
    });
  });

  test.each(['0.50', '8', 'True', 'IgnoreObjectFlow'])('of the constant %s is its name', (text) => {
    expect(parseExpression(text)).toEqual({
      ok: true,
      source: { type: 'Constant', name: text, expression: text, parameters: [] },
    });
  });

  test('of a call without arguments has no parameters', () => {
    expect(parseExpression('Now()')).toEqual({
      ok: true,
      source: { type: 'Function', name: 'Now', expression: 'Now()', parameters: [] },
    });
  });

  test.each(['Append(', 'Append("a")', 'Foo()'])('of %s does not exist, for the same faults', (text) => {
    expect(parseExpression(text)).toEqual({ ok: false, faults: faultsOf(text) });
    expect(faultsOf(text)).toHaveLength(1);
  });
});
