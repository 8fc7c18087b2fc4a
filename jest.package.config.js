const base = require('./jest.base');

/** The packed plugin in new Strapi apps. Installing and building is work of minutes, not a hang. */
module.exports = {
  ...base,
  roots: ['<rootDir>/tests/package'],
  testMatch: ['**/fresh-app.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 20 * 60_000,
};
