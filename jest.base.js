const swc = [
  '@swc/jest',
  {
    jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** What every group of tests shares; see `jest.config.js`. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  setupFiles: ['<rootDir>/tests/support/no-sync.js'],
  modulePathIgnorePatterns: [
    '<rootDir>/dist',
    '<rootDir>/playground/(\\.strapi|data|dist|types)/',
    '<rootDir>/tests/package/templates/',
  ],
  transform: { '^.+\\.(t|j)sx?$': swc },
  transformIgnorePatterns: ['/node_modules/'],
};
