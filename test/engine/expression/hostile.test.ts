/** Input made to hurt. What it may cost is counted in steps, never measured in time. */
import { Matcher } from 're2js';
import { compileExpression } from '../../../shared/engine/expression';
import { compilePattern } from '../../../shared/engine/expression/pattern';
import { rewrite } from '../../../shared/engine/expression/regex/linear/rewriter';
import { tokenize } from '../../../shared/engine/expression/tokens';
import type { Value } from '../../../shared/value';
import { CONTEXT, evaluate, literal, valueFrom } from './evaluate';

const MEBI = 1_048_576;

/** Evaluates and tells how many attributes were read on the way. */
function counted(expression: string, source: Readonly<Record<string, Value>>) {
  const compilation = compileExpression(expression);
  if (!compilation.ok) throw new Error(compilation.faults[0]?.message);
  let reads = 0;
  const evaluation = compilation.expression.evaluate((name) => {
    reads += 1;
    return source[name] ?? null;
  }, CONTEXT);
  return { evaluation, reads };
}

describe('10,000 characters', () => {
  test.each([
    ['blanks', ' '.repeat(10_000)],
    ['opening parentheses', '('.repeat(10_000)],
    ['opening brackets', '['.repeat(10_000)],
    ['quotation marks', '"'.repeat(9_999)],
    ['backslashes', `"${'\\'.repeat(9_999)}`],
    ['commas', `F(${','.repeat(9_998)}`],
    ['calls that never close', 'Not('.repeat(2_500)],
    ['names', 'A'.repeat(10_000)],
    ['comparisons', '1=1'.repeat(3_333)],
  ])('of %s have one fault, with its column', (_name, text) => {
    const compilation = compileExpression(text);
    expect(compilation.ok ? [] : compilation.faults).toHaveLength(1);
  });

  test('are at most one token each, and the end', () => {
    for (const text of [','.repeat(10_000), '1 '.repeat(5_000), 'A('.repeat(5_000), '<>='.repeat(3_333)]) {
      expect(tokenize(text).length).toBeLessThanOrEqual(text.length + 1);
    }
  });

  test('of one number are a number', () => {
    expect(valueFrom('9'.repeat(10_000))).toBe(BigInt('9'.repeat(10_000)));
  });

  test('of arguments are all joined, each attribute read once', () => {
    const { evaluation, reads } = counted(`Join("", ${Array(2_400).fill('[a]').join(',')})`, { a: 'x' });
    expect(evaluation).toEqual({ kind: 'value', value: 'x'.repeat(2_400) });
    expect(reads).toBe(2_400);
  });

  test('of unknown functions have a fault for each', () => {
    const compilation = compileExpression(`Join("", ${Array(1_000).fill('Foo()').join(',')})`);
    expect(compilation.ok ? [] : compilation.faults).toHaveLength(1_000);
  });
});

describe('500 levels', () => {
  const nested = (open: string, close: string, levels = 500) => `${open.repeat(levels)}[a]${close.repeat(levels)}`;

  test.each([
    ['Not', nested('Not(', ')'), { a: 'True' }, true],
    ['Trim', nested('Trim(', ')'), { a: ' x ' }, 'x'],
    ['Mid', nested('Mid(', ',1,3)'), { a: 'xyzzy' }, 'xyz'],
    ['Left', nested('Left(', ',3)'), { a: 'xyzzy' }, 'xyz'],
    ['Join', nested('Join("",', ')'), { a: 'x' }, 'x'],
  ])('of %s are evaluated, the attribute read once', (_name, expression, source, value) => {
    const { evaluation, reads } = counted(expression, source);
    expect(evaluation).toEqual({ kind: 'value', value });
    expect(reads).toBe(1);
  });

  test('are evaluated with a good part of the stack in use already', () => {
    const deepest = (): number => {
      try {
        return 1 + deepest();
      } catch {
        return 1;
      }
    };
    const run = () => counted(nested('Mid(', ',1,3)'), { a: 'xyzzy' }).evaluation;
    const below = (frames: number): unknown => (frames === 0 ? run() : below(frames - 1));
    expect(below(Math.floor(deepest() / 6))).toEqual({ kind: 'value', value: 'xyz' });
  });

  test.each([501, 1_000, 2_000])('are all there may be: of %d the first that is too deep is named', (levels) => {
    const compilation = compileExpression(nested('Not(', ')', levels).slice(0, 10_000));
    expect(compilation.ok ? [] : compilation.faults).toEqual([
      { kind: 'nesting', message: 'Functions may nest 500 deep; Not is one too many.', column: 2_001, length: 3 },
    ]);
  });

  test('of decisions evaluate one branch each', () => {
    let expression = '[a]';
    for (let level = 0; level < 300; level += 1) expression = `IIF([a]="x",${expression},CDate([b]))`;
    const { evaluation, reads } = counted(expression, { a: 'x' });
    expect(evaluation).toEqual({ kind: 'value', value: 'x' });
    expect(reads).toBe(301);
  });
});

