const base = require('./jest.config.js');

module.exports = {
  ...base,
  roots: ['<rootDir>/tests/services'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
};
