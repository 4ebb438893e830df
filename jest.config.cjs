const { availableParallelism } = require('node:os');

/** Unit tests mirror the tree; slower suites (storage, targets, e2e) are projects of their own so that `test:unit` stays quick. */
const common = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  transform: { '\\.(?:[jt]s|mjs|tsx)$': '<rootDir>/test/support/esbuildTransform.cjs' },
  // These come as modules, or load others lazily.
  transformIgnorePatterns: ['/node_modules/(?!jose/|oauth4webapi/|@opentelemetry/otlp-exporter-base/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.stryker-tmp/'],
};
const slow = ['/test/e2e/', '/test/contracts/', '/test/simulation/', '/test/documents/'];

module.exports = {
  maxWorkers: availableParallelism() + 1, // the slow suites wait half of their time, for hosts of their own
  testSequencer: '<rootDir>/test/support/longestFirst.cjs',
  testTimeout: 120_000, // nothing takes as long, but for a machine busy with something else; the slow suites': `setUpSlow.ts`
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...slow],
    },
    {
      ...common,
      displayName: 'integration',
      globalSetup: '<rootDir>/test/support/buildOnce.cjs',
      setupFilesAfterEnv: ['<rootDir>/test/support/setUpSlow.ts'],
      testMatch: slow.map((folder) => `<rootDir>${folder}**/*.test.ts`),
    },
  ],
};
