import { backtracked, matched } from './matching';

/** In angles: what was matched, and what each group took. */
describe('what RE2 cannot express matches as in .NET', () => {
  test.each<[string, string, string]>([
    // Looking ahead, anywhere.
    ['Manager(?! Assistant)', 'Manager Assistant Manager', 'Manager Assistant <Manager>'],
    ['^.*Manager(?! Assistant).*$', 'Sales Manager', '<Sales Manager>'],
    ['^.*Manager(?! Assistant).*$', 'Manager Assistant', 'Manager Assistant'],
    ['^.*Manager(?! Assistant).*$', 'Manager Assistant, Manager', '<Manager Assistant, Manager>'],
    ['(?=a)(\\w)', 'ba', 'b<a,a>'],
    ['(?=(a+))', 'baa', 'b<,aa>a<,a>a'],
    ['(?=(a+))a*b\\1', 'baaabac', 'baa<aba,a>c'],
    ['^(?:(?!a).)*$', 'bcd', '<bcd>'],
    ['^(?:(?!a).)*$', 'bad', 'bad'],
    ['(?!(a))b\\1', 'bb', 'bb'],
    ['(?!(a)b)a', 'abac', 'ab<a,->c'],
    ['(?=a|b)(?!b).', 'abc', '<a>bc'],
    ['(?=a)*b', 'ab', 'a<b>'],
    ['(?=a){2}a', 'ab', '<a>b'],
    ['(a(?=b))+', 'aab', 'a<a,a>b'],
    ['(?=)a', 'a', '<a>'],
    ['(?!)a', 'a', 'a'],
    // Looking behind, in all its forms.
    ['(?<=(\\d)(\\d))x(?!y)', '12x', '12<x,1,2>'],
    ['(?<=(\\d{1,2})(\\d{1,2}))x(?!y)', '123x', '123<x,1,23>'],
    ['(?<!\\bno )(?!x)\\bway', 'no way, my way', 'no way, my <way>'],
    ['(?<=a(?=bc))b', 'abcabd', 'a<b>cabd'],
    ['(?<=a$)b|c(?!d)', 'abc', 'ab<c>'],
    ['(?<=^|,)\\w(?!\\w)', 'a,bc,d', '<a>,bc,<d>'],
    ['(?<=(a)\\1)b(?!c)', 'aab', 'aab'],
    ['(?<=\\1(a))b(?!c)', 'aab', 'aa<b,a>'],
    ['(\\w)x(?<=\\1x)y', 'axy', '<axy,a>'],
    ['(?<=(?:𠮷|a))b(?!c)', '𠮷b', '𠮷<b>'],
    ['(?<=(?>a|ab))c(?!d)', 'abc', 'ab<c>'],
    ['(?<=x(?>b|ab))c(?!d)', 'xabc', 'xabc'],
    ['(?<=(?>ab|b))c(?!d)', 'abc', 'ab<c>'],
    ['(?<!a)(?!b).', 'abc', '<a>b<c>'],
    ['(?<=a{2,3}?b)c(?!d)', 'aabcabc', 'aab<c>abc'],
    ['(?<=a{0,9})b(?!c)', 'aab', 'aa<b>'],
    // Back-references.
    ['(\\w)\\1', 'hello', 'he<ll,l>o'],
    ['(?<c>\\w)\\k<c>', 'hello', 'he<ll,l>o'],
    ["(?'c'\\w)\\k'c'", 'hello', 'he<ll,l>o'],
    ['(?<c>\\w)\\1', 'hello', 'he<ll,l>o'],
    ['(?<n>a)(b)\\1', 'abb ab', '<abb,b,a> ab'],
    ['(?<n>a)(b)\\2', 'aba ab', '<aba,b,a> ab'],
    ['(\\w+) \\1', 'the the cat', '<the the,the> cat'],
    ['\\1(a)', 'aa', 'aa'],
    ['(?:\\1b|(a))+', 'aab', '<aab,a>'],
    ['(a)|b\\1', 'ba', 'b<a,a>'],
    ['(?:(a)|b)*\\1', 'abac', '<aba,a>c'],
    ['(a\\1)', 'aa', 'aa'],
    ['(?i)(a)\\1', 'aA', '<aA,a>'],
    ['(a)\\1', 'aA', 'aA'],
    ['(?i)(é)\\1', 'éÉ', '<éÉ,é>'],
    ['(𠮷)\\1', '𠮷𠮷', '<𠮷𠮷,𠮷>'],
    ['(ab)\\1', 'aba', 'aba'],
    ['()\\1', 'a', '<,>a<,>'],
    ['(a)\\101', 'aA', '<aA,a>'],
    ['(a)(?!x)\\12', 'a\n', '<a\n,a>'],
    ['(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10', 'abcdefghijj', '<abcdefghijj,a,b,c,d,e,f,g,h,i,j>'],
    ['(a)(?#\\9)\\1', 'aa', '<aa,a>'],
    // Two groups of one name are one group.
    ['(?<n>a)|(?<n>b)', 'ab', '<a,a><b,b>'],
    ['(?<n>a)(?<n>b)\\k<n>', 'abb', '<abb,b>'],
    ['(?<n>a)(x)?(?<n>b)', 'ab', '<ab,-,b>'],
    // Atomic groups.
    ['(?>a*)b', 'aab', '<aab>'],
    ['(?>a*)ab', 'aab', 'aab'],
    ['(?>a|ab)c', 'abc', 'abc'],
    ['(?>ab|a)c', 'abc', '<abc>'],
    ['(?>(a+)b)\\1', 'aaba', 'a<aba,a>'],
    ['(?:(?>a)b|ac)', 'ac', '<ac>'],
    ['x(?>a+?)a', 'xaa', '<xaa>'],
    // Ends and starts in the middle.
    ['a$\\n^b(?!c)', 'a\nb', 'a\nb'],
    ['(?m)a$\\n^b(?!c)', 'a\nb', '<a\nb>'],
    ['a$\\nb?(?!c)', 'a\n', '<a\n>'],
    ['a\\Z\\n\\z', 'a\n', '<a\n>'],
    ['a$b|c', 'abc', 'ab<c>'],
    ['(?:$|a)b', 'ab', '<ab>'],
    ['$$', 'a\n', 'a<>\n<>'],
    ['\\Aa(?!b)', 'aab', '<a>ab'],
    ['\\Ga(?!b)', 'aaba', '<a>aba'],
    ['\\Ga', 'aaba', '<a><a>ba'],
    ['(?!b)\\Ga', 'aaba', '<a><a>ba'],
    // Options, dots and classes.
    ['(?i)ab(?!c)', 'aBABc', '<aB>ABc'],
    ['(?i)[k](?!x)', 'K', '<K>'],
    ['(?i)[^a](?!x)', 'Ab', 'A<b>'],
    ['(?i)[a-z-[aeiou]](?!x)', 'ABe', 'A<B>e'],
    ['(?i)\\p{Lu}(?!x)', 'aB', 'a<B>'],
    ['(?i:a)b(?!c)', 'Ab AB', '<Ab> AB'],
    ['(a(?i)b|c)d(?!e)', 'aBd Cd', '<aBd,aB> <Cd,C>'],
    ['(?s).(?!x)', '\n', '<\n>'],
    ['.(?!x)', '\na', '\n<a>'],
    ['.(?!x)', '\r', '<\r>'],
    ['(?x) a b (?!c) # comment', 'ab', '<ab>'],
    ['(?n)(a)(?<x>b)(?!c)', 'ab', '<ab,b>'],
    ['[\\w-[\\d]]+(?!x)', 'a1b', '<a>1<b>'],
    ['[^\\W\\d](?!x)', '1a', '1<a>'],
    ['\\d(?!x)', '٣', '<٣>'],
    ['\\S\\D\\W(?!x)', 'a--', '<a-->'],
    ['\\u0041\\x42\\t(?!x)', 'AB\t', '<AB\t>'],
    // Repetitions.
    ['a{1001}(?!b)', `${'a'.repeat(1_001)}`, `<${'a'.repeat(1_001)}>`],
    ['(?:ab){2,3}(?!c)', 'abababab', '<ababab>ab'],
    ['(?:ab){2,3}?(?!c)', 'abababab', '<abab><abab>'],
    ['(?:ab){0}c(?!d)', 'abc', 'ab<c>'],
    ['a{0}c(?!d)', 'ac', 'a<c>'],
    ['(?:ab){1}(?!c)', 'ab', '<ab>'],
    ['(?:ab)??c(?!d)', 'abc', '<abc>'],
    ['(?:ab)?(?!c)', 'abab', '<ab><ab><>'],
    ['a??b(?!c)', 'ab', '<ab>'],
    ['a??(?!c)', 'ac', '<>ac<>'],
    ['a*?b(?!c)', 'aab', '<aab>'],
    ['a{2,4}?b(?!c)', 'aaaaab', 'a<aaaab>'],
    ['a{2,4}(?!c)', 'aaaaa', '<aaaa>a'],
    ['a{3,}(?!c)', 'aa aaa', 'aa <aaa>'],
    ['𠮷+(?!x)', '𠮷𠮷x', '<𠮷>𠮷x'],
    // A turn that takes nothing is the last one.
    ['(?:)*(?!b)', 'a', '<>a<>'],
    ['(a*)*(?!b)', 'aac', '<aa,><,>c<,>'],
    ['(?:|a)*(?!b)', 'aa', '<>a<>a<>'],
    ['(?:a|())*b(?!c)', 'aab', '<aab,>'],
    ['(?:a*){3}b(?!c)', 'aab', '<aab>'],
    ['(?:(a)|b)*(?!c)', 'ab', '<ab,a><,->'],
    ['(?:a??){2,}b(?!c)', 'aab', '<aab>'],
  ])('%j on %j: %j', (pattern, text, expected) => {
    expect(matched(pattern, text)).toBe(expected);
  });
});

