import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import expressionVectors from '../../vectors/expression-vectors.json';
import filterVectors from '../../vectors/filter-vectors.json';
import { runVector, type Vector } from '../../vectors/vectors';

const EXPRESSIONS = expressionVectors as unknown as Vector[];
const FILTERS = filterVectors as unknown as Vector[];

describe('the conformance vectors', () => {
  test('are all there', () => {
    expect([EXPRESSIONS.length, FILTERS.length]).toEqual([229, 73]);
  });

  test.each([...EXPRESSIONS, ...FILTERS])('$id', (vector) => {
    const result = runVector(vector);
    // The whole result, so that a failure shows what was expected and what came out.
    expect(result).toEqual({ ...result, passed: true });
  });
});

describe('the runner of vectors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(content: string): Promise<{ code: number; lines: string[] }> {
    const file = join(folder, 'vectors.json');
    writeFileSync(file, content);
    return new Promise((resolve) => {
      execFile(process.execPath, ['test/vectors/run.mjs', file], (error, output) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, lines: output.trim().split('\n') });
      });
    });
  }

  test('names what fails, counts, and exits with 1', async () => {
    const vectors = [
      { id: 'good', expression: 'Append("a", "b")', source: {}, context: {}, expected: 'ab' },
      { id: 'wrong', expression: 'Append("a", [b])', source: { b: true }, context: {}, expected: 'aFalse' },
      { id: 'kind', expression: 'Append("a")', source: {}, context: {}, expected: { error: 'parse' } },
      { id: 'scope', filter: { groups: [] }, attributeTypes: {}, source: {}, expected: false },
    ];
    expect(await run(JSON.stringify(vectors))).toEqual({
      code: 1,
      lines: [
        'wrong: expected "aFalse", actual "aTrue"',
        'kind: expected {"error":"parse"}, actual {"error":"arity"}',
        'scope: expected false, actual true',
        '1 passed, 3 failed',
      ],
    });
  });

  test('exits with 0 when all pass', async () => {
    const vectors = [{ id: 'good', expression: '[a]', source: { a: ['x', 7] }, context: {}, expected: ['x', '7'] }];
    expect(await run(JSON.stringify(vectors))).toEqual({ code: 0, lines: ['1 passed, 0 failed'] });
  });

  test('refuses a file that holds no vectors', async () => {
    expect(await run('{}')).toEqual({ code: 2, lines: [''] });
  });
});
