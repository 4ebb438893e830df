/** Names as the world has them, each with the Latin letters an HR system makes account names of. */

/** As written, and in ASCII. */
export type Spelling = readonly [written: string, ascii: string];

export interface Script {
  readonly given: readonly Spelling[];
  readonly family: readonly Spelling[];
  /** Family name first, without a blank. */
  readonly isJoined?: boolean;
}

export const SCRIPTS: readonly Script[] = [
  // Latin with diacritics. Dotless and dotted i fold to other letters than elsewhere, ß and ligatures to more than one.
  {
    given: [
      ['Zoë', 'zoe'],
      ['Łukasz', 'lukasz'],
      ['Ánh', 'anh'],
      ['Søren', 'soren'],
      ['İlker', 'ilker'],
      ['Işıl', 'isil'],
      ['Œuvre', 'oeuvre'],
    ],
    family: [
      ['Ångström', 'angstrom'],
      ['Żółć', 'zolc'],
      ['Đặng', 'dang'],
      ['Groß', 'gross'],
      ['Yılmaz', 'yilmaz'],
      ['Ķēniņš', 'kenins'],
      ['Ærøskøbing', 'aeroskobing'],
    ],
  },
  // Greek: two small sigmas.
  {
    given: [
      ['Βασίλης', 'vasilis'],
      ['Ελένη', 'eleni'],
      ['Σωκράτης', 'sokratis'],
    ],
    family: [
      ['Παππάς', 'pappas'],
      ['Αγγελοπούλου', 'angelopoulou'],
      ['Ξενάκης', 'xenakis'],
    ],
  },
  // Cyrillic
  {
    given: [
      ['Олена', 'olena'],
      ['Юрій', 'yurii'],
      ['Пётр', 'petr'],
      ['Ђорђе', 'djordje'],
    ],
    family: [
      ['Шевченко', 'shevchenko'],
      ["Лук'яненко", 'lukianenko'],
      ['Щёголев', 'shchegolev'],
      ['Јовановић', 'jovanovic'],
    ],
  },
  // Arabic and Persian, right to left; one with a zero-width non-joiner.
  {
    given: [
      ['فاطمة', 'fatima'],
      ['عبد الله', 'abdullah'],
      ['علی‌رضا', 'alireza'],
    ],
    family: [
      ['الزهراء', 'alzahra'],
      ['بن سلمان', 'binsalman'],
      ['حسینی', 'hosseini'],
    ],
  },
  // Hebrew
  {
    given: [
      ['שָׂרָה', 'sara'],
      ['יוסף', 'yosef'],
    ],
    family: [
      ['כהן', 'cohen'],
      ["ז'בוטינסקי", 'jabotinsky'],
    ],
  },
  // Chinese
  {
    given: [
      ['小明', 'xiaoming'],
      ['娜', 'na'],
    ],
    family: [
      ['王', 'wang'],
      ['欧阳', 'ouyang'],
    ],
    isJoined: true,
  },
  // Japanese: kana, and a character beyond the Basic Multilingual Plane.
  {
    given: [
      ['美咲', 'misaki'],
      ['ゆうこ', 'yuko'],
      ['ケン', 'ken'],
    ],
    family: [
      ['田中', 'tanaka'],
      ['𠮷野', 'yoshino'],
    ],
    isJoined: true,
  },
  // Korean
  {
    given: [
      ['민준', 'minjun'],
      ['서연', 'seoyeon'],
    ],
    family: [
      ['김', 'kim'],
      ['이', 'lee'],
    ],
    isJoined: true,
  },
  // Hindi, Tamil, Thai: vowel signs and joined consonants.
  {
    given: [
      ['अमित', 'amit'],
      ['लक्ष्मी', 'lakshmi'],
    ],
    family: [
      ['शर्मा', 'sharma'],
      ['क्षत्रिय', 'kshatriya'],
    ],
  },
  {
    given: [
      ['பிரியா', 'priya'],
      ['สมชาย', 'somchai'],
    ],
    family: [
      ['சுப்பிரமணியன்', 'subramanian'],
      ['ใจดี', 'jaidee'],
    ],
  },
  // Armenian, Georgian, Amharic
  {
    given: [
      ['Արամ', 'aram'],
      ['ნინო', 'nino'],
      ['አበበ', 'abebe'],
    ],
    family: [
      ['Պետրոսյան', 'petrosyan'],
      ['ბერიძე', 'beridze'],
      ['ቢቂላ', 'bikila'],
    ],
  },
];

/** People whose names have broken systems before: what quotes, escapes, separates, means nothing or is long. */
export const ODD_NAMES: readonly (readonly [given: Spelling, family: Spelling])[] = [
  [
    ['Seán', 'sean'],
    ["O'Brien", 'obrien'],
  ],
  [
    ['Beatrice', 'beatrice'],
    ['D’Angelo', 'dangelo'],
  ],
  [
    ['Kaʻiulani', 'kaiulani'],
    ['Kahoʻokele', 'kahookele'],
  ],
  [
    ['Jean-Luc', 'jeanluc'],
    ['Martin du Gard', 'martindugard'],
  ],
  [
    ['Anna "Anni"', 'anna'],
    ['Meyer', 'meyer'],
  ],
  [
    ['Martin Luther', 'martinluther'],
    ['King, Jr.', 'king'],
  ],
  [
    ['Eva (geb. Weiß)', 'eva'],
    ['Müller', 'mueller'],
  ],
  [
    ['A+B', 'ab'],
    ['X=Y; Z', 'xyz'],
  ],
  [
    ['#1', 'one'],
    ['C#', 'csharp'],
  ],
  [
    ['Back\\slash', 'backslash'],
    ['for/ward', 'forward'],
  ],
  [
    ['<b>Bob</b>', 'bob'],
    ['& Söhne', 'soehne'],
  ],
  [
    ["Robert'); DROP TABLE people;--", 'robert'],
    ['Tables', 'tables'],
  ],
  [
    ['*', 'star'],
    ['(objectClass=*)', 'objectclass'],
  ],
  [
    ['${jndi}', 'jndi'],
    ['%s%n', 'percent'],
  ],
  [
    ['Null', 'null'],
    ['Null', 'null'],
  ],
  [
    ['True', 'true'],
    ['False', 'false'],
  ],
  [
    ['0', 'zero'],
    ['007', 'bond'],
  ],
  [
    ['N', 'n'],
    ['A', 'a'],
  ],
  [
    ['José', 'jose'],
    ['Núñez', 'nunez'],
  ], // letters with combining marks, as some systems export them
  [
    ['José', 'jose'],
    ['Núñez', 'nunez'],
  ], // the same letters composed
  [
    ['Jose', 'jose'],
    ['Nunez', 'nunez'],
  ],
  [
    ['José María de la Santísima Trinidad y Todos los Santos Cipriano', 'cipriano'],
    ['Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissen', 'wolfeschlegel'],
  ],
];
