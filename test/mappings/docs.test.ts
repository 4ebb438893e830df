/** What docs/mappings.md shows is true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileExpression } from '../../shared/engine/expression';
import { parseSchema } from '../../shared/engine/review/parseSchema';
import { readCases } from '../../shared/engine/review/readCase';
import { reportCase, reportSummary } from '../../shared/engine/review/report';
import { runCase } from '../../shared/engine/review/runCase';
import { compileSchema } from '../../shared/engine/schema/compileSchema';
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { SCOPE_OPERATORS } from '../../shared/engine/schema/scopeOperators';

const text = readFileSync(join(__dirname, '../../docs/mappings.md'), 'utf8');
const shown = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? '') as Loose);
const withMember = (name: string) => shown.filter((one) => name in one);
const [example] = withMember('person');
const compiled = compileSchema(defaultSchema('API2AAD', { id: 'docs' }));

type Loose = Record<string, unknown>;

/** The default schema with what the page shows added to it. */
function schemaWith(attributes: readonly Loose[], mappings: readonly Loose[], scope: unknown) {
  const schema = JSON.parse(JSON.stringify(defaultSchema('API2AAD', { id: 'docs' })));
  const names = new Set(attributes.map(({ name }) => name));
  const targets = new Set(mappings.map(({ targetAttributeName }) => targetAttributeName));
  const [{ objects }] = schema.directories;
  objects[0].attributes = [
    ...objects[0].attributes.filter(({ name }: Loose) => !names.has(name)),
    { name: 'department' },
    ...attributes,
  ];
  const [objectMapping] = schema.synchronizationRules[0].objectMappings;
  const others = objectMapping.attributeMappings.filter((one: Loose) => !targets.has(one.targetAttributeName));
  Object.assign(objectMapping, { scope, attributeMappings: [...others, ...mappings] });
  return schema;
}

describe('the parts of a schema that it shows', () => {
  const [definition, sourceGate] = withMember('flowNullValues').filter((one) => 'type' in one);
  const [whole, mappingGate] = withMember('targetAttributeName');
  const scope = withMember('scope')[0]?.scope;

  test('are saved', () => {
    const parsed = parseSchema(schemaWith([definition ?? {}], [whole ?? {}], scope));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    expect(parsed.schema.directories[0]?.objects[0]?.attributes.at(-1)).toEqual(definition);
    expect(parsed.schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings.at(-1)).toEqual(whole);
  });

  test('a definition of nothing but a name is the one that is shown', () => {
    const parsed = parseSchema(schemaWith([{ name: definition?.name }], [], null));
    expect(parsed.ok && parsed.schema.directories[0]?.objects[0]?.attributes.at(-1)).toEqual(definition);
  });

  test('both gates of null flow together clear', () => {
    const parsed = parseSchema(schemaWith([sourceGate ?? {}], [mappingGate ?? {}], null));
    expect(parsed.ok && parsed.warnings.map(({ code }) => code)).toEqual(['ClearsByOmission']);
  });
});

test('the example of a mapping test passes', () => {
  const reading = readCases(example);
  expect(reading.ok && reading.cases.map((each) => runCase(compiled, each).differences)).toEqual([[]]);
});

test('the report of a failing case looks as shown', () => {
  const failing = {
    ...example,
    name: 'a manager gets a title of his own',
    expected: { values: { jobTitle: 'Head of Tours' } },
  };
  const reading = readCases([example, failing]);
  const lines = reading.ok
    ? reading.cases.map((each) => reportCase(each.name, 'cases/title.json', runCase(compiled, each)))
    : [];
  expect(text).toContain([...lines, reportSummary(1, 1)].join('\n'));
});

test('the fault of an expression looks as shown', () => {
  const compilation = compileExpression('Jion("", [userName])');
  const fault = compilation.ok ? undefined : compilation.faults[0];
  expect(text).toContain(`    Column ${fault?.column}: ${fault?.message}\n`);
});

const expressions = [...text.matchAll(/`([A-Z]\w+\([^`\n]*\))`|(IIF\(.*\))$/gm)].map(
  ([, inline, block]) => inline ?? block ?? '',
);

test.each(expressions)('%s compiles', (expression) => {
  const complete = expression.replace('rule, rule, …', '[userName], [displayName]');
  expect(compileExpression(complete)).toMatchObject({ ok: true });
});

test.each(SCOPE_OPERATORS.map(({ name }) => name))('%s is described', (name) => {
  expect(text).toContain(`\`${name}\``);
});
