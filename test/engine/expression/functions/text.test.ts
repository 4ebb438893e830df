import { evaluate, type Source, valueFrom } from '../evaluate';

const NONE: Source = {};
const LIST: Source = { list: ['b', 'a', 'b'], one: ['x'], empty: [] };

describe('texts', () => {
  test.each<[string, Source, unknown]>([
    ['Append([a], "x")', NONE, 'x'],
    ['Append([a], [b])', NONE, ''],
    ['Append([a], [b])', { a: true, b: 7 }, 'True7'],
    ['Append([a], "!")', { a: ['x', 'y'] }, ['x!', 'y!']],
    ['Append("x", [a])', { a: ['1', '2'] }, ['x1', 'x2']],
    ['Append([a], "!")', { a: [] }, null],
    ['Append([a], "!")', { a: [1, true] }, ['1!', 'True!']],
    ['Prepend("x", [a])', { a: 'y' }, 'xy'],
    ['Prepend("x", [a])', NONE, 'x'],

    ['Join("-", "a", "b", "c")', NONE, 'a-b-c'],
    ['Join("-", [a], [b])', NONE, ''],
    ['Join("-", "", "a", "", "b", "")', NONE, 'a-b'],
    ['Join("-", " ", "a")', NONE, ' -a'],
    ['Join([a], "x", "y")', NONE, 'xy'],
    ['Join("", 1000, [a], True)', { a: 7 }, '10007True'],
    ['Join(", ", [list])', LIST, 'b, a, b'],
    ['Join(",", "x", [list], [empty], [one])', LIST, 'x,b,a,b,x'],
    ['Join(",", [a])', { a: ['', 'x', ''] }, 'x'],
    ['Join([list], "x", "y")', LIST, ['xby', 'xay', 'xby']],

    ['Left("John", 0)', NONE, ''],
    ['Left("John", 4)', NONE, 'John'],
    ['Left("John", 3)', NONE, 'Joh'],
    ['Left("John", -1)', NONE, 'John'],
    ['Left([a], 3)', NONE, ''],
    ['Left([a], 3)', { a: 12345 }, '123'],
    ['Left("John", "2")', NONE, 'Jo'],
    ['Left("John", " +2 ")', NONE, 'Jo'],
    ['Left("John", &H2)', NONE, 'Jo'],
    ['Left("John", "&H2")', NONE, 'Jo'],
    ['Left("John", 99999999999999999999)', NONE, 'John'],
    ['Left("John", -99999999999999999999)', NONE, 'John'],
    ['Left([list], 1)', { list: ['ab', 'cd'] }, ['a', 'c']],

    ['Mid("John Doe", 1, 4)', NONE, 'John'],
    ['Mid("John Doe", 6, 3)', NONE, 'Doe'],
    ['Mid("John Doe", 6, 30)', NONE, 'Doe'],
    ['Mid("John Doe", 8, 1)', NONE, 'e'],
    ['Mid("John Doe", 9, 1)', NONE, 'John Doe'],
    ['Mid("John Doe", 0, 3)', NONE, 'John Doe'],
    ['Mid("John Doe", -1, 3)', NONE, 'John Doe'],
    ['Mid("John Doe", 3, 0)', NONE, ''],
    ['Mid("John Doe", 0, 0)', NONE, ''],
    ['Mid("John Doe", 3, -1)', NONE, 'John Doe'],
    ['Mid([a], 1, 3)', NONE, ''],
    ['Mid([list], 1, 1)', { list: ['ab', 'cd'] }, ['a', 'c']],

    ['Len("John Doe")', NONE, 8],
    ['Len("")', NONE, 0],
    ['Len([a])', NONE, 0],
    ['Len(" ")', NONE, 1],
    ['Len([a])', { a: 1234 }, 4],
    ['Len([a])', { a: true }, 4],
    ['Len([list])', { list: ['ab', ''] }, [2, 0]],

    ['Word("The quick brown fox", 1, " ")', NONE, 'The'],
    ['Word("The quick brown fox", 4, " ")', NONE, 'fox'],
    ['Word("The quick brown fox", 5, " ")', NONE, ''],
    ['Word("The quick", 0, " ")', NONE, ''],
    ['Word("The quick", -1, " ")', NONE, ''],
    ['Word("  The   quick ", 2, " ")', NONE, 'quick'],
    ['Word("The quick ", 3, " ")', NONE, ''],
    ['Word("a,b;c", 3, ",;")', NONE, 'c'],
    ['Word("a b", 1, "")', NONE, 'a b'],
    ['Word("a b", 2, "")', NONE, ''],
    ['Word("a-\u{1F600}-b", 2, "-")', NONE, '\u{1F600}'],
    ['Word("a\u{1F600}b", 2, "\u{1F600}")', NONE, 'b'],
    ['Word(" ", 1, " ")', NONE, ''],
    ['Word([a], 1, " ")', NONE, ''],

    ['Split("a, b ,c", ",")', NONE, ['a', 'b', 'c']],
    ['Split("a,,b,", ",")', NONE, ['a', '', 'b', '']],
    ['Split("\u00a0a\u2003\t,\u0085b\r\n", ",")', NONE, ['a', 'b']],
    ['Split("", ",")', NONE, ['']],
    ['Split([a], ",")', NONE, null],
    ['Split(12345, "3")', NONE, ['12', '45']],
    ['Split("a\u{1F600}b", "\u{1F600}")', NONE, ['a', 'b']],
    ['Split([list], ",")', { list: ['a,b', 'c'] }, ['a', 'b', 'c']],

    ['InStr("repEated", "e")', NONE, 2],
    ['InStr("repEated", "E")', NONE, 4],
    ['InStr("repEated", "x")', NONE, 0],
    ['InStr("repEated", "e", 2)', NONE, 2],
    ['InStr("repEated", "e", 3)', NONE, 7],
    ['InStr("repEated", "d", 8)', NONE, 8],
    ['InStr("repEated", "d", 9)', NONE, 0],
    ['InStr("repEated", "E", , vbTextCompare)', NONE, 2],
    ['InStr("repEated", "EATED", 1, vbTextCompare)', NONE, 4],
    ['InStr("REPEATED", "eat", 1, "vbTextCompare")', NONE, 4],
    ['InStr("REPEATED", "eat", 1, vbBinaryCompare)', NONE, 0],
    ['InStr("STRASSE", "straße", 1, vbTextCompare)', NONE, 0],
    ['InStr("\u0130x", "X", 1, vbTextCompare)', NONE, 2],
    ['InStr("abc", "", 2)', NONE, 2],
    ['InStr("", "")', NONE, 0],
    ['InStr([a], "x")', NONE, 0],
    ['InStr([a], "x")', { a: ['x', 'ax', 'b'] }, [1, 2, 0]],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });
});

