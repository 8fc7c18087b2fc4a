const base = require('./jest.base');

/** Folders below `tests/` whose tests run what is built, so that it is built first when it is stale. */
const SITE = ['integration', 'faults', 'package'];

/**
 * Unit tests lie beside the code; `tests/` holds what boots a real Strapi, kills it or drives a browser.
 * Jest calls the set-up of a group only when a test of the group is run. The tests of `tests/services` and
 * of new apps have configurations and commands of their own: npm run test:services, npm run test:package.
 */
module.exports = {
  // Tests wait for what happens, not for a time: this only ends one that waits for what never does.
  testTimeout: 600_000,
  testSequencer: '<rootDir>/tests/support/longest-first.js',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testPathIgnorePatterns: ['/node_modules/', `<rootDir>/tests/(${SITE.join('|')}|e2e|services)/`],
    },
    {
      ...base,
      displayName: 'site',
      roots: SITE.map((folder) => `<rootDir>/tests/${folder}`),
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/package/fresh-app'],
      globalSetup: '<rootDir>/tests/support/build-plugin.ts',
    },
    {
      ...base,
      displayName: 'browser',
      roots: ['<rootDir>/tests/e2e'],
      globalSetup: '<rootDir>/tests/support/build-panel.ts',
    },
  ],
};
