import { evaluate, type Source, valueFrom } from '../evaluate';

describe('letters', () => {
  test.each<[string, Source, unknown]>([
    ['ToLower([x])', { x: 'ÀÉÎ ŠČŘ ÄÖÜ' }, 'àéî ščř äöü'],
    ['ToLower([x])', { x: 'ΑΣ' }, 'ασ'],
    ['ToLower([x])', { x: 'İI' }, 'İi'],
    ['ToLower([x])', { x: '\u{10400}' }, '\u{10428}'],
    ['ToLower([x])', {}, ''],
    ['ToLower([x])', { x: true }, 'true'],
    ['ToLower([x])', { x: ['A', 'B'] }, ['a', 'b']],
    ['ToUpper([x])', { x: 'straße ﬁ ŉ' }, 'STRAßE ﬁ ŉ'],
    ['ToUpper([x])', { x: 'éıi' }, 'ÉıI'],
    ['ToUpper([x])', { x: '\u{10428}' }, '\u{10400}'],
    ['ToUpper([x], "en-US")', { x: 'ıiß' }, 'ıIß'],
    ['ToUpper([x], "tr-TR")', { x: 'ıiß' }, 'Iİß'],
    ['ToUpper("title", "tr")', {}, 'TİTLE'],
    ['ToUpper("title", "az-Latn-AZ")', {}, 'TİTLE'],
    ['ToUpper("title", "TR-tr")', {}, 'TİTLE'],
    ['ToLower([x], "tr-TR")', { x: 'Iİß' }, 'ıiß'],
    ['ToLower("TITLE", "ja-JP")', {}, 'title'],
    ['ToLower("TITLE", "trv")', {}, 'title'],
    ['ToLower("TITLE", [culture])', {}, 'title'],
    ['ToLower("TITLE", "")', {}, 'title'],

    ['PCase([x])', { x: 'PABLO gonsalves' }, 'Pablo Gonsalves'],
    ['PCase([x])', { x: "john's o'neil 'tis" }, "John's O'neil 'Tis"],
    ['PCase([x])', { x: 'mary-ann_lee/smith.jones' }, 'Mary-Ann_Lee/Smith.Jones'],
    ['PCase([x])', { x: 'a(b)c[d]e{f}g<h>i' }, 'A(B)C[D]E{F}G<H>I'],
    ['PCase([x])', { x: 'a\tb\u00a0c\u2028d\u200be' }, 'A\tB\u00a0C\u2028D\u200bE'],
    ['PCase([x])', { x: 'a€b+c^d©e“f”g' }, 'A€B+C^D©E“F”G'],
    ['PCase([x])', { x: '3rd abc1def 42' }, '3Rd Abc1def 42'],
    ['PCase([x])', { x: 'ÉLODIE ÇELİK' }, 'Élodie Çelİk'],
    ['PCase([x])', { x: 'e\u0301lodie' }, 'E\u0301lodie'],
    ['PCase([x])', { x: '\u{10428}\u{10400}' }, '\u{10400}\u{10428}'],
    ['PCase([x])', { x: "a'-b" }, "A'-B"],
    ['PCase([x])', {}, ''],
    ['PCase([x], "-")', { x: 'mary-ANN lee' }, 'Mary-Ann lee'],
    ['PCase([x], " ")', { x: '  two  words' }, '  Two  Words'],
    ['PCase([x], "")', { x: 'mary ANN' }, 'Mary ann'],
    ['PCase([x], [s])', { x: 'mary ANN' }, 'Mary ann'],
    ['PCase([x], " ")', { x: '(second) straße' }, '(second) Straße'],
    ['PCase([x], )', { x: 'mary ANN' }, 'Mary Ann'],

    ['StripSpaces([x])', { x: ' a\tb\u00a0 c ' }, 'a\tb\u00a0c'],
    ['StripSpaces([x])', {}, ''],
    ['Trim([x])', { x: ' \t\r\n\u00a0\u0085\u3000a b\u2028\u2000 ' }, 'a b'],
    ['Trim([x])', { x: '\ufeffa\ufeff' }, '\ufeffa\ufeff'],
    ['Trim([x])', { x: '  ' }, ''],
    ['Trim([x])', { x: '\u200ba' }, '\u200ba'],
    ['Trim([x])', {}, ''],

    ['ConvertToBase64([x])', { x: 'é€' }, '6QCsIA=='],
    ['ConvertToBase64([x])', { x: '\u{1F600}' }, 'PdgA3g=='],
    ['ConvertToBase64([x])', {}, ''],
    ['ConvertToUTF8Hex([x])', { x: 'é€\u{1F600}\n' }, 'C3A9E282ACF09F98800A'],
    ['ConvertToUTF8Hex([x])', { x: '\ud800' }, 'EFBFBD'],
    ['ConvertToUTF8Hex([x])', {}, ''],
    [
      'Join("", 1000, Replace(ConvertToUTF8Hex([objectId]), , "[a-zA-Z_]*", , "", , ))',
      { objectId: '7f-a' },
      '10003766261',
    ],
  ])('%s of %j', (expression, source, expected) => {
    expect(valueFrom(expression, source)).toEqual(expected);
  });

  test.each(['-', 'en_US', 'e', 'en-', 'toolonglanguage'])('%s is no culture', (culture) => {
    expect(evaluate(`ToLower("A", "${culture}")`)).toEqual({
      failed: `ToLower: culture must be the name of a culture, such as en-US, got "${culture}".`,
      column: 14,
    });
  });
});

