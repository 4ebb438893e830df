/**
 * The order of the test files: of each kind the longest first, so that no core ends the run alone with one of them. Jest knows
 * what a file took in the last run. On a fresh clone it goes by the size of files, and those that take long are short to read.
 *
 * The slow suites wait much, for hosts of their own, and the unit tests compute: both kinds are dealt out over the whole run.
 */
const { relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** Seconds alone on a core, of files that take more than most of their kind. */
const LONG = {
  'test/e2e/console/console.test.ts': 75,
  'test/e2e/agent.test.ts': 45,
  'test/e2e/kill.test.ts': 45,
  'test/simulation/plantedFaults.test.ts': 40,
  'test/simulation/simulation.test.ts': 40,
  'test/documents/failures.test.ts': 35,
  'test/documents/cli.test.ts': 30,
  'test/e2e/roster/roster.test.ts': 25,
  'test/e2e/payload/activeDirectory.test.ts': 25,
  'test/e2e/quickstart.test.ts': 25,
  'test/e2e/cli.test.ts': 20,
  'test/documents/faq.test.ts': 20,
  'test/documents/operations.test.ts': 20,
  'test/contracts/clients/clients.test.ts': 20,
  'test/contracts/storage/emulator.test.ts': 20,
  'test/contracts/targets/ldapAccounts.test.ts': 15,
  'test/contracts/targets/wholeUploadsLdap.test.ts': 15,
  'test/hostileTexts.test.ts': 8,
  'test/pipeline/uploads/largestPerson.test.ts': 8,
  'test/engine/expression/regex/oracle.test.ts': 6,
  'test/infra/entra.test.ts': 6,
  'test/pipeline/preview/planPeople.test.ts': 5,
  'test/pipeline/supervise/wakeUps.test.ts': 4,
  'test/pipeline/jobs/restartPurges.property.test.ts': 4,
  'test/pipeline/supervise/freeStranded.test.ts': 4,
};

const OTHERS = { integration: 8, unit: 0.5 };

class LongestFirst extends Sequencer {
  sort(tests) {
    const failed = tests.filter((test) => this.hasFailed(test));
    const others = super.sort(tests.filter((test) => !failed.includes(test)));
    const kinds = Object.keys(OTHERS).map((kind) => dealt(others.filter((test) => kindOf(test) === kind)));
    return [
      ...failed,
      ...kinds
        .flat()
        .sort((one, other) => one.share - other.share)
        .map(({ test }) => test),
    ];
  }
}

/** The longest first, each with the share of the kind's time that has begun before it. */
function dealt(tests) {
  const sorted = [...tests].sort((one, other) => secondsOf(other) - secondsOf(one));
  const total = sorted.reduce((sum, test) => sum + secondsOf(test), 0);
  let before = 0;
  return sorted.map((test) => {
    const share = before / total;
    before += secondsOf(test);
    return { test, share };
  });
}

const kindOf = ({ context }) => context.config.displayName.name;

function secondsOf(test) {
  if (test.duration != null) return test.duration / 1_000;
  return LONG[relative(test.context.config.rootDir, test.path)] ?? OTHERS[kindOf(test)];
}

module.exports = LongestFirst;
module.exports.LONG = LONG;
