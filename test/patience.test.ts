/** Tests are patient in one place (`support/patience.ts`), and properties print their seeds (`support/property.ts`). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manner {
  readonly name: string;
  readonly offends: RegExp;
  /** Code that the rule must find, so that it is known to be able to. */
  readonly examples: readonly string[];
  readonly agreed: readonly string[];
}

const MANNERS: readonly Manner[] = [
  {
    name: 'no test sets a time limit of its own',
    offends: /\bjest\.setTimeout\(|\n *\},\s(?:\s*)(?:\d[\d_]{3,}|[A-Z_]*(?:PATIENCE|TIMEOUT|LIMIT)[A-Z_]*),?\s*\);/,
    examples: [
      'jest.setTimeout(5_000);',
      'test("x", async () => {\n  }, 60_000);',
      'f(async () => {\n}, PATIENCE_MS);',
      'test(\n  async () => {\n  },\n  LIMIT_MS,\n);',
    ],
    agreed: ['support/setUpSlow.ts'],
  },
  {
    name: 'no test says how long it waits for a thing to come about, but in words',
    offends: /\beventually\([^;]*, \d[\d_]*\);/,
    examples: ['await eventually(async () => expect(x).toBe(1), 15_000);'],
    agreed: [],
  },
  {
    name: 'nobody takes fast-check as it comes',
    offends: /from 'fast-check'/,
    examples: ["import fc from 'fast-check';"],
    agreed: ['architecture.test.ts', 'support/property.ts'],
  },
];

const FILES = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && name !== 'patience.test.ts');

test.each(MANNERS)('$name', ({ offends, examples, agreed }) => {
  for (const example of examples) expect(example).toMatch(offends);
  expect(FILES.filter((name) => offends.test(readFileSync(join(__dirname, name), 'utf8')))).toEqual(agreed);
});
