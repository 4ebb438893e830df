import { compilePattern } from '../../../shared/engine/expression/pattern';
import { literal, valueFrom } from './evaluate';

function tests(pattern: string, text: string): boolean | undefined {
  const compilation = compilePattern(pattern);
  if (!compilation.ok) throw new Error(`${pattern}: ${compilation.message}`);
  return compilation.pattern.test(text);
}

/** What .NET's Regex.Replace makes of the text. */
function replace(text: string, pattern: string, replacement: string) {
  return valueFrom(`Replace([x], , ${literal(pattern)}, , ${literal(replacement)}, , )`, { x: text });
}

/** Every match, in brackets. */
function matches(text: string, pattern: string) {
  return replace(text, pattern, '[$&]');
}

describe('a pattern matches as in .NET', () => {
  test.each<[string, string, boolean]>([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['B', 'abc', false],
    ['', 'abc', true],
    // Digits, words and spaces are Unicode's.
    ['^\\d$', '٣', true],
    ['^\\d$', '²', false],
    ['^\\D$', '٣', false],
    ['^\\D$', 'x', true],
    ['^\\w+$', 'éß_9٣\u0301', true],
    ['^\\w$', '-', false],
    ['^\\w$', '€', false],
    ['^\\w$', '\u0903', false],
    ['^\\W$', '\u0903', true],
    ['^\\W$', 'é', false],
    ['^\\W$', '€', true],
    ['^\\W$', '\u0378', true],
    ['^\\s+$', ' \t\r\n\v\f\u0085\u00a0\u1680\u2028\u3000', true],
    ['^\\s$', '\u200b', false],
    ['^\\s$', '\ufeff', false],
    ['^\\S$', '\u200b', true],
    ['^\\S$', '\u00a0', false],
    ['^\\S$', '\u0084', true],
    ['^\\S$', '\u0085', false],
    // The same within classes.
    ['^[\\d]$', '٣', true],
    ['^[^\\d]$', '٣', false],
    ['^[\\w-]+$', 'é-', true],
    ['^[^\\w]$', 'é', false],
    ['^[^\\w]$', '-', true],
    ['^[\\W]$', '-', true],
    ['^[\\Wé]$', 'é', true],
    ['^[\\S]$', ' ', false],
    ['^[^\\S]$', ' ', true],
    ['^[\\Dx]$', '5', false],
    // Categories.
    ['^\\p{Lu}$', 'É', true],
    ['^\\p{Lu}$', 'é', false],
    ['^\\P{Lu}$', 'é', true],
    ['^[\\p{L}\\p{Nd}]+$', 'aé٣', true],
    ['^[\\P{L}]$', 'a', false],
    // Blocks.
    ['^\\p{IsGreek}+$', 'Ωμέγα', true],
    ['^\\p{IsGreek}$', 'a', false],
    ['^\\p{IsGreek}$', '\u0370', true],
    ['^\\p{IsGreek}$', '\u03ff', true],
    ['^\\p{IsGreek}$', '\u036f', false],
    ['^\\p{IsGreek}$', '\u0400', false],
    ['^\\P{IsBasicLatin}$', 'é', true],
    ['^\\P{IsBasicLatin}$', '𠮷', true],
    ['^\\P{IsBasicLatin}$', 'e', false],
    ['^[\\p{IsBasicLatin}\\p{IsLatin-1Supplement}]+$', 'Élodie', true],
    ['^[\\p{IsBasicLatin}\\p{IsLatin-1Supplement}]+$', 'Ełk', false],
    ['^[^\\p{IsCyrillic}]$', 'Ж', false],
    ['^[\\P{IsCyrillic}]$', 'Ж', false],
    ['^[\\p{L}-[\\p{IsBasicLatin}]]$', 'é', true],
    ['^[\\p{L}-[\\p{IsBasicLatin}]]$', 'e', false],
    ['^\\p{IsCJKUnifiedIdeographs}+$', '山田', true],
    ['(?i)^\\p{IsGreek}$', '\u00b5', true],
    ['^\\p{IsGreek}$', '\u00b5', false],
    ['^\\p{IsCyrillic}(?!\\p{IsCyrillic})', 'Ж', true],
    ['^\\p{IsCyrillic}(?!\\p{IsCyrillic})', 'ЖЖ', false],
    // Escapes.
    ['^\\:\\;\\=\\<\\>\\@\\/\\-\\!\\ \\"$', ':;=<>@/-! "', true],
    ['^\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\^\\$\\\\$', '.*+?()[]{}|^$\\', true],
    ['^\\t\\n\\r\\v\\f\\a\\e$', '\t\n\r\v\f\u0007\u001b', true],
    ['^\\x41\\u00e9$', 'Aé', true],
    ['^\\x4a$', 'J', true],
    ['^\\0$', '\0', true],
    ['^\\033$', '\u001b', true],
    ['^\\cA\\cz\\c[$', '\u0001\u001a\u001b', true],
    ['^\\ud83d\\ude00$', '\u{1F600}', true],
    ['^\\ud83d\\u0041$', '\ud83dA', true],
    ['^\u{1F600}+$', '\u{1F600}\u{1F600}', true],
    ['^.$', '\u{1F600}', true],
    ['^[\u{1F600}-\u{1F64F}]$', '\u{1F610}', true],
    // Classes.
    ['^[]a]+$', ']a', true],
    ['^[^]a]$', 'b', true],
    ['^[^]a]$', ']', false],
    ['^[a-]+$', 'a-', true],
    ['^[-a]+$', 'a-', true],
    ['^[+--]+$', '+,-', true],
    ['^[[]$', '[', true],
    ['^[a^]+$', 'a^', true],
    ['^[\\b]$', '\b', true],
    ['^[\\]\\\\-]+$', ']\\-', true],
    ['^[\\x41-\\x43]+$', 'ABC', true],
    ['^[\\101]$', 'A', true],
    ['^[\\d-z]+$', '1-z', true],
    ['^[\\d-z]$', 'x', false],
    ['^[a-c-e]+$', 'abc-e', true],
    ['^[a-c-e]$', 'd', false],
    ['^[.$|(){}*+?]+$', '.$|(){}*+?', true],
    ['^[^a]$', '\n', true],
    // Classes without the members of others.
    ['^[a-z-[aeiou]]+$', 'bcd', true],
    ['^[a-z-[aeiou]]$', 'e', false],
    ['^[\\w-[\\d_]]+$', 'aé', true],
    ['^[\\w-[\\d_]]$', '5', false],
    ['^[\\w-[\\d_]]$', '_', false],
    ['^[^a-z-[\\d]]$', 'A', true],
    ['^[^a-z-[\\d]]$', '5', false],
    ['^[^a-z-[\\d]]$', 'b', false],
    ['^[a-z-[a-m-[c]]]+$', 'czn', true],
    ['^[a-z-[a-m-[c]]]$', 'd', false],
    ['^[a-z-[^m-p]]+$', 'mnop', true],
    ['^[a-z-[^m-p]]$', 'a', false],
    ['[a-c-[a-z]]', 'abc', false],
    ['^[a-[a]]$', 'a', false],
    ['^[b-[a]]$', 'b', true],
    ['^[\\p{L}-[\\p{Lu}]]$', 'é', true],
    ['^[\\p{L}-[\\p{Lu}]]$', 'É', false],
    ['^[\u{10000}-\u{10ffff}-[a]]$', '\u{10ffff}', true],
    // Quantifiers.
    ['^a*b+c?$', 'bbc', true],
    ['^a{2}$', 'aa', true],
    ['^a{2}$', 'aaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,12}$', 'aaaaaaaaaaaa', true],
    ['^(?<twin>x)\\k<twin>$', 'xx', true],
    ['^a{,3}$', 'a{,3}', true],
    ['^a{$', 'a{', true],
    ['^{a}$', '{a}', true],
    ['^a{x}$', 'a{x}', true],
    ['^a{0}b$', 'b', true],
    ['^(ab){2}$', 'abab', true],
    ['^*a', 'a', true],
    ['a{1000}', 'a'.repeat(1000), true],
    // Anchors.
    ['a$', 'a', true],
    ['a$', 'a\n', true],
    ['a$', 'a\n\n', false],
    ['a$', 'a\r\n', false],
    ['a\\Z', 'a\n', true],
    ['a\\z', 'a\n', false],
    ['a\\z', 'a', true],
    ['\\Aa', 'a', true],
    ['\\Aa', 'ba', false],
    ['(?m)^b$', 'a\nb\nc', true],
    ['^b$', 'a\nb\nc', false],
    ['(?m)\\Ab', 'a\nb', false],
    ['\\bfoo\\b', 'a foo b', true],
    ['\\bfoo\\b', 'afoo b', false],
    ['\\Boo', 'foo', true],
    ['\\Bfoo', 'foo', false],
    // The dot.
    ['^.$', '\n', false],
    ['^.$', '\r', true],
    ['(?s)^.$', '\n', true],
    // Options.
    ['(?i)ABC', 'abc', true],
    ['(?i)straße', 'STRAßE', true],
    ['a(?i)b', 'aB', true],
    ['a(?i)b', 'Ab', false],
    ['(?i:a)b', 'Ab', true],
    ['(?i:a)b', 'AB', false],
    ['(a(?i)b)c', 'aBc', true],
    ['(a(?i)b)c', 'aBC', false],
    ['(?i)a(?-i)b', 'Ab', true],
    ['(?i)a(?-i)b', 'AB', false],
    ['(?i-s:A.)', 'a\n', false],
    ['(?is)A.', 'a\n', true],
    ['(?x) a b # comment\n c', 'abc', true],
    ['(?x)a\\ b [ ]', 'a b ', true],
    ['(?x:a b)c d', 'abc d', true],
    ['(?x) a +', 'aaa', true],
    ['a(?#a comment)b', 'ab', true],
    ['a(?#a comment)+b', 'aaab', true],
    ['(?)a', 'a', true],
    // Alternatives and groups.
    ['^(?:a|b|)$', '', true],
    ['^(US|CA)$', 'CA', true],
    ["^(?'year'\\d+)$", '2021', true],
    // Looking around.
    ['^(?!.*contractor).*$', 'contractor-01', false],
    ['^(?!.*contractor).*$', 'employee-01', true],
    ['^(?!.*(contractor|guest)).*$', 'a guest', false],
    ['^(?!.*(contractor|guest)).*$', 'a friend', true],
    ['^(?=.*[0-9])(?=.*[a-z])(?!.* ).{3,}$', 'a1b', true],
    ['^(?=.*[0-9])(?=.*[a-z])(?!.* ).{3,}$', 'abc', false],
    ['^(?=.*[0-9])(?=.*[a-z])(?!.* ).{3,}$', 'a1 b', false],
    ['\\A(?!a)b', 'b', true],
    ['(?i)^(?!A)', 'a', false],
    ['^(?!a$)', 'a', false],
    ['^(?!a$)', 'ab', true],
    ['^(?!a$)', 'a\n', false],
    ['^(?=a(?=b))', 'ab', true],
    ['^(?=a(?=b))', 'ac', false],
    ['(?m)^(?:a|b)(?=c)', 'x\nbc', true],
    ['foo(?=bar)', 'foobar', true],
    ['foo(?=bar)', 'foobaz', false],
    ['foo(?=bar|$)', 'foo', true],
    ['(?<=foo)bar', 'foobar', true],
    ['(?<=foo)bar', 'bazbar', false],
    ['(?<!foo)bar', 'foobar', false],
    ['(?<!foo)bar', 'bazbar', true],
    ['^(?!.*(?<=a)b)', 'ab', false],
    ['^(?!.*(?<=a)b)', 'cb', true],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(tests(pattern, text)).toBe(expected);
  });

  test('and keeps its text', () => {
    const compilation = compilePattern('\\d(?<a>b)');
    expect(compilation.ok && compilation.pattern.text).toBe('\\d(?<a>b)');
  });
});

