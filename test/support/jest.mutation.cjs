/** Mutation testing runs the engine's own tests, as one project. */
const { projects } = require('../../jest.config.cjs');

module.exports = {
  ...projects[0],
  testEnvironment: 'node', // Stryker wraps it, and looks it up from its own place
  rootDir: '../..',
  testMatch: ['<rootDir>/test/engine/**/*.test.ts', '<rootDir>/test/scim/**/*.test.ts'],
};
