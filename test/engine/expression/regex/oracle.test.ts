/**
 * The matchers compared with JavaScript's own, over what both languages mean alike, or can be made to; and with each other.
 * A repeated element always takes something, because .NET ends a repetition with a turn that takes nothing and JavaScript
 * never takes one; groups and references stand where every match has them, because elsewhere the languages differ on what
 * a group holds.
 */
import { BacktrackingMatcher } from '../../../../shared/engine/expression/regex/backtracking/backtrackingMatcher';
import { LinearMatcher } from '../../../../shared/engine/expression/regex/linear/linearMatcher';
import { PatternRefusal } from '../../../../shared/engine/expression/regex/refusal';
import fc from '../../../support/property';
import { backtracked, shown } from './matching';

/** A pattern in .NET's words and in JavaScript's. */
interface Both {
  readonly net: string;
  readonly js: string;
}

const WORD = '[\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}]';
const both = (net: string, js: string = net): Both => ({ net, js });

const taking = fc.constantFrom(
  ...['a', 'b', 'é', '𠮷', '-', '[ab]', '[^a]', '[a-c]', '[^\\n𠮷]', '\\n'].map((text) => both(text)),
  both('.', '[^\\n]'),
  both('\\w', WORD),
  both('\\W', WORD.replace('[', '[^')),
  both('[a-z-[b]]', '[ac-z]'),
  both('\\p{IsLatin-1Supplement}', '[\\x80-\\xff]'),
  both('\\P{IsBasicLatin}', '[^\\x00-\\x7f]'),
);
const nothing = fc.constantFrom(
  both('^'),
  both('\\z', '(?![^])'),
  both('$', '(?=\\n?(?![^]))'),
  both('\\b', `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`),
  both('\\B', `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`),
);

const concat = (parts: readonly Both[]): Both => ({
  net: parts.map(({ net }) => net).join(''),
  js: parts.map(({ js }) => js).join(''),
});
const wrap = (before: string, inside: Both, after = ')'): Both => ({
  net: before + inside.net + after,
  js: before + inside.js + after,
});

let atomics = 0;
/** JavaScript has no atomic groups, but what a look-ahead has found it does not look for again. */
function atomic(inside: Both): Both {
  atomics += 1;
  return { net: `(?>${inside.net})`, js: `(?=(?<q${atomics}>${inside.js}))\\k<q${atomics}>` };
}

const bounded = fc.constantFrom('?', '??', '{2}', '{1,2}', '{1,2}?', '{0,3}');
const endless = fc.constantFrom('*', '+', '*?', '+?', '{2,}');

const { any } = fc.letrec<{ taker: Both; any: Both; behind: Both; behindTaker: Both }>((tie) => ({
  // Takes at least one character.
  taker: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    taking,
    fc.tuple(tie('taker'), tie('any')).map(concat),
    fc.tuple(tie('any'), tie('taker')).map(concat),
    fc.tuple(tie('taker'), tie('taker')).map(([one, other]) => wrap('(?:', concat([one, both('|'), other]))),
    tie('taker').map(atomic),
  ),
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    taking,
    nothing,
    tie('taker'),
    fc.tuple(tie('taker'), fc.oneof(bounded, endless)).map(([body, times]) => wrap('(?:', body, `)${times}`)),
    fc.tuple(tie('any'), tie('any')).map(([one, other]) => wrap('(?:', concat([one, both('|'), other]))),
    fc.tuple(fc.constantFrom('(?=', '(?!'), tie('any')).map(([look, inside]) => wrap(look, inside)),
    fc.tuple(fc.constantFrom('(?<=', '(?<!'), tie('behind')).map(([look, inside]) => wrap(look, inside)),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map(concat),
    tie('any').map(atomic),
  ),
  // An atomic group that runs backward has no counterpart in JavaScript.
  behindTaker: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    taking,
    fc.tuple(tie('behindTaker'), tie('behind')).map(concat),
    fc.tuple(tie('behind'), tie('behindTaker')).map(concat),
  ),
  behind: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    taking,
    nothing,
    fc.tuple(tie('behindTaker'), fc.oneof(bounded, endless)).map(([body, times]) => wrap('(?:', body, `)${times}`)),
    fc.tuple(tie('behind'), tie('behind')).map(([one, other]) => wrap('(?:', concat([one, both('|'), other]))),
    fc.tuple(fc.constantFrom('(?=', '(?!', '(?<=', '(?<!'), tie('behind')).map(([look, inside]) => wrap(look, inside)),
    fc.array(tie('behind'), { minLength: 2, maxLength: 3 }).map(concat),
  ),
}));