describe('texts that grow', () => {
  test('stop at 1 Mi characters', () => {
    const doubled = (times: number) => {
      let expression = '[a]';
      for (let time = 0; time < times; time += 1) expression = `Replace(${expression},"a",,,"aa")`;
      return evaluate(expression, { a: 'a' });
    };
    expect(doubled(20)).toHaveProperty('value.length', MEBI);
    expect(doubled(21)).toEqual({
      failed: 'Replace: The result has more than 1048576 characters, which is the most a function may make.',
      column: 1,
    });
    expect(doubled(200)).toHaveProperty('failed');
  });

  const failed = expect.stringContaining('The result has more than 1048576 characters');
  const half = 'x'.repeat(MEBI / 2);
  test.each<[string, Record<string, Value>]>([
    ['Append([a], [b])', { a: half, b: `${half}y` }],
    ['Join("", [a], [b])', { a: half, b: `${half}y` }],
    ['Join([a], "x", [b])', { a: half, b: half }],
    ['Join("", [many])', { many: Array(MEBI + 1).fill('x') }],
    ['Replace([a], "x", , , "xx", , )', { a: `${half}x` }],
    ['Replace([a], "x", , , , , [b])', { a: half, b: 'xxx' }],
    ['Replace([a], , "^", , "$_$_$_", , )', { a: half }],
    ['Replace([a], , "^(?<n>x)", "n", [b], , )', { a: half, b: `${half}yy` }],
    ['ToLower([a])', { a: `${half}${half}X` }],
    ['ConvertToUTF8Hex([a])', { a: `${half}x` }],
    ['ConvertToBase64([a])', { a: half }],
    ['Append([many], [b])', { many: Array(1_024).fill('x'), b: 'y'.repeat(1_023) }],
    ['Split([a], ",")', { a: ','.repeat(MEBI) }],
    ['AppRoleAssignmentsComplex([many])', { many: Array(MEBI / 32).fill('x') }],
    ['Join("", [many], [many], [many])', { many: Array(MEBI / 2).fill('') }],
  ])('%s', (expression, source) => {
    expect(evaluate(expression, source)).toEqual({ failed, column: 1 });
  });

  test.each<[string, Record<string, Value>, number]>([
    ['Append([a], [b])', { a: half, b: half }, MEBI],
    ['Join("", [many])', { many: Array(MEBI).fill('x') }, MEBI],
    ['ConvertToUTF8Hex([a])', { a: half }, MEBI],
    ['Append([many], [b])', { many: Array(1_024).fill('x'), b: 'y'.repeat(1_022) }, 1_024],
    ['Split([a], ",")', { a: ','.repeat(MEBI - 1) }, MEBI],
  ])('%s reaches the limit', (expression, source, length) => {
    const value = valueFrom(expression, source);
    expect(typeof value === 'string' || Array.isArray(value) ? value.length : 0).toBe(length);
  });
});

describe('huge multi-values', () => {
  const many = Array.from({ length: 200_000 }, (_each, index) => String(index % 1_000));

  test.each<[string, unknown]>([
    ['Count([many])', 200_000],
    ['Item([many], 200000)', '999'],
    ['Count(RemoveDuplicates([many]))', 1_000],
    ['Count(ToLower([many]))', 200_000],
    ['Count(Split(Join(",", [many]), ","))', 200_000],
    ['Count(Switch([many], "x", "1", "y"))', 200_000],
    ['IsPresent([many])', true],
  ])('%s reads them once', (expression, value) => {
    const { evaluation, reads } = counted(expression, { many });
    expect(evaluation).toEqual({ kind: 'value', value });
    expect(reads).toBe(1);
  });
});

