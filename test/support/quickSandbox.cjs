/**
 * Jest's sandbox, in which each test file has globals and modules of its own, without most of its cost:
 *
 * - Each file compiled every module that it loads. Here a worker compiles a module once, and each file runs it in its context.
 * - The global object was a proxy behind an interceptor, which every use of a global went through. Here it is an ordinary object.
 *   What Jest wants the proxy for is to empty the globals behind a file; our workers bear what stays.
 * - Jest remembers by an asynchronous store which test a call belongs to, and every promise passes through its hooks. Tests of a
 *   file run one after another, so a variable says the same.
 */
const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');

/** Scripts by file name, with the source each was made of. */
const scripts = new Map();

const { compileFunction, createContext } = vm;

vm.compileFunction = function compileOnce(source, parameters, options) {
  const { filename, parsingContext } = options;
  if (parsingContext === undefined) return compileFunction(source, parameters, options);
  const kept = scripts.get(filename);
  const script = kept?.source === source ? kept.script : compile(source, parameters, filename);
  if (script !== kept?.script) scripts.set(filename, { source, script });
  return script.runInContext(parsingContext);
};

/** Lines and columns stay what they are in the source. */
function compile(source, parameters, filename) {
  const head = `(function (${parameters.join(', ')}) {`;
  return new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
}

vm.createContext = function createPlainContext(...given) {
  return given.length === 1 ? createContext(vm.constants.DONT_CONTEXTIFY) : createContext(...given);
};

/** What a store of Jest's holds now: the test, or the hook, that runs. */
const held = new WeakMap();

/** Stores of our own code that are in use, in this worker. */
const opened = new Set();

const { run, getStore } = AsyncLocalStorage.prototype;

AsyncLocalStorage.prototype.run = function runAndHold(store, callback, ...given) {
  if (!isOfJest(store)) {
    opened.add(this);
    return run.call(this, store, callback, ...given);
  }
  const before = held.get(this);
  held.set(this, store);
  return callback(...given).finally(() => held.set(this, before));
};

AsyncLocalStorage.prototype.getStore = function getHeld() {
  return held.get(this) ?? getStore.call(this);
};

function isOfJest(store) {
  return store?.test?.type === 'test' || store?.hook?.type !== undefined;
}

/** Closes the stores that a test file has opened: a store is one for each file, and every promise of later files would pass through it. */
function forgetCalls() {
  for (const store of opened) store.disable();
  opened.clear();
}

module.exports = { forgetCalls };