const NO_PROPERTY =
  '"\\p" must be followed by the name of a general category such as \\p{L} or \\p{Lu}, or a block such as \\p{IsGreek}.';

describe('what is no pattern, or none of ours, is refused with its place', () => {
  test.each([
    ['a(?(b)c|d)', 1, 'Conditional groups are not supported.'],
    ['(?<a-b>c)', 0, 'Balancing and numbered groups are not supported.'],
    ['x(?<-b>c)', 1, 'Balancing and numbered groups are not supported.'],
    ["(?'-b'c)", 0, 'Balancing and numbered groups are not supported.'],
    ['(?<1>c)', 0, 'Balancing and numbered groups are not supported.'],
    ['(?<a b>c)', 0, 'Balancing and numbered groups are not supported.'],
    ['(?P<n>a)', 0, 'This kind of group is not one that .NET knows.'],
    ['(?a)', 0, 'This kind of group is not one that .NET knows.'],
    ['a\\p{IsHighSurrogates}', 1, NO_PROPERTY],
    ['\\p{Greek}', 0, NO_PROPERTY],
    ['\\pL', 0, NO_PROPERTY],
    ['[a\\p{x}]', 2, NO_PROPERTY],
    ['[[:alpha:]]', 1, 'Named classes such as [:alpha:] are not supported; write \\p{L}.'],
    ['a[b', 1, 'The class that starts here has no closing bracket.'],
    ['a[', 1, 'The class that starts here has no closing bracket.'],
    ['[]', 0, 'The class that starts here has no closing bracket.'],
    ['[a-', 0, 'The class that starts here has no closing bracket.'],
    ['[z-a]', 3, 'The range runs backwards.'],
    ['[a-\\d]', 3, 'A range cannot end with a class.'],
    ['[a-z-[b]c]', 5, 'A subtraction must be the last element of its class.'],
    ['a\\', 1, 'The pattern ends with a backslash.'],
    ['\\é', 0, '"\\é" is no escape that .NET knows.'],
    ['a\\y', 1, '"\\y" is no escape that .NET knows.'],
    ['\\_', 0, '"\\_" is no escape that .NET knows.'],
    ['[\\q]', 1, '"\\q" is no escape that .NET knows.'],
    ['[\\8]', 1, '"\\8" is no escape that .NET knows.'],
    ['\\x4', 0, '"\\x" must be followed by 2 hexadecimal digits.'],
    ['\\x4g', 0, '"\\x" must be followed by 2 hexadecimal digits.'],
    ['\\u123', 0, '"\\u" must be followed by 4 hexadecimal digits.'],
    ['\\ud83d\\u12', 6, '"\\u" must be followed by 4 hexadecimal digits.'],
    ['\\c', 0, '"\\c" must be followed by a control letter.'],
    ['\\c1', 0, '"\\c" must be followed by a control letter.'],
    ['\\c`', 0, '"\\c" must be followed by a control letter.'],
    ['*a', 0, 'The quantifier "*" has nothing to repeat.'],
    ['a|+', 2, 'The quantifier "+" has nothing to repeat.'],
    ['(?:?a)', 3, 'The quantifier "?" has nothing to repeat.'],
    ['a**', 2, 'The quantifier "*" has nothing to repeat.'],
    ['a*+', 2, 'The quantifier "+" has nothing to repeat.'],
    ['a+??', 3, 'The quantifier "?" has nothing to repeat.'],
    ['a{2}{3}', 4, 'The quantifier "{3}" has nothing to repeat.'],
    ['a{3,2}', 1, 'The repetition runs backwards.'],
    ['a{2147483648}', 1, 'A repetition may count to 2147483647 at most.'],
    ['(a)\\2', 3, 'The pattern has no group 2.'],
    ['a\\1', 1, 'The pattern has no group 1.'],
    ['(a)\\8', 3, 'The pattern has no group 8.'],
    ['(a)\\89', 3, '"\\8" is no escape that .NET knows.'],
    ['a\\k', 1, '"\\k" must be followed by the name of a group, as in \\k<name>.'],
    ['(?<n>a)\\k<n', 7, '"\\k" must be followed by the name of a group, as in \\k<name>.'],
    ['(?<n>a)\\k<m>', 7, 'The pattern has no group m.'],
    ["(?<n>a)\\k'm'", 7, 'The pattern has no group m.'],
    ['(?<=a+)(?!b)c', 0, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?!x)(?<!a|bc*)d', 5, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(a)\\1(?<=(?:b{2,})?)c', 5, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(a+)(?<=\\1)c', 4, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(a)(b\\1)(?<=\\2)c', 8, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?:x|(?<=a*)b)(?!c)', 5, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?:(?<=a*)b){2}(?!c)', 3, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['((?<=a*)b)(?!c)', 1, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?>(?<=a*)b)', 3, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?!(?<=a*)b)c', 3, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?<=(?>a*))b', 0, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?<=(a+))b(?!c)', 0, 'A look-behind must have a greatest length; write {0,20} rather than * in it.'],
    ['(?=a)(?*)', 5, 'This kind of group is not one that .NET knows.'],
    ['(?i)*', 4, 'The quantifier "*" has nothing to repeat.'],
    ['(?=a){2}{3}', 8, 'The quantifier "{3}" has nothing to repeat.'],
    ['a(b', 1, 'The group that starts here has no closing parenthesis.'],
    ['(a)(b', 3, 'The group that starts here has no closing parenthesis.'],
    ['(?!', 0, 'The group that starts here has no closing parenthesis.'],
    ['a)', 1, 'There is no group for this parenthesis to close.'],
  ])('%s', (pattern, offset, message) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, message, offset });
  });

  test.each([
    ['(a|$)+'],
    ['a{2147483647}'],
    ['(?<=(?:a*){0})b(?!c)'],
    ['(?<=(?:^)*)b(?!c)'],
    ['(?<=(?:a|bc){2,9})b(?!c)'],
    ['(?=a*)b(?<!c)'],
    ['(a{1,3})(?<=\\1)b(?!c)'],
    ['(?:\\.|$)*'],
    ['(a$)'],
    ['(?:a|b$)'],
    ['a$(?#end)'],
    ['(?n)(a)(?<b>c)'],
    ['(?<=(?:a|bc))d'],
  ])('but not %s', (pattern) => {
    expect(compilePattern(pattern).ok).toBe(true);
  });
});

