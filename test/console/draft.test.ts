/** What a draft of a schema changes, and what becomes of it when somebody else has saved meanwhile. */
import {
  attributesOf,
  changesOf,
  kindOf,
  mappingsOf,
  newMapping,
  scopeDiffers,
  withExpression,
  withMapping,
  withoutMapping,
  withScope,
  withSourceAttribute,
} from '../../console/rules/draft';
import { rowsOf } from '../../console/rules/mappingRows';
import { mergeDrafts } from '../../console/rules/merge';
import { nullFlowOf, withNullFlow } from '../../console/rules/nullFlow';
import { sourceNameFault } from '../../console/rules/sourceName';
import { usesOf } from '../../console/rules/uses';
import { parseSchema } from '../../shared/engine/review/parseSchema';
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { attributeDefinition, type SynchronizationSchema } from '../../shared/engine/synchronizationSchema';

const BASE = defaultSchema('API2AAD', { id: 'job' });
const mapped = (target: string, schema: SynchronizationSchema = BASE) => {
  const found = mappingsOf(schema).find(({ targetAttributeName }) => targetAttributeName === target);
  if (found === undefined) throw new Error(`nothing is mapped to ${target}`);
  return found;
};
const setTo = (schema: SynchronizationSchema, target: string, expression: string) =>
  withMapping(schema, withExpression(mapped(target, schema), expression));
