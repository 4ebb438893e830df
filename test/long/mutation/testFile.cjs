/**
 * Test files outside of Jest: the circus, `expect` and mocks that Jest itself runs them by, in this process and without its sandbox,
 * so that one test costs what it does and not what Jest needs to begin.
 */
const { relative } = require('node:path');
const { testTimeout } = require('../../../jest.config.cjs');
const { forgetCalls } = require('../../support/quickSandbox.cjs');
const circus = require('jest-circus');
const { jestExpect } = require('@jest/expect');
const { ModuleMocker } = require('jest-mock');
const { forgetModules, installLoader, mayReach } = require('./modules.cjs');

const mocker = new ModuleMocker(globalThis);
const { describe, test, it, beforeAll, beforeEach, afterEach, afterAll } = circus;
Object.assign(globalThis, { describe, test, it, beforeAll, beforeEach, afterEach, afterAll, expect: jestExpect });
globalThis.storyBegins = () => undefined; // what it is for, skipping behind a failure, is done here in any case
installLoader(mocker);

/** What a test throws outside of its own calls is its failure. */
process.on('uncaughtException', (error) => circus.getState().currentlyRunningTest?.errors.push(error));

/**
 * Loads a test file afresh and runs tests of it, in order; behind the first that fails the rest is skipped, if `bail` says so.
 *
 * @param about modules, a set of paths: a file that reaches none of them is loaded and not run
 * @param chosen ids of tests; without it all are run
 * @param begin is called where work begins for somebody else, with the ids it is for: all of the file while it loads (which are known
 *   afterwards, so it is called with a list that is filled then), those under a block in its hooks, one test
 * @returns what became of each test that ran, with milliseconds
 * @throws what the file throws while it loads
 */
async function runTestFile(path, { about, chosen, bail = false, begin = () => undefined } = {}) {
  const environment = { ...process.env };
  forgetModules();
  circus.resetState();
  const { rootDescribeBlock: root } = circus.getState();
  circus.getState().testTimeout = testTimeout; // Stryker, which has measured each test, stops what hangs before that
  const all = [];
  const told = [];
  let ids = new Map();
  const follow = ({ name, hook, test: current }) => {
    if (name === 'hook_start' && hook.type.endsWith('All')) begin(testsOf(hook.parent).map((each) => ids.get(each)));
    if (name === 'test_start') begin([ids.get(current)]);
    if (name !== 'test_done') return;
    told.push(outcomeOf(current, ids.get(current)));
    if (bail && current.errors.length > 0) skipRest(root);
  };
  circus.addEventHandler(follow);
  try {
    begin(all);
    const started = performance.now();
    require(path);
    const loadMs = performance.now() - started;
    if (about !== undefined && !mayReach(about)) return [];
    ids = idsOf(root, relative(process.cwd(), path));
    all.push(...ids.values());
    if (chosen !== undefined) keep(root, (each) => chosen.has(ids.get(each)));
    const { unhandledErrors } = await circus.run();
    if (told.length > 0) told[0].ms += loadMs;
    if (unhandledErrors.length > 0) told.push({ id: all[0], name: path, ms: 0, failure: unhandledErrors.join('\n') });
  } finally {
    circus.removeEventHandler(follow);
    mocker.restoreAllMocks();
    forgetCalls();
    process.env = environment;
  }
  return told;
}

function testsOf(block) {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

/** File and title; tests of one title are counted. */
function idsOf(root, file) {
  const seen = new Map();
  return new Map(
    testsOf(root).map((each) => {
      const id = `${file}#${titleOf(each)}`;
      const before = seen.get(id) ?? 0;
      seen.set(id, before + 1);
      return [each, before === 0 ? id : `${id} (${before + 1})`];
    }),
  );
}

function titleOf({ name, parent }) {
  return parent?.parent === undefined ? name : `${titleOf(parent)} ${name}`;
}

function keep(block, isChosen) {
  for (const child of block.children) if (child.type !== 'test') keep(child, isChosen);
  block.children = block.children.filter((child) =>
    child.type === 'test' ? isChosen(child) : child.children.length > 0,
  );
}

function skipRest(root) {
  for (const each of testsOf(root)) if (each.startedAt === null) each.mode = 'skip';
}

function outcomeOf({ duration, errors }, id) {
  const [failure] = errors.flat().filter((error) => error !== undefined);
  const told = errors.length === 0 ? undefined : String(failure?.message ?? failure);
  return { id, name: id.slice(id.indexOf('#') + 1), ms: duration ?? 0, failure: told };
}

module.exports = { runTestFile };
