/**
 * Stryker's test runner for our unit tests (`testFile.cjs`). A mutant costs only the tests that reach it: milliseconds, where Stryker's
 * own runner for Jest costs Jest's beginning and every related file. Every file is loaded afresh while the mutant is in, so what a
 * module does once, as it loads, is tried like anything else: by the tests of the files that load it.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/** Shares of a count that is told already, enough to say that a test reaches a mutant. */
const ALSO = 1e-9;

/** Stryker's part in the code it has instrumented: which mutant is in, who is at work, what was reached. */
globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
const stryker = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];

class UnitTestRunner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    Object.assign(process.env, { NODE_ENV: 'test', FC_SEED: '1' }); // properties draw the same at each run
    // from the sandbox, whose modules these are to load
    this.runTestFile = createRequire(resolve('package.json'))('./test/long/mutation/testFile.cjs').runTestFile;
  }

  async dryRun({ files }) {
    const runs = [];
    for (const file of JSON.parse(process.env.MUTATION_TESTS)) {
      try {
        runs.push({ file, ...(await this.watchFile(file, new Set(files))) });
      } catch (error) {
        return { status: DryRunStatus.Error, errorMessage: `${file}: ${error.stack}` };
      }
    }
    runs.sort((one, other) => one.ms - other.ms); // and so the tests of a mutant: the quickest file first
    return {
      status: DryRunStatus.Complete,
      tests: runs.flatMap(({ file, told }) => told.map((test) => resultOf(test, file))),
      mutantCoverage: { static: {}, perTest: Object.assign({}, ...runs.map(({ reached }) => reached)) },
    };
  }

  /** Runs a file, and tells which mutants each of its tests reaches, or what it loads, or what is set up for it. */
  async watchFile(file, about) {
    const pieces = [];
    const begin = (ids) => {
      pieces.push({ ids, reached: {} });
      stryker.currentTestId = 'now';
      stryker.mutantCoverage ??= { static: {}, perTest: {} }; // instrumented code keeps hold of it
      stryker.mutantCoverage.perTest.now = pieces.at(-1).reached;
    };
    const told = await this.runTestFile(resolve(file), { about, begin });
    const ran = new Set(told.map(({ id }) => id));
    const reached = Object.fromEntries([...ran].map((id) => [id, {}]));
    for (const piece of pieces) {
      const ids = piece.ids.filter((id) => ran.has(id));
      for (const [mutant, count] of Object.entries(piece.reached)) {
        ids.forEach((id, index) => {
          reached[id][mutant] = (reached[id][mutant] ?? 0) + (index === 0 ? count : ALSO);
        });
      }
    }
    return { told, reached, ms: told.reduce((sum, { ms }) => sum + ms, 0) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    stryker.currentTestId = undefined;
    stryker.activeMutant = activeMutant.id;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    const tests = [];
    try {
      for (const [file, chosen] of byFile(testFilter)) {
        tests.push(...(await this.runChosen(file, chosen, !disableBail)));
        if (!disableBail && tests.at(-1)?.status === TestStatus.Failed) break;
      }
    } finally {
      stryker.activeMutant = undefined;
    }
    const { hitCount } = stryker;
    return toMutantRunResult(
      determineHitLimitReached(hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests },
      disableBail,
    );
  }

  /** A file that no longer loads fails the first of its tests. */
  async runChosen(file, chosen, bail) {
    try {
      const told = await this.runTestFile(resolve(file), { chosen, bail });
      return told
        .map((test) => resultOf(test, file))
        .sort((one, other) => Number(one.status === TestStatus.Failed) - Number(other.status === TestStatus.Failed));
    } catch (error) {
      const [id] = chosen;
      return [resultOf({ id, name: id, ms: 0, failure: String(error) }, file)];
    }
  }
}

/** Ids of tests by their file, in the order of the files' first. */
function byFile(ids) {
  const files = new Map();
  for (const id of ids) {
    const file = id.slice(0, id.indexOf('#'));
    files.set(file, (files.get(file) ?? new Set()).add(id));
  }
  return files;
}

function resultOf({ id, name, ms, failure }, file) {
  const result = { id, name, timeSpentMs: ms, fileName: resolve(file) };
  return failure === undefined
    ? { ...result, status: TestStatus.Success }
    : { ...result, status: TestStatus.Failed, failureMessage: failure };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'unit', UnitTestRunner)];
