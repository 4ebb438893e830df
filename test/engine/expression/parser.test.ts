import { parse } from '../../../shared/engine/expression/parser';
import { print } from '../../../shared/engine/expression/printer';
import { columnInText, type ExpressionNode } from '../../../shared/engine/expression/syntax';

function tree(text: string): ExpressionNode {
  const parsing = parse(text);
  if (!parsing.ok) throw new Error(`${text}: ${parsing.fault.message}`);
  return parsing.root;
}

function faultOf(text: string) {
  const parsing = parse(text);
  return parsing.ok ? undefined : parsing.fault;
}

const x: ExpressionNode = { kind: 'attribute', column: 3, name: 'x' };

describe('an operand', () => {
  test.each<[string, ExpressionNode]>([
    ['[userName]', { kind: 'attribute', column: 1, name: 'userName' }],
    ['[emails[type eq "work"].value]', { kind: 'attribute', column: 1, name: 'emails[type eq "work"].value' }],
    ['[a[type eq "]["].b]', { kind: 'attribute', column: 1, name: 'a[type eq "]["].b' }],
    ['[ a b ]', { kind: 'attribute', column: 1, name: ' a b ' }],
    ['"text"', { kind: 'text', column: 1, value: 'text', raw: 'text' }],
    ['""', { kind: 'text', column: 1, value: '', raw: '' }],
    [String.raw`"say \"hi\""`, { kind: 'text', column: 1, value: 'say "hi"', raw: String.raw`say \"hi\"` }],
    [
      String.raw`"\\d \d \\"`,
      { kind: 'text', column: 1, value: `${String.raw`\d \d`} \\`, raw: String.raw`\\d \d \\` },
    ],
    ['"\n\t(),["', { kind: 'text', column: 1, value: '\n\t(),[', raw: '\n\t(),[' }],
    ['8', { kind: 'integer', column: 1, value: 8n }],
    ['-10', { kind: 'integer', column: 1, value: -10n }],
    ['007', { kind: 'integer', column: 1, value: 7n }],
    ['&HF7', { kind: 'integer', column: 1, value: 247n }],
    ['&Hf7', { kind: 'integer', column: 1, value: 247n }],
    ['129699324000000001', { kind: 'integer', column: 1, value: 129699324000000001n }],
    ['True', { kind: 'constant', column: 1, name: 'True' }],
    ['False', { kind: 'constant', column: 1, name: 'False' }],
    ['vbTextCompare', { kind: 'constant', column: 1, name: 'vbTextCompare' }],
    ['vbBinaryCompare', { kind: 'constant', column: 1, name: 'vbBinaryCompare' }],
    ['IgnoreAttributeFlow', { kind: 'constant', column: 1, name: 'IgnoreAttributeFlow' }],
    ['IgnoreObjectFlow', { kind: 'constant', column: 1, name: 'IgnoreObjectFlow' }],
    [' \t\r\n 8 \n', { kind: 'integer', column: 6, value: 8n }],
  ])('%j', (text, expected) => {
    expect(tree(text)).toEqual(expected);
  });
});

describe('a call', () => {
  test.each<[string, (ExpressionNode | null)[]]>([
    ['F()', []],
    ['F( )', []],
    ['F([x])', [x]],
    ['F(,)', [null, null]],
    ['F([x],)', [x, null]],
    ['F([x], , )', [x, null, null]],
    ['F([x],8)', [x, { kind: 'integer', column: 7, value: 8n }]],
  ])('%s has its slots', (text, slots) => {
    expect(tree(text)).toEqual({ kind: 'call', column: 1, name: 'F', slots });
  });

  test('may have white space between any two tokens', () => {
    expect(tree('\n F\t( G\r\n( ) )')).toEqual({
      kind: 'call',
      column: 3,
      name: 'F',
      slots: [{ kind: 'call', column: 7, name: 'G', slots: [] }],
    });
  });
});

describe('a comparison', () => {
  test.each(['=', '<>', '>=', '<=', '>', '<'] as const)('%s stands between two operands', (relation) => {
    const right = { kind: 'integer', column: 4 + relation.length, value: 1n } as const;
    expect(tree(`  [x]${relation}1`)).toEqual({
      kind: 'comparison',
      column: 6,
      relation,
      left: x,
      right: { ...right, column: 6 + relation.length },
    });
  });

  test('may stand in any slot', () => {
    expect(tree('F([x] = 1)')).toEqual({
      kind: 'call',
      column: 1,
      name: 'F',
      slots: [
        { kind: 'comparison', column: 7, relation: '=', left: x, right: { kind: 'integer', column: 9, value: 1n } },
      ],
    });
  });
});

