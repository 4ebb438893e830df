/**
 * Our modules without Jest's sandbox: each is compiled once a process and evaluated afresh for each test file, so that no mutant
 * leaves anything behind. Packages are loaded once, by Node. What Jest's `jest.doMock` and its kin do to modules is done here.
 */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const vm = require('node:vm');
const fc = require('fast-check');
const { process: transform } = require('../../support/esbuildTransform.cjs');

const ROOT = process.cwd();
const PACKAGES = join(ROOT, 'node_modules');
const TESTS = join(ROOT, 'test');
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', 'jest'];

/** Evaluators by path, for the life of the process. */
const compiled = new Map();

/** A property that fails is not made smaller: the question is only whether it fails. */
const quick = {
  ...fc,
  assert: (property, parameters) => fc.assert(property, { ...parameters, endOnFailure: true }),
};
const standing = new Map([[require.resolve('fast-check'), () => ({ ...quick, __esModule: true, default: quick })]]);

/** Modules of tests that load others only when a test runs. */
const lazy = new Set();

/** What stands in for a module, by path, until `forgetModules`. */
const mocks = new Map();

/** Paths that were asked for, by folder and specifier. */
const resolved = new Map();

/** @param mocker Jest's, whose functions every module finds as `jest` */
function installLoader(mocker) {
  for (const extension of ['.ts', '.tsx', '.mjs']) {
    Module._extensions[extension] = (module, path) => evaluate(module, path, mocker);
  }
}

function evaluate(module, path, mocker) {
  if (!compiled.has(path)) compiled.set(path, compile(path));
  const folder = dirname(path);
  const find = (specifier) => {
    const key = `${folder}\0${specifier}`;
    if (!resolved.has(key)) resolved.set(key, Module._resolveFilename(specifier, module));
    return resolved.get(key);
  };
  const loadActual = (specifier) => module.require(find(specifier));
  const load = (specifier) => {
    const mock = mocks.get(find(specifier)) ?? standing.get(find(specifier));
    return mock === undefined ? loadActual(specifier) : mock();
  };
  load.resolve = find;
  const jest = {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    replaceProperty: mocker.replaceProperty.bind(mocker),
    restoreAllMocks: () => mocker.restoreAllMocks(),
    mock: (specifier, factory) => jest.doMock(specifier, factory),
    doMock(specifier, factory) {
      mocks.set(find(specifier), once(factory));
      return jest;
    },
    dontMock(specifier) {
      mocks.delete(find(specifier));
      return jest;
    },
    requireActual: loadActual,
    resetModules: forgetEvaluated,
  };
  compiled.get(path).call(module.exports, module.exports, load, module, path, folder, jest);
}

function compile(path) {
  const source = readFileSync(path, 'utf8');
  if (path.startsWith(TESTS) && /requireActual|\bimport\(/.test(source)) lazy.add(path);
  const { code } = transform(source, path);
  return new vm.Script(`(function (${PARAMETERS.join(', ')}) {${code}\n})`, { filename: path }).runInThisContext();
}

function once(factory) {
  let made;
  return () => {
    made ??= { value: factory() };
    return made.value;
  };
}

function evaluated() {
  const isOurs = (path) => path.startsWith(ROOT) && !path.startsWith(PACKAGES) && /\.(tsx?|mjs)$/.test(path);
  return Object.keys(require.cache).filter(isOurs);
}

function forgetEvaluated() {
  for (const path of evaluated()) delete require.cache[path];
}

/** Whether one of these modules has been loaded, or may be yet. */
function mayReach(paths) {
  return evaluated().some((path) => paths.has(path) || lazy.has(path));
}

/** As if nothing of ours had been loaded or mocked. */
function forgetModules() {
  mocks.clear();
  forgetEvaluated();
}

module.exports = { installLoader, forgetModules, mayReach };
