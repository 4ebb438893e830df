import { compileExpression, type EvaluationContext } from '../../../shared/engine/expression';
import { FUNCTIONS } from '../../../shared/engine/expression/functions/catalogue';
import { parse } from '../../../shared/engine/expression/parser';
import { compilePattern } from '../../../shared/engine/expression/pattern';
import { print } from '../../../shared/engine/expression/printer';
import { CONSTANT_NAMES, type ExpressionNode, RELATIONS } from '../../../shared/engine/expression/syntax';
import type { Value } from '../../../shared/value';
import fc, { anyCharacter } from '../../support/property';
import { counting, literal, valueFrom } from './evaluate';

/** Text that looks like an expression, or nearly so. */
const fragment = fc.constantFrom(
  ...[...FUNCTIONS.keys(), ...CONSTANT_NAMES, ...RELATIONS],
  ...[
    '(',
    ')',
    ',',
    '"',
    '[',
    ']',
    '\\',
    '&H',
    '-',
    '1',
    '007',
    'x',
    '"a"',
    '[a]',
    '[b]',
    ' ',
    '\n',
    '.',
    'é',
    '\u{1F600}',
  ],
);
const nearly = fc.array(fragment, { maxLength: 30 }).map((fragments) => fragments.join(''));
const anyText = fc.oneof(fc.string({ unit: anyCharacter, maxLength: 60 }), nearly);

const name = fc.constantFrom(...FUNCTIONS.keys());
const attribute = fc.constantFrom('a', 'b', 'many', 'none', 'emails[type eq "work"].value');

/** Any tree the grammar has; whether it compiles is another question. */
const { tree } = fc.letrec<{ tree: ExpressionNode; operand: ExpressionNode }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('attribute' as const), column: fc.constant(0), name: attribute }),
    fc.record({
      kind: fc.constant('text' as const),
      column: fc.constant(0),
      value: fc.string({ unit: anyCharacter, maxLength: 12 }),
      raw: fc.constant(''),
    }),
    fc.record({
      kind: fc.constant('integer' as const),
      column: fc.constant(0),
      value: fc.bigInt(-(2n ** 70n), 2n ** 70n),
    }),
    fc
      .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.constantFrom('0', '5', '50', '05', '123'))
      .map(([whole, fraction]) => `${whole}.${fraction}`)
      .map((raw) => ({ kind: 'decimal' as const, column: 0, value: Number(raw) || 0, raw })),
    fc.record({
      kind: fc.constant('constant' as const),
      column: fc.constant(0),
      name: fc.constantFrom(...CONSTANT_NAMES),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      column: fc.constant(0),
      name,
      slots: fc
        .array(fc.option(tie('tree'), { freq: 6 }), { maxLength: 7 })
        // A lone empty slot is no slot at all.
        .map((slots) => (slots.length === 1 && slots[0] === null ? [] : slots)),
    }),
  ),
  tree: fc.oneof(
    { weight: 6, arbitrary: tie('operand') },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('comparison' as const),
        column: fc.constant(0),
        relation: fc.constantFrom(...RELATIONS),
        left: tie('operand'),
        right: tie('operand'),
      }),
    },
  ),
}));

/** A tree without what depends on how it was written. */
function bare(node: ExpressionNode): unknown {
  switch (node.kind) {
    case 'text':
      return { ...node, column: 0, raw: '' };
    case 'comparison':
      return { ...node, column: 0, left: bare(node.left), right: bare(node.right) };
    case 'call':
      return { ...node, column: 0, slots: node.slots.map((slot) => slot && bare(slot)) };
    default:
      return { ...node, column: 0 };
  }
}

const person = fc.record({
  a: fc.option(fc.string({ unit: anyCharacter, maxLength: 20 })),
  b: fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  ),
  many: fc.array(fc.string({ maxLength: 5 }), { maxLength: 4 }),
});