const SCOPE = {
  groups: [
    {
      name: 'Sales',
      clauses: [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Lead'] } }],
    },
  ],
};

describe('a draft', () => {
  test('that changes nothing has no change, whatever was written in between', () => {
    const back = setTo(setTo(BASE, 'jobTitle', '"x"'), 'jobTitle', '[title]');
    expect(changesOf(BASE, BASE)).toEqual([]);
    expect(changesOf(BASE, back)).toEqual([]);
    expect(scopeDiffers(BASE, back)).toBe(false);
  });

  test('tells each mapping that is changed, new or gone', () => {
    const draft = withoutMapping(withMapping(setTo(BASE, 'jobTitle', '"x"'), newMapping('faxNumber')), 'city');
    expect(
      changesOf(BASE, draft).map(({ target, before, after }) => [target, Boolean(before), Boolean(after)]),
    ).toEqual(
      expect.arrayContaining([
        ['jobTitle', true, true],
        ['city', true, false],
      ]),
    );
  });

  test('is still a schema that may be saved', () => {
    const added = withSourceAttribute(BASE, attributeDefinition('urn:contoso:employee:JobCode'));
    const draft = withScope(setTo(added, 'jobTitle', '[urn:contoso:employee:JobCode]'), SCOPE);
    expect(parseSchema(draft)).toMatchObject({ ok: true });
    expect(attributesOf(draft, 'source').map(({ name }) => name)).toContain('urn:contoso:employee:JobCode');
    expect(scopeDiffers(BASE, draft)).toBe(true);
  });
});

test.each([
  ['[title]', 'direct'],
  ['[emails[type eq "work"].value]', 'direct'],
  [' "Contoso" ', 'constant'],
  ['"a\\"b"', 'constant'],
  ['Join(" ", [a], [b])', 'expression'],
  ['[a] = "b"', 'expression'],
  ['', 'none'],
])('%s is shown as: %s', (expression, kind) => {
  expect(kindOf(withExpression(newMapping('jobTitle'), expression))).toBe(kind);
});

describe('null flow is one choice of two gates', () => {
  const title = () => attributesOf(BASE, 'source').filter(({ name }) => name === 'title');

  test('clearing opens both, and the schema may be saved', () => {
    const draft = withNullFlow(BASE, mapped('jobTitle'), ['title'], 'clear');
    const opened = attributesOf(draft, 'source').filter(({ name }) => name === 'title');
    expect(nullFlowOf(mapped('jobTitle', draft), opened)).toBe('clear');
    expect(parseSchema(draft)).toMatchObject({ ok: true });
  });

  test('keeping closes the mapping’s own, and one gate alone is said', () => {
    const draft = withNullFlow(BASE, mapped('jobTitle'), ['title'], 'keep');
    expect(nullFlowOf(mapped('jobTitle', draft), title())).toBe('keep');
    expect(nullFlowOf({ ...mapped('jobTitle'), flowNullValues: true }, title())).toBe('half');
    expect(nullFlowOf({ ...mapped('jobTitle'), flowNullValues: true }, [])).toBe('half');
  });
});

describe('what two have changed', () => {
  const theirs = setTo(BASE, 'jobTitle', '"theirs"');

  test('is both taken where each changed something else', () => {
    const mine = withScope(setTo(BASE, 'city', '"mine"'), SCOPE);
    const { merged, conflicts } = mergeDrafts(BASE, theirs, mine, new Set());
    expect(conflicts).toEqual([]);
    expect(mapped('jobTitle', merged).source?.expression).toBe('"theirs"');
    expect(mapped('city', merged).source?.expression).toBe('"mine"');
    expect(scopeDiffers(mine, merged)).toBe(false);
  });

  test('is a conflict where both changed one thing, and theirs unless mine is chosen', () => {
    const mine = setTo(BASE, 'jobTitle', '"mine"');
    const conflict = { kind: 'mapping', target: 'jobTitle' };
    const left = mergeDrafts(BASE, theirs, mine, new Set());
    const taken = mergeDrafts(BASE, theirs, mine, new Set(['jobTitle']));
    expect([left.conflicts, taken.conflicts]).toEqual([[conflict], [conflict]]);
    expect(mapped('jobTitle', left.merged).source?.expression).toBe('"theirs"');
    expect(mapped('jobTitle', taken.merged).source?.expression).toBe('"mine"');
  });

  test('is none where both changed it to the same', () => {
    expect(mergeDrafts(BASE, theirs, theirs, new Set())).toMatchObject({ conflicts: [] });
  });

  test('is a conflict of the scope where both changed that', () => {
    const other = { groups: [{ ...SCOPE.groups[0], name: 'Others', clauses: [] }] };
    const { conflicts } = mergeDrafts(BASE, withScope(BASE, SCOPE), withScope(BASE, other), new Set());
    expect(conflicts).toEqual([{ kind: 'scope' }]);
  });
});

test('who else reads an attribute is told, and of what does not compile nothing', () => {
  const draft = setTo(setTo(BASE, 'jobTitle', 'Join(" ", [title], [userName])'), 'city', 'Join(');
  const uses = usesOf(mapped('jobTitle', draft), mappingsOf(draft));
  expect(uses.map(({ name }) => name)).toEqual(['title', 'userName']);
  expect(uses[1]?.others.map(({ target }) => target)).toContain('mailNickname');
  expect(uses.flatMap(({ others }) => others.map(({ target }) => target))).not.toContain('city');
});

test('rows are kept by what is searched for and by what stands beside them', () => {
  const warning = {
    path: 'synchronizationRules[0].objectMappings[0].attributeMappings[1]',
    code: 'HasNoEffect',
    message: 'why',
  };
  const beside = { changed: new Set(['city']), warnings: [warning as never], tried: new Map() };
  const rows = rowsOf(BASE, beside);
  const targets = (text: string, kept: Parameters<(typeof rows)[number]['matches']>[1]) =>
    rows.filter(({ matches }) => matches(text, kept)).map(({ mapping }) => mapping.targetAttributeName);
  expect(targets('', 'all')).toHaveLength(rows.length);
  expect(targets('LOCALITY', 'all')).toEqual(['city']);
  expect(targets('', 'changed')).toEqual(['city']);
  expect(targets('', 'matching')).toEqual(['employeeId']);
  expect(targets('', 'warning')).toEqual([mappingsOf(BASE)[1]?.targetAttributeName]);
  expect(targets('', 'expression')).toContain('mailNickname');
});

test.each([
  ['nickName', undefined],
  ['name.middleName', undefined],
  ['urn:contoso:employee:JobCode', undefined],
  ['title', 'taken'],
  ['Title', 'taken'],
  ['', 'wrong'],
  ['job code', 'wrong'],
  ['a]b', 'wrong'],
  ['7up', 'wrong'],
])('a source attribute named %j: %s', (name, fault) => {
  expect(sourceNameFault(name, ['title'])).toBe(fault);
});
