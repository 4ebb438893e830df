/** Runs the files of vectors named on the command line; see run.mjs. */
import { readFileSync } from 'node:fs';
import { runVector, type Vector, type VectorResult } from './vectors';

function readVectors(file: string): readonly Vector[] {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(content)) throw new TypeError(`${file} must hold an array of vectors.`);
  return content.map((vector: unknown, index) => {
    if (isVector(vector)) return vector;
    throw new TypeError(`${file}[${index}] must have an id, a source, and an expression or a filter.`);
  });
}

function isVector(value: unknown): value is Vector {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('source' in value)) return false;
  return 'filter' in value || ('expression' in value && typeof value.expression === 'string');
}

/** A vector that makes the engine throw has failed; the others still run. */
function run(vector: Vector): VectorResult {
  try {
    return runVector({ context: {}, attributeTypes: {}, ...vector });
  } catch (error) {
    return { id: vector.id, passed: false, expected: 'no exception', actual: String(error) };
  }
}

function main(files: readonly string[]): number {
  if (files.length === 0) throw new TypeError('Name at least one file of vectors: npm run --silent vectors -- FILE…');
  const results = files.flatMap((file) => readVectors(file).map(run));
  const failed = results.filter(({ passed }) => !passed);
  for (const { id, expected, actual } of failed) console.log(`${id}: expected ${expected}, actual ${actual}`);
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error); // what is wrong with the call, not where in here
  process.exitCode = 2;
}
