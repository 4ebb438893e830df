/** What is offered where an administrator types, and what the half-typed text is taken for. */
import { completionAt, signatureAt } from '../../../console/expression/completion';
import { cursorAt } from '../../../console/expression/cursor';
import { piecesOf } from '../../../console/expression/tokens';
import { tokenize } from '../../../shared/engine/expression/tokens';
import fc from '../../support/property';

/** The cursor is the bar. */
function split(marked: string): readonly [string, number] {
  return [marked.replace('|', ''), marked.indexOf('|')];
}

const ATTRIBUTES = [
  { name: 'name.givenName', value: 'Ann' },
  { name: 'name.familyName', value: null },
  { name: 'userName', value: undefined },
];
const offered = (marked: string) => {
  const completion = completionAt(...split(marked), ATTRIBUTES, 'no value');
  return completion?.proposals.map(({ label }) => label);
};

describe('what is typed', () => {
  test.each([
    ['|', { kind: 'name', from: 0, text: '' }],
    ['Jo|', { kind: 'name', from: 0, text: 'Jo' }],
    ['Join(|', { kind: 'name', from: 5, text: '' }],
    ['Join(" ", |', { kind: 'name', from: 10, text: '' }],
    ['Join(" ", [na|', { kind: 'attribute', from: 11, text: 'na' }],
    ['Join(" ", [na|, [x])', { kind: 'attribute', from: 11, text: 'na' }],
    ['[emails[type eq "wo|', { kind: 'attribute', from: 1, text: 'emails[type eq "wo' }],
    ['[x]|', { kind: 'nothing' }],
    ['Join(" |', { kind: 'nothing' }],
    ['Left([x], 12|', { kind: 'nothing' }],
    ['IIF([x] = |', { kind: 'name', from: 10, text: '' }],
    ['Now() |', { kind: 'nothing' }],
    ['ToLower |', { kind: 'nothing' }],
  ])('%s', (marked, expected) => {
    expect(cursorAt(...split(marked)).typed).toEqual(expected);
  });
});

describe('the call around it', () => {
  test.each([
    ['Join(|', 'Join', 0],
    ['Join(" ", |', 'Join', 1],
    ['Join(",", Left([a], |), [b])', 'Left', 1],
    ['Join(",", Left([a], 1), |', 'Join', 2],
    ['Join(",(", |', 'Join', 1],
    ['Join([a(b,c], |', 'Join', 1],
  ])('%s', (marked, name, argument) => {
    expect(cursorAt(...split(marked)).call).toEqual({ name, argument });
  });

  test('is none outside of every call', () => {
    expect(cursorAt('Left([a], 1)', 12).call).toBeUndefined();
    expect(signatureAt('[a]', 3)).toBeUndefined();
    expect(signatureAt('Nonsense(', 9)).toBeUndefined();
  });

  test('is explained with the argument that comes next', () => {
    expect(signatureAt('Left([a], ', 10)).toMatchObject({ name: 'Left', active: 1 });
    expect(signatureAt('Join(" ", [a], [b], ', 20)).toMatchObject({ active: 1 });
  });
});

describe('what is offered', () => {
  test('behind a bracket the attributes alone, with the person’s values', () => {
    expect(completionAt(...split('[|'), ATTRIBUTES, 'no value')?.proposals).toMatchObject([
      { label: 'name.givenName', detail: 'Ann', insert: 'name.givenName]' },
      { label: 'name.familyName', detail: 'no value' },
      { label: 'userName', detail: '' },
    ]);
  });

  test('a bracket that is there already is not typed twice', () => {
    expect(completionAt(...split('[user|]'), ATTRIBUTES, '')?.proposals).toMatchObject([{ insert: 'userName' }]);
  });

  test.each([
    ['ToL|', ['ToLower']],
    ['fam|', ['name.familyName']],
    ['tolow|', ['ToLower']],
    ['IgnoreA|', ['IgnoreAttributeFlow']],
    ['"text|', undefined],
  ])('%s', (marked, expected) => {
    expect(offered(marked)).toEqual(expected);
  });

  test('what begins so comes before what holds it', () => {
    expect(offered('Name|')?.slice(0, 2)).toEqual(['name.givenName', 'name.familyName']);
    expect(offered('Name|')).toContain('userName');
  });

  test('a function is put in with its brackets, the cursor between them where it takes something', () => {
    const [toLower] = completionAt(...split('ToLower|'), [], '')?.proposals ?? [];
    const [now] = completionAt(...split('Now|'), [], '')?.proposals ?? [];
    expect(toLower).toMatchObject({ insert: 'ToLower()', back: 1, detail: expect.stringMatching(/^\(source/) });
    expect(now).toMatchObject({ insert: 'Now()', back: 0 });
  });
});

const fragment = fc.constantFrom(
  ...['Join', '(', ')', ',', ' ', '"a\\"b"', '"\\\\"', '"x\\y"', '[a]', '[emails[type eq "a]b"].value]', '12', '-1.5'],
  ...['&H1F', '=', '<>', '<=', 'True', '\n', '\u00a0', '""'],
);

test('pieces are the engine’s tokens wherever the engine takes the text', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
      const text = fragments.join('');
      let tokens: ReturnType<typeof tokenize>;
      try {
        tokens = tokenize(text);
      } catch {
        return;
      }
      const columns = tokens.filter(({ kind }) => kind !== 'end').map(({ column }) => column - 1);
      expect(piecesOf(text).map(({ from }) => from)).toEqual(columns);
    }),
  );
});

test('pieces never overlap and leave out nothing but white space, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      let at = 0;
      for (const { from, to } of piecesOf(text)) {
        expect(text.slice(at, from)).toMatch(/^[ \t\r\n\xa0\u202f]*$/);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(text.slice(at)).toMatch(/^[ \t\r\n\xa0\u202f]*$/);
    }),
  );
});
