const base = require('./jest.config.js');

module.exports = { ...base, roots: ['<rootDir>/tests/services'], testTimeout: 180_000 };