describe('a fault of syntax has its column', () => {
  test.each([
    ['', 1, 'Expected a function, an attribute or a constant, found the end of the expression.'],
    ['   ', 4, 'Expected a function, an attribute or a constant, found the end of the expression.'],
    ['F(', 3, 'Expected a function, an attribute or a constant, found the end of the expression.'],
    ['F("a"', 6, 'Expected "," or ")" in F(…), found the end of the expression.'],
    ['F("a" "b")', 7, 'Expected "," or ")" in F(…), found a text.'],
    ['F("a" [b])', 7, 'Expected "," or ")" in F(…), found [b].'],
    ['F("a" 12)', 7, 'Expected "," or ")" in F(…), found 12.'],
    ['F("a" G)', 7, 'Expected "," or ")" in F(…), found "G".'],
    ['F("a") extra', 8, '"extra" stands after the expression\'s end.'],
    ['[a])', 4, '")" stands after the expression\'s end.'],
    ['[a] = [b] = [c]', 11, '"=" stands after the expression\'s end.'],
    ['[a] =', 6, 'Expected a function, an attribute or a constant, found the end of the expression.'],
    ['F(= 1)', 3, 'Expected a function, an attribute or a constant, found "=".'],
    ['(1)', 1, 'Expected a function, an attribute or a constant, found "(".'],
    ['F(1, "a)', 6, 'The text that starts here has no closing quotation mark.'],
    [String.raw`"a\"`, 1, 'The text that starts here has no closing quotation mark.'],
    ['"', 1, 'The text that starts here has no closing quotation mark.'],
    ['F([a)', 3, 'The attribute name that starts here has no closing bracket.'],
    ['[a[b]', 1, 'The attribute name that starts here has no closing bracket.'],
    ['[a"]', 1, 'The attribute name that starts here has no closing bracket.'],
    ['F([])', 3, 'An attribute name must stand between the brackets.'],
    ["'a'", 1, 'Unexpected character "\'".'],
    ['[a] & [b]', 5, 'Unexpected character "&".'],
    ['&HG', 1, 'Unexpected character "&".'],
    ['&hF', 1, 'Unexpected character "&".'],
    ['+5', 1, 'Unexpected character "+".'],
    ['- 5', 1, 'Unexpected character "-".'],
    ['1.', 2, 'Unexpected character ".".'],
    ['.5', 1, 'Unexpected character ".".'],
    ['1.2.3', 4, 'Unexpected character ".".'],
    ['Left([a], 1234567890.123456)', 11, 'A number with a decimal point may have 15 digits; write it as text.'],
    ['-0.0000001', 1, 'A number with a decimal point may have 15 digits; write it as text.'],
    ['é', 1, 'Unexpected character "é".'],
    ['F_G()', 2, 'Unexpected character "_".'],
    ['1F()', 2, '"F" stands after the expression\'s end.'],
  ])('%j at %d', (text, column, message) => {
    expect(faultOf(text)).toEqual({ kind: 'parse', message, column });
  });

  test.each(['foo', 'true', 'FALSE', 'vbtextcompare', 'AND'])('%s is no constant', (name) => {
    expect(faultOf(`IIF(${name}, 1, 2)`)).toEqual({
      kind: 'parse',
      message: `"${name}" is no constant. A function is followed by "(", an attribute stands in [brackets], text in "quotation marks".`,
      column: 5,
    });
  });
});

describe('the length', () => {
  test('may be 10,000 characters', () => {
    expect(parse(`"${'a'.repeat(9_998)}"`).ok).toBe(true);
  });

  test('may not be more', () => {
    expect(faultOf(`"${'a'.repeat(9_999)}"`)).toEqual({
      kind: 'parse',
      message: 'An expression may have 10000 characters; this one has 10001.',
      column: 10_001,
    });
  });
});

describe('nesting', () => {
  const nested = (levels: number) => `${'Not('.repeat(levels)}[a]${')'.repeat(levels)}`;

  test('may be 500 deep', () => {
    expect(parse(nested(500)).ok).toBe(true);
  });

  test('may not be deeper, and the call that is one too many is named', () => {
    expect(faultOf(nested(501))).toEqual({
      kind: 'nesting',
      message: 'Functions may nest 500 deep; Not is one too many.',
      column: 2_001,
    });
  });

  test('is about depth, not about how many calls there are', () => {
    expect(parse(`F(${Array(1_500).fill('G()').join(',')})`).ok).toBe(true);
  });
});

describe('printing', () => {
  test.each([
    ['[emails[type eq "work"].value]', '[emails[type eq "work"].value]'],
    [String.raw`"\d \\d \" \\"`, String.raw`"\\d \\d \" \\"`],
    ['&HF7', '247'],
    [' Replace( [x] ,"-",,,"_",,)', 'Replace([x], "-", , , "_", , )'],
    ['F(,)', 'F(, )'],
    ['F( )', 'F()'],
    ['IIF([a]<>-1,True,IgnoreAttributeFlow)', 'IIF([a] <> -1, True, IgnoreAttributeFlow)'],
  ])('%s', (text, printed) => {
    expect(print(tree(text))).toBe(printed);
  });
});

describe('a place in a text literal', () => {
  const literal = tree(String.raw`  "a\\b\"\d"`);

  test.each([
    [0, 4],
    [1, 5],
    [2, 7],
    [3, 8],
    [4, 10],
    [5, 11],
    [6, 12],
  ])('offset %d of the value is column %d of the expression', (offset, column) => {
    expect(literal.kind === 'text' && columnInText(literal, offset)).toBe(column);
  });
});
