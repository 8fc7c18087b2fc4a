module.exports = {
  ...require('./jest.base'),
  roots: ['<rootDir>/tests/services'],
  globalSetup: '<rootDir>/tests/support/build-plugin.ts',
  testTimeout: 600_000,
};