describe('a pattern that is too large', () => {
  const nested = (levels: number) => `${'('.repeat(levels)}a${')'.repeat(levels)}`;

  test('nests at most 400 groups', () => {
    expect(compilePattern(nested(400)).ok).toBe(true);
    expect(compilePattern(nested(401))).toEqual({ ok: false, message: 'Groups may nest 400 deep.', offset: 400 });
  });

  test('has at most 10,000 characters', () => {
    expect(compilePattern('[a-zA-Z]'.repeat(1_250)).ok).toBe(true);
    expect(compilePattern('a'.repeat(10_001))).toEqual({
      ok: false,
      message: 'A pattern may have 10000 characters.',
      offset: 10_000,
    });
  });

  test('subtracts classes from classes eight deep', () => {
    const subtracted = (levels: number) => `${'[a-'.repeat(levels)}[b]${']'.repeat(levels)}`;
    expect(compilePattern(subtracted(8)).ok).toBe(true);
    expect(compilePattern(subtracted(9))).toEqual({
      ok: false,
      message: 'Classes are subtracted from one another too often.',
      offset: 27,
    });
  });
});

describe('replacing', () => {
  test.each([
    // Every match; a match of nothing may follow another directly.
    ['foo boo', 'o', '0', 'f00 b00'],
    ['abc', '[a-z]*', '-', '--'],
    ['abc', 'x*', '-', '-a-b-c-'],
    ['a\u{1F600}b', 'x*', '-', '-a-\u{1F600}-b-'],
    ['', 'x*', '-', '-'],
    ['', 'x', '-', ''],
    ['aXbX', '^a|X', '-', '--b-'],
    ['aaa', '^a', '-', '-aa'],
    ['a\na', '(?m)^a', '-', '-\n-'],
    ['aab', 'a+?', '-', '--b'],
    ['ab', '(a|ab)', '[$1]', '[a]b'],
    // The end of the text.
    ['ab..', '(\\.)*$', '', 'ab'],
    ['ab..\n', '(\\.)*$', '!', 'ab!!\n!'],
    ['a\n', '$', '!', 'a!\n!'],
    ['a\n', '\\Z', '!', 'a!\n!'],
    ['a\n', '\\z', '!', 'a\n!'],
    ['a\nb\n', '(?m)$', '!', 'a!\nb!\n!'],
    ['a\n', '(a$)', '[$1]', '[a]\n'],
    ['a;b\n', '(?:;|$)', '!', 'a!b!\n!'],
    // Substitutions.
    ['ab', '(a)(b)', '$2$1', 'ba'],
    ['ab', '(a)(b)', '${2}${1}', 'ba'],
    ['ab', '(?<x>a)(b)', '$1|$2|${x}', 'b|a|a'],
    ['ab', '(?<x>a)(?<y>b)', '$1|$2', 'a|b'],
    ['ab', "(?'x'a)", '${x}${x}', 'aab'],
    ['ab', 'a', '$&$&', 'aab'],
    ['ab', 'a', '$0$0', 'aab'],
    ['ab', 'a', '${0}!', 'a!b'],
    ['ab', 'a', '$$', '$b'],
    ['ab', 'a', '$$&', '$&b'],
    ['xay', 'a', "[$`|$'|$_]", 'x[x|y|xay]y'],
    ['ab', '(a)(b)', '$+', 'b'],
    ['ab', '(?<x>a)(b)', '$+', 'a'],
    ['ab', 'a', '$+', 'ab'],
    ['ab', '(a)|(b)', '[$1,$2]', '[a,][,b]'],
    ['ab', '(a)', '$2', '$2b'],
    ['ab', '(a)', '$10', '$10b'],
    ['ab', '(a)', '${1}0', 'a0b'],
    ['ab', '(a)', '$99999', '$99999b'],
    ['ab', '(a)', '${y}', '${y}b'],
    ['ab', '(a)', '${1x}', '${1x}b'],
    ['ab', '(?<x1>a)', '${x1}|${1}', 'a|ab'],
    ['abc', '(a)(?<x>b)(?<y>c)', '${y}${x}$1', 'cba'],
    ['ab', '(a)', '${1', '${1b'],
    ['ab', '(a)', '$', '$b'],
    ['ab', '(a)', '$x', '$xb'],
    ['ab', '(a)', 'x$1y', 'xayb'],
    ['ab', '(?<größe>a)', '<${größe}>', '<a>b'],
    ['ab', '(?:a)', '$1', '$1b'],
    ['ab', '(?n)(a)(?<x>b)', '$1', 'b'],
    ['ab', '(?n:(a))(b)', '$1', 'b'],
    ['ab', '^(?!(x))(a)', '[$1|$2]', '[|a]b'],
    // What is only looked at stays.
    ['foobar foobaz', 'foo(?=bar)', 'X', 'Xbar foobaz'],
    ['foobarfoobar', 'foo(?=bar)', 'X', 'XbarXbar'],
    ['aaab', 'a(?=a|b)', 'X', 'XXXb'],
    ['foobar', '(foo(?=bar))', '[$1]', '[foo]bar'],
    ['foo', 'foo(?=bar|$)', 'X', 'X'],
    ['a1a2', '(?<=a)\\d', '-', 'a-a-'],
    ['1234', '(?<!1)[0-9]', '-', '-2--'],
    ['abc', '^(?!b).', 'X', 'Xbc'],
    ['bbc', '^(?!b).', 'X', 'bbc'],
    // Words.
    ['one two', '\\b', '|', '|one| |two|'],
    ['one two', '\\bt', 'T', 'one Two'],
  ])('%j %j by %j is %j', (text, pattern, replacement, expected) => {
    expect(replace(text, pattern, replacement)).toBe(expected);
  });

  test('prefers what .NET prefers: the first alternative that leads to a match', () => {
    expect(matches('aab', 'a*?b|a')).toBe('[aab]');
    expect(matches('abcd', 'ab|abcd')).toBe('[ab]cd');
    expect(matches('xx', '(x*?)(x*)')).toBe('[xx][]');
  });
});
