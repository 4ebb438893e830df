/**
 * A sample of a folder's mutants, as Stryker's checker: of what is not drawn it says that it is no mutant at all, before a test is run
 * for it. So it counts for nothing, and the score is one of the sample.
 */
import { CheckStatus } from '@stryker-mutator/api/check';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { isDrawn } from './draw.mjs';

const DRAWN = { status: CheckStatus.Passed };
const LEFT_OUT = { status: CheckStatus.CompileError, reason: 'Not in the sample.' };

class Sample {
  async init() {
    this.sample = JSON.parse(process.env.MUTATION_SAMPLE);
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(mutants.map(({ id }) => [id, isDrawn(id, this.sample) ? DRAWN : LEFT_OUT]));
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)];