describe('a character beyond the Basic Multilingual Plane is one', () => {
  const x = '𠮷太\u{1F600}b';
  test.each<[string, unknown]>([
    ['Mid([x], 1, 1)', '𠮷'],
    ['Mid([x], 2, 1)', '太'],
    ['Mid([x], 3, 1)', '\u{1F600}'],
    ['Mid([x], 2, 9)', '太\u{1F600}b'],
    ['Mid([x], 4, 1)', 'b'],
    ['Mid([x], 5, 1)', x],
    ['Left([x], 1)', '𠮷'],
    ['Left([x], 3)', '𠮷太\u{1F600}'],
    ['Left([x], 4)', x],
    ['Left([x], 0)', ''],
    ['Len([x])', 4],
    ['InStr([x], "太")', 2],
    ['InStr([x], "B", 1, vbTextCompare)', 4],
    ['InStr([x], "b", 4)', 4],
    ['InStr([x], "b", 5)', 0],
    ['InStr([x], "𠮷", 2)', 0],
    ['Mid([x], InStr([x], "b"), 1)', 'b'],
    ['Split([x], "太")', ['𠮷', '\u{1F600}b']],
    ['Split([x], "𠮷")', ['', '太\u{1F600}b']],
    ['Replace([x], "太", , , "-", , )', '𠮷-\u{1F600}b'],
    ['Replace([x], , ".", , "-", , )', '----'],
    ['Replace([x], , "^(.).*", , "$1", , )', '𠮷'],
    ['Word([x], 2, "太")', '\u{1F600}b'],
    ['ToUpper("\u{10428}x")', '\u{10400}X'],
    ['PCase("\u{10428}x", " ")', '\u{10400}x'],
  ])('%s', (expression, expected) => {
    expect(valueFrom(expression, { x })).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['[x]', 'a\ufffd'],
    ['[many]', ['\ufffd', 'b']],
    ['Left([x], 5)', 'a\ufffd'],
    ['Append([x], [y])', 'a\ufffd\ufffd'],
    ['"\ud842"', '\ufffd'],
    ['Split([whole], "\ud842")', ['𠮷']],
    ['Replace([whole], "\udfb7", , , "-", , )', '𠮷'],
    ['Replace([whole], , "\udfb7", , "-", , )', '𠮷'],
    ['ConvertToUTF8Hex([x])', '61EFBFBD'],
  ])('half of one is none: %s', (expression, expected) => {
    const source = { x: 'a\ud842', y: '\udfb7', whole: '𠮷', many: ['\udfb7', 'b'] };
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test('in a message too', () => {
    expect(evaluate('Left("a", [x])', { x: `${'9'.repeat(39)}𠮷z` })).toEqual({
      failed: `Left: numChars must be a whole number, got "${'9'.repeat(39)}𠮷…".`,
      column: 11,
    });
  });
});

describe('texts that cannot be made', () => {
  test.each([
    ['Left("John", "x")', 'Left: numChars must be a whole number, got "x".', 14],
    ['Left("John", [a])', 'Left: numChars must be a whole number, got nothing.', 14],
    ['Left("John", "")', 'Left: numChars must be a whole number, got "".', 14],
    ['Left("John", 1 = 1)', 'Left: numChars must be a whole number, got "True".', 16],
    ['Left("John", "1.5")', 'Left: numChars must be a whole number, got "1.5".', 14],
    ['Left("John", "&HG")', 'Left: numChars must be a whole number, got "&HG".', 14],
    ['Mid("John", 1, "many")', 'Mid: length must be a whole number, got "many".', 16],
    ['Split("a", "")', 'Split: delimiter must be one character.', 1],
    ['Split("a", ", ")', 'Split: delimiter must be one character.', 1],
    ['InStr("a", "b", 0)', 'InStr: start must be at least 1.', 1],
    [
      'InStr("a", "b", 1, "loosely")',
      'InStr: compareType must be one of "vbBinaryCompare", "vbTextCompare", got "loosely".',
      20,
    ],
  ])('%s', (expression, failed, column) => {
    expect(evaluate(expression)).toEqual({ failed, column });
  });

  test('a value in a message is cut', () => {
    const outcome = evaluate(`Left("a", "${'9'.repeat(40)}z")`);
    expect(outcome).toEqual({ failed: `Left: numChars must be a whole number, got "${'9'.repeat(40)}…".`, column: 11 });
    expect(evaluate(`Left("a", "${'9'.repeat(39)}z")`)).toEqual({
      failed: `Left: numChars must be a whole number, got "${'9'.repeat(39)}z".`,
      column: 11,
    });
  });

  test('a number may come from a person', () => {
    expect(valueFrom('Left("John", [a])', { a: 2 })).toBe('Jo');
    expect(valueFrom('Left("John", [a])', { a: 2n })).toBe('Jo');
    expect(evaluate('Left("John", [a])', { a: 2.5 })).toEqual({
      failed: 'Left: numChars must be a whole number, got "2.5".',
      column: 14,
    });
  });

  test('a number has at most 400 digits', () => {
    expect(valueFrom('Left("John", [a])', { a: `${'0'.repeat(399)}1` })).toBe('J');
    expect('failed' in evaluate('Left("John", [a])', { a: `${'0'.repeat(400)}1` })).toBe(true);
  });

  test('only one argument may have several values', () => {
    expect(evaluate('Append([a], [b])', { a: ['x', 'y'], b: ['1'] })).toEqual({
      failed: 'Append: source and suffix have several values each; only one of them may.',
      column: 1,
    });
    expect(evaluate('Mid([a], 1, [b])', { a: ['x', 'y'], b: [1] })).toEqual({
      failed: 'Mid: source and length have several values each; only one of them may.',
      column: 1,
    });
  });
});