describe('NormalizeDiacritics', () => {
  // The table of the documentation, row by row.
  test.each([
    ['ä à â ã å á ą ă ā ā́ ā̀ ā̂ ā̃ ǟ ā̈ ǡ a̱ å̄', 'a'],
    ['æ ǣ ǽ', 'ae'],
    ['ç č ć c̄ c̱', 'c'],
    ['ď d̄ ḏ', 'd'],
    ['ë è é ê ę ě ė ē ḗ ḕ ē̂ ē̃ ê̄ e̱ ë̄ e̊̄', 'e'],
    ['ğ ḡ g̱', 'g'],
    ['ï î ì í ı ī ī́ ī̀ ī̂ ī̃ i̱', 'i'],
    ['ľ ł l̄ ḹ ḻ', 'l'],
    ['ñ ń ň n̄ ṉ', 'n'],
    ['ö ò ő õ ô ó ō ṓ ṑ ō̂ ō̃ ȫ ō̈ ǭ ȭ ȱ o̱', 'o'],
    ['ø ø̄ œ̄ ǿ', 'oe'],
    ['ř r̄ ṟ ṝ', 'r'],
    ['ß', 'ss'],
    ['š ś ș ş s̄ s̱', 's'],
    ['ť ț t̄ ṯ', 't'],
    ['ü ù û ú ů ű ū ū́ ū̀ ū̂ ū̃ u̇̄ ǖ ṻ ṳ̄ u̱', 'u'],
    ['ÿ ý ȳ ȳ́ ȳ̀ ȳ̃ y̱', 'y'],
    ['ź ž ż z̄ ẕ', 'z'],
  ])('turns each of %s into %s, and the same in capitals', (letters, plain) => {
    for (const letter of letters.split(' ')) {
      expect([letter, valueFrom('NormalizeDiacritics([x])', { x: letter })]).toEqual([letter, plain]);
      if (letter === 'ß' || letter === 'ı') continue;
      const capital = letter.toUpperCase();
      expect([capital, valueFrom('NormalizeDiacritics([x])', { x: capital })]).toEqual([capital, plain.toUpperCase()]);
    }
  });

  test('turns both of the Turkish i into ordinary ones', () => {
    expect(valueFrom('NormalizeDiacritics([x])', { x: 'ıİ' })).toBe('iI');
  });

  test.each(['đðþħœŒ', 'ŵĥķĵ', 'йё', 'άώ', 'が', '한글', 'plain Text 1', '\u0301', 'ẞ'])('leaves %s alone', (text) => {
    expect(valueFrom('NormalizeDiacritics([x])', { x: text })).toBe(text);
  });

  test('composes what it leaves alone', () => {
    expect(valueFrom('NormalizeDiacritics([x])', { x: 'и\u0306 e\u0301' })).toBe('й e');
  });

  test('takes null as empty text', () => {
    expect(valueFrom('NormalizeDiacritics([x])')).toBe('');
  });
});