/** The same without nesting, of which more matches. */
const simple = fc
  .tuple(fc.oneof(taking, nothing), fc.oneof(bounded, endless, fc.constant('')))
  .chain(([one, times]) =>
    fc.constant(times === '' ? one : both(`(?:-|${one.net}a|b)${times}`, `(?:-|${one.js}a|b)${times}`)),
  );

const subject = fc
  .array(fc.constantFrom('a', 'a', 'b', 'b', 'c', 'é', '-', '\n', '𠮷', '_'), { maxLength: 14 })
  .map((characters) => characters.join(''));

/**
 * As `shown`, with the named groups only. Every place is tried by itself, because JavaScript's own search finds matches of
 * nothing between the halves of a character.
 */
function shownByJavaScript(js: string, text: string, names: readonly string[] = [], flags = ''): string {
  const pattern = new RegExp(js, `uy${flags}`);
  let result = '';
  for (let at = 0; at <= text.length; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) {
      const groups = names.map((name) => `,${match.groups?.[name] ?? '-'}`).join('');
      result += `<${match[0]}${groups}>`;
    }
    if (match?.[0]) {
      at += match[0].length;
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      if (at < text.length) result += character;
      at += character.length;
    }
  }
  return result;
}

test('what looks around and does not look back matches as in JavaScript', () => {
  fc.assert(
    fc.property(any, subject, ({ net, js }, text) => {
      expect([net, backtracked(net, text)]).toEqual([net, shownByJavaScript(js, text)]);
    }),
    { numRuns: 1_200 },
  );
});

test('groups and back-references hold what they hold in JavaScript', () => {
  const pattern = fc
    .tuple(simple, simple, simple, simple, fc.constantFrom('', '?', '{2}', '{1,3}'))
    .map(([a, b, c, d, times]) => ({
      net: `${a.net}(?<x>${b.net})${c.net}(?<y>${d.net}\\k<x>)(?:-|\\k<y>${times}\\k<x>)`,
      js: `${a.js}(?<x>${b.js})${c.js}(?<y>${d.js}\\k<x>)(?:-|\\k<y>${times}\\k<x>)`,
    }));
  const few = fc.array(fc.constantFrom('a', 'a', 'b', '-'), { maxLength: 16 }).map((letters) => letters.join(''));
  let matches = 0;
  fc.assert(
    fc.property(pattern, few, ({ net, js }, text) => {
      const expected = shownByJavaScript(js, text, ['x', 'y']);
      if (expected !== text) matches += 1;
      expect([net, backtracked(net, text)]).toEqual([net, expected]);
    }),
    { numRuns: 1_000 },
  );
  expect(matches).toBeGreaterThan(50);
});

