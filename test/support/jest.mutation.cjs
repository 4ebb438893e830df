/** Mutation testing runs the unit tests that mirror what is mutated, as one project (`test/long/mutation.mjs`). */
const { projects } = require('../../jest.config.cjs');

const folders = (process.env.MUTATION_TESTS ?? 'engine,scim').split(',');

module.exports = {
  ...projects[0],
  testEnvironment: 'node', // Stryker wraps it, and looks it up from its own place
  rootDir: '../..',
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
};
