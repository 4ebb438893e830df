/** What docs/mappings.md shows is true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileExpression } from '../../shared/engine/expression';
import { readCases } from '../../shared/engine/review/readCase';
import { reportCase, reportSummary } from '../../shared/engine/review/report';
import { runCase } from '../../shared/engine/review/runCase';
import { compileSchema } from '../../shared/engine/schema/compileSchema';
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { SCOPE_OPERATORS } from '../../shared/engine/schema/scopeOperators';

const text = readFileSync(join(__dirname, '../../docs/mappings.md'), 'utf8');
const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
const compiled = compileSchema(defaultSchema('API2AAD', { id: 'docs' }));

test('the example of a mapping test passes', () => {
  const reading = readCases(example);
  expect(reading.ok && reading.cases.map((each) => runCase(compiled, each).differences)).toEqual([[]]);
});

test('the report of a failing case looks as shown', () => {
  const failing = {
    ...(example as object),
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