describe('catastrophic patterns', () => {
  const find = jest.spyOn(Matcher.prototype, 'find');
  beforeEach(() => find.mockClear());
  afterAll(() => find.mockRestore());

  test.each(['(a+)+$', '(a*)*b', '(a|aa)+$', '(a|a?)+b', '([a-zA-Z]+)*[0-9]', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s on 10,000 characters: one look at the text',
    (pattern) => {
      const x = `${'a'.repeat(10_000)}!`;
      expect(valueFrom(`Replace([x], , ${literal(pattern)}, , "-", , )`, { x }) === x).toBe(true);
      expect(find).not.toHaveBeenCalled();
    },
  );

  test('an evil replacement of all matches is one search for each', () => {
    expect(valueFrom('Replace([x], , "a", , "b", , )', { x: 'a'.repeat(5_000) })).toBe('b'.repeat(5_000));
    expect(find).toHaveBeenCalledTimes(5_000);
  });

  test('a search that looks to the end for each match is stopped', () => {
    // Each match of `a` is found only after looking for a `b` all the way: quadratic, whatever the engine.
    const outcome = evaluate('Replace([x], , "a.*?b|a", , "-", , )', { x: 'a'.repeat(100_000) });
    expect(outcome).toEqual({ failed: 'Replace: the pattern takes too long on this value.', column: 1 });
    // 2^25 steps of work, at 100,001 characters and five states a search.
    expect(find.mock.calls.length).toBeLessThanOrEqual(2 ** 25 / 100_000 / 5 + 10);
  });

  test('a single search that is too much is not begun', () => {
    const pattern = `(?:${'a?'.repeat(900)}){1}x`;
    const compilation = compilePattern(pattern);
    expect(compilation.ok && rewrite(pattern).size).toBeGreaterThan(900);
    const outcome = evaluate(`Replace([x], , ${literal(pattern)}, , "-", , )`, { x: `${'a'.repeat(200_000)}x` });
    expect(outcome).toEqual({ failed: 'Replace: the pattern takes too long on this value.', column: 1 });
    expect(find).not.toHaveBeenCalled();
  });

  test.each([
    ['repetitions of repetitions', '(?:(?:(?:a{10}){10}){10}){10}', 'more than 5000 states'],
    ['many large repetitions', `(?:${'a{1000}|'.repeat(100)}b)`, 'more than 5000 states'],
    ['long texts', 'a'.repeat(5_001), 'more than 5000 states'],
    ['large repetitions', 'a{1001}', 'count to 1000 at most'],
    ['large repetitions without an end', 'a{1001,}', 'count to 1000 at most'],
    ['large repetitions with two limits', 'a{1,1001}', 'count to 1000 at most'],
  ])(
    'of %s are not built for RE2, but backtracked, where they are as long as they are written',
    (_name, pattern, why) => {
      expect(() => rewrite(pattern)).toThrow(expect.objectContaining({ message: expect.stringContaining(why) }));
      expect(compilePattern(pattern).ok).toBe(true);
    },
  );

  test('of RE2 are its largest', () => {
    for (const pattern of ['a'.repeat(5_000), 'a{1000}', 'a{1000,}', 'a{0,1000}']) {
      expect(rewrite(pattern).size).toBeGreaterThan(0);
    }
  });

  test('of deep groups are refused', () => {
    const message = 'Groups may nest 400 deep.';
    expect(compilePattern(`${'(a*'.repeat(401)}${')*'.repeat(401)}`)).toEqual({ ok: false, message, offset: 1_200 });
    expect(compilePattern(`${'(?!a'.repeat(401)}${')'.repeat(401)}`)).toEqual({ ok: false, message, offset: 1_600 });
    expect(compilePattern(`${'(?!a'.repeat(400)}${')'.repeat(400)}`).ok).toBe(true);
  });

  test('the size of a pattern is what a repetition makes of it, not how long it is', () => {
    expect(rewrite('a').size).toBe(1);
    expect(rewrite('a*').size).toBe(2);
    expect(rewrite('a{10}').size).toBe(11);
    expect(rewrite('(?:ab){10}').size).toBe(30);
    expect(rewrite('(((a*)*)*)*').size).toBeLessThan(30);
  });
});
