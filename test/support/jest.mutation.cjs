/** Mutation testing runs the engine's own tests, as one project. */
const { projects } = require('../../jest.config.cjs');

module.exports = {
  ...projects[0],
  rootDir: '../..',
  testMatch: ['<rootDir>/test/engine/**/*.test.ts', '<rootDir>/test/scim/**/*.test.ts'],
};