function contextOf(seed: number, taken: readonly string[]): EvaluationContext {
  return {
    now: 1_700_000_000_000,
    defaultDomain: 'contoso.example',
    randomBytes: counting(seed),
    isTaken: (value) => taken.includes(value),
  };
}

describe('any text', () => {
  test('compiles, or has faults whose columns lie within it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const compilation = compileExpression(text);
        if (compilation.ok) return;
        expect(compilation.faults.length).toBeGreaterThan(0);
        for (const { kind, message, column } of compilation.faults) {
          expect(['parse', 'arity', 'nesting']).toContain(kind);
          expect(message).not.toBe('');
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('that parses, prints as text that parses to the same tree', () => {
    fc.assert(
      fc.property(nearly, (text) => {
        const parsing = parse(text);
        fc.pre(parsing.ok);
        const again = parse(print(parsing.root));
        expect(again.ok && bare(again.root)).toEqual(bare(parsing.root));
      }),
      { numRuns: 300, maxSkipsPerRun: 1_000 },
    );
  });

  test('is a pattern, or is refused at a place within it', () => {
    const piece = fc.constantFrom(
      ...[
        '(',
        ')',
        '(?:',
        '(?<n>',
        '(?=',
        '(?!',
        '(?<=',
        '(?i)',
        '(?x)',
        '[',
        ']',
        '[^',
        '-[',
        '\\',
        '\\d',
        '\\p{L}',
        '^',
      ],
      ...['$', '.', '*', '+', '?', '{2}', '{', '|', 'a', 'z', '-', ' ', '#', '\\Z', '\\b', 'é', '\u{1F600}', '\n'],
    );
    const pattern = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(pattern, fc.string({ unit: anyCharacter, maxLength: 20 })), anyText, (text, subject) => {
        const compilation = compilePattern(text);
        if (compilation.ok) {
          expect(typeof compilation.pattern.test(subject)).toBe('boolean');
        } else {
          expect(compilation.message).not.toBe('');
          expect(compilation.offset).toBeGreaterThanOrEqual(0);
          expect(compilation.offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('any tree', () => {
  test('prints as text that parses to it', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const parsing = parse(print(root));
        expect(parsing.ok && bare(parsing.root)).toEqual(bare(root));
      }),
      { numRuns: 500 },
    );
  });

  test('that compiles evaluates without an exception, and twice alike under the same context', () => {
    fc.assert(
      fc.property(tree, person, fc.nat(255), (root, source, seed) => {
        const compilation = compileExpression(print(root));
        if (!compilation.ok) return;
        const values = new Map<string, Value>(Object.entries(source));
        const run = () =>
          compilation.expression.evaluate((each) => values.get(each) ?? null, contextOf(seed, ['x', source.a ?? '']));
        expect(run()).toEqual(run());
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('halves of characters', () => {
  const half = fc.constantFrom('\ud842', '\udfb7', '𠮷', 'a', ' ', '太', ';', '1', '\u{1F600}');
  const torn = fc.array(half, { maxLength: 6 }).map((halves) => halves.join(''));
  const few = fc.constantFrom('0', '1', '2', '3', '5');

  test('come out of no function, whatever goes in', () => {
    const operand = fc.oneof(torn.map(literal), few, fc.constantFrom('[a]', '[b]', '[many]', '"."', '"(.)"', '"$1"'));
    const call = fc
      .tuple(name, fc.array(operand, { maxLength: 7 }))
      .map(([called, args]) => `${called}(${args.join(', ')})`);
    fc.assert(
      fc.property(call, torn, torn, fc.array(torn, { maxLength: 3 }), (expression, a, b, many) => {
        const compilation = compileExpression(expression);
        if (!compilation.ok) return;
        const values = new Map<string, Value>(Object.entries({ a, b, many }));
        const evaluation = compilation.expression.evaluate((each) => values.get(each) ?? null, contextOf(1, []));
        const shown = evaluation.kind === 'value' ? evaluation.value : evaluation;
        const texts = JSON.stringify(shown, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
        // JSON escapes a lone half and nothing else in this way.
        expect([expression, texts]).toEqual([expression, expect.not.stringMatching(/\\ud[89a-f]/)]);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('functions', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });

  test('NormalizeDiacritics is done after one time, and leaves ASCII alone', () => {
    fc.assert(
      fc.property(text, (x) => {
        const once = valueFrom('NormalizeDiacritics([x])', { x });
        expect(valueFrom('NormalizeDiacritics([x])', { x: once })).toBe(once);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (x) => {
        expect(valueFrom('NormalizeDiacritics([x])', { x })).toBe(x);
      }),
    );
  });

  test('Replace of a text replaces as splitting and joining does', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '$', '&'), maxLength: 20 });
    fc.assert(
      fc.property(short, short, short, (x, find, y) => {
        fc.pre(find !== '');
        const expected = x.split(find).join(y);
        expect(valueFrom('Replace([x], [f], , , [y], , )', { x, f: find, y })).toBe(expected);
      }),
    );
  });

  test('Replace of a pattern of literal characters replaces as Replace of the text does', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '.', '[', '\\', '$', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(short, short, (x, find) => {
        fc.pre(find !== '');
        const escaped = find.replace(/[.[\\$]/g, '\\$&');
        expect(valueFrom(`Replace([x], , ${literal(escaped)}, , "-", , )`, { x })).toBe(x.split(find).join('-'));
      }),
    );
  });

  test('patterns without what is only .NET replace as JavaScript does', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(?:a|b)', '(a)', '(?:ab)');
    const quantifier = fc.constantFrom('', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{1,}');
    const element = fc.tuple(atom, quantifier).map((parts) => parts.join(''));
    const sequence = fc.array(element, { minLength: 1, maxLength: 3 }).map((elements) => elements.join(''));
    const pattern = fc.array(sequence, { minLength: 1, maxLength: 2 }).map((sequences) => sequences.join('|'));
    const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, subject, (source, x) => {
        const expected = x.replace(new RegExp(source, 'g'), '<$&>');
        expect(valueFrom(`Replace([x], , ${literal(source)}, , "<$&>", , )`, { x })).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('patterns that look around replace as JavaScript does', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(?:a|b)', '(?:ab)', '(?:a|ab)');
    const quantifier = fc.constantFrom('', '*', '+', '?', '*?', '+?', '{2}');
    const element = fc.tuple(atom, quantifier).map((parts) => parts.join(''));
    const sequence = fc.array(element, { minLength: 1, maxLength: 3 }).map((elements) => elements.join(''));
    const pattern = fc.oneof(
      fc.tuple(sequence, sequence).map(([x, y]) => `${x}(?=${y})`),
      fc.tuple(sequence, sequence, sequence).map(([x, y, z]) => `${x}(?:${z}|(?=${y}))`),
      fc.tuple(sequence, sequence).map(([x, y]) => `(?<=${x})${y}`),
      fc.tuple(sequence, sequence).map(([x, y]) => `(?<!${x})${y}`),
      fc.tuple(sequence, sequence, sequence).map(([x, y, z]) => `${z}(?<=${x})${y}`),
      fc.tuple(sequence, sequence).map(([x, y]) => `^(?!${x})${y}`),
      fc.tuple(sequence, sequence, sequence).map(([x, y, z]) => `^(?=${x})(?!${z})${y}`),
      sequence.map((x) => `${x}$`),
    );
    const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, subject, (source, x) => {
        const expected = x.replace(new RegExp(source, 'g'), '<$&>');
        expect([source, valueFrom(`Replace([x], , ${literal(source)}, , "<$&>", , )`, { x })]).toEqual([
          source,
          expected,
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('Join gives the texts that are not empty, and Split gives them back', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ß'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(word), (many) => {
        const words = many.filter((each) => each !== '');
        expect(valueFrom('Join(",", [many])', { many })).toBe(words.join(','));
        const back = valueFrom('Split(Join(",", [many]), ",")', { many });
        expect(back).toEqual(words.length === 0 ? [''] : words);
      }),
    );
  });

  test('dates come back from what they print', () => {
    const moment = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, (date) => {
        const now = Math.floor(date.getTime() / 1000) * 1000;
        const iso = new Date(now).toISOString().slice(0, 19);
        const printed = valueFrom('Now()', {}, { now });
        expect(valueFrom('CDate([x])', { x: printed })).toBe(printed);
        expect(valueFrom('CDate([x])', { x: iso })).toBe(printed);
        const format = 'FormatDateTime([x], "M/d/yyyy h:mm:ss tt", "yyyy-MM-ddTHH:mm:ss")';
        expect(valueFrom(format, { x: printed })).toBe(iso);
        const back = 'FormatDateTime([x], "yyyy-MM-ddTHH:mm:ss", "M/d/yyyy h:mm:ss tt")';
        expect(valueFrom(back, { x: iso })).toBe(printed);
      }),
    );
  });

  test('what FormatDateTime prints, it reads', () => {
    const day = fc.constantFrom('d', 'dd', 'ddd d', 'dddd dd');
    const month = fc.constantFrom('M', 'MM', 'MMM', 'MMMM');
    const year = fc.constantFrom('yy', 'yyy', 'yyyy', 'yyyyy');
    const time = fc.constantFrom(
      ...['H:m:s', 'HH:mm:ss', 'h:m:s tt', 'hh:mm:ss t', 'HHH:mmm:sss', "h'h' m's' s tt", 'HH.mm.ss.FFF', 'H:m:s z'],
      ...['H:m:szzz', 'HH:mm:ssK', 'HH:mm:ssZ', ' HH:mm:ss ', 'HH:mm:ss gg', '%H\\hm\\ms\\s', 'HH\u00a0mm\u202fss'],
    );
    const format = fc
      .tuple(day, month, year, time, fc.constantFrom('/', '-', '. ', ' '), fc.constantFrom('', ' ', "'on '"))
      .map(([d, m, y, t, separator, start]) => `${start}${[d, m, y].join(separator)} ${t}`);
    const moment = fc.date({
      min: new Date('1950-01-01T00:00:00Z'),
      max: new Date('2049-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(format, moment, (custom, date) => {
        const iso = date.toISOString().slice(0, 19);
        const printed = valueFrom(`FormatDateTime([x], , "s", ${literal(custom)})`, { x: iso });
        expect([custom, valueFrom(`FormatDateTime([x], , ${literal(custom)}, "s")`, { x: printed })]).toEqual([
          custom,
          iso,
        ]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('FILETIMEs come back from their dates', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 265_046_774_399n), (seconds) => {
        const fileTime = String(seconds * 10_000_000n);
        expect(valueFrom('NumFromDate(DateFromNum([x]))', { x: fileTime })).toBe(fileTime);
      }),
    );
  });

  test('what DateAdd adds, DateDiff finds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('d', 'ww', 'h', 'n', 's'),
        fc.integer({ min: -9_999, max: 9_999 }),
        (unit, amount) => {
          const later = `DateAdd("${unit}", ${amount}, "2020-02-29T12:30:15")`;
          expect(valueFrom(`DateDiff("${unit}", "2020-02-29T12:30:15", ${later})`)).toBe(amount);
        },
      ),
    );
  });

  test('casing keeps the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (x) => {
        expect(String(valueFrom('ToUpper([x])', { x }))).toHaveLength(x.length);
        expect(String(valueFrom('ToLower([x])', { x }))).toHaveLength(x.length);
        expect(String(valueFrom('PCase([x])', { x }))).toHaveLength(x.length);
      }),
    );
  });
});
