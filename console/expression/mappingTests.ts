/** Mapping tests, run here on a draft by the engine that runs them everywhere (docs/mappings.md, "Testing mappings"). */
import { type MappingCase, readCases } from '../../shared/engine/review/readCase';
import { type Difference, runCase } from '../../shared/engine/review/runCase';
import { type CompiledSchema, compileSchema } from '../../shared/engine/schema/compileSchema';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import type { JsonObject } from '../../shared/scim/json';
import type { Subject } from '../rules/subject';

export interface RanTest {
  readonly name: string;
  /** None: it passes. */
  readonly differences: readonly Difference[];
  /** Why it cannot be run. */
  readonly fault?: string;
}

/** @param draft one without faults */
export function runTests(draft: SynchronizationSchema, tests: readonly unknown[]): readonly RanTest[] {
  const compiled = compileSchema(draft);
  return tests.map((test) => {
    const reading = readCases(test);
    const [read] = reading.ok ? reading.cases : [];
    if (!reading.ok || read === undefined) return { name: nameOf(test), differences: [], fault: faultOf(reading) };
    return runOne(compiled, read);
  });
}

/** A pattern that is none is found only when it is used. */
function runOne(compiled: CompiledSchema, test: MappingCase): RanTest {
  const { name } = test;
  try {
    return { name, differences: runCase(compiled, test).differences };
  } catch (error) {
    return { name, differences: [], fault: error instanceof Error ? error.message : String(error) };
  }
}

export const isRed = ({ differences, fault }: RanTest): boolean => differences.length > 0 || fault !== undefined;

/** As a new account: what the person is given by this draft is what the test will expect from now on. */
export function testOf(
  draft: SynchronizationSchema,
  { data }: Pick<Subject, 'data'>,
  name: string,
  defaultDomain: string,
): JsonObject {
  const test: JsonObject = { name, person: data, ...(defaultDomain !== '' && { defaultDomain }), expected: {} };
  const reading = readCases(test);
  const [read] = reading.ok ? reading.cases : [];
  if (read === undefined) throw new RangeError(faultOf(reading));
  const { action, values, skippedBecause, failures } = runCase(compileSchema(draft), read).outcome;
  const told = failures.map(({ code, attribute }) => (attribute === undefined ? { code } : { code, attribute }));
  const expected = {
    action,
    ...(Object.keys(values).length > 0 && { values: plain(values) }),
    ...(skippedBecause !== null && { skippedBecause }),
    ...(told.length > 0 && { failures: told }),
  };
  return { ...test, expected };
}

/** As a file of tests says it: no big numbers, no dates. */
const plain = (values: unknown): JsonObject => JSON.parse(JSON.stringify(values, bigAsText)) as JsonObject;
const bigAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

const faultOf = (reading: ReturnType<typeof readCases>) => (reading.ok ? '' : reading.faults.join(' '));

function nameOf(test: unknown): string {
  return typeof test === 'object' && test !== null && 'name' in test ? String(test.name) : '';
}