describe('words', () => {
  test.each<[string, string, string]>([
    ['\\b(\\w)\\w*\\s*', 'Élodie', '<Élodie,É>'],
    ['\\b(\\w)\\w*\\s*', 'Élodie Žofie', '<Élodie ,É><Žofie,Ž>'],
    ['\\b', 'Zoë x', '<>Zoë<> <>x<>'],
    ['\\B', 'Zoë', 'Z<>o<>ë'],
    ['\\Bë\\b', 'Zoë', 'Zo<ë>'],
    ['\\b\\w', '𐐨a', '<𐐨>a'],
    ['\\bway\\b', 'ünway way', 'ünway <way>'],
    // .NET counts the joiners as parts of words, although \w does not take them.
    ['\\b', 'a\u200db', '<>a\u200db<>'],
    ['\\b', 'a\u200cb', '<>a\u200cb<>'],
    ['\\w+', 'a\u200db', '<a>\u200d<b>'],
    ['(?<=a*)\\bb', 'é b', 'é <b>'],
    ['\\bo', '€ o', '€ <o>'],
  ])('%j on %j: %j', (pattern, text, expected) => {
    expect(matched(pattern, text)).toBe(expected);
  });

  test('are the same to both matchers where all is ASCII', () => {
    for (const pattern of ['\\b', '\\B', '\\b\\w+', '\\w\\b.']) {
      for (const text of ['one two', ' a-b_c ', '', '!'])
        expect(matched(pattern, text)).toBe(backtracked(pattern, text));
    }
  });
});
