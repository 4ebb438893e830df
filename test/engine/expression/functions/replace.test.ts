import { evaluate, literal, type Source, valueFrom } from '../evaluate';

const LISTS: Source = { x: ['a', 'b'], y: ['n', 'n'], z: ['c', 'd'] };

describe('Replace', () => {
  test.each<[string, Source, unknown]>([
    // Text for text.
    ['Replace([x], "a", , , "b", , )', { x: 'banana' }, 'bbnbnb'],
    ['Replace([x], "a", , , "b")', { x: 'banana' }, 'bbnbnb'],
    ['Replace([x], "A", , , "b")', { x: 'banana' }, 'banana'],
    ['Replace([x], "ana", , , "-")', { x: 'banana' }, 'b-na'],
    ['Replace([x], "a", , , "$&$1", , )', { x: 'ab' }, '$&$1b'],
    ['Replace([x], "a.c", , , "-", , )', { x: 'abc a.c' }, 'abc -'],
    ['Replace([x], "a", , , [y], , )', { x: 'banana' }, 'bnn'],
    ['Replace([x], [y], , , "-", , )', { x: 'banana', y: 'n' }, 'ba-a-a'],
    ['Replace([x], "a", , , "b", , )', {}, ''],
    ['Replace([x], "a", , , "b", , )', { x: ['a', 'c'] }, ['b', 'c']],
    ['Replace([x], 1, , , 2, , )', { x: 101 }, '202'],
    // The source into a template.
    ['Replace([x], "<u>", , , , , "<u>@contoso.example")', { x: 'ann' }, 'ann@contoso.example'],
    ['Replace([x], "u", , , , , "uu-U")', { x: 'ann' }, 'annann-U'],
    ['Replace([x], "u", , , , , [t])', { x: 'ann' }, ''],
    ['Replace([x], "u", , , , , "-u-")', {}, '--'],
    // Matches.
    ['Replace([x], , "[aeiou]", , "", , )', { x: 'banana' }, 'bnn'],
    ['Replace([x], , "a", , "<$&>", , )', { x: 'ab' }, '<a>b'],
    ['Replace([x], , "x", , "y", , )', { x: 'abc' }, 'abc'],
    ['Replace([x], , "^$", , "none", , )', {}, 'none'],
    ['Replace([x], , [p], , "-", , )', { x: 'a1b2', p: '\\d' }, 'a-b-'],
    ['Replace([x], , [p], , [r], , )', { x: 'a1', p: '(\\d)', r: '<$1>' }, 'a<1>'],
    ['Replace([x], , "a", , "b", , )', { x: ['a', 'ca'] }, ['b', 'cb']],
    // A group of every match.
    ['Replace([x], , "(?<n>^\\\\d*)", "n", "888", , )', { x: '545 Tremont Street' }, '888 Tremont Street'],
    ['Replace([x], , "a(?<n>\\\\d)b", "n", "-", , )', { x: 'a1b a2b a3' }, 'a-b a-b a3'],
    ['Replace([x], , "a(?<n>\\\\d)?b", "n", "-", , )', { x: 'a1b ab' }, 'a-b ab'],
    ['Replace([x], , "(?<n>a)|b", "n", "-", , )', { x: 'abc' }, '-bc'],
    ['Replace([x], , "(?<n>a)", "n", "$&", , )', { x: 'ab' }, '$&b'],
    ['Replace([x], , "(a)(b)", "2", "-", , )', { x: 'ab' }, 'a-'],
    ['Replace([x], , "a(?<n>b)", 0, "-", , )', { x: 'abc' }, '-c'],
    ['Replace([x], , "a(?<n>b)", [g], "-", , )', { x: 'abc', g: 'n' }, 'a-c'],
    ['Replace([x], , "(?<n>z)", "n", "-", , )', { x: 'abc' }, 'abc'],
    // The source, or a group of another attribute.
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { x: 'has one', y: '42' }, 'has one'],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { x: '', y: 'a42b43' }, '42'],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { y: 'a42b43' }, '42'],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { x: [], y: '42' }, '42'],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { x: ['a', 'b'], y: '42' }, ['a', 'b']],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { y: 'none' }, null],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', {}, null],
    ['Replace([x], , "(?<n>\\\\d)?x", "n", , [y], )', { y: 'x' }, ''],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , [y], )', { y: ['a42', 'none', '43'] }, ['42', '43']],
    ['Replace([x], , "(?<n>\\\\d{2})", "0", , [y], )', { y: 'a42' }, '42'],
    ['Replace([x], , "(?<n>\\\\d{2})", "n", , "77", )', {}, '77'],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test.each([
    ['Replace([x], "a")', 'Find'],
    ['Replace([x], , "a")', 'RegularExpression'],
    ['Replace([x], , , , "a")', 'Replacement'],
    ['Replace([x], "a", "b", , "c")', 'Find + RegularExpression + Replacement'],
    ['Replace([x], "a", , , "b", , "c")', 'Find + Replacement + Template'],
    ['Replace([x], , "a", "n")', 'RegularExpression + RegularExpressionGroupName'],
    ['Replace([x], , "a", , , [y])', 'RegularExpression + ReplacementPropertyName'],
    [
      'Replace([x], , "a", "n", "b", [y])',
      'RegularExpression + RegularExpressionGroupName + Replacement + ReplacementPropertyName',
    ],
    ['Replace([x])', 'only a source'],
    ['Replace([x], , , , , , )', 'only a source'],
  ])('%s is none of its modes', (expression, given) => {
    expect(evaluate(expression)).toEqual({
      fault: 'arity',
      message: `Replace needs one of Find + Replacement; Find + Template; RegularExpression + Replacement; RegularExpression + RegularExpressionGroupName + Replacement; RegularExpression + RegularExpressionGroupName + ReplacementPropertyName; it has ${given}.`,
      column: 1,
    });
  });

  test('refuses a constant pattern it cannot use, with the place in the expression', () => {
    expect(evaluate('Replace([x], , "ab(?(c)d)", , "d", , )')).toEqual({
      fault: 'parse',
      message: 'Replace cannot use the pattern: Conditional groups are not supported.',
      column: 19,
    });
    // Escapes before the place count as they are written.
    expect(evaluate('Replace([x], , "\\\\d\\"\\\\s(a)\\\\2", , "d", , )')).toEqual({
      fault: 'parse',
      message: 'Replace cannot use the pattern: The pattern has no group 2.',
      column: 28,
    });
  });

  test('refuses a computed constant pattern at its beginning', () => {
    expect(evaluate('Replace([x], , Append("a", "("), , "d", , )')).toEqual({
      fault: 'parse',
      message: 'Replace cannot use the pattern: The group that starts here has no closing parenthesis.',
      column: 16,
    });
  });

  test('refuses a group that a constant pattern does not have', () => {
    const message = 'Replace: the pattern has no group "m".';
    expect(evaluate('Replace([x], , "(?<n>a)", "m", "d", , )')).toEqual({ fault: 'parse', message, column: 27 });
    expect(evaluate('Replace([x], , "(?<n>a)", "m", , [y], )')).toEqual({ fault: 'parse', message, column: 27 });
  });

  test.each<[string, Source, string, number]>([
    ['Replace([x], "", , , "b", , )', { x: 'a' }, 'Replace: Find must not be empty.', 1],
    ['Replace([x], [y], , , "b", , )', { x: 'a' }, 'Replace: Find must not be empty.', 1],
    ['Replace([x], [y], , , , , "b")', { x: 'a' }, 'Replace: Find must not be empty.', 1],
    [
      'Replace([x], , [p], , "b", , )',
      { p: '(' },
      'Replace: RegularExpression must be a pattern (The group that starts here has no closing parenthesis.), got "(".',
      16,
    ],
    ['Replace([x], , [p], "n", "b", , )', { p: 'a' }, 'Replace: the pattern has no group "n".', 1],
    ['Replace([x], , "(?<n>a)", [g], "b", , )', { g: 'm' }, 'Replace: the pattern has no group "m".', 1],
    ['Replace([x], , "(?<n>a)", [g], , [y], )', { g: 'm' }, 'Replace: the pattern has no group "m".', 1],
  ])('%s of %j fails', (expression, source, failed, column) => {
    expect(evaluate(expression, source)).toEqual({ failed, column });
  });

  test.each([
    ['Replace([x], [y], , , [z], , )', 'source and Find and Replacement'],
    ['Replace([x], [y], , , , , [z])', 'source and Find and Template'],
    ['Replace([x], , [y], , [z], , )', 'source and RegularExpression and Replacement'],
    ['Replace([x], , "(?<n>a)", [y], [z], , )', 'source and RegularExpressionGroupName and Replacement'],
    ['Replace([x], , "(?<n>a)", [y], , [z], )', 'RegularExpressionGroupName and ReplacementPropertyName'],
  ])('%s names its lists', (expression, lists) => {
    const failed = `Replace: ${lists} have several values each; only one of them may.`;
    expect(evaluate(expression, LISTS)).toEqual({ failed, column: 1 });
  });

  test('takes any number of patterns from data, also more than it keeps', () => {
    const expression = 'Replace([x], , [p], , "-", , )';
    for (const round of [1, 2]) {
      for (let index = 0; index < 100; index += 1) {
        expect([round, valueFrom(expression, { x: `a${index}b`, p: `a${index}` })]).toEqual([round, '-b']);
      }
    }
  });

  test.each<[string, Source, string]>([
    ['Replace([name.givenName], , "\\\\b(\\\\w)\\\\w*\\\\s*", , "$1", , )', { 'name.givenName': 'Élodie' }, 'É'],
    ['Replace([x], , "\\\\b(\\\\w)\\\\w*\\\\s*", , "$1", , )', { x: 'Jean Élodie Žofie 𠮷太' }, 'JÉŽ𠮷'],
    ['Replace([x], , "(?<a>\\\\w)\\\\k<a>", "a", "-", , )', { x: 'hello' }, 'he-lo'],
    ['Replace([x], , "(?<a>l)(?!l)", "a", , [y], )', { x: '', y: 'hello' }, 'l'],
    ['Replace([x], , "(\\\\w)\\\\1", , "[$1|$&|$0|${1}|$+]", , )', { x: 'hello' }, 'he[l|ll|ll|l|l]o'],
    ['Replace([x], , "(?<b>x)?(l)(?!l)", , "[$1|$2|${b}]", , )', { x: 'hello' }, 'hel[l||]o'],
    ['Replace([x], , "l(?!l)", "0", "-", , )', { x: 'hello' }, 'hel-o'],
  ])('%s of %j is %s', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toBe(expected);
  });

  test('tells the replacements of one pattern apart', () => {
    const both = 'Join(",", Replace([x], , "(a)", , "<$1>", , ), Replace([x], , "(a)", , "$1$1", , ))';
    expect(valueFrom(both, { x: 'ab' })).toBe('<a>b,aab');
    expect(valueFrom(both, { x: 'ba' })).toBe('b<a>,baa');
  });

  test('the expression for sAMAccountName of the specification', () => {
    const forbidden = literal('([\\/\\\\\\[\\]\\:\\;\\|\\=\\,\\+\\*\\?\\<\\>])');
    const expression = `Replace(Mid(Replace([userName], , ${forbidden}, , "", , ), 1, 20), , "(\\\\.)*$", , "", , )`;
    expect(valueFrom(expression, { userName: 'a/b\\c[d]e:f;g|h=i,j+k*l?m<n>o....' })).toBe('abcdefghijklmno');
  });
});
