/**
 * Jest's environment for all tests, with three manners added:
 *
 * - What fails says one thing. A `beforeAll` that fails is told by the first test it was for, and the others are skipped, as is
 *   what closes what was never opened. In a story (`story.ts`), what comes behind the first failure is skipped.
 * - What a test file started ends with it. A test that fails or is cut off never comes to its own clean-up.
 * - What computes for minutes may be loaded outside of Jest's sandbox (`outside.ts`), where the same code takes a quarter of the time.
 * - What a test file remembers of its asynchronous calls is forgotten with it (`quickSandbox.cjs`).
 * - What would outlive Jest itself, because it has a process group of its own, is given a lifeline (`lifeline.cjs`).
 */
const { ChildProcess } = require('node:child_process');
const Module = require('node:module');
const { buildSync } = require('esbuild');
const { forgetCalls } = require('./quickSandbox.cjs');
const { TestEnvironment } = require('jest-environment-node');

/** Processes that the file under test started, in this worker, and whether each leads a group. */
const running = new Map();

const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function spawnAndRemember(options) {
  const result = spawn.call(this, options);
  if (this.pid !== undefined) {
    running.set(this, options.detached === true);
    this.once('exit', () => running.delete(this));
  }
  return result;
};

function endAll() {
  for (const [{ pid }, leadsGroup] of running) {
    try {
      process.kill(leadsGroup ? -pid : pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it has just ended
    }
  }
  running.clear();
}

class MannerlyEnvironment extends TestEnvironment {
  /** Blocks whose `beforeAll` failed, and blocks that are stories. */
  broken = new Set();
  stories = new Set();

  async setup() {
    await super.setup();
    this.global.loadOutside = loadOutside;
    this.global.storyBegins = () => this.stories.add(this.circus.currentDescribeBlock);
  }

  async teardown() {
    endAll();
    forgetCalls();
    await super.teardown();
  }

  handleTestEvent(event, state) {
    this.circus = state;
    switch (event.name) {
      case 'hook_failure':
        return this.hookFailed(event, state);
      case 'test_done':
        if (event.test.errors.length > 0) this.endStory(event.test);
    }
  }

  hookFailed({ hook, describeBlock }, state) {
    if (hook.type === 'beforeAll') {
      const [first, ...others] = testsOf(describeBlock);
      if (isUnder(describeBlock.parent, this.broken)) skip(first);
      else first?.errors.splice(1);
      others.forEach(skip);
      this.broken.add(describeBlock);
    }
    if (hook.type === 'afterAll' && isUnder(describeBlock, this.broken)) state.unhandledErrors.pop();
  }

  endStory({ parent }) {
    for (let block = parent; block !== undefined; block = block.parent) {
      if (this.stories.has(block)) testsOf(block).filter(isToCome).forEach(skip);
    }
  }
}

/** Bundles a module of ours in memory (two workers may do so at once) and runs it as Node does. */
function loadOutside(entry) {
  const options = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', packages: 'external' };
  const [{ text }] = buildSync({ entryPoints: [entry], write: false, logLevel: 'error', ...options }).outputFiles;
  const outside = new Module(entry);
  outside.paths = Module._nodeModulePaths(entry);
  outside._compile(text, entry);
  return outside.exports;
}

function testsOf(block) {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

function isUnder(block, blocks) {
  return block !== undefined && (blocks.has(block) || isUnder(block.parent, blocks));
}

const isToCome = ({ startedAt, status }) => startedAt == null && status == null;

function skip(test) {
  if (test === undefined) return;
  test.errors.splice(0);
  test.mode = 'skip';
}

module.exports = MannerlyEnvironment;