test('references and groups that run backward hold what they hold in JavaScript', () => {
  const piece = fc.constantFrom('a', 'b', '[ab]', '[^b]', 'a?', 'b{1,2}', '(?:a|ba)', '(?:ab|b)', '(?!a)', '(?=b)');
  const some = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
  const pattern = fc
    .tuple(some, some, some, fc.constantFrom('=', '!'))
    .map(([x, y, z, sign]) => `(?<x>${x})(?<${sign}\\k<x>(?<y>${y})|(?<w>${z})\\k<x>)${z}`);
  const few = fc.array(fc.constantFrom('a', 'b'), { maxLength: 16 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(pattern, few, (source, text) => {
      expect([source, backtracked(source, text)]).toEqual([source, shownByJavaScript(source, text, ['x', 'y', 'w'])]);
    }),
    { numRuns: 1_000 },
  );
});

test('without case letters match as in JavaScript', () => {
  const piece = fc.constantFrom('a', 'É', 'ß', 'σ', '[a-c]', '[^b]', 'Σ', '(?!é)', '(?=[A-C])', 'i', 'K', 'ǆ', '.');
  const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
  const text = fc
    .array(fc.constantFrom(...'aAbBcCéÉßẞσςΣiIKk'.split(''), 'ǆ', 'Ǆ', 'ǅ'), { maxLength: 12 })
    .map((characters) => characters.join(''));
  fc.assert(
    fc.property(pattern, text, (net, x) => {
      expect([net, backtracked(`(?i)${net}`, x)]).toEqual([net, shownByJavaScript(net, x, [], 'i')]);
    }),
    { numRuns: 1_000 },
  );
});

describe('the two matchers', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '(a|b)',
    '(?:ab|a)',
    '(?<n>b)',
    '\\w',
    '[a-z-[b]]',
    '(?i:B)',
    'é',
  );
  const quantifier = fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{2,}?');
  const element = fc.tuple(atom, quantifier).map((parts) => parts.join(''));
  const sequence = fc.array(element, { minLength: 1, maxLength: 4 }).map((elements) => elements.join(''));
  const whole = fc.oneof(
    sequence,
    fc.tuple(sequence, sequence).map(([x, y]) => `${x}|${y}`),
    fc.tuple(sequence, sequence).map(([x, y]) => `^(?=.*${x.replaceAll('(?<n>', '(?:').replaceAll('(a', '(?:a')})${y}`),
    fc.tuple(sequence, sequence).map(([x, y]) => `^(?!${x})${y}`),
    fc.tuple(sequence, sequence).map(([x, y]) => `(?:${x})(?:${y})$`),
    sequence.map((x) => `\\A${x}\\Z`),
    sequence.map((x) => `(?m)^${x}$`),
    sequence.map((x) => `(?s)${x}.`),
    sequence.map((x) => `(?x) ${x} # comment`),
    sequence.map((x) => `(?n)${x}`),
  );

  test('find the same, group by group, where both can', () => {
    let compared = 0;
    fc.assert(
      fc.property(whole, subject, (pattern, text) => {
        const linear = linearOrNone(pattern);
        if (!linear) return;
        compared += 1;
        expect([pattern, backtracked(pattern, text)]).toEqual([pattern, shown(linear, text)]);
        const isMatch = new BacktrackingMatcher(pattern, 'unbounded').test(text);
        expect([pattern, isMatch]).toEqual([pattern, linear.test(text)]);
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  test('take what the linear one takes, so that a text with words of all scripts never lacks one', () => {
    const piece = fc.constantFrom(
      ...['(', ')', '(?:', '(?<n>', '(?=', '(?!', '(?<=', '(?<!', '(?i)', '(?x)', '(?n:', '[', ']', '[^', '-['],
      ...['\\', '\\d', '\\p{L}', '^', '$', '.', '*', '+', '?', '{2}', '{', '|', 'a', 'z', '-', ' ', '#', '\\Z', '\\b'],
    );
    const pattern = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    let taken = 0;
    fc.assert(
      fc.property(pattern, (text) => {
        if (!linearOrNone(text)) return;
        taken += 1;
        expect(() => new BacktrackingMatcher(text, 'unbounded')).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

function linearOrNone(pattern: string): LinearMatcher | undefined {
  try {
    return new LinearMatcher(pattern);
  } catch (thrown) {
    if (thrown instanceof PatternRefusal) return undefined;
    throw thrown;
  }
}
